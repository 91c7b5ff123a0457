import FlowTracing
import SeededRandom
import Testing

/// What must hold on UTXO chains for every registered rule. A rule added to the list is held to these laws without a
/// line here.
@Suite struct OutputLawTests {
    /// Random worlds a law is tried on, per rule.
    static let worlds = 100

    /// Worlds whose ledger can be read, asked under `rule`.
    private func forEachWorld(
        _ rule: TaintRule, salt: UInt64, _ body: (OutputWorld, SeededRandom) throws -> Void
    ) throws {
        var tried = 0
        for i in 0..<OutputLawTests.worlds {
            let seed = SeededRandom.base &+ (100 + salt) << 32 &+ UInt64(i)
            let world = RandomOutputWorld.make(seed: seed).asking(rule.rawValue)
            guard (try? EngineOutputs.ledger(world)) != nil else { continue }
            try body(world, SeededRandom(seed: ~seed))
            tried += 1
        }
        #expect(tried > OutputLawTests.worlds / 2, "too few worlds of seed \(SeededRandom.base) can be read")
    }

    private func traces(_ world: OutputWorld) throws -> [CaseTrace] {
        try EngineOutputs.tracer(try EngineOutputs.ledger(world), world.question)
            .trace(try EngineOutputs.cases(world.cases))
    }

    private func expectSame<T: Equatable>(_ a: T, _ b: T, _ context: @autoclosure () -> String) {
        if a != b { Issue.record("\(a)\n\(b)\n\(context())") }
    }

    private func expectBalance(_ asset: AssetTrace, _ context: @autoclosure () -> String) {
        var left = asset.injected + asset.closing.convertedIn
        for line in asset.closing.lines {
            guard line.amount <= left else {
                Issue.record("\(line.name) exceeds what was injected\n\(context())")
                return
            }
            left -= line.amount
        }
        if left != 0 || asset.residual != 0 { Issue.record("\(left) of \(asset.injected) is nowhere\n\(context())") }
    }

    @Test(arguments: TaintRule.allCases.filter(\.isMoney))
    func `conservation: every injected unit is in exactly one place`(rule: TaintRule) throws {
        func sum(_ amounts: [Amount]) -> Amount { amounts.reduce(0, +) }
        try forEachWorld(rule, salt: 1) { world, _ in
            for asset in try traces(world).flatMap(\.assets) {
                expectBalance(asset, "\(world)")
                // Each line against the list behind it.
                #expect(sum(asset.resting.filter(\.isCovered).map(\.amount)) == asset.closing.resting, "\(world)")
                #expect(sum(asset.resting.filter { !$0.isCovered }.map(\.amount)) == asset.closing.unseen, "\(world)")
                #expect(sum(asset.burns.map(\.flow.tainted)) == asset.closing.burned, "\(world)")
                #expect(sum(asset.pruned.map(\.amount)) == asset.closing.pruned, "\(world)")
                #expect(sum(asset.transactions.map(\.fee)) == asset.closing.fee, "\(world)")
                for (kind, amount) in [
                    (EndKind.endpoint, asset.closing.endpoint), (.mixer, asset.closing.mixer),
                    (.bridge, asset.closing.bridge),
                ] {
                    let ends = asset.endpoints.filter { $0.kind == kind }
                    #expect(sum(ends.map(\.amount)) == amount, "\(world)")
                    #expect(sum(ends.flatMap { $0.arrivals.map(\.tainted) }) == amount, "\(world)")
                }
                for resting in asset.resting {
                    #expect(resting.amount <= resting.balance, "taint beyond the balance\n\(world)")
                    #expect(sum(resting.outputs.map(\.tainted)) == resting.amount, "\(world)")
                }
            }
        }
    }

    @Test(arguments: TaintRule.allCases.filter(\.isMoney))
    func `conservation after every block`(rule: TaintRule) throws {
        var blocks = 0
        try forEachWorld(rule, salt: 2) { world, random in
            var random = random
            guard random.chance(50) else { return }
            var cut = world
            for time in Set(world.transactions.map(\.time)) {
                cut.until = time
                blocks += 1
                for asset in try traces(cut).flatMap(\.assets) { expectBalance(asset, "until \(time)\n\(world)") }
            }
        }
        #expect(blocks > 100)
    }

