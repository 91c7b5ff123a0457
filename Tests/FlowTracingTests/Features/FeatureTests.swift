import SeededRandom
import Testing

@testable import FlowTracing

@Suite struct FeatureTests {
    @Test func `columns have names of their own, and say what they are`() {
        let windows: [Int64] = [1, 60, 86_400]
        for columns in [FeatureExtraction.columns(windows), FeatureExtraction.addressColumns(windows)] {
            #expect(Set(columns.map(\.name)).count == columns.count)
            for one in columns {
                #expect(!one.meaning.isEmpty && one.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" })
                #expect(one.window.map { one.name.hasSuffix("_" + SpanText.name($0)) } ?? true, "\(one.name)")
            }
        }
        #expect([1, 90, 5_400, 7_200, 86_400].map(SpanText.name) == ["1s", "90s", "90m", "2h", "1d"])
    }

    /// A relay gets 100 from an exchange and 300 from a stranger, and passes 200 on, twice.
    @Test func `a story can be recomputed in the head`() throws {
        let table = try TypologyTable(
            """
            x1 -> relay 100
            stranger -> relay 300
            +60 relay -> sink 200
            +60 relay -> sink 200
            +60 sink -> relay 1
            """)
        let lines = try FeatureLines(table)
        let third = lines.named(2)
        #expect(third["sender_from_exchange"] == 250 && third["sender_since_receipt"] == 60)
        #expect(third["amount_of_receipts_1d"] == 500 && third["passed_on_1d"] == 500)
        // The exchange's payment is more than a quarter of an hour old.
        #expect(third["amount_of_receipts_15m"] == 666 && third["sender_in_15m"] == 1 && third["sender_in_1d"] == 2)
        let fourth = lines.named(3)
        #expect(fourth["pair_payments_1d"] == 2 && fourth["pair_since_1d"] == 60 && fourth["passed_on_1d"] == 1_000)
        let fifth = lines.named(4)
        #expect(fifth["cycles_2_1d"] == 1 && fifth["pair_returns_1d"] == 2 && fifth["sender_is_new"] == 0)
        #expect(fifth["sender_labels"] == 0 && lines.named(0)["sender_labels"] == 1)
    }

    /// An address is named on a chain that the ledger only meets later.
    @Test func `a chain that comes later brings no label to what was before`() throws {
        func lines(_ chains: [String]) throws -> [[Int64]] {
            var builder = LedgerBuilder()
            builder.beginFile(SourceFile(name: "a", format: "test", hasIndex: true))
            let (a, b) = (TypologyTable.address("a", salt: 0), TypologyTable.address("b", salt: 0))
            for (number, name) in chains.enumerated() {
                let chain = builder.chain(name)
                let asset = builder.asset(Asset(chain: chain, identity: .symbol("T"), symbol: "T", decimals: 6))
                try builder.append(
                    Transfer(
                        transaction: .text("t\(number)"), index: 0, block: UInt64(number), time: Int64(number) + 1_000,
                        sender: builder.address(a), recipient: builder.address(b), asset: asset, amount: 5, kind: .log,
                        line: number + 1))
            }
            builder.endFile()
            let attribution = Attribution([
                FlowTracing.Tag(
                    chain: "eip155:56", address: a, label: "a", category: Category("exchange"), entity: "a",
                    confidence: 95)
            ])
            let ledger = try builder.seal()
            let pass = FeatureExtraction(ledger, attribution: attribution, settings: FeatureLines.settings)
            var lines: [[Int64]] = []
            pass.update(ledger) { _, cells in lines.append(Array(cells)) }
            return lines
        }
        let early = try lines(["eip155:1", "eip155:1"])
        let late = try lines(["eip155:1", "eip155:1", "eip155:56"])
        #expect(early == Array(late.prefix(2)))
        let column = try #require(FeatureExtraction.columns([900]).firstIndex { $0.name == "sender_is_labelled" })
        #expect(late.map { $0[column] } == [0, 0, 1])
    }

    @Test func `searches that are cut are told, in the line and in all`() throws {
        var settings = FeatureLines.settings
        settings.limits.steps = 3
        let lines = try FeatureLines(LawWorld.crowd(seed: SeededRandom.base), settings: settings)
        let said = lines.transfers.indices.reduce(0) { sum, row in
            sum + (lines.named(row)["cycles_cut_1d"] ?? 0) + (lines.named(row)["scatter_gather_cut_1d"] ?? 0)
        }
        #expect(said > 0 && lines.cuts[1].searches == Int(said))
    }

    @Test func `counterparties are counted in shares as at once`() throws {
        let table = LawWorld.table(seed: SeededRandom.base)
        let ledger = try table.ledger()
        let step = FeatureStep(ledger, attribution: Attribution(), windows: [60])
        step.follow(ledger)
        for row in 0..<ledger.count { step.move(to: row, time: ledger.time(row), chain: ledger.chain(row)) }
        func counts(_ pairsAtOnce: Int) -> [Int64] {
            let extractor = CounterpartyExtractor(pairsAtOnce: pairsAtOnce)
            extractor.prepareTotals(step)
            let column = Column<Int64>(repeating: 0, count: step.holdings.count * 2)
            var cells = FeatureCells(column.base, capacity: column.count)
            for number in 0..<step.holdings.count { extractor.total(step.holding(UInt32(number)), step, into: &cells) }
            return Array(cells.values)
        }
        #expect(counts(17) == counts(1 << 24))
    }

    @Test func `shares of sums are exact beyond 128 bits`() {
        var random = SeededRandom(seed: SeededRandom.base)
        for _ in 0..<500 {
            let part = Amount(random.next()) << Amount(random.number(0...40))
            let whole = Amount(random.next()) << Amount(random.number(0...40)) + 1
            let share = WideSum(part).permille(of: WideSum(whole), atMost: 1_000_000)
            #expect(share == Int64(min(part * 1_000 / whole, 1_000_000)))
        }
        let large = WideSum(high: 3, low: .max)
        #expect(large.permille(of: large, atMost: 1_000_000) == 1_000)
        #expect(WideSum(.max).permille(of: WideSum(high: 1, low: 0), atMost: 1_000) == 999)
        #expect(large.permille(of: WideSum(1), atMost: 1_000_000) == 1_000_000)
        #expect(large.permille(of: WideSum(0), atMost: 1_000) == nil)
    }

    /// Sums of a window forget what they took in, also where they passed 2¹²⁸.
    @Test func `a window's sums of the largest amounts are exact`() throws {
        var sums = WindowedSums.Sums()
        for _ in 0..<5 { sums.receive(.max) }
        for _ in 0..<4 { sums.forgetReceipt(.max) }
        #expect(sums.received == WideSum(.max))
        sums.forgetReceipt(.max)
        #expect(sums.received == WideSum(0))
    }
}
