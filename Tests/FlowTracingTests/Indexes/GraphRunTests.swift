import SeededRandom
import Testing

@testable import FlowTracing

/// Traces by an index in several runs are traces by one.
@Suite struct GraphRunTests {
    /// The ledger's index cut at random rows; rows behind the last cut are left to the graph.
    static func graph(_ ledger: Ledger, _ random: inout SeededRandom) throws -> FlowGraph {
        let cuts = (0..<random.number(1...5)).map { _ in random.below(ledger.count + 1) }.sorted()
        func runs(_ column: borrowing Column<UInt32>) -> [RowRun] {
            var first = 0
            var runs: [RowRun] = []
            for cut in cuts {
                runs.append(RowRun(column, rows: first..<cut, addresses: ledger.addressCount))
                first = cut
            }
            return runs
        }
        return try FlowGraph(ledger, sent: runs(ledger.columns.senders), received: runs(ledger.columns.recipients))
    }

    @Test(arguments: TaintRule.onAccounts)
    func `forward and backward traces do not see the runs`(rule: TaintRule) throws {
        for number in 0..<100 {
            let seed = SeededRandom.base &+ 111 << 32 &+ UInt64(number)
            var random = SeededRandom(seed: seed)
            let world = RandomWorld.make(seed: seed).asking(rule.rawValue)
            guard let ledger = try? world.engineLedger(),
                let one = try? world.tracer(ledger, schedule: .indexDriven)
            else { continue }
            let several = try Tracer(
                ledger: ledger, attribution: one.attribution, options: one.options,
                graph: try GraphRunTests.graph(ledger, &random))
            let cases = try Engine.cases(world.cases)
            let expected = one.trace(cases).map { NaiveAnswer($0, ledger: ledger) }
            #expect(several.trace(cases).map { NaiveAnswer($0, ledger: ledger) } == expected, "seed \(seed)\n\(world)")
            for address in 0..<AddressID(ledger.addressCount) {
                #expect(several.graph.degree(address) == one.graph.degree(address))
                #expect(several.graph.sentRows(address) == one.graph.sentRows(address))
                #expect(several.graph.receivedRows(address) == one.graph.receivedRows(address))
            }
            for row in 0..<ledger.count where [.haircut, .fifo, .lifo, .reach].contains(rule) {
                let target = Case(
                    id: "b", seeds: [try Seed(parsing: "tx:\(ledger.transactionText(row)):\(ledger.index(row))")])
                guard let origins = try? one.origins([target]) else { continue }
                let same = try several.origins([target])
                #expect("\(same)" == "\(origins)", "seed \(seed) row \(row)\n\(world)")
            }
        }
    }
}
