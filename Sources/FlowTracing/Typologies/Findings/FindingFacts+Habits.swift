/// How large and how regular the transfers of a finding are: what tells wages, prices and rents from loot.
extension Flagging {
    /// - Complexity: O(transfers of the finding).
    func addAmounts(_ transfers: FindingTransfers, to facts: inout FindingFacts) {
        // Of several assets with as many transfers the one that is met first: the numbers of assets mean nothing.
        let most = transfers.stretches.map(\.count).max()
        let mains = transfers.stretches.filter { $0.count == most }
        guard
            let stretch = mains.count == 1
                ? mains.first
                : transfers.list.lazy.compactMap({ one in
                    mains.first { transfers.amounts[$0.lowerBound].asset == one.asset }
                }).first
        else { return }
        let main = transfers.amounts[stretch.lowerBound].asset
        let amounts = transfers.amounts[stretch].map(\.amount)
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
    func addPauses(_ transfers: FindingTransfers, to facts: inout FindingFacts) {
        guard transfers.list.count > 1, facts.duration > 0, facts.duration < .max else { return }
        let times = transfers.list.map(\.time).sorted()
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
        return .tens(decimals)
    }
}
