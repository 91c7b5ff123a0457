import FlowTracing

/// The assets of one file on one chain, numbered once each.
///
/// Decimals: what `--decimals` says of this asset, else the list of known assets, else what the file or a token list
/// beside it says, else what `--decimals` says of all.
struct AssetBook {
    private let chain: ChainID
    private let form: AddressForm
    private let options: InputOptions
    private var numbers: [Address: AssetID] = [:]
    private var coinNumber: AssetID?

    init(chain: ChainID, form: AddressForm, options: InputOptions) {
        (self.chain, self.form, self.options) = (chain, form, options)
    }

    /// The chain's own coin; `symbol` and `decimals` are used where the chain is not a known one.
    mutating func coin(
        symbol: String = "", decimals: Int? = nil, in builder: inout LedgerBuilder
    ) -> AssetID {
        if let number = coinNumber { return number }
        let known = KnownAssets.coin(of: builder.name(of: chain))
        let name = known?.symbol ?? symbol
        let number = builder.asset(
            Asset(
                chain: chain, identity: .native, symbol: name,
                decimals: options.decimals.byAsset[name] ?? known?.decimals ?? decimals ?? options.decimals.all))
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
        let known = KnownAssets.token(at: contract, chain: builder.name(of: chain))
        let text = contract.text(form: form)
        let choice = options.decimals
        let chosen = choice.byAsset[known?.symbol ?? symbol]
            ?? choice.byAsset.first { $0.key.lowercased() == text.lowercased() }?.value
        let number = builder.token(
            at: contract, chain: chain, symbol: symbol,
            decimals: chosen ?? known?.decimals ?? decimals ?? choice.all)
        numbers[contract] = number
        return number
    }

    /// A token that its file names by symbol (or number, as TRC-10 does) alone.
    mutating func token(
        called symbol: String, identity: String, decimals: Int? = nil, in builder: inout LedgerBuilder
    ) -> AssetID {
        let key = Address.text(identity)
        if let number = numbers[key] { return number }
        let chainName = builder.name(of: chain)
        let known = KnownAssets.token(called: symbol, chain: chainName)
        let choice = options.decimals
        let number = builder.asset(
            Asset(
                chain: chain, identity: .symbol(identity), symbol: symbol,
                decimals: choice.byAsset[symbol] ?? decimals ?? known?.decimals ?? choice.all,
                isLookalike: known == nil && KnownAssets.imitated(by: symbol, chain: chainName) != nil))
        numbers[key] = number
        return number
    }
}