    @Test(arguments: TaintRule.allCases.filter(\.isMoney))
    func `no transaction makes or loses taint`(rule: TaintRule) throws {
        var seen = 0
        try forEachWorld(rule, salt: 3) { world, _ in
            var plain = world
            // Fees that go on to a coinbase, and what enters a mixer, leave by another way.
            (plain.question.followsFees, plain.question.stopsAtCoinJoins) = (false, false)
            let ledgers = try plain.naiveLedgers()
            for (aCase, answer) in zip(plain.cases, try plain.engineAnswers()) where !answer.isRefused {
                let seeds = try #require(OutputSeeds.of(aCase, in: ledgers))
                for (chain, answer) in answer.chains {
                    for one in answer.transactions {
                        func isOwn(_ point: NaivePoint?) -> Bool { point?.id == one.id && point?.chain == chain }
                        // A seed on an output adds to what came in.
                        if seeds.outputs.contains(where: isOwn) { continue }
                        let entered = one.inputs.reduce(Amount(0)) { $0 + $1.tainted }
                        let left = answer.flows.filter { isOwn($0.point) }.reduce(one.fee) { $0 + $1.tainted }
                        #expect(left == entered, "\(one.id): \(entered) in, \(left) out\n\(world)")
                        seen += 1
                    }
                }
            }
        }
        #expect(seen > 50)
    }

