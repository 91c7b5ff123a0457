import FlowTracing
import Testing

@testable import FlowSimulator

/// Every planted instance has the shape that its typology is defined by, whatever its size.
@Suite struct TypologyShapes {
    static let worlds: [PatternText] = [
        PatternWorld.Options(seed: 21, transfers: 40_000, form: .evm, prevalence: Prevalence(planted: 1, all: 16)),
        PatternWorld.Options(seed: 22, transfers: 40_000, form: .tron, prevalence: Prevalence(planted: 1, all: 16)),
    ].compactMap { try? PatternText($0) }

    private func each(_ kind: String, _ body: (PatternText.Instance, PatternText) throws -> Void) throws {
        #expect(TypologyShapes.worlds.count == 2)
        for text in TypologyShapes.worlds {
            let instances = text.instances.filter { $0.kind == kind && $0.isPlanted }
            #expect(!instances.isEmpty)
            for one in instances { try body(one, text) }
        }
    }

    @Test func `a fan has one hub and at least four others`() throws {
        try each("fan-in") { one, _ in
            #expect(one.recipients.count == 1 && one.senders.count >= 4)
            #expect(one.senders.isDisjoint(with: one.recipients))
        }
        try each("fan-out") { one, _ in
            #expect(one.senders.count == 1 && one.recipients.count >= 4)
            #expect(one.senders.isDisjoint(with: one.recipients))
        }
    }

    @Test func `gather-scatter has three or more at either side of one hub`() throws {
        try each("gather-scatter") { one, _ in
            let hub = try #require(one.senders.intersection(one.recipients).first)
            #expect(one.transfers.allSatisfy { $0.from == hub || $0.to == hub })
            #expect(one.senders.count >= 4 && one.recipients.count >= 4)
            #expect(one.sum(from: hub) <= one.sum(to: hub))
        }
    }

    @Test func `scatter-gather has three or more between one source and one sink, each paid before it pays`() throws {
        try each("scatter-gather") { one, _ in
            let middles = one.senders.intersection(one.recipients)
            #expect(middles.count >= 3)
            #expect(one.senders.subtracting(middles).count == 1 && one.recipients.subtracting(middles).count == 1)
            for middle in middles {
                let paid = try #require(one.transfers.first { $0.to == middle }).time
                #expect(one.transfers.allSatisfy { $0.from != middle || $0.time >= paid })
            }
        }
    }

    @Test func `a cycle closes in order of time and loses at every hop`() throws {
        try each("cycle") { one, _ in
            #expect((3...6).contains(one.senders.count) && one.senders == one.recipients)
            for (before, after) in zip(one.transfers, one.transfers.dropFirst()) {
                #expect(before.to == after.from && before.time <= after.time && before.amount > after.amount)
            }
            #expect(one.transfers.last?.to == one.transfers.first?.from)
        }
    }

