import FlowTracing
import SeededRandom
import Testing

/// The batch questions (sums without lists, reach of many cases at once) against the trace with all its lists.
@Suite struct BatchTests {
    @Test func `totals are the trace's closing balance, and are counted from the holdings`() throws {
        var compared = 0
        for i in 0..<400 {
            let world = RandomWorld.make(seed: SeededRandom.base &+ 7 << 40 &+ UInt64(i))
            guard let ledger = try? world.engineLedger(), let tracer = try? world.tracer(ledger),
                let cases = try? Engine.cases(world.cases)
            else { continue }
            for rule in TaintRule.onAccounts where rule.isMoney {
                for (full, sums) in zip(tracer.trace(cases, rule: rule), tracer.totals(cases, rule: rule)) {
                    guard full.failure == nil, sums.failure == nil else { continue }
                    for total in sums.assets {
                        let asset = try #require(full.assets.first { $0.asset == total.asset })
                        #expect(total.closing == asset.closing, "world \(i) \(rule)")
                        #expect(total.injected == asset.injected, "world \(i) \(rule)")
                        #expect(total.residual == 0, "world \(i) \(rule)")
                        #expect(total.holders == asset.resting.count, "world \(i) \(rule)")
                        compared += 1
                    }
                }
            }
        }
        #expect(compared > 1000)
    }

    @Test(arguments: [Schedule.automatic, .indexDriven, .scan])
    func `reachability is the trace's reach`(schedule: Schedule) throws {
        var reachedInAll = 0
        for i in 0..<400 {
            let world = RandomWorld.make(seed: SeededRandom.base &+ 8 << 40 &+ UInt64(i))
            guard let ledger = try? world.engineLedger(), ledger.chains.count == 1,
                let cases = try? Engine.cases(world.cases)
            else { continue }
            var options = Engine.options(world.question, schedule: schedule)
            (options.maxHops, options.minAmount, options.behaviourGuard.action) = (nil, nil, .off)
            guard
                let tracer = try? Tracer(
                    ledger: ledger, attribution: Engine.attribution(world.question.tags), options: options)
            else { continue }
            for group in [cases] + cases.map({ [$0] }) {
                guard let reach = try? tracer.reachability(group) else { continue }
                let counts = reach.counts
                for (number, trace) in tracer.trace(group, rule: .reach).enumerated() where trace.failure == nil {
                    var expected: Set<AddressID> = []
                    for asset in trace.assets {
                        expected.formUnion(asset.resting.map(\.address))
                        expected.formUnion(asset.endpoints.map(\.address))
                        expected.formUnion(asset.burns.map { ledger.recipient(Int($0.flow.row)) })
                    }
                    let found = (0..<UInt32(ledger.addressCount)).filter { reach.contains($0, case: number) }
                    #expect(Set(found) == expected, "world \(i)")
                    #expect(counts[number] == expected.count, "world \(i)")
                    reachedInAll += expected.count
                }
            }
        }
        #expect(reachedInAll > 200)
    }
}
