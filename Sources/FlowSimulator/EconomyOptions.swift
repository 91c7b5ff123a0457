import FlowTracing

/// What can be wrong with a simulation: its options, or the disk it writes to.
public enum SimulatorError: Error, Equatable, Sendable, CustomStringConvertible {
    case transfersOutOfRange(Int)
    case victimsOutOfRange(Int)
    case peopleOutOfRange(Int)
    case daysOutOfRange(Int)
    case unsupportedForm
    case operatorsOutOfRange(Int)
    case notAPrevalence(String)
    case tooManyPatterns
    case unknownTypology(String)
    /// `operation` failed on `path`; `reason` is the system's sentence.
    case io(operation: String, path: String, reason: String)

    public var description: String {
        switch self {
        case .transfersOutOfRange(let n): "\(n) transfers: a simulation has 1,000 to 100,000,000"
        case .victimsOutOfRange(let n): "\(n) victims: a simulation has 1 to 20,000"
        case .peopleOutOfRange(let n): "\(n) people: a simulation has 1 to 1,000,000"
        case .daysOutOfRange(let n): "\(n) days: a simulation spans 1 to 3,650"
        case .unsupportedForm: "a simulation is of an EVM or a TRON chain"
        case .operatorsOutOfRange(let n): "\(n) operators: a simulation has 1 to 10,000"
        case .notAPrevalence(let text): "'\(text)' is no prevalence; expected 0, or two numbers as in 1:1000"
        case .tooManyPatterns: "planted patterns and decoys together may be at most a quarter of the transfers"
        case .unknownTypology(let name):
            "'\(name)' is no typology; known: " + PatternKinds.typologies.map(\.name).joined(separator: ", ")
        case .io(let operation, let path, let reason): "cannot \(operation) \(path): \(reason)"
        }
    }
}

extension ScamEconomy {
    /// What decides every byte of an economy.
    public struct Options: Sendable, Equatable {
        public var seed: UInt64
        /// Rows of the ledger, exactly: 1,000 to 100,000,000.
        public var transfers: Int
        /// `.evm` (chain `eip155:1`) or `.tron`.
        public var form: AddressForm
        /// Victims who set out to pay; one whose first payment falls after the last row has no case. 1 to 20,000;
        /// `nil` is one in a thousand transfers, at least 3.
        public var victims: Int?
        /// Honest people at most; `nil` is one in 25 transfers, from 20 to 200,000. At most 1,000,000.
        public var people: Int?
        /// Days from the first transfer to about the last.
        public var days: Int
        /// Unix seconds of the first block.
        public var start: Int64
        /// Bytes handed over at a time, about; never changes what is written.
        public var chunkBytes: Int

        public init(
            seed: UInt64 = 1, transfers: Int = 10_000, form: AddressForm = .tron, victims: Int? = nil,
            people: Int? = nil,
            days: Int = 90, start: Int64 = 1_704_067_200, chunkBytes: Int = 1 << 20
        ) {
            (self.seed, self.transfers, self.form, self.victims) = (seed, transfers, form, victims)
            (self.people, self.days, self.start, self.chunkBytes) = (people, days, start, chunkBytes)
        }

        var victimCount: Int { victims ?? min(10_000, max(3, transfers / 1_000)) }

        var peopleCount: Int { people ?? min(200_000, max(20, transfers / 25)) }

        func validate() throws(SimulatorError) {
            guard (1_000...100_000_000).contains(transfers) else { throw .transfersOutOfRange(transfers) }
            guard (1...20_000).contains(victimCount) else { throw .victimsOutOfRange(victimCount) }
            guard (1...1_000_000).contains(peopleCount) else { throw .peopleOutOfRange(peopleCount) }
            guard (1...3_650).contains(days) else { throw .daysOutOfRange(days) }
            guard form == .evm || form == .tron else { throw .unsupportedForm }
        }
    }
}
