import FlowTracing

/// A coin or token whose contract, decimals and issuer are public knowledge.
public struct KnownAsset: Sendable, Equatable {
    /// CAIP-2, or `tron`.
    public let chain: String
    /// As its issuer writes it (EIP-55 on EVM chains); `nil` for the chain's own coin.
    public let contract: String?
    public let symbol: String
    public let decimals: Int
    /// Who can freeze it at rest; `nil` where nobody can or nobody is known to.
    public let issuer: String?

    init(_ chain: String, _ contract: String?, _ symbol: String, _ decimals: Int, issuer: String? = nil) {
        (self.chain, self.contract, self.symbol) = (chain, contract, symbol)
        (self.decimals, self.issuer) = (decimals, issuer)
    }
}

/// The official contracts. **The** list: a contract that is not on it but carries a listed symbol is marked a lookalike.
///
/// Issuers: Tether can freeze what it issues itself, Circle likewise. A bridged or pegged copy belongs to the bridge, so
/// it names no issuer. Sources: tether.to "supported protocols", developers.circle.com "USDC contract addresses", the
/// chains' own documentation for their coins.
public enum KnownAssets {
    public static let coins: [KnownAsset] =
        accountCoins + ScriptNetwork.allCases.map { KnownAsset($0.chainName, nil, $0.symbol, $0.decimals) }

    private static let accountCoins: [KnownAsset] = [
        KnownAsset("eip155:1", nil, "ETH", 18), KnownAsset("eip155:10", nil, "ETH", 18),
        KnownAsset("eip155:42161", nil, "ETH", 18), KnownAsset("eip155:8453", nil, "ETH", 18),
        KnownAsset("eip155:59144", nil, "ETH", 18), KnownAsset("eip155:324", nil, "ETH", 18),
        KnownAsset("eip155:534352", nil, "ETH", 18), KnownAsset("eip155:81457", nil, "ETH", 18),
        KnownAsset("eip155:56", nil, "BNB", 18), KnownAsset("eip155:137", nil, "POL", 18),
        KnownAsset("eip155:43114", nil, "AVAX", 18), KnownAsset("eip155:250", nil, "FTM", 18),
        KnownAsset("eip155:25", nil, "CRO", 18), KnownAsset("eip155:100", nil, "xDAI", 18),
        KnownAsset("eip155:42220", nil, "CELO", 18), KnownAsset("eip155:1284", nil, "GLMR", 18),
        KnownAsset("tron", nil, "TRX", 6),
    ]

