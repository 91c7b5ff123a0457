import FlowTracing

/// How many of all transfers belong to planted patterns: `planted` in `all`.
public struct Prevalence: Sendable, Equatable, CustomStringConvertible {
    public let planted: Int
    public let all: Int

    public static let none = Prevalence(planted: 0, all: 1)

    /// - Precondition: 0 ≤ `planted` ≤ `all`, 0 < `all` ≤ 10⁹.
    public init(planted: Int, all: Int) {
        precondition(planted >= 0 && all > 0 && planted <= all && all <= 1_000_000_000)
        (self.planted, self.all) = (planted, all)
    }

    /// Reads `1:1000`, or `0` for none.
    ///
    /// - Throws: `SimulatorError.notAPrevalence`.
    public init(parsing text: String) throws(SimulatorError) {
        if text == "0" {
            self = .none
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let planted = Int(parts[0]), let all = Int(parts[1]), planted >= 0, all > 0,
            planted <= all, all <= 1_000_000_000
        else { throw .notAPrevalence(text) }
        self.init(planted: planted, all: all)
    }

    public var description: String { planted == 0 ? "0" : "\(planted):\(all)" }

    /// Rows of `transfers` that this asks for, rounded to the nearest.
    func rows(of transfers: Int) -> Int { (2 * transfers * planted + all) / (2 * all) }
}

extension PatternWorld {
    /// What decides every byte of a world.
    public struct Options: Sendable, Equatable {
        public var seed: UInt64
        /// Rows of the ledger, exactly: 1,000 to 100,000,000.
        public var transfers: Int
        /// `.evm` (chain `eip155:1`) or `.tron`.
        public var form: AddressForm
        /// Days from the first transfer to about the last.
        public var days: Int
        /// Transfers of planted patterns in all transfers; 0 is an honest world.
        public var prevalence: Prevalence
        /// Transfers of decoys in all transfers; `nil` is 1:100, or three times the prevalence where that is more and
        /// there is room.
        public var decoys: Prevalence?
        /// Criminals with habits of their own: 1 to 10,000.
        public var operators: Int
        /// Names of typologies to plant; empty for all.
        public var typologies: [String]
        /// Unix seconds of the first block.
        public var start: Int64
        /// Bytes handed over at a time, about; never changes what is written.
        public var chunkBytes: Int

        public init(
            seed: UInt64 = 1, transfers: Int = 100_000, form: AddressForm = .tron, days: Int = 90,
            prevalence: Prevalence = Prevalence(planted: 1, all: 1_000), decoys: Prevalence? = nil,
            operators: Int = 10, typologies: [String] = [], start: Int64 = 1_704_067_200, chunkBytes: Int = 1 << 20
        ) {
            (self.seed, self.transfers, self.form, self.days) = (seed, transfers, form, days)
            (self.prevalence, self.decoys, self.operators) = (prevalence, decoys, operators)
            (self.typologies, self.start, self.chunkBytes) = (typologies, start, chunkBytes)
        }

        /// The honest part of the world.
        var economy: ScamEconomy.Options {
            ScamEconomy.Options(
                seed: seed, transfers: transfers, form: form, victims: 0, days: days, start: start,
                chunkBytes: chunkBytes)
        }

        var plantedRows: Int { prevalence.rows(of: transfers) }

        var decoyRows: Int {
            if let decoys { return decoys.rows(of: transfers) }
            // Decoys are larger than patterns: this many rows are at least as many instances of a kind.
            return max(transfers / 100, min(3 * plantedRows, transfers / 4 - plantedRows))
        }

        /// The typologies asked for, in the order of the registry.
        var kinds: [any PatternKind] {
            typologies.isEmpty
                ? PatternKinds.typologies : PatternKinds.typologies.filter { typologies.contains($0.name) }
        }

        func validate() throws(SimulatorError) {
            guard (1_000...100_000_000).contains(transfers) else { throw .transfersOutOfRange(transfers) }
            guard (1...3_650).contains(days) else { throw .daysOutOfRange(days) }
            guard form == .evm || form == .tron else { throw .unsupportedForm }
            guard (1...10_000).contains(operators) else { throw .operatorsOutOfRange(operators) }
            for name in typologies where !PatternKinds.typologyNames.contains(name) { throw .unknownTypology(name) }
            // Gas and inventory need rows too.
            guard (plantedRows + decoyRows) * 4 <= transfers else { throw .tooManyPatterns }
        }
    }
}
