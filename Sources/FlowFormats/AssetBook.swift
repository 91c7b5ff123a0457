import FlowTracing

/// The assets of one file on one chain, numbered once each.
///
/// Decimals: what `--decimals` says of this asset, else the list of known assets, else what the file or a token list
/// beside it says, else what `--decimals` says of all.
struct AssetBook {
    let chain: Chain
    private let choice: DecimalsChoice
    private var numbers: [Address: AssetID] = [:]
    private var coinNumber: AssetID?

    init(chain: Chain, options: InputOptions) { (self.chain, choice) = (chain, options.decimals) }

    /// The chain's own coin; `symbol` and `decimals` are used where the chain is not a known one.
    mutating func coin(
        symbol: String = "", decimals: Int? = nil, in builder: inout LedgerBuilder
    ) -> AssetID {
        if let number = coinNumber { return number }
        let known = KnownAssets.coin(of: chain.name)
        let name = known?.symbol ?? symbol
        let number = builder.asset(
            Asset(
                chain: builder.chain(chain.name), identity: .native, symbol: name,
                decimals: choice.byAsset[name] ?? known?.decimals ?? decimals ?? choice.all))
        coinNumber = number
        return number
    }

    /// The token at `contract`; `symbol` and `decimals` are what file and context say, asked only the first time.
    mutating func token(
        at contract: Address, in builder: inout LedgerBuilder,
        told: () -> (symbol: String, decimals: Int?) = { ("", nil) }
    ) -> AssetID {
        if let number = numbers[contract] { return number }
        let (symbol, decimals) = told()
        let known = KnownAssets.token(at: contract, chain: chain.name)
        let text = contract.text(form: chain.form)
        let chosen =
            choice.byAsset[known?.symbol ?? symbol]
            ?? choice.byAsset.first { $0.key.lowercased() == text.lowercased() }?.value
        let number = builder.token(
            at: contract, chain: builder.chain(chain.name), symbol: symbol,
            decimals: chosen ?? known?.decimals ?? decimals ?? choice.all)
        numbers[contract] = number
        return number
    }

    /// A token that its file names by symbol alone, or by a number of its own as TRC-10 does.
    mutating func token(
        called symbol: String, identity: String, decimals: Int? = nil, in builder: inout LedgerBuilder
    ) -> AssetID {
        let isNumbered = identity != symbol
        let key = Address.text(identity)
        if let number = numbers[key] { return number }
        let known = isNumbered ? nil : KnownAssets.token(called: symbol, chain: chain.name)
        let number = builder.asset(
            Asset(
                chain: builder.chain(chain.name), identity: .symbol(identity), symbol: symbol,
                decimals: choice.byAsset[symbol] ?? decimals ?? known?.decimals ?? choice.all,
                isLookalike: isNumbered
                    ? KnownAssets.imitated(by: symbol, chain: chain.name) != nil
                    : KnownAssets.disguised(as: symbol, chain: chain.name) != nil))
        numbers[key] = number
        return number
    }
}
