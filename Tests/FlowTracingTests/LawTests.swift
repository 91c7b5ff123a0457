import FlowTracing
import SeededRandom
import Testing

/// What must hold for every registered rule, whatever the ledger. A rule added to the list is held to these laws
/// without a line here.
@Suite struct LawTests {
    /// Random worlds a law is tried on, per rule.
    static let worlds = 150

    /// Worlds whose ledger can be read and whose balances fit, asked under `rule`.
    private func forEachWorld(_ rule: TaintRule, salt: UInt64, _ body: (World, SeededRandom) throws -> Void) throws {
        var tried = 0
        for i in 0..<LawTests.worlds {
            let seed = SeededRandom.base &+ salt << 32 &+ UInt64(i)
            let world = RandomWorld.make(seed: seed).asking(rule.rawValue)
            guard let ledger = try? world.engineLedger(), (try? world.tracer(ledger)) != nil else { continue }
            try body(world, SeededRandom(seed: ~seed))
            tried += 1
        }
        #expect(tried > LawTests.worlds / 2, "too few worlds of seed \(SeededRandom.base) can be read")
    }

    private func traces(_ world: World, schedule: Schedule = .automatic) throws -> [CaseTrace] {
        try world.tracer(try world.engineLedger(), schedule: schedule).trace(try Engine.cases(world.cases))
    }

    /// The answer in a form that does not depend on how addresses and assets are numbered.
    private func answers(_ world: World) throws -> [NaiveAnswer] { try world.engineAnswers(try world.engineLedger()) }

    private func expectSame<T: Equatable>(_ a: T, _ b: T, _ context: @autoclosure () -> String) {
        if a != b { Issue.record("\(a)\n\(b)\n\(context())") }
    }

