import FlowTracing
import SeededRandom
import Testing

/// Engine against oracle on random ledgers: the same ledger order, the same faults, the same answer to every case
/// under every rule and schedule.
@Suite struct DifferentialTests {
    static let batches = 20
    static let worldsPerBatch = 500

    @Test(arguments: 0..<batches)
    func `engine and oracle agree on the ledger`(batch: Int) { compare(batch, Comparison.ledgerDifference) }

    @Test(arguments: 0..<batches)
    func `engine and oracle agree on every trace`(batch: Int) { compare(batch, Comparison.difference) }

    /// Ledgers in which a stop is reached by many ways, so that width, length and order all decide.
    @Test func `engine and oracle agree on the route behind an endpoint`() throws {
        var lengths: [Int: Int] = [:]
        for i in 0..<1500 {
            var random = SeededRandom(seed: SeededRandom.base &+ 99 << 32 &+ UInt64(i))
            func row(_ n: Int, _ from: String, _ to: String, _ amount: Int) -> NaiveRow {
                NaiveRow(
                    chain: "test", tx: "\(n)", index: 0, time: Int64(n), from: from, to: to, asset: "USDT",
                    amount: UInt128(amount))
            }
            let between = ["m", "a", "b", "c"]
            var rows = [row(0, "v", "m", 40), row(1, "v", random.pick(between), 40)]
            for n in 2..<9 { rows.append(row(n, random.pick(between), random.pick(between), random.number(5...30))) }
            for n in 9..<11 { rows.append(row(n, random.pick(["a", "b", "c"]), "x", random.number(1...9))) }
            let world = World(
                rows: rows, files: [NaiveFile()],
                cases: [NaiveCase(id: "1", seeds: [NaiveSeed(.out("v", from: nil, to: nil))], stops: ["x"])],
                question: NaiveQuestion())
            if let text = Comparison.difference(world) {
                Issue.record("\(text)\n\(world.shrunk { Comparison.difference($0) != nil })")
                return
            }
            let answer = try NaiveTracer(try world.naiveLedger(), world.question).trace(world.cases[0])
            for endpoint in answer.assets.values.flatMap(\.endpoints) { lengths[endpoint.path.count, default: 0] += 1 }
        }
        for length in 2...4 { #expect(lengths[length, default: 0] > 20, "\(lengths)") }
    }

    /// Agreement over ledgers on which nothing happens would mean nothing.
    @Test func `the random ledgers reach every corner`() throws {
        var seen: [String: Int] = [:]
        func count(_ corner: String, _ isSeen: Bool) { if isSeen { seen[corner, default: 0] += 1 } }
        let worlds = 600
        for i in 0..<worlds {
            let world = RandomWorld.make(seed: SeededRandom.base &+ UInt64(i))
            guard let ledger = try? world.naiveLedger() else {
                count("contradiction", true)
                continue
            }
            count("duplicates", ledger.duplicates > 0)
            count("undecided order", ledger.undecidedOrder > 0)
            count("several files", world.files.count > 1)
            count("account exports", world.files.contains { $0.account != nil })
            count("half-filled blocks", Set(world.rows.map { $0.block == nil }).count == 2)
            guard let tracer = try? NaiveTracer(ledger, world.question) else {
                count("balance of 2^128", true)
                continue
            }
            for answer in world.cases.map(tracer.trace) {
                count("refused", answer.isRefused)
                count("several assets", answer.assets.count > 1)
                for asset in answer.assets.values {
                    count("beyond 64 bits", asset.injected >> 64 != 0)
                    count("opening on the path", asset.untrackedOnPath > 0)
                    count("commingled", asset.resting.contains { $0.amount < $0.balance })
                    count("resting", asset.closing.resting > 0)
                    count("unseen", asset.closing.unseen > 0)
                    count("endpoint", asset.closing.endpoint > 0)
                    count("mixer", asset.closing.mixer > 0)
                    count("bridge", asset.closing.bridge > 0)
                    count("swap", asset.closing.convertedOut > 0)
                    count("fee", asset.closing.fee > 0)
                    count("burn", asset.closing.burned > 0)
                    count("pruned by hops", asset.pruned.contains { $0.reason == "max-hops" })
                    count("pruned by amount", asset.pruned.contains { $0.reason == "min-amount" })
                    count("two hops", asset.resting.contains { $0.minHops >= 2 })
                }
            }
        }
        let corners = [
            "contradiction", "duplicates", "undecided order", "several files", "account exports", "half-filled blocks",
            "balance of 2^128", "refused", "several assets", "beyond 64 bits", "opening on the path", "commingled",
            "resting", "unseen", "endpoint", "mixer", "bridge", "swap", "fee", "burn", "pruned by hops",
            "pruned by amount", "two hops",
        ]
        for corner in corners {
            #expect(seen[corner, default: 0] >= 3, "\(corner): \(seen[corner, default: 0]) in \(worlds) worlds")
        }
    }

    private func compare(_ batch: Int, _ difference: (World) -> String?) {
        let first = batch * DifferentialTests.worldsPerBatch
        expectAgreement(
            "engine first, oracle second",
            seeds: (first..<first + DifferentialTests.worldsPerBatch).lazy.map { SeededRandom.base &+ UInt64($0) },
            make: RandomWorld.make, difference: difference)
    }
}

enum Comparison {
    /// What engine and oracle disagree on, `nil` where they agree.
    static func difference(_ world: World) -> String? {
        if let text = ledgerDifference(world) { return text }
        guard let expected = try? world.naiveLedger(), let ledger = try? world.engineLedger() else { return nil }
        let naive = Result { () throws(NaiveLedger.Fault) in try NaiveTracer(expected, world.question) }
        let engine = Result { () throws(FlowError) in
            try (world.tracer(ledger, schedule: .indexDriven), world.tracer(ledger, schedule: .scan))
        }
        switch (naive, engine) {
        case (.failure(let fault), .failure(let error)):
            return agree(fault, error) ? nil : "engine: \(error), oracle: \(fault)"
        case (.failure(let fault), .success): return "engine accepts the balances, oracle: \(fault)"
        case (.success, .failure(let error)): return "oracle accepts the balances, engine: \(error)"
        case (.success(let naive), .success(let (byIndex, byScan))):
            for rule in TaintRule.onAccounts {
                if let text = traceDifference(world, rule, naive, byIndex, byScan) { return "\(rule): \(text)" }
            }
            return nil
        }
    }

