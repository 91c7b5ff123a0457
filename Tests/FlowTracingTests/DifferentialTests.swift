import FlowTracing
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

    private func compare(_ batch: Int, _ difference: (World) -> String?) {
        var failures = 0
        for i in 0..<DifferentialTests.worldsPerBatch {
            let seed = SeededRandom.base &+ UInt64(batch * DifferentialTests.worldsPerBatch + i)
            let world = RandomWorld.make(seed: seed)
            guard difference(world) != nil else { continue }
            let smallest = world.shrunk { difference($0) != nil }
            Issue.record(
                """
                world \(seed) (engine first, oracle second): \(difference(smallest) ?? "passed again")
                \(smallest)
                """)
            failures += 1
            if failures == 3 { return }
        }
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
            for rule in TaintRule.allCases {
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
