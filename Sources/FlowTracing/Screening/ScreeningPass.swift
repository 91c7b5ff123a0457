/// One asset, from the first of its rows to the last and back: what every key received by where it came from, then what it
/// sent by where it went. `Exposure` defines both.
///
/// Memory: the holdings, 16 bytes for every spend that its holding did not cover, and where keys are numbered 8 a row.
///
/// - Complexity: O(rows), two prefetched keys each and one multiplication a lane that holds something.
struct ScreeningPass<Cell: ShareCell>: ~Copyable {
    private let ledger: Ledger
    private let asset: AssetID
    private let rows: ScreeningRows
    private let batch: Range<Int>
    private let groups: ScreeningGroups?
    var holdings: ScreeningHoldings<Cell>
    /// What spends lacked, in ledger order: row · 2, and 1 more for a fee.
    private var missedAt = Column<UInt64>()
    private var missed = Column<Cell>()

    /// - Parameters:
    ///   - batch: the sources that this pass tells apart; all others are walls without a name.
    ///   - groups: keys of their own, after those of the rows.
    ///   - holdings: memory to use; `finish` gives it back.
    init(
        _ ledger: Ledger, asset: AssetID, rows: ScreeningRows, batch: Range<Int>, hops: Int,
        groups: ScreeningGroups? = nil, holdings: consuming ScreeningHoldings<Cell>
    ) {
        (self.ledger, self.asset, self.rows, self.batch) = (ledger, asset, rows, batch)
        self.groups = groups
        self.holdings = holdings
        self.holdings.prepare(keys: rows.keyCount + (groups?.count ?? 0), sources: batch.count, hops: hops)
    }

    consuming func finish() -> ScreeningHoldings<Cell> { holdings }

    var byteCount: Int { holdings.byteCount + missedAt.byteCount + missed.byteCount }

    /// Rows between asking for a key's state and using it, and between that and asking for its parts.
    private static var ahead: Int { 24 }
    private static var near: Int { 10 }

    /// From the first row to the last: what was received, and where holdings stand at the end.
    ///
    /// - Parameter tracksSources: false where only the holdings at the end are wanted.
    mutating func runForward(_ marks: borrowing Column<UInt8>, tracksSources: Bool) {
        let hasFees = ledger.columns.fees.isPresent
        if tracksSources { findPassers(marks, isForward: true) }
        for place in 0..<rows.count {
            prefetch(place + Self.ahead, place + Self.near, marks)
            let row = rows.row(place)
            let (sender, recipient) = (ledger.columns.senders[row], ledger.columns.recipients[row])
            let (from, to) = (marks[sender], marks[recipient])
            if hasFees, from == ExposureSources.plain, let fee = fee(row) {
                let shortfall = holdings.drop(fee, from: rows.sender(place, sender))
                if shortfall != 0 { remember(shortfall, row, isFee: true) }
            }
            guard let amount = value(row, sender, recipient) else { continue }
            if from == ExposureSources.plain {
                let shortfall = holdings.take(amount, from: rows.sender(place, sender))
                if shortfall != 0 { remember(shortfall, row, isFee: false) }
                if to == ExposureSources.plain, ledger.swapLegs[row] { holdings.forgetPaths() }
            } else if tracksSources {
                load(amount, from)
            } else {
                holdings.loadUntracked(amount)
            }
            if to == ExposureSources.null { continue }
            let key = rows.recipient(place, recipient)
            holdings.record(key)
            if let groups { record(recipient, other: sender, groups) }
            if to == ExposureSources.plain { holdings.receive(key) }
        }
    }

    /// From the last row to the first, after `runForward` and `turn`: what was sent.
    mutating func runBackward(_ marks: borrowing Column<UInt8>) {
        let hasFees = ledger.columns.fees.isPresent
        findPassers(marks, isForward: false)
        for place in stride(from: rows.count - 1, through: 0, by: -1) {
            prefetch(place - Self.ahead, place - Self.near, marks)
            let row = rows.row(place)
            let (sender, recipient) = (ledger.columns.senders[row], ledger.columns.recipients[row])
            let (from, to) = (marks[sender], marks[recipient])
            if let amount = value(row, sender, recipient) {
                if to == ExposureSources.plain {
                    // What a key received it still had then: no shortfall.
                    let shortfall = holdings.take(amount, from: rows.recipient(place, recipient))
                    assert(shortfall == 0)
                    if from == ExposureSources.plain, ledger.swapLegs[row] { holdings.forgetPaths() }
                } else {
                    load(amount, to)
                }
                if from != ExposureSources.null {
                    let key = rows.sender(place, sender)
                    holdings.record(key)
                    if let groups { record(sender, other: recipient, groups) }
                    if from == ExposureSources.plain {
                        holdings.receive(key)
                        forget(row, isFee: false, key)
                    }
                }
            }
            if hasFees, from == ExposureSources.plain, let fee = fee(row) {
                let key = rows.sender(place, sender)
                holdings.receiveUntracked(fee, key)
                forget(row, isFee: true, key)
            }
        }
    }

