import FlowTracing
import SeededRandom
import Testing

/// Where value came from: the engine against the oracle, on the same random ledgers.
@Suite struct BackwardTests {
    static let rules = ["haircut", "fifo", "lifo", "reach"]

    private static func world(_ seed: UInt64) -> World {
        var world = RandomWorld.make(seed: seed)
        var random = SeededRandom(seed: ~seed)
        world.question.minAmount = nil
        let services = Set(world.question.stops + world.question.tags.map(\.address) + world.cases.flatMap(\.stops))
        let holders = Set(world.rows.flatMap { [$0.from, $0.to] }).subtracting(services).subtracting([NaiveRow.null])
        for i in world.cases.indices where random.chance(40) {
            // What a service itself holds is asked of no one.
            guard let holder = holders.sorted().randomElement(using: &random) else { continue }
            let time = random.chance(50) ? nil : random.pick(world.rows).time + Int64(random.number(-1...1))
            world.cases[i].seeds = [NaiveSeed(asset: random.chance(30) ? "USDT" : nil, .held(holder, at: time))]
        }
        return world
    }

    @Test(arguments: 0..<10)
    func `engine and oracle agree on every origin`(batch: Int) {
        expectAgreement(
            "engine, oracle",
            seeds: (batch * 200..<(batch + 1) * 200).lazy.map { SeededRandom.base &+ 77 << 32 &+ UInt64($0) },
            make: BackwardTests.world, difference: BackwardTests.difference)
    }

    private static func difference(_ world: World) -> String? {
        guard let ledger = try? world.engineLedger(), let expected = try? world.naiveLedger(),
            let tracer = try? world.tracer(ledger), var naive = try? NaiveTracer(expected, world.question),
            let cases = try? Engine.cases(world.cases)
        else { return nil }
        for rule in rules {
            naive.question.rule = rule
            guard let found = try? tracer.origins(cases, rule: TaintRule(rawValue: rule)!) else {
                return "\(rule) is refused"
            }
            for (aCase, engine) in zip(world.cases, found) {
                let a = NaiveOrigins(engine, ledger: ledger)
                let b = BackwardRun(naive, aCase)?.answer() ?? NaiveOrigins(isRefused: true)
                if a != b { return "\(rule), \(aCase.id):\n  \(World.short("\(a)"))\n  \(World.short("\(b)"))" }
                for asset in engine.assets {
                    let sum = asset.origins.reduce(Int128(0)) { $0 &+ Int128(truncatingIfNeeded: $1.amount ?? 0) }
                    if rule != "reach", sum &+ asset.rounding != Int128(truncatingIfNeeded: asset.amount) {
                        return "\(rule): origins and rounding do not make the amount"
                    }
                    if rule != "haircut" && asset.rounding != 0 { return "\(rule): rounding \(asset.rounding)" }
                }
            }
        }
        return nil
    }

    @Test(arguments: TaintRule.onAccounts)
    func `rules that need one claimant are refused with a sentence`(rule: TaintRule) throws {
        let ledger = try Engine.ledger(
            [NaiveRow(chain: "test", tx: "t", time: 1, from: "a", to: "b", asset: "USDT", amount: 1)],
            files: [NaiveFile()])
        let cases = [Case(id: "1", seeds: [try Seed(parsing: "tx:t")])]
        var options = TraceOptions()
        options.rule = rule
        let tracer = try Tracer(ledger: ledger, options: options)
        if BackwardTests.rules.contains(rule.rawValue) {
            #expect(try tracer.origins(cases).first?.failure == nil)
        } else {
            #expect(throws: FlowError.self) { try tracer.origins(cases) }
        }
        options.minAmount = 1
        #expect(throws: FlowError.self) { try Tracer(ledger: ledger, options: options).origins(cases) }
    }
}

extension NaiveOrigins {
    init(_ found: CaseOrigins, ledger: Ledger) {
        self.init(isRefused: found.failure != nil)
        for asset in found.assets {
            let chain = ledger.chains[Int(ledger.assets[Int(asset.asset)].chain)].name
            var answer = AssetAnswer(amount: asset.amount)
            for origin in asset.origins {
                let key = Origin(kind: origin.kind.rawValue, address: ledger.text(origin.address, asset: asset.asset))
                if let amount = origin.amount { answer.parts[key, default: 0] += amount } else { reached.insert(key) }
            }
            // `reach` has no amounts, and an asset of which nothing is asked may be absent.
            if found.rule != .reach && answer.amount > 0 {
                assets[.init(chain: chain, name: ledger.name(of: asset.asset))] = answer
            }
        }
    }
}