    public static let tokens: [KnownAsset] = [
        KnownAsset("eip155:1", "0xdAC17F958D2ee523a2206206994597C13D831ec7", "USDT", 6, issuer: "Tether"),
        KnownAsset("eip155:1", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "USDC", 6, issuer: "Circle"),
        KnownAsset("eip155:1", "0x6B175474E89094C44Da98b954EedeAC495271d0F", "DAI", 18),
        KnownAsset("eip155:1", "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2", "WETH", 18),
        KnownAsset("eip155:1", "0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599", "WBTC", 8),
        // Documented powers to freeze: Circle's EURC, Tether's gold, Paxos' dollars.
        KnownAsset("eip155:1", "0x1aBaEA1f7C830bD89Acc67eC4af516284b1bC33c", "EURC", 6, issuer: "Circle"),
        KnownAsset("eip155:1", "0x68749665FF8D2d112Fa859AA293F07A622782F38", "XAUt", 6, issuer: "Tether"),
        KnownAsset("eip155:1", "0x6c3ea9036406852006290770BEdFcAbA0e23A0e8", "PYUSD", 6, issuer: "Paxos"),
        KnownAsset("eip155:1", "0x8E870D67F660D95d5be530380D0eC0bd388289E1", "USDP", 18, issuer: "Paxos"),
        KnownAsset("tron", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "USDT", 6, issuer: "Tether"),
        // Circle stopped minting on TRON in 2024; what is left is still its contract.
        KnownAsset("tron", "TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8", "USDC", 6, issuer: "Circle"),
        // Binance-Peg copies: Binance holds the backing, no freeze is documented.
        KnownAsset("eip155:56", "0x55d398326f99059fF775485246999027B3197955", "USDT", 18),
        KnownAsset("eip155:56", "0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d", "USDC", 18),
        // Bridged (PoS) on Polygon; native USDC is Circle's.
        KnownAsset("eip155:137", "0xc2132D05D31c914a87C6611C10748AEb04B58e8F", "USDT", 6),
        KnownAsset("eip155:137", "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", "USDC", 6, issuer: "Circle"),
        KnownAsset("eip155:137", "0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174", "USDC.e", 6),
        KnownAsset("eip155:42161", "0xFd086bC7CD5C481DCC9C85ebE478A1C0b69FCbb9", "USDT", 6),
        KnownAsset("eip155:42161", "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "USDC", 6, issuer: "Circle"),
        KnownAsset("eip155:42161", "0xFF970A61A04b1cA14834A43f5dE4533eBDDB5CC8", "USDC.e", 6),
        KnownAsset("eip155:10", "0x94b008aA00579c1307B0EF2c499aD98a8ce58e58", "USDT", 6),
        KnownAsset("eip155:10", "0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85", "USDC", 6, issuer: "Circle"),
        KnownAsset("eip155:10", "0x7F5c764cBc14f9669B88837ca1490cCa17c31607", "USDC.e", 6),
        KnownAsset("eip155:43114", "0x9702230A8Ea53601f5cD2dc00fDBc13d4dF4A8c7", "USDT", 6, issuer: "Tether"),
        KnownAsset("eip155:43114", "0xc7198437980c041c805A1EDcbA50c1Ce5db95118", "USDT.e", 6),
        KnownAsset("eip155:43114", "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E", "USDC", 6, issuer: "Circle"),
        KnownAsset("eip155:43114", "0xA7D7079b0FEaD91F3e65f86E8915Cb59c1a4C664", "USDC.e", 6),
        KnownAsset("eip155:8453", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "USDC", 6, issuer: "Circle"),
        KnownAsset("eip155:8453", "0xfde4C96c8593536E31F229EA8f37b2ADa2699bb2", "USDT", 6),
    ]

    /// As `imitated`, for a format that knows assets by symbol alone: the symbol itself, in any case, is what it says, and
    /// only a disguised spelling (foreign letters, invisible signs, digits for letters) passes itself off as another.
    public static func disguised(as symbol: String, chain: String) -> String? {
        guard let other = imitated(by: symbol, chain: chain) else { return nil }
        return other.uppercased() == symbol.uppercased() ? nil : other
    }

    private struct Key: Hashable {
        var chain: String
        var contract: Address
    }

    private static let byContract: [Key: KnownAsset] = {
        var table: [Key: KnownAsset] = [:]
        for token in tokens {
            guard let text = token.contract, let address = Address(text, form: Chain(name: token.chain).form) else {
                preconditionFailure("the list names no address: \(token)")
            }
            table[Key(chain: token.chain, contract: address)] = token
        }
        return table
    }()

    /// The coin of `chain` (CAIP-2 or `tron`).
    public static func coin(of chain: String) -> KnownAsset? { coins.first { $0.chain == chain } }

    /// The listed token at `contract`.
    public static func token(at contract: Address, chain: String) -> KnownAsset? {
        byContract[Key(chain: chain, contract: contract)]
    }

    /// The listed token that people call `symbol` on `chain`, where a format names no contract.
    public static func token(called symbol: String, chain: String) -> KnownAsset? {
        tokens.first { $0.chain == chain && $0.symbol == symbol }
    }

    /// The listed symbol that a token called `symbol` passes itself off as, though its contract is not the listed one;
    /// `nil` where it resembles none.
    ///
    /// The symbol itself counts where the chain has an official contract of that name; a disguised spelling counts on
    /// every chain. Known false positive: a second legitimate token of the same symbol on one chain.
    public static func imitated(by symbol: String, chain: String) -> String? {
        guard !symbol.isEmpty else { return nil }
        let skeleton = Confusables.skeleton(symbol)
        if let own = (coins + tokens).first(where: {
            $0.chain == chain && Confusables.skeleton($0.symbol) == skeleton
        }) {
            return own.symbol
        }
        for famous in ["USDT", "USDC"] where skeleton == famous && symbol != famous { return famous }
        return nil
    }
}

extension LedgerBuilder {
    /// The token at `contract`: a listed one with the list's symbol and issuer, another with the symbol its file gives,
    /// marked where it looks like a listed one.
    ///
    /// - Parameter decimals: what the file or the user says; `nil` leaves a listed token the list's.
    public mutating func token(
        at contract: Address, chain: ChainID, symbol: String = "", decimals: Int? = nil
    ) -> AssetID {
        let chainName = name(of: chain)
        if let known = KnownAssets.token(at: contract, chain: chainName) {
            return asset(
                Asset(
                    chain: chain, identity: .contract(contract), symbol: known.symbol,
                    decimals: decimals ?? known.decimals, issuer: known.issuer))
        }
        return asset(
            Asset(
                chain: chain, identity: .contract(contract), symbol: symbol, decimals: decimals,
                isLookalike: KnownAssets.imitated(by: symbol, chain: chainName) != nil))
    }
}
