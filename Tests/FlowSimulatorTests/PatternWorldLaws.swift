import FlowTracing
import Testing

@testable import FlowSimulator

/// What every world of patterns must be, read back from its own text.
@Suite struct PatternWorldLaws {
    static let options: [PatternWorld.Options] = [
        .init(seed: 1, transfers: 30_000, form: .tron, prevalence: Prevalence(planted: 1, all: 20)),
        .init(seed: 2, transfers: 30_000, form: .evm, prevalence: Prevalence(planted: 1, all: 25), operators: 3),
        .init(seed: 3, transfers: 20_000, form: .evm, days: 4, prevalence: Prevalence(planted: 1, all: 16)),
        .init(seed: 4, transfers: 50_000, form: .tron, prevalence: Prevalence(planted: 1, all: 200), operators: 1),
    ]

    @Test("as many rows as asked for, and as many of them planted", arguments: options)
    func prevalence(_ options: PatternWorld.Options) throws {
        let text = try PatternText(options)
        #expect(text.ledger.count == options.transfers)
        let planted = text.instances.filter(\.isPlanted).reduce(0) { $0 + $1.transfers.count }
        let decoys = text.instances.filter { !$0.isPlanted }.reduce(0) { $0 + $1.transfers.count }
        #expect(abs(planted - options.plantedRows) * 10 <= options.plantedRows, "\(planted) of \(options.plantedRows)")
        #expect(abs(decoys - options.decoyRows) * 10 <= options.decoyRows, "\(decoys) of \(options.decoyRows)")
        #expect(text.world.planted.transfers == planted && text.world.decoys.transfers == decoys)
    }

    @Test("nobody spends what they do not have, order is decided, identities are distinct", arguments: options)
    func solvency(_ options: PatternWorld.Options) throws {
        try EconomyText.expectSolvency(try PatternText(options).files[.transfers] ?? [], form: options.form)
    }

    @Test("every typology and every decoy occurs, decoys as often", arguments: options.prefix(2))
    func variety(_ options: PatternWorld.Options) throws {
        let text = try PatternText(options)
        let counts = Dictionary(grouping: text.instances, by: \.kind).mapValues(\.count)
        for name in PatternKinds.typologyNames + PatternKinds.hardNegativeNames {
            #expect(counts[name, default: 0] > 0, "\(name)")
        }
        #expect(counts.count == PatternKinds.typologies.count + PatternKinds.hardNegatives.count)
        let planted = text.instances.filter(\.isPlanted)
        #expect((text.instances.count - planted.count) * 10 >= planted.count * 6)
        #expect(Set(planted.map(\.operatorName)).count == options.operators)
    }

    @Test("the truth's sums are those of its transfers, and no planned step was lost", arguments: options)
    func sums(_ options: PatternWorld.Options) throws {
        let text = try PatternText(options)
        #expect(text.instances.count == text.world.schedule.appearances.count)
        for (one, appearance) in zip(text.instances, text.world.schedule.appearances) {
            #expect(one.transfers.count == text.world.schedule.plan(appearance).partCount, "\(one.id) \(one.kind)")
            #expect(one.count == one.transfers.count && one.count > 0)
            #expect(one.first == one.transfers.first?.time && one.last == one.transfers.last?.time)
            #expect(one.isPlanted == !one.operatorName.isEmpty)
            let value = one.transfers.reduce(0) { $0 + ($1.asset == one.asset ? $1.amount : 0) }
            #expect(one.value == value, "\(one.id)")
        }
    }

    @Test("same options, same bytes, whatever the chunks; another seed, other bytes")
    func determinism() throws {
        var options = PatternWorld.Options(seed: 9, transfers: 6_000, prevalence: Prevalence(planted: 1, all: 30))
        let first = try PatternText(options).files
        options.chunkBytes = 500
        #expect(try PatternText(options).files == first)
        options.seed = 10
        #expect(try PatternText(options).files[.transfers] != first[.transfers])
    }

    /// Pins the bytes across machines, runs and versions: a change of them is a change to announce.
    @Test("the bytes of a seed are known")
    func knownBytes() throws {
        let fingerprints = try [AddressForm.tron, .evm].map { form -> UInt64 in
            let text = try PatternText(
                .init(seed: 7, transfers: 3_000, form: form, prevalence: Prevalence(planted: 1, all: 20)))
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for file in PatternFiles.File.allCases {
                for byte in text.files[file] ?? [] { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            }
            return hash
        }
        #expect(fingerprints == [11_239_935_904_352_718_058, 3_067_116_834_895_459_228])
    }

    @Test("an honest world has decoys and nothing planted, no counterfeits and no transfers of nothing from strangers")
    func honestWorld() throws {
        let text = try PatternText(.init(seed: 5, transfers: 20_000, form: .tron, prevalence: .none))
        #expect(!text.instances.isEmpty && text.instances.allSatisfy { !$0.isPlanted })
        let stablecoins = text.world.economy.coinTexts[1...2]
        let fakes = text.world.economy.coinTexts[4...5]
        #expect(!text.ledger.contains { fakes.contains($0.asset) })
        #expect(!text.ledger.contains { stablecoins.contains($0.asset) && $0.amount == 0 })
    }

    @Test("no list knows a criminal, and lists do not know every service")
    func labels() throws {
        let text = try PatternText(PatternWorldLaws.options[0])
        var known: Set<String> = []
        EconomyText.forEachRow(text.files[.labels] ?? []) { _, fields in known.insert(EconomyText.string(fields[1])) }
        let cast = text.world.economy.cast
        var services = (known: 0, unknown: 0)
        for who in 0..<cast.count {
            let isKnown = known.contains(cast.string(who))
            switch cast.roles[who] {
            case .nobody, .treasury, .person: #expect(!isKnown)
            case .exchangeHot, .bridge, .marketplace:
                if isKnown { services.known += 1 } else { services.unknown += 1 }
            default: break
            }
        }
        #expect(services.known > services.unknown && services.unknown > 0)
    }

    @Test("only the typologies asked for")
    func selection() throws {
        let text = try PatternText(
            .init(
                seed: 6, transfers: 5_000, prevalence: Prevalence(planted: 1, all: 50), typologies: ["cycle", "fan-in"])
        )
        #expect(Set(text.instances.filter(\.isPlanted).map(\.kind)) == ["cycle", "fan-in"])
    }

    @Test("options out of range are refused with a sentence")
    func badOptions() throws {
        #expect(throws: SimulatorError.transfersOutOfRange(999)) { try PatternWorld(options: .init(transfers: 999)) }
        #expect(throws: SimulatorError.operatorsOutOfRange(0)) { try PatternWorld(options: .init(operators: 0)) }
        #expect(throws: SimulatorError.unknownTypology("smurf")) {
            try PatternWorld(options: .init(typologies: ["cycle", "smurf"]))
        }
        #expect(throws: SimulatorError.tooManyPatterns) {
            try PatternWorld(options: .init(prevalence: Prevalence(planted: 1, all: 3)))
        }
        for text in ["", "1", "1:", ":1", "2:1", "-1:5", "1:0", "a:b", "1:2:3", "1:99999999999999999999"] {
            #expect(throws: SimulatorError.notAPrevalence(text)) { try Prevalence(parsing: text) }
        }
        #expect(try Prevalence(parsing: "3:2000") == Prevalence(planted: 3, all: 2_000))
        #expect(try Prevalence(parsing: "0") == .none)
    }
}
