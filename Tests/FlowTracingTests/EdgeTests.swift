import FlowTracing
import Testing

/// Numbers at the edge of 128 bits: an error where the contract asks for one, and never a crash or a wrapped sum.
@Suite struct EdgeTests {
    private static let half: UInt128 = 1 << 127

    /// Rows one second apart: from, to, amount, fee.
    private func world(
        _ rows: [(String, String, UInt128, UInt128)], seed: String, rule: TaintRule, opening: NaiveOpening = .observed,
        stops: [String] = []
    ) -> World {
        World(
            rows: rows.enumerated().map { i, row in
                NaiveRow(
                    chain: "test", tx: "\(i)", index: 0, time: Int64(i), from: row.0, to: row.1, asset: "WEI",
                    amount: row.2, fee: row.3)
            }, files: [NaiveFile()], cases: [NaiveCase(id: "1", seeds: [NaiveSeed(parsing: seed)])],
            question: NaiveQuestion(rule: rule.rawValue, opening: opening, stops: stops))
    }

    private func failure(_ world: World, _ schedule: Schedule) throws -> String? {
        let ledger = try world.engineLedger()
        return try world.tracer(ledger, schedule: schedule).trace(try Engine.cases(world.cases))[0].failure
    }

    @Test(arguments: TaintRule.onAccounts.filter(\.isMoney), [NaiveOpening.inferred, .observed])
    func `a balance of 2^128 is an error naming the row`(rule: TaintRule, opening: NaiveOpening) throws {
        let rows = [(NaiveRow.null, "a", EdgeTests.half, UInt128(0)), (NaiveRow.null, "a", EdgeTests.half, 0)]
        let world = world(rows, seed: "in:a", rule: rule, opening: opening)
        let ledger = try world.engineLedger()
        let error = #expect(throws: FlowError.self) { try world.tracer(ledger) }
        #expect(error == .overflow(row: "file0.csv:3", asset: "WEI"))
    }

    @Test(arguments: TaintRule.onAccounts.filter(\.isMoney), [NaiveOpening.inferred, .observed])
    func `a balance of 2^128 - 1 is none`(rule: TaintRule, opening: NaiveOpening) throws {
        let rows = [(NaiveRow.null, "a", EdgeTests.half, UInt128(0)), (NaiveRow.null, "a", EdgeTests.half - 1, 0)]
        let world = world(rows + [("a", "b", .max - 3, 3)], seed: "in:a", rule: rule, opening: opening)
        let answer = try world.engineAnswers(try world.engineLedger())[0]
        let asset = try #require(answer.assets.values.first)
        #expect(asset.injected == .max)
        #expect(asset.resting.map(\.amount) == [.max - 3])
        #expect(asset.closing.fee == 3)
    }

    @Test(arguments: TaintRule.onAccounts.filter(\.isMoney), [Schedule.indexDriven, .scan])
    func `money injected again after it ended may pass 2^128: that case fails`(rule: TaintRule, schedule: Schedule)
        throws
    {
        // What the stop pays out is clean, so the same coins are injected twice.
        let rows = [
            (NaiveRow.null, "a", EdgeTests.half, UInt128(0)), ("a", "x", EdgeTests.half, 0),
            ("x", "a", EdgeTests.half, 0),
            ("a", "x", EdgeTests.half, 0),
        ]
        #expect(try failure(world(rows, seed: "out:a", rule: rule, stops: ["x"]), schedule) != nil)
        // Split between two places, each of which holds less than 2^128.
        var parts = rows
        parts[3] = ("a", "b", EdgeTests.half, 0)
        #expect(try failure(world(parts, seed: "out:a", rule: rule, stops: ["x"]), schedule) != nil)
    }

    @Test(arguments: [Schedule.indexDriven, .scan], [NaiveOpening.inferred, .observed])
    func `fees and burns of 2^128 together fail, they do not wrap`(schedule: Schedule, opening: NaiveOpening) throws {
        let rule = TaintRule.fifo
        let mint = (NaiveRow.null, "a", EdgeTests.half, UInt128(0))
        let fees = [mint, ("a", "a", 1, EdgeTests.half), mint, ("a", "a", 1, EdgeTests.half)]
        #expect(try failure(world(fees, seed: "in:a", rule: rule, opening: opening), schedule) != nil)
        let burn = ("a", NaiveRow.null, EdgeTests.half, UInt128(0))
        #expect(
            try failure(world([mint, burn, mint, burn], seed: "in:a", rule: rule, opening: opening), schedule) != nil)
        // Burnt by others than the case, it is nobody's sum.
        let other = [mint, burn, mint, burn, ("v", "w", 5, 0)]
        #expect(try failure(world(other, seed: "in:w", rule: rule, opening: opening), schedule) == nil)
    }

    @Test(arguments: [TaintRule.poison, .reach], [Schedule.indexDriven, .scan])
    func `what passes again and again may pass 2^128: that case fails`(rule: TaintRule, schedule: Schedule) throws {
        let there = ("a", "b", EdgeTests.half, UInt128(0))
        let back = ("b", "a", EdgeTests.half, UInt128(0))
        #expect(try failure(world([there, back, there, back], seed: "tx:0", rule: rule), schedule) != nil)
        #expect(try failure(world([there, back], seed: "tx:0", rule: rule), schedule) == nil)
    }

    @Test(arguments: [Schedule.indexDriven, .scan])
    func `shortfalls of 2^128 together fail only where they are reported`(schedule: Schedule) throws {
        let rows = [
            ("a", "b", EdgeTests.half, UInt128(0)), ("a", "c", EdgeTests.half, 0), ("v", "a", 5, 0), ("v", "w", 5, 0),
        ]
        #expect(try failure(world(rows, seed: "in:w", rule: .haircut), schedule) == nil)
        #expect(try failure(world(rows, seed: "in:a", rule: .haircut), schedule) != nil)
        let inferred = world(rows, seed: "in:w", rule: .haircut, opening: .inferred)
        #expect(throws: FlowError.self) { try failure(inferred, schedule) }
    }

    @Test func `backward: amounts asked about together may pass 2^128, and fail`() throws {
        let rows = [
            ("a", "b", EdgeTests.half, UInt128(0)), ("b", "a", EdgeTests.half, 0), ("a", "b", EdgeTests.half, 0),
        ]
        for rule in [TaintRule.haircut, .fifo, .lifo] {
            let world = world(rows, seed: "in:b", rule: rule)
            let found = try world.tracer(try world.engineLedger()).origins(try Engine.cases(world.cases))
            #expect(found[0].failure != nil)
        }
    }
}
