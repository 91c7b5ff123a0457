import Testing

@testable import FlowTracing

/// Each heuristic over UTXO transactions on a chain small enough to judge by eye: where it speaks, and where it just does
/// not. How to read the tables: `OutputTable`.
@Suite struct SpendingHeuristicTests {
    private func clusters(_ table: String, _ heuristic: String...) throws -> String {
        let world = OutputWorld(
            transactions: try OutputTable.transactions(table).list, cases: [], question: OutputQuestion())
        let selection = ClusterHeuristics.Selection.all.without(ClusterHeuristics.all.map(\.name)).with(heuristic)
        return try LedgerClusters(EngineOutputs.ledger(world), selection: selection).line
    }

    @Test func `coins spent together have one owner`() throws {
        let table = """
            one   coinbase      -> 50 a
            two   coinbase      -> 30 b
            three coinbase      -> 20 c
            spend one, two, three -> 95 d
            """
        #expect(try clusters(table, "multi-input") == "a b c")
    }

    @Test func `a coinjoin joins nobody`() throws {
        let entries = (1...5).map { "e\($0) coinbase -> 10\($0)0000 w\($0)" }.joined(separator: "\n")
        let mixed = (1...5).map { "1000000 w9\($0), \($0)0000 w8\($0)" }.joined(separator: ", ")
        let mix = entries + "\nmix e1, e2, e3, e4, e5 -> " + mixed
        #expect(try clusters(mix, "multi-input") == "")
        // The same coins in a payment of another shape.
        #expect(try clusters(entries + "\npay e1, e2, e3, e4, e5 -> 5150000 w91", "multi-input") == "w1 w2 w3 w4 w5")
    }

    @Test func `a PayJoin suspect joins nobody`() throws {
        func pay(_ change: Int) -> String {
            """
            one   coinbase -> 50 w1
            two   coinbase -> 30 w2
            spend one, two -> \(80 - change) w3, \(change) w4
            """
        }
        // Without the 30, 50 would have paid for no output of 50 and a change of 30.
        #expect(try clusters(pay(30), "multi-input") == "")
        #expect(try clusters(pay(29), "multi-input") == "w1 w2")
        // Who is paid where it paid from hides nothing.
        #expect(try clusters(pay(30).replacing("w4", with: "w1"), "multi-input") == "w1 w2")
    }

    @Test func `two equal outputs whose payers may be two join nobody`() throws {
        func mix(_ first: Int, _ second: Int) -> String {
            """
            one   coinbase -> \(first) w1
            two   coinbase -> \(second) w2
            spend one, two -> 46981 w3, 100420 w4, 1347800 w5, 100420 w6
            """
        }
        // Each covers an equal output and a change: a coinjoin of two, or a Stonewall, which looks the same.
        #expect(try clusters(mix(148_798, 1_448_113), "multi-input") == "")
        // The first cannot have paid for an equal output and a change of its own.
        #expect(try clusters(mix(120_000, 1_476_911), "multi-input") == "w1 w2")
    }

    @Test func `fresh, reused, typed, optimal and round change`() throws {
        let known = "one coinbase -> 5000000 w1\ntwo coinbase -> 9 p1\n"
        #expect(try clusters(known + "pay one -> 1000000 p1, 3999999 w2", "change-fresh") == "w1 w2")
        #expect(try clusters(known + "pay one -> 1000000 p3, 3999999 w2", "change-fresh") == "")
        #expect(try clusters(known + "pay one -> 1000000 w2, 3999999 w1", "change-fresh") == "")
        #expect(try clusters(known + "pay one -> 1000000 p2, 3999999 w2", "change-type") == "w1 w2")
        #expect(try clusters(known + "pay one -> 1000000 w3, 3999999 w2", "change-type") == "")
        #expect(try clusters(known + "pay one -> 1000000 w3, 3999999 w2", "change-round") == "w1 w2")
        #expect(try clusters(known + "pay one -> 1000001 w3, 3999998 w2", "change-round") == "")
        let two = known + "more coinbase -> 30 w5\n"
        #expect(try clusters(two + "pay one, more -> 4999999 w3, 29 w2", "change-optimal") == "w1 w2")
        #expect(try clusters(two + "pay one, more -> 4999900 w3, 29 w2, 28 w4", "change-optimal") == "")
        #expect(try clusters(two + "pay one, more -> 4999999 w3, 31 w5", "change-reuse") == "w1 w5")
        #expect(try clusters(two + "pay one, more -> 4999999 w3, 31 w6", "change-reuse") == "")
    }

    @Test func `a peel chain's larger output is told by the next step`() throws {
        let chain = "one coinbase -> 90 w1\npeel one -> 10 p1, 80 w2\n"
        #expect(try clusters(chain, "change-peeling") == "")
        #expect(try clusters(chain + "next peel:1 -> 10 p2, 70 w3", "change-peeling") == "w1 w2")
        #expect(try clusters(chain + "next peel:1 -> 80 w3", "change-peeling") == "")
        #expect(try clusters(chain + "next peel:0 -> 5 p2, 5 w3", "change-peeling") == "")
        let less = "one coinbase -> 90 w1\npeel one -> 31 p1, 59 w2\nnext peel:1 -> 10 p2, 49 w3"
        #expect(try clusters(less, "change-peeling") == "")
    }

    @Test func `the output spent at the same fee is the change, once all are spent`() throws {
        let table = "one coinbase -> 100 w1\npay one -> 40 w2, 57 w3\nback pay:1 -> 54 w4\n"
        #expect(try clusters(table, "change-fixed-fee") == "")
        #expect(try clusters(table + "other pay:0 -> 38 w5", "change-fixed-fee") == "w1 w3")
        #expect(try clusters(table + "other pay:0 -> 37 w5", "change-fixed-fee") == "")
    }
}