    /// Makes ready for `runBackward`.
    mutating func turn() { holdings.keepBalances() }

    /// Most addresses of most ledgers never pass on what they get: they need no memory of what they hold.
    private mutating func findPassers(_ marks: borrowing Column<UInt8>, isForward: Bool) {
        if holdings.hops == 1 { return }
        for place in 0..<rows.count {
            let row = rows.row(place)
            let (sender, recipient) = (ledger.columns.senders[row], ledger.columns.recipients[row])
            if value(row, sender, recipient) == nil { continue }
            let giver = isForward ? sender : recipient
            if marks[giver] != ExposureSources.plain { continue }
            holdings.setPasser(isForward ? rows.sender(place, sender) : rows.recipient(place, recipient))
        }
    }

    /// The value that `row` moves of the asset between two addresses.
    @inline(__always)
    private func value(_ row: Int, _ sender: AddressID, _ recipient: AddressID) -> Cell? {
        if ledger.columns.assets[row] != asset || sender == recipient { return nil }
        let amount = Cell(truncatingIfNeeded: ledger.columns.amounts[row])
        return amount == 0 ? nil : amount
    }

    @inline(__always)
    private func fee(_ row: Int) -> Cell? {
        let fee = ledger.columns.fees[row]
        return fee == 0 || ledger.columns.feeAsset(row) != asset ? nil : Cell(truncatingIfNeeded: fee)
    }

    @inline(__always)
    private mutating func load(_ amount: Cell, _ mark: UInt8) {
        let source = Int(mark) - 1 - batch.lowerBound
        if mark != ExposureSources.null, source >= 0, source < batch.count {
            holdings.load(amount, from: source)
        } else {
            holdings.loadUntracked(amount)
        }
    }

    /// Books the parcel as received (sent) by an address' group; between two of one group it comes from nobody new.
    @inline(never)
    private mutating func record(_ own: AddressID, other: AddressID, _ groups: ScreeningGroups) {
        let group = groups.groupOf[own]
        if group == .max { return }
        let key = rows.keyCount + Int(group)
        if groups.groupOf[other] == group { holdings.recordUntracked(key) } else { holdings.record(key) }
    }

    private mutating func remember(_ shortfall: Cell, _ row: Int, isFee: Bool) {
        missedAt.append(UInt64(row) << 1 | (isFee ? 1 : 0))
        missed.append(shortfall)
    }

    /// What appeared untracked for a spend had not been there before it.
    @inline(__always)
    private mutating func forget(_ row: Int, isFee: Bool, _ key: Int) {
        let last = missedAt.count - 1
        if last < 0 || missedAt.base[last] != UInt64(row) << 1 | (isFee ? 1 : 0) { return }
        _ = holdings.drop(missed.base[last], from: key)
        missedAt.truncate(to: last)
        missed.truncate(to: last)
    }

    /// Attributed addresses hold nothing: only their counts are written.
    @inline(__always)
    private func prefetch(_ far: Int, _ near: Int, _ marks: borrowing Column<UInt8>) {
        if far >= 0, far < rows.count {
            let row = rows.row(far)
            holdings.prefetch(rows.sender(far, ledger.columns.senders[row]))
            holdings.prefetch(rows.recipient(far, ledger.columns.recipients[row]))
        }
        if near >= 0, near < rows.count {
            let row = rows.row(near)
            let (sender, recipient) = (ledger.columns.senders[row], ledger.columns.recipients[row])
            holdings.prefetchCells(rows.sender(near, sender))
            holdings.prefetchCells(rows.recipient(near, recipient))
        }
    }
}
