import SeededRandom
import Testing

@testable import FlowTracing

/// Ledgers made to hurt: nothing may crash or grow beyond the ledger, and what is not looked at is counted.
@Suite struct HostileFlowTests {
    private func run(_ rows: [TypologyTable.Row], _ typologies: [String] = []) throws -> (Flagging, [Finding]) {
        let table = TypologyTable(rows: rows)
        var configuration = FlaggingConfiguration()
        if !typologies.isEmpty { try configuration.run(only: typologies) }
        let ledger = try table.ledger()
        let flagging = Flagging(ledger, attribution: table.attribution(), configuration: configuration)
        flagging.update(ledger)
        return (flagging, flagging.finish())
    }

    private func row(_ number: Int, _ from: String, _ to: String, _ amount: Amount = 100, at time: Int64? = nil)
        -> TypologyTable.Row
    {
        TypologyTable.Row(
            time: time ?? TypologyTable.start, from: from, to: to, amount: amount, transaction: "t\(number)")
    }

    @Test func `a hub with a hundred thousand neighbours at one time`() throws {
        let half = 50_000
        let rows = (0..<2 * half).map { $0 < half ? row($0, "p\($0)", "hub") : row($0, "hub", "q\($0)") }
        let (flagging, findings) = try run(rows)
        // Nothing is followed through it: every payment of a hub is one row cut.
        #expect(flagging.cuts.hubs == half)
        let fanIn = try #require(findings.first { $0.typology == "fan-in" })
        #expect(fanIn.rows.count == FindingBook.mostRows && fanIn.rowsLeftOut == half - FindingBook.mostRows)
        let fanOut = try #require(findings.first { $0.typology == "fan-out" })
        #expect(fanOut.rowsLeftOut == half - FindingBook.mostRows)
        #expect(flagging.cuts.rows == fanIn.rowsLeftOut + fanOut.rowsLeftOut)
        #expect(flagging.mostRows == 2 * half)
    }

    @Test func `one middle that pays on in small change is remembered once a payment`() throws {
        // Just fewer than make it a service. Of every pair of a receipt and a payment this would be 200,000 paths.
        let rows = (0..<400).map { row($0, "s", "m") } + (400..<900).map { row($0, "m", "t") }
        let (flagging, findings) = try run(rows, ["scatter-gather"])
        #expect(findings.isEmpty)
        // Beyond the window's ring of 4,096 transfers.
        #expect(flagging.windowBytes < 4_096 * 32 + 512 * 1_024)
        // Every payment beyond the limit of paths that a look takes is counted.
        #expect(flagging.cuts.bounds == 500 - 4 * FlaggingConfiguration().walkLimit)
    }

    @Test func `everybody pays everybody, which no search enumerates`() throws {
        var random = SeededRandom(seed: SeededRandom.base)
        let rows = (0..<2_400).map { number in
            row(number, "p\(random.number(0...29))", "p\(random.number(0...29))", Amount(random.number(90...100)))
        }
        let (flagging, findings) = try run(rows)
        #expect(!findings.isEmpty)
        #expect(flagging.cuts.bounds > 0 && flagging.cuts.walks > 0)
        for one in findings { #expect(one.rows.count <= FindingBook.mostRows) }
    }

    @Test func `times beyond what a clock shows, and not in order`() throws {
        var random = SeededRandom(seed: SeededRandom.base &+ 1)
        let far: [Int64] = [.min, -1, 0, 1, 1 << 31, 1 << 32, 1 << 33, .max]
        let rows = (0..<1_000).map { number in
            row(
                number, "p\(random.number(0...30))", random.chance(20) ? "hub" : "p\(random.number(0...30))",
                at: random.chance(10) ? random.pick(far) : TypologyTable.start + Int64(random.number(-900...900)))
        }
        let (flagging, findings) = try run(rows)
        #expect(!findings.isEmpty)
        for one in findings { #expect(one.firstTime <= one.lastTime && one.facts.duration >= 0) }
        let clusters = flagging.clusters(of: findings)
        #expect(clusters.reduce(0) { $0 + $1.findings.count } == findings.count)
    }

    @Test func `amounts near the largest there is`() throws {
        var random = SeededRandom(seed: SeededRandom.base &+ 2)
        for _ in 0..<5 {
            let rows = (0..<2_000).map { number in
                let amount =
                    (Amount.max - Amount(random.number(0...9))) >> UInt128(random.pick([0, 0, 0, 1, 15, 16, 17]))
                return row(
                    number, "p\(random.number(0...25))", "p\(random.number(0...25))", amount,
                    at: TypologyTable.start + Int64(number * 600))
            }
            let (_, findings) = try run(rows)
            #expect(!findings.isEmpty)
            #expect(findings.contains { $0.values.contains { $0.amount == .max } })
        }
    }
}
