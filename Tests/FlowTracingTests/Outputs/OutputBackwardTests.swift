import FlowTracing
import SeededRandom
import Testing

/// Where outputs came from: the engine against the definition on random transaction graphs, and examples by hand.
@Suite struct OutputBackwardTests {
    static let rules: [TaintRule] = [.haircut, .fifo, .lifo, .reach]

    static func world(_ seed: UInt64) -> OutputWorld {
        var world = RandomOutputWorld.make(seed: seed)
        var random = SeededRandom(seed: ~seed)
        world.question.minAmount = nil
        if random.chance(20) { world.question.maxHops = random.number(0...3) }
        let owners = Set(world.transactions.flatMap { $0.outputs.map(\.owner) + $0.inputs.compactMap(\.owner) })
            .sorted()
        for i in world.cases.indices where random.chance(45) {
            guard let holder = owners.randomElement(using: &random) else { continue }
            let time = random.chance(40) ? nil : random.pick(world.transactions).time + Int64(random.number(-1...1))
            let chain = random.pick(world.transactions).chain
            let held = NaiveSeed(chain: chain, asset: random.chance(20) ? "native" : nil, .held(holder, at: time))
            if random.chance(30) { world.cases[i].seeds.append(held) } else { world.cases[i].seeds = [held] }
        }
        return world
    }

    @Test(arguments: 0..<10)
    func `engine and definition agree on every origin`(batch: Int) {
        expectAgreement(
            "engine, definition",
            seeds: (batch * 150..<(batch + 1) * 150).lazy.map { SeededRandom.base &+ 333 << 32 &+ UInt64($0) },
            make: OutputBackwardTests.world, difference: OutputBackwardTests.difference)
    }

    private static func difference(_ world: OutputWorld) -> String? {
        guard let ledger = try? EngineOutputs.ledger(world), let naive = try? world.naiveLedgers() else { return nil }
        guard let tracer = try? EngineOutputs.tracer(ledger, world.question),
            let cases = try? EngineOutputs.cases(world.cases)
        else { return "the engine refuses the question" }
        for rule in rules {
            guard let found = try? tracer.origins(cases, rule: rule) else { return "\(rule) is refused" }
            for (aCase, engine) in zip(world.cases, found) {
                let expected = OutputBackwardRun.answers(world.asking(rule.rawValue), aCase, naive)
                let answer = engine.failure == nil ? answers(engine, ledger) : nil
                if answer != expected { return "\(rule), \(aCase.id):\n  \(answer as Any)\n  \(expected as Any)" }
                if let text = unlawful(engine, ledger) { return "\(rule): \(text)" }
            }
        }
        return nil
    }

    /// The engine's answer in the definition's form.
    static func answers(_ found: CaseOrigins, _ ledger: Ledger) -> [String: OutputBackwardRun.Answer] {
        var result: [String: OutputBackwardRun.Answer] = [:]
        for asset in found.assets {
            guard let outputs = ledger.outputChains.first(where: { $0.asset == asset.asset }) else { continue }
            var answer = OutputBackwardRun.Answer(amount: asset.amount)
            for origin in asset.origins {
                let address =
                    OutputComparison.name(ledger, origin.address) ?? ledger.text(origin.address, asset: asset.asset)
                let key = NaiveOrigins.Origin(kind: origin.kind.rawValue, address: address)
                if let amount = origin.amount { answer.parts[key, default: 0] += amount }
                answer.hops[key] = origin.minHops
            }
            result[outputs.network == .litecoin ? "litecoin" : "bitcoin"] = answer
        }
        return result
    }

    /// What must hold whatever the definition says.
    private static func unlawful(_ found: CaseOrigins, _ ledger: Ledger) -> String? {
        for asset in found.assets {
            let sum = asset.origins.reduce(Int128(0)) { $0 &+ Int128(truncatingIfNeeded: $1.amount ?? 0) }
            if found.rule.isMoney, sum &+ asset.rounding != Int128(truncatingIfNeeded: asset.amount) {
                return "origins and rounding do not make the amount"
            }
            if found.rule != .haircut, asset.rounding != 0 { return "rounding \(asset.rounding)" }
            let inOrder = zip(asset.origins, asset.origins.dropFirst()).allSatisfy { a, b in
                let (textA, textB) = (
                    ledger.text(a.address, asset: asset.asset), ledger.text(b.address, asset: asset.asset)
                )
                return (b.amount ?? 0, textA, a.kind.rawValue) < (a.amount ?? 0, textB, b.kind.rawValue)
            }
            if !inOrder { return "origins out of order" }
        }
        return nil
    }

    @Test(arguments: TaintRule.allCases)
    func `rules that need one claimant are refused with a sentence`(rule: TaintRule) throws {
        let (transactions, ids) = try OutputTable.transactions("mine coinbase -> 5 a")
        let world = OutputWorld(
            transactions: transactions, cases: [NaiveCase(id: "1", seeds: [OutputTable.seed("tx:mine", ids)])],
            question: OutputQuestion())
        let tracer = try EngineOutputs.tracer(EngineOutputs.ledger(world), world.question)
        let cases = try EngineOutputs.cases(world.cases)
        if OutputBackwardTests.rules.contains(rule) {
            #expect(try tracer.origins(cases, rule: rule).first?.failure == nil)
        } else {
            #expect(throws: FlowError.self) { try tracer.origins(cases, rule: rule) }
        }
    }
}
