/// How large and how regular the transfers of a finding are: what tells wages, prices and rents from loot.
extension Flagging {
    /// - Complexity: O(transfers of the finding · log).
    func addAmounts(of finding: Finding, to facts: inout FindingFacts) {
        var byAsset: [AssetID: [Amount]] = [:]
        // In the order in which they are met: the numbers of assets mean nothing.
        var assets: [AssetID] = []
        var pairs: Set<UInt64> = []
        for row in finding.rows {
            let (sender, recipient) = (ledger.columns.senders[row], ledger.columns.recipients[row])
            let (asset, amount) = (ledger.columns.assets[row], ledger.columns.amounts[row])
            if byAsset[asset] == nil { assets.append(asset) }
            byAsset[asset, default: []].append(amount)
            pairs.insert(UInt64(sender) << 32 | UInt64(recipient))
        }
        let transfers = max(1, finding.rows.count)
        facts.mutual =
            finding.rows.count {
                pairs.contains(UInt64(ledger.columns.recipients[$0]) << 32 | UInt64(ledger.columns.senders[$0]))
            } * 1000 / transfers
        var main = assets.first
        for asset in assets where byAsset[asset, default: []].count > byAsset[main ?? asset, default: []].count {
            main = asset
        }
        guard let main, let amounts = byAsset[main]?.sorted() else { return }
        let median = amounts[amounts.count / 2]
        facts.medianAmount = Int(clamping: min(median / unit(main), 1_000_000_000_000))
        facts.largest = Permille.share(amounts[amounts.count - 1], of: median)
        facts.smallest = Permille.share(amounts[0], of: median)
        let close = amounts.count {
            Permille.isAtLeast($0, 900, of: median) && Permille.isAtMost($0, 1_100, of: median)
        }
        facts.closeAmounts = close * 1000 / amounts.count
    }

    /// - Complexity: O(transfers of the finding · log).
    func addPauses(of finding: Finding, to facts: inout FindingFacts) {
        guard finding.rows.count > 1, facts.duration > 0, facts.duration < .max else { return }
        let times = finding.rows.map { ledger.time($0) }.sorted()
        let pauses = zip(times.dropFirst(), times).map { Int($0 - $1) }.sorted()
        facts.longestPause = Permille.share(Amount(pauses[pauses.count - 1]), of: Amount(facts.duration))
        facts.evenness = Permille.share(
            Amount(pauses[pauses.count / 2]) * Amount(pauses.count), of: Amount(facts.duration), most: 2_000)
    }

    /// A whole unit in base units. Where nobody knows the decimals no amount reaches one, nor in a chain's own coin: what a
    /// unit of it is worth differs too much from chain to chain.
    private func unit(_ asset: AssetID) -> Amount {
        if ledger.assets[Int(asset)].identity == .native { return .max }
        guard let decimals = ledger.assets[Int(asset)].decimals, (0...32).contains(decimals) else { return .max }
        return (0..<decimals).reduce(1) { value, _ in value * 10 }
    }
}