    @Test(arguments: TaintRule.onAccounts.filter(\.isMoney))
    func `conservation: every injected unit is in exactly one place`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 1) { world, _ in
            for trace in try traces(world) {
                for asset in trace.assets {
                    #expect(asset.residual == 0, "\(world)")
                    // Again without a residual's wrapping, and each line against the list behind it.
                    var left = asset.injected + asset.closing.convertedIn
                    for line in asset.closing.lines {
                        try #require(line.amount <= left, "\(line.name) exceeds what was injected\n\(world)")
                        left -= line.amount
                    }
                    #expect(left == 0, "\(world)")
                    func sum(_ amounts: [Amount]) -> Amount { amounts.reduce(0, +) }
                    #expect(sum(asset.resting.filter(\.isCovered).map(\.amount)) == asset.closing.resting)
                    #expect(sum(asset.resting.filter { !$0.isCovered }.map(\.amount)) == asset.closing.unseen)
                    #expect(sum(asset.burns.map(\.flow.tainted)) == asset.closing.burned)
                    #expect(sum(asset.conversions.map(\.flow.tainted)) == asset.closing.convertedOut)
                    #expect(sum(asset.pruned.map(\.amount)) == asset.closing.pruned)
                    #expect(sum(asset.flows.map(\.fee)) == asset.closing.fee)
                    for (kind, amount) in [
                        (EndKind.endpoint, asset.closing.endpoint), (.mixer, asset.closing.mixer),
                        (.bridge, asset.closing.bridge),
                    ] {
                        let ends = asset.endpoints.filter { $0.kind == kind }
                        #expect(sum(ends.map(\.amount)) == amount)
                        #expect(sum(ends.flatMap { $0.arrivals.map(\.tainted) }) == amount)
                    }
                    #expect(asset.resting.allSatisfy { $0.amount <= $0.balance }, "taint beyond the balance\n\(world)")
                }
            }
        }
    }

    @Test(arguments: TaintRule.onAccounts)
    func `case independence: a case among others is that case alone`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 2) { world, _ in
            let together = try traces(world)
            for (i, one) in world.cases.enumerated() {
                var alone = world
                alone.cases = [one]
                expectSame(try traces(alone), [together[i]], "\(world)")
            }
        }
    }

    @Test(arguments: TaintRule.onAccounts)
    func `one fold: index, scan and the choice between them agree`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 3) { world, _ in
            let automatic = try traces(world)
            expectSame(try traces(world, schedule: .indexDriven), automatic, "\(world)")
            expectSame(try traces(world, schedule: .scan), automatic, "\(world)")
        }
    }

    @Test(arguments: TaintRule.onAccounts)
    func `order of rows and files means nothing where the order of transfers is decided`(rule: TaintRule) throws {
        var decided = 0
        try forEachWorld(rule, salt: 4) { world, random in
            guard try world.engineLedger().undecidedOrder == 0 else { return }
            decided += 1
            var (shuffled, random) = (world, random)
            let order = world.files.indices.shuffled(using: &random)
            shuffled.files = order.map { world.files[$0] }
            shuffled.rows = order.enumerated().flatMap { place, file in
                world.rows.filter { $0.file == file }.shuffled(using: &random).map { row in
                    var moved = row
                    moved.file = place
                    return moved
                }
            }
            expectSame(try answers(shuffled), try answers(world), "\(world)\nshuffled\n\(shuffled)")
        }
        #expect(decided > 20)
    }

    @Test(arguments: TaintRule.onAccounts)
    func `a file read twice is read once`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 5) { world, _ in
            var twice = world
            twice.files += world.files
            twice.rows += world.rows.map { row in
                var again = row
                again.file += world.files.count
                return again
            }
            expectSame(try answers(twice), try answers(world), "\(world)")
        }
    }

    @Test(arguments: TaintRule.onAccounts)
    func `tags that stop nothing change nothing`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 6) { world, random in
            var (tagged, random) = (world, random)
            let addresses = Set(world.rows.flatMap { [$0.from, $0.to] }).sorted()
            for address in addresses {
                // No stopping category however confident, and no stopping confidence however custodial.
                tagged.question.tags.append(NaiveTag(address: address, category: "scam", confidence: 100))
                tagged.question.tags.append(
                    NaiveTag(
                        address: address, category: random.pick(["exchange", "mixer", "bridge"]),
                        confidence: random.number(0...59)))
            }
            tagged.question.tags.shuffle(using: &random)
            expectSame(try answers(tagged), try answers(world), "\(world)")
        }
    }

    @Test(arguments: TaintRule.onAccounts)
    func `a tag removed is a tag never had`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 7) { world, random in
            var (tagged, random) = (world, random)
            let ledger = try world.engineLedger()
            let before = try world.engineAnswers(ledger)
            tagged.question.tags.append(NaiveTag(address: random.pick(world.rows).to, category: "exchange"))
            _ = try tagged.engineAnswers(ledger)
            expectSame(try world.engineAnswers(ledger), before, "\(world)")
        }
    }

    @Test(arguments: TaintRule.onAccounts)
    func `until: the ledger ends there`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 8) { world, random in
            var (until, cut, random) = (world, world, random)
            let end = random.pick(world.rows).time
            until.until = end
            cut.until = nil
            cut.rows = world.rows.filter { $0.time <= end }
            // A file cut short may no longer show that it is newest first.
            guard try until.engineLedger().undecidedOrder == 0 else { return }
            expectSame(try answers(until), try answers(cut), "\(end)\n\(world)")
        }
    }

    @Test(arguments: TaintRule.onAccounts)
    func `no rule looks at the future`(rule: TaintRule) throws {
        var compared = 0
        try forEachWorld(rule, salt: 9) { world, random in
            var (whole, random) = (world, random)
            // An inferred opening is knowledge of the future, and says so.
            whole.question.opening = .observed
            whole.until = nil
            var cut = whole
            let end = random.pick(world.rows).time
            cut.until = end
            let ledger = try cut.engineLedger()
            guard let full = try? answers(whole) else { return }
            for (part, all) in zip(try cut.engineAnswers(ledger), full) where !part.isRefused && !all.isRefused {
                for (asset, answer) in part.assets {
                    let before = all.assets[asset]?.flows.filter { $0.row < ledger.count } ?? []
                    #expect(answer.flows == before, "until \(end)\n\(world)")
                    compared += answer.flows.count
                }
            }
        }
        #expect(compared > 50)
    }

    @Test(arguments: TaintRule.onAccounts)
    func `the same question has the same answer`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 10) { world, _ in
            let first = try traces(world)
            expectSame(try traces(world), first, "\(world)")
        }
    }

    @Test(arguments: TaintRule.onAccounts.filter(\.isMoney))
    func `money flows only where poison spreads, poison only where reach does`(rule: TaintRule) throws {
        try forEachWorld(rule, salt: 11) { world, _ in
            var free = world
            // Limits cut each rule elsewhere.
            (free.question.maxHops, free.question.minAmount) = (nil, nil)
            let money = try answers(free)
            let poison = try answers(free.asking("poison"))
            let reach = try answers(free.asking("reach"))
            func rows(_ answer: NaiveAnswer) -> Set<Int> {
                Set(answer.assets.values.flatMap { $0.flows.filter { $0.tainted > 0 }.map(\.row) })
            }
            for i in money.indices where !poison[i].isRefused && !reach[i].isRefused {
                #expect(rows(money[i]).isSubset(of: rows(poison[i])), "\(world)")
                #expect(rows(poison[i]).isSubset(of: rows(reach[i])), "\(world)")
            }
        }
    }
}
