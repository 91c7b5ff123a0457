import FlowFormats
import FlowTracing

/// How a node is followed.
public struct EVMSourceOptions: Sendable {
    /// Where to begin when there is no stored position.
    public enum Start: Equatable, Sendable {
        /// The latest block that has its confirmations.
        case head
        case block(UInt64)
    }
    public var start = Start.head
    /// The last block to deliver; `nil`: follow for ever.
    public var end: UInt64?
    /// Blocks that must stand upon a block before it is delivered; 0: the head itself is.
    public var confirmations: UInt64 = 0
    /// Blocks that may be taken back. The ledger should keep undo for as many.
    public var keptBlocks = 128
    /// The chain, where it is not what `eth_chainId` says: `tron` for TRON's dialect, which is never guessed.
    public var chain: String?
    /// The only tokens read; `nil`: all.
    public var tokens: [TokenChoice]?
    /// Ask contracts for symbol and decimals.
    public var asksTokens = true
    /// Ask for value that contracts moved, where the node traces.
    public var wantsInternalTransfers = true
    public var decimals = DecimalsChoice()
    /// Calls a second; `nil`: as fast as the node answers.
    public var callsPerSecond: Double?
    /// Most calls in one request.
    public var largestBatch = 200
    /// Seconds between looks for a new block.
    public var pollInterval = 1.0
    /// For a repeatable jitter; `nil`: from the system.
    public var seed: UInt64?

    public init() {}

    /// A token of a list: its contract as the chain writes it, and what the list says of it.
    public struct TokenChoice: Equatable, Sendable {
        public var contract: Address
        public var symbol: String
        public var decimals: Int?

        public init(contract: Address, symbol: String = "", decimals: Int? = nil) {
            (self.contract, self.symbol, self.decimals) = (contract, symbol, decimals)
        }
    }

    /// Reads a list of tokens: a line each, `contract[,symbol[,decimals]]`.
    ///
    /// - Throws: a sentence that names the line.
    public static func tokens(_ text: [UInt8], chain: String) throws(InvalidTokenList) -> [TokenChoice] {
        do throws(NodeFault) {
            return try TokenList(text, form: Chain(name: chain).form == .tron ? .tron : .evm).tokens.map {
                TokenChoice(contract: .bytes($0.contract), symbol: $0.symbol, decimals: $0.decimals)
            }
        } catch { throw InvalidTokenList(description: error.reason) }
    }

    public struct InvalidTokenList: Error, Equatable, CustomStringConvertible {
        public var description: String
    }
}