    @Test func `bipartite blocks are dense, stacks have three layers`() throws {
        try each("bipartite") { one, _ in
            #expect(one.senders.isDisjoint(with: one.recipients))
            #expect(one.senders.count >= 2 && one.recipients.count >= 2)
            #expect(one.transfers.count * 10 >= one.senders.count * one.recipients.count * 4)
        }
        try each("stack") { one, _ in
            let middle = one.senders.intersection(one.recipients)
            #expect(!middle.isEmpty && one.senders.count > middle.count && one.recipients.count > middle.count)
            for transfer in one.transfers { #expect(middle.contains(transfer.from) != middle.contains(transfer.to)) }
            for who in middle { #expect(one.sum(from: who) <= one.sum(to: who)) }
        }
    }

    @Test func `relays keep next to nothing`() throws {
        try each("pass-through") { one, _ in
            let relays = one.senders.intersection(one.recipients)
            #expect(!relays.isEmpty)
            for relay in relays {
                let (received, sent) = (one.sum(to: relay), one.sum(from: relay))
                #expect(sent <= received && sent * 100 >= received * 95)
            }
        }
    }

    @Test func `a peel chain goes on with the larger part at a fresh address`() throws {
        try each("peel-chain") { one, _ in
            let holders = one.senders
            #expect(holders.count >= 3)
            for holder in holders {
                let paid = one.transfers.filter { $0.from == holder }.map(\.amount).sorted()
                #expect(paid.count == 2 && paid[1] > paid[0] * 2, "\(one.id)")
                #expect(one.transfers.count { $0.to == holder } <= 1)
            }
        }
    }

    @Test func `structured payments stay below one threshold`() throws {
        try each("structuring") { one, _ in
            let thresholds = [1_000, 3_000, 5_000, 10_000].map { UInt128($0) * 1_000_000 }
            let fits = thresholds.contains { limit in
                one.transfers.allSatisfy { $0.amount < limit && $0.amount * 100 >= limit * 83 }
            }
            #expect(fits && one.transfers.count >= 4, "\(one.transfers.map(\.amount))")
        }
    }

    @Test func `a poisoner's address looks like one that the target paid before`() throws {
        try each("address-poisoning") { one, text in
            for transfer in one.transfers {
                let isTwin = { (a: String, b: String) in
                    a != b && a.suffix(3) == b.suffix(3)
                        && a.prefix(text.options.form == .tron ? 3 : 5) == b.prefix(text.options.form == .tron ? 3 : 5)
                }
                let isImitated = text.ledger.contains { earlier in
                    earlier.time <= transfer.time
                        && (earlier.from == transfer.from && isTwin(earlier.to, transfer.to)
                            || earlier.from == transfer.to && isTwin(earlier.to, transfer.from))
                }
                #expect(isImitated, "\(one.id) \(transfer)")
            }
        }
    }

    @Test func `pig butchers have four victims or more, give back little and bring it together`() throws {
        try each("pig-butchering") { one, _ in
            let treasury = try #require(one.recipients.subtracting(one.senders).first)
            let collectors = Set(one.transfers.filter { $0.to == treasury }.map(\.from))
            #expect(one.recipients.subtracting(one.senders).count == 1)
            let victims = one.senders.subtracting(collectors)
            #expect(victims.count >= 4)
            for victim in victims { #expect(one.sum(to: victim) * 4 <= one.sum(from: victim)) }
        }
    }

    @Test func `a drainer splits every token in one ratio`() throws {
        try each("drainer") { one, text in
            let shares = Set(
                Dictionary(grouping: one.transfers) { $0.transaction + $0.asset }.values.map { parts -> UInt128 in
                    #expect(parts.count == 2 && Set(parts.map(\.from)).count == 1)
                    let whole = parts.reduce(0) { $0 + $1.amount }
                    return ((parts.map(\.amount).min() ?? 0) * 1_000 + whole / 2) / whole
                })
            #expect(shares.count == 1, "\(shares)")
        }
    }

    @Test func `an escrow pays out a little less than it takes`() throws {
        try each("marketplace-float") { one, _ in
            let escrow = try #require(
                one.senders.intersection(one.recipients).first { who in
                    one.transfers.allSatisfy { $0.from == who || $0.to == who }
                })
            let (taken, paid) = (one.sum(to: escrow), one.sum(from: escrow))
            #expect(paid < taken && paid * 2 > taken)
            #expect(one.transfers.count { $0.from == escrow } >= 8)
        }
    }

    @Test func `a rapid cash-out ends at one exchange within hours of each payment`() throws {
        try each("rapid-cash-out") { one, text in
            let exits = one.recipients.subtracting(one.senders)
            let exit = try #require(exits.first)
            let cast = text.world.economy.cast
            let who = try #require((0..<cast.count).first { cast.string($0) == exit })
            #expect(exits.count == 1 && [.exchangeHot, .exchangeDeposit].contains(cast.roles[who]))
            for arrival in one.transfers where arrival.to == exit {
                var step = arrival
                var hops = 0
                while let before = one.transfers.first(where: { $0.to == step.from }) {
                    (step, hops) = (before, hops + 1)
                }
                #expect(hops <= 4 && arrival.time - step.time <= 4 * 14_400 + 60)
            }
        }
    }
}
