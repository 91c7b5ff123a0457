import FlowTracing

/// What a text in an asset column stands for: `native` or the chain's coin, a contract where it looks like one, else a
/// symbol, which is then the asset's identity.
struct AssetNames {
    private struct Key: Hashable {
        var chain: ChainID
        var text: ArraySlice<UInt8>
    }
    private var known: [Key: AssetID] = [:]
    private let decimals: DecimalsChoice
    private let formatDecimals: Int?
    private var last: (key: Key, asset: AssetID)?

    /// - Parameter formatDecimals: what the format itself says for every asset.
    init(_ decimals: DecimalsChoice, formatDecimals: Int? = nil) {
        (self.decimals, self.formatDecimals) = (decimals, formatDecimals)
    }

    /// - Complexity: O(length) after an asset's first mention.
    mutating func asset(_ text: FieldText, chain: ChainID, _ builder: inout LedgerBuilder) -> AssetID {
        if let last, last.key.chain == chain, last.key.text.elementsEqual(text.bytes) { return last.asset }
        let key = Key(chain: chain, text: ArraySlice(Array(text.bytes)))
        let id: AssetID
        if let found = known[key] {
            id = found
        } else {
            id = resolve(text.string, chain: chain, &builder)
            known[key] = id
        }
        last = (key, id)
        return id
    }

    private func resolve(_ text: String, chain: ChainID, _ builder: inout LedgerBuilder) -> AssetID {
        let form = builder.form(of: chain)
        let coin = KnownAssets.coin(of: builder.name(of: chain))
        // What the user says wins over the format and over any list.
        let chosen = decimals.decimals(of: text) ?? formatDecimals
        if text.lowercased() == "native" || text == coin?.symbol {
            return builder.asset(
                Asset(
                    chain: chain, identity: .native, symbol: coin?.symbol ?? "",
                    decimals: chosen ?? decimals.decimals(of: coin?.symbol ?? "") ?? coin?.decimals))
        }
        if form != .text, let contract = FieldText(text).address(form: form) {
            let listed = KnownAssets.token(at: contract, chain: builder.name(of: chain))
            return builder.asset(
                Asset(
                    chain: chain, identity: .contract(contract), symbol: listed?.symbol ?? "",
                    decimals: chosen ?? listed?.decimals, issuer: listed?.issuer))
        }
        return builder.asset(
            Asset(
                chain: chain, identity: .symbol(text), symbol: text, decimals: chosen,
                isLookalike: KnownAssets.disguised(as: text, chain: builder.name(of: chain)) != nil))
    }
}
