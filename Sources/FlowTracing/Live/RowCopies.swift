/// Dropped rows that may count again: rows without an index of which another file has more (across files the multiplicity
/// is the maximum, and more may come), and repeated rows of a file that may yet turn out to be newest first, or not.
///
/// Kept in memory only, by the run that their transfers stand in.
struct RowCopies: Sendable {
    var byRun: [RunKey: [RowCopy]] = [:]

    var isEmpty: Bool { byRun.isEmpty }

    /// The copies in runs of `columns` from run `first` on.
    ///
    /// - Complexity: O(runs looked at).
    func inRuns(from first: Int, of columns: borrowing LedgerColumns) -> [RowCopy] {
        if byRun.isEmpty { return [] }
        return (first..<max(columns.runs.count, first)).flatMap { byRun[RunKey(columns.runs[$0])] ?? [] }
    }

    mutating func remove(fromRun first: Int, of columns: borrowing LedgerColumns) {
        if byRun.isEmpty { return }
        for i in first..<max(columns.runs.count, first) { byRun[RunKey(columns.runs[i])] = nil }
    }

    mutating func add(_ copies: [RowCopy]) { for copy in copies { byRun[RunKey(copy.run), default: []].append(copy) } }
}

/// Names a run wherever it stands.
struct RunKey: Hashable {
    var chain: ChainID
    var block: UInt64
    var time: Int64

    init(_ run: Run) { (chain, block, time) = (run.chain, run.block, run.time) }
}

/// One dropped row, with all that it said.
struct RowCopy: Sendable {
    var run: Run
    var hash: Hash32
    var isText: Bool
    var index: UInt32
    var position: UInt32
    var kind: UInt8
    var sender: AddressID
    var recipient: AddressID
    var asset: AssetID
    var amount: Amount
    var fee: Amount
    var feeAsset: AssetID
    var fingerprint: UInt64
    var file: Int
    var line: Int

    init(row: Int, of builder: borrowing LedgerBuilder, origin: (file: Int, line: Int)) {
        run = builder.columns.runs[builder.columns.runIndex(of: row)]
        (hash, isText) = builder.columns.hashes[row]
        index = builder.columns.indexes[row]
        position = builder.columns.positions[row]
        kind = builder.columns.kinds[row]
        (sender, recipient) = (builder.columns.senders[row], builder.columns.recipients[row])
        (asset, amount) = (builder.columns.assets[row], builder.columns.amounts[row])
        (fee, feeAsset) = (builder.columns.fees[row], builder.columns.feeAssets[row])
        fingerprint = builder.fingerprints[row]
        (file, line) = origin
    }

    func append(to columns: inout LedgerColumns) {
        columns.append(
            hash: hash, isText: isText, index: index, block: run.block, position: position, time: run.time,
            chain: run.chain, sender: sender, recipient: recipient, asset: asset, amount: amount, fee: fee,
            feeAsset: feeAsset, kind: kind)
    }
}