    @Test(arguments: TaintRule.allCases)
    func `case independence: a case among others is that case alone`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 4) { world, _ in
            let together = try traces(world)
            for (i, one) in world.cases.enumerated() {
                var alone = world
                alone.cases = [one]
                expectSame(try traces(alone), [together[i]], "\(world)")
            }
        }
    }

    @Test(arguments: TaintRule.allCases)
    func `order of rows and files means nothing where the order of transactions is decided`(rule: TaintRule) throws {
        var decided = 0
        try forEachWorld(rule, salt: 5) { world, random in
            guard try EngineOutputs.ledger(world).outputChains.allSatisfy({ $0.undecidedOrder == 0 }) else { return }
            decided += 1
            var (shuffled, random) = (world, random)
            let order = (0..<world.files).shuffled(using: &random)
            for i in shuffled.transactions.indices {
                shuffled.transactions[i].file = order[shuffled.transactions[i].file]
            }
            shuffled.transactions.shuffle(using: &random)
            expectSame(try shuffled.engineAnswers(), try world.engineAnswers(), "\(world)\nshuffled\n\(shuffled)")
        }
        #expect(decided > 20)
    }

    @Test(arguments: TaintRule.allCases)
    func `a file read twice is read once`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 6) { world, _ in
            var twice = world
            twice.files *= 2
            twice.transactions += world.transactions.map { one in
                var again = one
                again.file += world.files
                return again
            }
            expectSame(try twice.engineAnswers(), try world.engineAnswers(), "\(world)")
        }
    }

    @Test(arguments: TaintRule.allCases)
    func `tags that stop nothing change nothing`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 7) { world, random in
            var (tagged, random) = (world, random)
            for address in Set(world.transactions.flatMap { $0.outputs.map(\.owner) }).sorted() {
                tagged.question.tags.append(NaiveTag(address: address, category: "scam", confidence: 100))
                tagged.question.tags.append(
                    NaiveTag(
                        address: address, category: random.pick(["exchange", "mixer", "bridge"]),
                        confidence: random.number(0...59)))
            }
            expectSame(try tagged.engineAnswers(), try world.engineAnswers(), "\(world)")
        }
    }

    @Test(arguments: TaintRule.allCases)
    func `a tag removed is a tag never had`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 8) { world, random in
            var (tagged, random) = (world.question, random)
            let ledger = try EngineOutputs.ledger(world)
            let cases = try EngineOutputs.cases(world.cases)
            let before = try EngineOutputs.tracer(ledger, world.question).trace(cases)
            guard let owner = random.pick(world.transactions).outputs.first?.owner else { return }
            tagged.tags.append(NaiveTag(address: owner, category: "exchange"))
            _ = try EngineOutputs.tracer(ledger, tagged).trace(cases)
            expectSame(try EngineOutputs.tracer(ledger, world.question).trace(cases), before, "\(world)")
        }
    }

    @Test(arguments: TaintRule.allCases)
    func `a coinjoin passed through is a transaction like any other`(rule: TaintRule) throws {
        var mixed = 0
        try forEachWorld(rule, salt: 9) { world, _ in
            var world = world
            // Whoever enters a mix of these worlds is called so.
            world.cases.append(
                NaiveCase(id: "entry", seeds: [NaiveSeed(chain: "bitcoin", .into("w2", from: nil, to: nil))]))
            var (through, stopping) = (world, world)
            through.question.stopsAtCoinJoins = false
            stopping.question.stopsAtCoinJoins = true
            for (a, b) in zip(try through.engineAnswers(), try stopping.engineAnswers()) {
                for (chain, answer) in a.chains {
                    let other = try #require(b.chains[chain], "\(world)")
                    // Where no tainted value met a coinjoin the choice means nothing.
                    if answer.coinjoins.isEmpty {
                        expectSame(answer, other, "\(world)")
                    } else {
                        mixed += 1
                        #expect(answer.endpoints.allSatisfy { $0.coinjoin == nil }, "\(world)")
                        #expect(!other.coinjoins.isEmpty, "\(world)")
                    }
                }
            }
        }
        #expect(mixed > 10)
    }

    @Test(arguments: TaintRule.allCases)
    func `until: the ledger ends there`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 10) { world, random in
            var (until, cut, random) = (world, world, random)
            until.until = random.pick(world.transactions).time
            cut.until = nil
            // Before the first block, in chain order, that is later.
            let kept = try until.naiveLedgers().map { ledger in (ledger.chain, ledger.entries.map(\.transaction.id)) }
            cut.transactions = world.transactions.filter { one in
                kept.contains { $0.0 == one.chain && $0.1.contains(one.id) }
            }
            if cut.transactions.isEmpty { return }
            expectSame(try until.engineAnswers(), try cut.engineAnswers(), "\(world)")
        }
    }

    @Test(arguments: TaintRule.allCases)
    func `no rule looks at the future`(rule: TaintRule) throws {
        var compared = 0
        try forEachWorld(rule, salt: 11) { world, random in
            var (whole, random) = (world, random)
            whole.until = nil
            var cut = whole
            cut.until = random.pick(world.transactions).time
            guard let kept = try? cut.naiveLedgers() else { return }
            for (part, all) in zip(try cut.engineAnswers(), try whole.engineAnswers())
            where !part.isRefused && !all.isRefused {
                for ledger in kept {
                    let ids = Set(ledger.entries.map(\.transaction.id))
                    let before = (all.chains[ledger.chain]?.flows ?? []).filter { ids.contains($0.point?.id ?? 0) }
                    let flows = part.chains[ledger.chain]?.flows ?? []
                    // Which output a seed without a number names may change: only what both name is compared.
                    guard OutputSeeds.of(world.cases.first { $0.id == part.id }!, in: kept) != nil else { continue }
                    expectSame(flows, before, "until \(cut.until!)\n\(world)")
                    compared += flows.count
                }
            }
        }
        #expect(compared > 50)
    }

    @Test(arguments: TaintRule.allCases)
    func `the same question has the same answer`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 12) { world, _ in expectSame(try traces(world), try traces(world), "\(world)") }
    }

    @Test(arguments: TaintRule.allCases)
    func `a chain beside another, and accounts beside both, change nothing`(rule: TaintRule) throws {
        var mixed = 0
        try forEachWorld(rule, salt: 13) { world, _ in
            var world = world
            // Both kinds of world count their transactions from 1.
            for i in world.cases.indices {
                for j in world.cases[i].seeds.indices {
                    world.cases[i].seeds[j].chain = world.cases[i].seeds[j].chain ?? "bitcoin"
                }
            }
            var accounts = RandomWorld.make(seed: SeededRandom.base &+ UInt64(mixed))
            accounts.until = world.until
            guard rule.isForAccounts, (try? accounts.engineLedger()) != nil else { return }
            var builder = LedgerBuilder()
            builder.until = world.until
            try EngineOutputs.append(world, to: &builder)
            builder.beginFile(SourceFile(name: "accounts.csv", format: "test", hasIndex: true))
            for (line, row) in accounts.rows.enumerated() where row.index != nil {
                try Engine.append(row, line: line + 2, to: &builder)
            }
            builder.endFile()
            guard let both = try? builder.seal() else { return }
            guard let tracer = try? EngineOutputs.tracer(both, world.question) else { return }
            let answers = tracer.trace(try EngineOutputs.cases(world.cases)).map { OutputAnswer($0, ledger: both) }
            expectSame(answers, try world.engineAnswers(), "\(world)\n\(accounts)")
            mixed += 1
        }
        #expect(mixed > 5 || !rule.isForAccounts)
    }

    @Test(arguments: TaintRule.allCases.filter(\.isMoney))
    func `money flows only where poison spreads, poison only where reach does`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 14) { world, _ in
            var free = world
            // Limits cut each rule elsewhere, and fees are money only.
            (free.question.maxHops, free.question.minAmount, free.question.followsFees) = (nil, nil, false)
            let money = try free.engineAnswers()
            let poison = try free.asking("poison").engineAnswers()
            let reach = try free.asking("reach").engineAnswers()
            func points(_ answer: OutputAnswer) -> Set<NaivePoint> {
                Set(answer.chains.values.flatMap { $0.flows.filter { $0.tainted > 0 }.compactMap(\.point) })
            }
            for i in money.indices {
                #expect(points(money[i]).isSubset(of: points(poison[i])), "\(world)")
                #expect(points(poison[i]).isSubset(of: points(reach[i])), "\(world)")
            }
        }
    }
}
