import SeededRandom
import Testing

@testable import FlowTracing

/// What members of suspicious clusters have to do with labelled addresses, directly and through others.
@Suite struct ClusterExposureTests {
    private func cluster(_ members: [AddressID], _ ledger: Ledger) -> SuspiciousCluster {
        let finding = Finding(
            id: "cycle-\(members)", typology: "cycle", subjects: [], members: members, rows: [0], rowsLeftOut: 0,
            firstTime: ledger.time(0), lastTime: ledger.time(0), values: [], measures: [], firedAt: 0,
            firedTime: ledger.time(0))
        return SuspiciousCluster.group([finding], isService: { _ in false })[0]
    }

    private func id(_ name: String, _ ledger: Ledger) throws -> AddressID {
        try #require(ledger.find(TypologyTable.address(name, salt: 0)))
    }

    @Test func `money counts where it comes in or leaves, directly and through others`() throws {
        let table = try TypologyTable(
            """
            x1 -> s 100
            s -> a 40
            a -> b 40
            x1 -> b 5
            b -> b 7
            b -> t 30
            t -> x2 30
            """)
        let ledger = try table.ledger()
        func exposures(_ hops: Int) throws -> [ClusterExposure] {
            var clusters = [try cluster([id("a", ledger), id("b", ledger)].sorted(), ledger)]
            try SuspiciousCluster.expose(&clusters, in: ledger, attribution: table.attribution(), hops: hops)
            return clusters[0].exposures
        }
        let direct = try exposures(1)
        #expect(direct.count == 1 && direct[0].direction == .received && direct[0].transfers == 1)
        #expect(direct[0].value == 5 && direct[0].total == 85 && direct[0].indirect == 0 && direct[0].minHops == 1)
        let two = try exposures(2)
        #expect(two.map(\.direction) == [.received, .sent] && two.map(\.value) == [5, 0])
        // From a to b nothing new comes in.
        #expect(two.map(\.indirect) == [40, 30] && two.map(\.minHops) == [1, 2] && two.map(\.total) == [85, 70])
        #expect(two.map(\.transfers) == [1, 0])
        #expect(try exposures(5) == two)
        #expect(throws: FlowError.self) { try exposures(0) }
        #expect(throws: FlowError.self) { try exposures(ScreeningOptions.mostHops + 1) }
    }

    private struct World {
        let ledger: Ledger
        let attribution: Attribution
        /// Disjoint, of addresses without a label.
        let groups: [[AddressID]]

        init(_ seed: UInt64) throws {
            var random = SeededRandom(seed: seed)
            let table = LawWorld.crowd(seed: seed)
            (ledger, attribution) = (try table.ledger(), table.attribution())
            let plain = table.names.filter { $0.hasPrefix("p") }.sorted().shuffled(using: &random)
            let members = plain.compactMap { [ledger] in ledger.find(TypologyTable.address($0, salt: 0)) }
            groups = [Array(members.prefix(3)), Array(members.dropFirst(3).prefix(2)), Array(members.suffix(1))]
        }

        func exposures(_ groups: [[AddressID]], hops: Int) throws -> [Exposure] {
            var options = ScreeningOptions()
            options.hops = hops
            let screening = try Screening(ledger: ledger, attribution: attribution, options: options)
            return screening.exposures(of: ScreeningGroups(groups, addressCount: ledger.addressCount))
        }
    }

    @Test func `a group of one is screened as an address, and no group changes what is said of another`() throws {
        for seed in SeededRandom.base..<SeededRandom.base + 12 {
            let world = try World(seed)
            for hops in [1, 3] {
                let together = try world.exposures(world.groups, hops: hops)
                for group in world.groups {
                    let alone = try world.exposures([group], hops: hops)
                    #expect(alone == together.filter { $0.address == group[0] }, "seed \(seed)")
                }
                var options = ScreeningOptions()
                options.hops = hops
                let screening = try Screening(ledger: world.ledger, attribution: world.attribution, options: options)
                let single = world.groups[2]
                #expect(
                    screening.exposures(of: single) == together.filter { $0.address == single[0] }, "seed \(seed)")
                // Members beside each other: what a group received is at most the sum of what they did.
                for one in together where one.direction == .received {
                    let group = world.groups.first { $0[0] == one.address } ?? []
                    let own = screening.exposures(of: group).filter {
                        $0.direction == .received && $0.asset == one.asset
                    }
                    #expect(one.total == own.reduce(0) { $0 + $1.total }, "seed \(seed)")
                    #expect(one.attributed <= own.reduce(0) { $0 + $1.attributed }, "seed \(seed)")
                }
            }
        }
    }

    @Test func `direct exposure is the same by the pass over transfers and by a screening`() throws {
        var compared = 0
        for seed in SeededRandom.base..<SeededRandom.base + 12 {
            let world = try World(seed)
            var clusters = world.groups.map { cluster($0.sorted(), world.ledger) }
            let names = Dictionary(uniqueKeysWithValues: clusters.enumerated().map { ($1.members[0], $0) })
            var deeper = clusters
            try SuspiciousCluster.expose(&clusters, in: world.ledger, attribution: world.attribution)
            let screened = try world.exposures(clusters.map(\.members), hops: 1)
            for one in screened {
                let own = clusters[try #require(names[one.address])].exposures.filter {
                    $0.direction == one.direction && $0.asset == one.asset
                }
                #expect(own.filter { $0.value > 0 }.count == one.rows.count, "seed \(seed)")
                for row in one.rows {
                    let same = try #require(own.first { $0.exposure == row.exposure })
                    #expect(same.value == row.direct && same.total == one.total && row.indirect == 0, "seed \(seed)")
                    compared += 1
                }
            }
            // Longer paths add, and change nothing that is direct.
            try SuspiciousCluster.expose(&deeper, in: world.ledger, attribution: world.attribution, hops: 3)
            for (a, b) in zip(clusters, deeper) {
                let direct = b.exposures.filter { $0.transfers > 0 }.map { one in
                    var one = one
                    (one.indirect, one.minHops) = (0, 1)
                    return one
                }
                #expect(direct == a.exposures, "seed \(seed)")
                #expect(b.exposures.allSatisfy { $0.value + $0.indirect <= $0.total }, "seed \(seed)")
            }
        }
        #expect(compared > 50)
    }
}
