/// Alerts that may still change: those not confirmed, or in blocks that can be taken back. In ledger order.
struct AlertLog {
    /// What an alert is about, whatever it says.
    private struct Subject: Hashable {
        var kind: AlertKind
        var caseNumber: UInt32
        var chain: ChainID
        var asset: AssetID
        var transaction: TransactionHash
        var index: UInt32
    }
    private struct Entry {
        var alert: Alert
        var caseNumber: UInt32
        var chain: ChainID
        var asset: AssetID
        var row: Int
        var subject: Subject {
            Subject(
                kind: alert.kind, caseNumber: caseNumber, chain: chain, asset: asset, transaction: alert.transaction,
                index: alert.index)
        }
    }

    private var entries: [Entry] = []
    /// Raised by rows that were taken back; each is raised again or withdrawn.
    private var displaced: [Subject: Entry] = [:]

    var count: Int { entries.count }
    var byteCount: Int { entries.capacity * MemoryLayout<Entry>.stride }

    /// The rows from `row` on are taken back.
    mutating func rewind(to row: Int) {
        while let last = entries.last, last.row >= row {
            entries.removeLast()
            // Of two the earlier stays: it is what the world was told.
            displaced[last.subject] = displaced[last.subject] ?? last
        }
    }

    /// Tells `alert`, unless the world knows it.
    mutating func raise(
        _ alert: Alert, caseNumber: UInt32, chain: ChainID, asset: AssetID, row: Int, into alerts: inout [Alert]
    ) {
        var entry = Entry(alert: alert, caseNumber: caseNumber, chain: chain, asset: asset, row: row)
        if let known = displaced.isEmpty ? nil : displaced.removeValue(forKey: entry.subject) {
            if known.alert.says(alert) {
                entry.alert.state = known.alert.state
            } else {
                entry.alert.state = .amended
                alerts.append(entry.alert)
            }
        } else {
            alerts.append(alert)
        }
        entries.append(entry)
    }

    /// Withdraws what was taken back and has not been raised again.
    mutating func settle(into alerts: inout [Alert]) {
        if displaced.isEmpty { return }
        let gone = displaced.values.sorted {
            ($0.row, $0.caseNumber, $0.asset, $0.alert.kind.rawValue)
                < ($1.row, $1.caseNumber, $1.asset, $1.alert.kind.rawValue)
        }
        for var entry in gone {
            entry.alert.state = .withdrawn
            alerts.append(entry.alert)
        }
        displaced.removeAll()
    }

    /// Confirms what is deep enough, and forgets what is confirmed and stands before `settledRow`.
    ///
    /// - Complexity: O(alerts kept).
    mutating func confirm(
        settledRow: Int, depth: (ChainID, UInt64) -> UInt64, enough: (ChainID) -> UInt64, into alerts: inout [Alert]
    ) {
        // Field by field: most entries wait, and copying one takes as long as looking at twenty.
        for place in entries.indices where entries[place].alert.state != .confirmed {
            let chain = entries[place].chain
            let depth = entries[place].alert.block.map { depth(chain, $0) }
            if let depth, depth < enough(chain) { continue }
            entries[place].alert.state = .confirmed
            entries[place].alert.depth = depth ?? 0
            alerts.append(entries[place].alert)
        }
        let settled = entries.prefix { $0.alert.state == .confirmed && $0.row < settledRow }.count
        guard settled > entries.count / 2 else { return }
        entries.removeFirst(settled)
    }

    /// Forgets a case that is watched no longer.
    mutating func remove(caseNumber: UInt32) { entries.removeAll { $0.caseNumber == caseNumber } }
}
