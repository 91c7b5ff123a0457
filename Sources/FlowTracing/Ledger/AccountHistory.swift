extension LedgerBuilder {
    /// The asset that the account of the file being read spends before the file shows it receive any: its history begins
    /// before the file does. `nil` where no address, or more than one, occurs in all rows, or nothing speaks for it.
    ///
    /// - Complexity: O(rows of the file).
    public var assetSpentBeforeReceived: AssetID? {
        let rows = openFileRows
        guard !rows.isEmpty else { return nil }
        var candidates: Set<AddressID> = [columns.senders[rows.lowerBound], columns.recipients[rows.lowerBound]]
        for row in rows where candidates.count > 1 {
            candidates.formIntersection([columns.senders[row], columns.recipients[row]])
        }
        guard candidates.count == 1, let account = candidates.first else { return nil }
        for row in rows where columns.senders[row] != account && columns.recipients[row] != account { return nil }

        // Per asset: the time of the first row that moves any, and whether the account received in that second.
        var firsts: [AssetID: (time: Int64, received: Bool)] = [:]
        for run in columns.runIndex(of: rows.lowerBound)..<columns.runs.count {
            let time = columns.runs[run].time
            for row in columns.rows(ofRun: run) where rows.contains(row) && columns.amounts[row] > 0 {
                let receives = columns.recipients[row] == account
                let known = firsts[columns.assets[row]]
                if let known, known.time < time { continue }
                let isSame = known?.time == time
                firsts[columns.assets[row]] = (time, receives || isSame && known?.received == true)
            }
        }
        return firsts.filter { !$0.value.received }.keys.min()
    }
}