    static func ledgerDifference(_ world: World) -> String? {
        let naive = Result { () throws(NaiveLedger.Fault) in try world.naiveLedger() }
        let engine = Result { try world.engineLedger() }
        switch (naive, engine) {
        case (.failure(let fault), .failure(let error)):
            return agree(fault, error) ? nil : "engine: \(error), oracle: \(fault)"
        case (.failure(let fault), .success): return "engine accepts the ledger, oracle: \(fault)"
        case (.success, .failure(let error)): return "oracle accepts the ledger, engine: \(error)"
        case (.success(let expected), .success(let ledger)): return ledgerDifference(ledger, expected)
        }
    }

    private static func agree(_ fault: NaiveLedger.Fault, _ error: any Error) -> Bool {
        switch (fault, error as? FlowError) {
        case (.contradiction, .contradiction?), (.overflow, .overflow?): true
        default: false
        }
    }

    private static func ledgerDifference(_ ledger: Ledger, _ expected: NaiveLedger) -> String? {
        let rows = (0..<ledger.count).map { NaiveRow(ledger, row: $0) }
        if rows != expected.shown {
            return "ledger order\n" + rows.map { "  engine \(World.short("\($0)"))" }.joined(separator: "\n") + "\n"
                + expected.shown.map { "  oracle \(World.short("\($0)"))" }.joined(separator: "\n")
        }
        if ledger.duplicates != expected.duplicates {
            return "duplicates: \(ledger.duplicates), oracle \(expected.duplicates)"
        }
        if ledger.undecidedOrder != expected.undecidedOrder {
            return "undecidedOrder: \(ledger.undecidedOrder), oracle \(expected.undecidedOrder)"
        }
        return nil
    }

    private static func traceDifference(
        _ world: World, _ rule: TaintRule, _ naive: NaiveTracer, _ byIndex: Tracer, _ byScan: Tracer
    ) -> String? {
        var naive = naive
        naive.question.rule = rule.rawValue
        guard let cases = try? Engine.cases(world.cases) else { return "the engine cannot read a seed" }
        let traces = byIndex.trace(cases, rule: rule)
        if byScan.trace(cases, rule: rule) != traces { return "a scan answers otherwise than the index" }
        if traces.count != cases.count { return "\(traces.count) answers to \(cases.count) cases" }
        for (aCase, trace) in zip(world.cases, traces) {
            let answer = naive.trace(aCase)
            var found = NaiveAnswer(trace, ledger: byIndex.ledger)
            found.forgetPaths(notIn: answer)
            if found != answer { return NaiveAnswer.difference(found, answer) }
        }
        return nil
    }
}

extension NaiveAnswer {
    /// Drops the paths that the other answer did not compute.
    mutating func forgetPaths(notIn other: NaiveAnswer) {
        for asset in assets.keys {
            let known = other.assets[asset]?.endpoints ?? []
            for i in assets[asset]!.endpoints.indices where !known.contains(where: { !$0.path.isEmpty }) {
                assets[asset]!.endpoints[i].path = []
            }
        }
    }
}
