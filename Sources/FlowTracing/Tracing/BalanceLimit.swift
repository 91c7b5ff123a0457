/// Proves, before anything is traced, that no balance of the ledger reaches 2¹²⁸.
///
/// Almost always the sum of all amounts of an asset is proof enough (a balance is at most an opening, which is at most
/// everything spent, plus everything received). Where it is not, balances are replayed exactly.
struct BalanceLimit {
    let ledger: Ledger
    let opening: Opening
    let given: [Key: Amount]

    /// - Throws: `FlowError.overflow`, naming the row at which a balance first reaches 2¹²⁸.
    /// - Complexity: O(rows).
    func check() throws(FlowError) {
        var sums = [Amount](repeating: 0, count: ledger.assets.count)
        var doubtful: Set<AssetID> = []
        func add(_ amount: Amount, _ asset: AssetID) {
            let (sum, overflow) = sums[Int(asset)].addingReportingOverflow(amount)
            sums[Int(asset)] = sum
            if overflow || sum >> 126 != 0 { doubtful.insert(asset) }
        }
        for (asset, sum) in ledger.assetTotals.enumerated() { add(sum, AssetID(asset)) }
        for (key, amount) in given { add(amount, key.asset) }
        for asset in doubtful.sorted() { try replay(asset) }
    }

    private func replay(_ asset: AssetID) throws(FlowError) {
        var openings: [AddressID: Amount] = [:]
        if opening == .inferred {
            try walk(asset, from: [:]) { address, missed, row throws(FlowError) in
                let (sum, overflow) = openings[address, default: 0].addingReportingOverflow(missed)
                if overflow { throw overflowing(row, asset) }
                openings[address] = sum
            }
        }
        for (key, amount) in given where key.asset == asset { openings[key.address] = amount }
        try walk(asset, from: openings) { _, _, _ throws(FlowError) in }
    }

    private func walk(
        _ asset: AssetID, from openings: [AddressID: Amount],
        missed: (AddressID, Amount, Int) throws(FlowError) -> Void
    ) throws(FlowError) {
        var balances = openings
        for row in 0..<ledger.count {
            let sender = ledger.sender(row)
            func spend(_ amount: Amount) throws(FlowError) {
                if ledger.isNull(sender) || amount == 0 { return }
                let have = balances[sender, default: 0]
                if have < amount { try missed(sender, amount - have, row) }
                balances[sender] = have < amount ? 0 : have - amount
            }
            if ledger.feeAsset(row) == asset { try spend(ledger.fee(row)) }
            guard ledger.asset(row) == asset, sender != ledger.recipient(row) else { continue }
            try spend(ledger.amount(row))
            if ledger.isNull(ledger.recipient(row)) { continue }
            let (sum, overflow) = balances[ledger.recipient(row), default: 0].addingReportingOverflow(
                ledger.amount(row))
            if overflow { throw overflowing(row, asset) }
            balances[ledger.recipient(row)] = sum
        }
    }

    private func overflowing(_ row: Int, _ asset: AssetID) -> FlowError {
        .overflow(row: ledger.place(of: row), asset: ledger.name(of: asset))
    }
}
