/// A dense number of a chain inside one ledger.
public typealias ChainID = UInt16
/// A dense number of an asset inside one ledger; an asset belongs to exactly one chain.
public typealias AssetID = UInt32

/// A chain, named as CAIP-2 does (`eip155:1`); TRON, which has no registered name, is `tron`.
public struct Chain: Hashable, Sendable {
    public let name: String
    public let form: AddressForm

    public init(name: String) {
        self.name = Chain.canonicalName(name)
        if self.name.hasPrefix("eip155:") {
            form = .evm
        } else if self.name == "tron" {
            form = .tron
        } else {
            form = .text
        }
    }

    /// The other spellings people write, as the one name this project uses.
    public static func canonicalName(_ name: String) -> String {
        switch name.lowercased() {
        case "ethereum", "eth", "mainnet", "1": "eip155:1"
        case "bsc", "bnb", "binance-smart-chain", "56": "eip155:56"
        case "polygon", "matic", "137": "eip155:137"
        case "arbitrum", "arb", "42161": "eip155:42161"
        case "optimism", "op", "10": "eip155:10"
        case "base", "8453": "eip155:8453"
        case "avalanche", "avax", "43114": "eip155:43114"
        case "trx", "tron", "tron:mainnet", "tron:0x2b6653dc": "tron"
        default: ScriptNetwork(chain: name)?.chainName ?? name
        }
    }
}

/// An asset: a chain and what identifies it there. A symbol is for people only.
public struct Asset: Hashable, Sendable {
    /// What identifies the asset on its chain.
    public enum Identity: Hashable, Sendable {
        /// The chain's own coin.
        case native
        /// The contract that issued it.
        case contract(Address)
        /// A symbol, in formats that carry nothing else.
        case symbol(String)
    }

    public let chain: ChainID
    public let identity: Identity
    /// What people call it; two assets may share it.
    public var symbol: String
    /// Digits after the decimal point, `nil` where unknown (amounts are then shown in base units).
    public var decimals: Int?
    /// Who can freeze the asset at rest (Tether, Circle), `nil` where nobody can or nobody is known to.
    public var issuer: String?
    /// True for a contract whose symbol looks like a well-known one but whose contract is another.
    public var isLookalike: Bool

    public init(
        chain: ChainID, identity: Identity, symbol: String, decimals: Int? = nil, issuer: String? = nil,
        isLookalike: Bool = false
    ) {
        (self.chain, self.identity, self.symbol) = (chain, identity, symbol)
        (self.decimals, self.issuer, self.isLookalike) = (decimals, issuer, isLookalike)
    }
}
