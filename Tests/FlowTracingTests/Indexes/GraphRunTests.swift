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

    @Test func `a damaged index answers nothing`() throws {
        var rows = [NaiveRow]()
        for (number, parties) in [("a", "b"), ("b", "c"), ("c", "d")].enumerated() {
            rows.append(
                NaiveRow(
                    file: 0, chain: "test", tx: "t\(number)", time: Int64(number), from: parties.0, to: parties.1,
                    asset: "USDT", amount: 5))
        }
        let ledger = try Engine.ledger(rows, files: [NaiveFile()], keepsDuplicates: false, until: nil)
        let whole = 0..<ledger.count
        let sent = RowRun(ledger.columns.senders, rows: whole, addresses: ledger.addressCount)
        let received = RowRun(ledger.columns.recipients, rows: whole, addresses: ledger.addressCount)
        let place = try #require(sent.sections.firstIndex { $0.name == "rows" })
        let stored = StoredBytes(sent.sections)
        // The second row becomes one far beyond the ledger.
        stored.flip(sent.sections[..<place].reduce(0) { $0 + $1.bytes.count * 8 } + 32 + 20)
        let graph = try FlowGraph(ledger, sent: [RowRun(stored.sections, owner: stored)], received: [received])
        var options = TraceOptions()
        options.schedule = .indexDriven
        let tracer = try Tracer(ledger: ledger, options: options, graph: graph)
        let untouched = try tracer.trace([Case(id: "1", seeds: [Seed(parsing: "tx:t2")])])
        #expect(untouched.map(\.failure) == [nil])
        let damaged = try tracer.trace([Case(id: "1", seeds: [Seed(parsing: "tx:t0")])])
        #expect(damaged[0].failure?.contains("damaged") == true && damaged[0].assets.isEmpty)
        let backward = try tracer.origins([Case(id: "1", seeds: [Seed(parsing: "tx:t2")])])
        #expect(backward[0].failure?.contains("damaged") == true && backward[0].assets.isEmpty)
    }
}
