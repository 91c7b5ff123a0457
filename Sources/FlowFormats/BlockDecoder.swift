import FlowTracing

/// An input format: recognises files of its kind and opens them. One file each, one line each in `BlockDecoders`.
public protocol BlockDecoder: Sendable {
    /// What `--input-format` calls it.
    var name: String { get }
    /// One line for people.
    var summary: String { get }
    /// How surely the sample is of this format: 0 not at all, 100 by the exact column names. The highest wins.
    func score(_ sample: Sample) -> Int
    /// Looks its columns up and gets ready to decode the rows of one file.
    func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder
}

/// What a decoder sees of a file before anything is decoded.
public struct Sample: Sendable {
    public enum Shape: Sendable, Equatable {
        case csv
        /// JSON objects, one after another.
        case jsonLines
        /// A saved page: rows are the objects of the array at `rows` (a path; empty for a bare array).
        case page(rows: String)
    }
    public let shape: Shape
    /// Columns, or the keys of the first row.
    public let names: ColumnNames
    public var isJSON: Bool { shape != .csv }

    public func has(_ pattern: String) -> Bool { names.has(pattern) }
    public func hasAll(_ patterns: String...) -> Bool { patterns.allSatisfy { names.has($0) } }
    public func hasAny(_ patterns: String...) -> Bool { patterns.contains { names.has($0) } }
}

/// What a decoder is told when a file opens.
public struct OpenedFile {
    public let name: String
    public let shape: Sample.Shape
    public var columns: ColumnNames
    public let options: InputOptions
    /// What the other files given beside this one tell.
    public let context: ReadingContext
    /// The chain the user named for rows that name none (`--chain`).
    public let chain: String?
    /// What is taken for granted until a row denies it (`RowFault.reread`).
    public let assumptions: ReadingAssumptions
}

/// What a decoder takes for granted of a file until a row denies it; it then throws `RowFault.reread` with what holds
/// instead, the reader forgets the file's rows and opens it again. Each member changes at most once, so this ends.
public struct ReadingAssumptions: Sendable, Equatable {
    /// The chain of rows where neither the user nor the format knows: `eip155:1` until an address is seen that is not `0x`
    /// and 40 hex digits, then `unknown`.
    public var chain = "eip155:1"
    /// False: amounts are in base units. True: one of the file's amounts has a decimal point, so all are in whole units.
    public var isInWholeUnits = false
    /// Why they are not what they were at first: sentences for the reader of a result.
    public var notes: [String] = []
    /// What the rows read earlier showed, where a file is read on from its middle: amounts without a decimal point, and an
    /// index in every row (`nil`: no row yet).
    public var hasIntegers = false
    public var isIndexed: Bool?

    public init() {}

    init(_ options: InputOptions) { isInWholeUnits = options.areAmountsWhole }
}

/// Decodes the rows of one file.
public protocol FileDecoder: AnyObject {
    /// True where every row has an index; asked after the last row.
    var hasIndex: Bool { get }
    /// An explorer's export of one account's history.
    var isAccountExport: Bool { get }
    /// Needs what other files tell (`ReadingContext`): a first pass goes over the files that give it.
    var needsContext: Bool { get }
    /// Has something to tell to other files.
    var givesContext: Bool { get }
    /// First pass: tells the context.
    func learn(from record: borrowing Record, into context: ReadingContext) throws(RowFault)
    /// Appends the transfers of one row. A row that moves nothing by design appends nothing.
    func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault)
    /// After the last row: sentences that the reader of a result must see.
    var notes: [String] { get }
    /// What holds after the rows decoded so far: with it another decoder can go on from here.
    var assumptions: ReadingAssumptions { get }
}

extension FileDecoder {
    public var isAccountExport: Bool { false }
    public var needsContext: Bool { false }
    public var givesContext: Bool { false }
    public func learn(from record: borrowing Record, into context: ReadingContext) throws(RowFault) {}
    public var notes: [String] { [] }
    public var assumptions: ReadingAssumptions { ReadingAssumptions() }
}

/// Why a row (or, for `missingColumn`, a file) cannot be decoded. The reader adds file and line.
public enum RowFault: Error, Equatable, Sendable {
    case bad(column: String, value: String, reason: String)
    /// An amount of 2¹²⁸ or more; under skip its whole asset is left out.
    case overflow(column: String, value: String, asset: AssetID)
    /// A row denies what the decoder took for granted: read the file again from its start with `assumptions`.
    case reread(ReadingAssumptions)
    case missingColumn(String)
    case ledger(FlowError)
}

/// What files given together tell each other: block times, transactions, contracts. Filled by a first pass over the files
/// that have it, only where some file needs it.
public final class ReadingContext {
    public struct TransactionPlace: Sendable {
        public var time: Int64?
        public var block: UInt64?
        public var position: UInt32?
        public init(time: Int64?, block: UInt64?, position: UInt32?) {
            (self.time, self.block, self.position) = (time, block, position)
        }
    }
    /// Unix seconds by chain name and block number.
    public var blockTimes: [String: [UInt64: Int64]] = [:]
    /// By chain name and hash.
    public var transactions: [String: [TransactionHash: TransactionPlace]] = [:]
    /// Contracts known to issue ERC-721 tokens, by chain name.
    public var nonFungible: [String: Set<Address>] = [:]
    /// Logs known to move an ERC-721 token (the token's number is indexed: four topics), by chain name.
    public var nonFungibleLogs: [String: Set<LogPlace>] = [:]
    /// What token lists say of contracts, by chain name.
    public var tokens: [String: [Address: TokenDescription]] = [:]

    public struct LogPlace: Hashable, Sendable {
        public var transaction: TransactionHash
        public var index: UInt32
    }
    public struct TokenDescription: Sendable {
        public var symbol: String
        public var decimals: Int?
    }

    public init() {}
}
