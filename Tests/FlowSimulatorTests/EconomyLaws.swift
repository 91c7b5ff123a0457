import FlowSimulator
import FlowTracing
import Testing

/// What every economy must be, whatever its seed: read back from its own text by the simplest means.
@Suite struct EconomyLaws {
    static let options: [ScamEconomy.Options] = [
        .init(seed: 1, transfers: 1_000, form: .tron), .init(seed: 2, transfers: 1_000, form: .evm),
        .init(seed: 7, transfers: 20_000, form: .tron), .init(seed: 8, transfers: 20_000, form: .evm),
        .init(seed: 9, transfers: 3_000, form: .tron, victims: 200),
        .init(seed: 10, transfers: 5_000, form: .evm, victims: 1, days: 3),
    ]

    @Test("exactly as many rows as asked for", arguments: options)
    func size(_ options: ScamEconomy.Options) throws {
        let text = try EconomyText(options)
        var rows = 0
        EconomyText.forEachRow(text.transfers) { _, fields in
            #expect(fields.count == 11)
            rows += 1
        }
        #expect(rows == options.transfers)
        #expect(text.economy.written == options.transfers)
        #expect(!text.economy.cases.isEmpty)
    }

    @Test("nobody spends what they do not have, order is decided, identities are distinct", arguments: options)
    func solvency(_ options: ScamEconomy.Options) throws {
        try EconomyText.expectSolvency(try EconomyText(options).transfers, form: options.form)
    }

    @Test("every stolen unit is somewhere, once", arguments: options)
    func conservation(_ options: ScamEconomy.Options) throws {
        let economy = try EconomyText(options).economy
        var sums: [String: UInt128] = [:]
        for find in economy.finds {
            #expect(find.amount > 0)
            #expect(find.address.isEmpty == [.convertedOut, .fee, .burned].contains(find.kind))
            sums["\(find.caseNumber) \(find.asset)", default: 0] += find.amount
        }
        var injected: [String: UInt128] = [:]
        for part in economy.injected { injected["\(part.caseNumber) \(part.asset)"] = part.amount }
        #expect(sums == injected)
        #expect(injected.count >= economy.cases.count)
    }

    @Test("the truth file says what the economy says", arguments: options)
    func truthFile(_ options: ScamEconomy.Options) throws {
        let text = try EconomyText(options)
        var lines: [String] = []
        EconomyText.forEachRow(text.truth) { _, fields in
            lines.append(fields.map { EconomyText.string($0) }.joined(separator: " "))
        }
        let expected = text.economy.finds.map {
            "\(text.economy.cases[$0.caseNumber].id) \($0.asset) \($0.kind.rawValue) \($0.address) \($0.amount)"
        }
        #expect(lines == expected)
    }

    @Test("same seed, same bytes, whatever the chunks; another seed, other bytes")
    func determinism() throws {
        let options = ScamEconomy.Options(seed: 5, transfers: 4_000, form: .tron)
        let first = try EconomyText(options)
        var smallChunks = options
        smallChunks.chunkBytes = 100
        let second = try EconomyText(smallChunks)
        #expect(first.transfers == second.transfers)
        #expect(first.labels == second.labels)
        #expect(first.cases == second.cases)
        #expect(first.truth == second.truth)
        #expect(second.chunkSizes.count > 1_000)
        var other = options
        other.seed = 6
        #expect(try EconomyText(other).transfers != first.transfers)
    }

    /// Pins the bytes across machines and versions: a change of them is a change to announce.
    @Test("the bytes of a seed are known")
    func knownBytes() throws {
        let tron = fingerprint(try EconomyText(.init(seed: 7, transfers: 1_000, form: .tron)))
        let evm = fingerprint(try EconomyText(.init(seed: 7, transfers: 1_000, form: .evm)))
        #expect(tron == 2_847_179_451_371_371_216)
        #expect(evm == 17_624_238_541_762_472_796)
    }

    /// FNV-1a over the four files.
    private func fingerprint(_ text: EconomyText) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for bytes in [text.transfers, text.labels, text.cases, text.truth] {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        }
        return hash
    }

    @Test("memory follows the living, not the rows")
    func boundedMemory() throws {
        // The same cast and victims over four times the rows.
        func run(_ transfers: Int) throws -> (chunk: Int, lots: Int) {
            var options = ScamEconomy.Options(seed: 3, transfers: transfers, form: .tron, victims: 20)
            options.chunkBytes = 4_096
            options.people = 300
            let text = try EconomyText(options)
            return (text.chunkSizes.max() ?? 0, text.economy.peakLots)
        }
        let (short, long) = (try run(20_000), try run(80_000))
        // A chunk is handed over after the event that filled it.
        #expect(short.chunk < 3 * 4_096 && long.chunk < 3 * 4_096)
        #expect(long.lots < 2 * short.lots, "\(short.lots) lots at most over 20,000 rows, \(long.lots) over 80,000")
    }

    @Test("options out of range are refused with a sentence")
    func badOptions() {
        #expect(throws: SimulatorError.transfersOutOfRange(999)) { try ScamEconomy(options: .init(transfers: 999)) }
        #expect(throws: SimulatorError.transfersOutOfRange(100_000_001)) {
            try ScamEconomy(options: .init(transfers: 100_000_001))
        }
        #expect(throws: SimulatorError.victimsOutOfRange(0)) { try ScamEconomy(options: .init(victims: 0)) }
        #expect(throws: SimulatorError.peopleOutOfRange(0)) { try ScamEconomy(options: .init(people: 0)) }
        #expect(throws: SimulatorError.daysOutOfRange(0)) { try ScamEconomy(options: .init(days: 0)) }
        #expect(throws: SimulatorError.unsupportedForm) { try ScamEconomy(options: .init(form: .text)) }
    }
}
