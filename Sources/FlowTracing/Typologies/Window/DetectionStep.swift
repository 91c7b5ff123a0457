/// One row as detectors see it, with the window it has just entered. Made once, moved from row to row.
public final class DetectionStep {
    @exclusivity(unchecked) private(set) var ledger: Ledger
    let window: TransferWindow
    let book: FindingBook
    /// How many neighbours a walk looks at before it is cut.
    let walkLimit: Int
    /// An address with more transfers in the window than this is a service by behaviour: nothing is followed through it.
    let hubLimit: Int

    @exclusivity(unchecked) private(set) var row = 0
    @exclusivity(unchecked) private(set) var sender: AddressID = 0
    @exclusivity(unchecked) private(set) var recipient: AddressID = 0
    @exclusivity(unchecked) private(set) var asset: AssetID = 0
    @exclusivity(unchecked) private(set) var amount: Amount = 0
    /// Unix seconds.
    @exclusivity(unchecked) private(set) var time: UInt32 = 0
    /// As they are with this row.
    @exclusivity(unchecked) private(set) var payer = Activity()
    @exclusivity(unchecked) private(set) var payee = Activity()
    /// The row belongs to the transaction of the row before.
    @exclusivity(unchecked) private(set) var continuesTransaction = false

    /// What the sender received of this asset before this row, newest first, at most `walkLimit`; empty where nothing is
    /// followed through the sender.
    @exclusivity(unchecked) private(set) var inflows: UnsafeMutablePointer<Inflow>
    @exclusivity(unchecked) private(set) var inflowCount = 0
    /// The last search for a block, for the next detector that looks for the same.
    @exclusivity(unchecked) var blockSearch: BlockSearch?
    /// What detectors did not look at.
    @exclusivity(unchecked) private(set) var cuts = DetectionCuts()
    /// What the walk over the sender's receipts, which every detector shares, did not look at.
    @exclusivity(unchecked) private(set) var sharedCuts = DetectionCuts()

    init(_ ledger: Ledger, window: TransferWindow, book: FindingBook, walkLimit: Int, hubLimit: Int) {
        (self.ledger, self.window, self.book) = (ledger, window, book)
        (self.walkLimit, self.hubLimit) = (walkLimit, hubLimit)
        inflows = .allocate(capacity: walkLimit)
    }

    deinit { inflows.deallocate() }

    func follow(_ ledger: Ledger) { self.ledger = ledger }

    /// Moves to a row of worth, which has just entered the window.
    @inline(__always)
    func move(to row: Int, _ transfer: WindowedTransfer, continuesTransaction: Bool) {
        self.row = row
        (sender, recipient, asset, time) = (transfer.sender, transfer.recipient, transfer.asset, transfer.time)
        amount = ledger.columns.amounts.unpack(transfer.amount)
        payer = window.activity(sender)
        payee = window.activity(recipient)
        self.continuesTransaction = continuesTransaction
        gatherInflows()
    }

    /// Moves to a row that moves nothing of worth.
    @inline(__always)
    func moveToDecoy(_ row: Int, _ transfer: WindowedTransfer, sender: AddressID, continuesTransaction: Bool) {
        self.row = row
        (self.sender, recipient, asset, time) = (sender, transfer.recipient, transfer.asset, transfer.time)
        amount = ledger.columns.amounts.unpack(transfer.amount)
        self.continuesTransaction = continuesTransaction
        inflowCount = 0
    }

    @inline(__always)
    func roles(_ address: AddressID) -> AddressRoles { window.activity(address).roles }

    @inline(__always)
    func activity(_ address: AddressID) -> Activity { window.activity(address) }

    /// This row is of the transaction of the earlier row `before`: detectors do not see every row.
    @inline(__always)
    func isSameTransaction(_ before: Int) -> Bool {
        var next = before + 1
        while next <= row {
            if ledger.columns.hashes.starts.base[next >> 6] >> UInt64(next & 63) & 1 == 1 { return false }
            next += 1
        }
        return true
    }

    /// Nothing is followed through it: a service by its label, or by how much goes through it.
    @inline(__always)
    func isService(_ activity: Activity) -> Bool {
        !activity.roles.isDisjoint(with: .services) || Int(activity.ins) + Int(activity.outs) > hubLimit
    }

    @inline(__always)
    private func gatherInflows() {
        inflowCount = 0
        if isService(payer) {
            if payer.roles.isDisjoint(with: .services) { sharedCuts.hubs += 1 }
            return
        }
        let receipts = window.receipts(of: sender)
        for place in 0..<receipts.count {
            if place == walkLimit {
                sharedCuts.walks += 1
                return
            }
            let before = receipts[place]
            if before.asset == asset {
                inflows[inflowCount] = Inflow(
                    row: Int(before.row), sender: before.other, time: before.time,
                    amount: ledger.columns.amounts.unpack(before.amount))
                inflowCount += 1
            }
        }
    }

    /// Hands over what `address` received in the last `seconds`, newest first, until `body` says false.
    ///
    /// - Returns: false where the walk was cut.
    @inline(__always)
    @discardableResult
    func eachIn(
        of address: AddressID, within seconds: Int, limit: Int? = nil, _ body: (Int, WindowedTransfer) -> Bool
    ) -> Bool {
        each(in: true, of: address, within: seconds, limit: limit, body)
    }

    /// The same for what it sent.
    @inline(__always)
    @discardableResult
    func eachOut(
        of address: AddressID, within seconds: Int, limit: Int? = nil, _ body: (Int, WindowedTransfer) -> Bool
    ) -> Bool {
        each(in: false, of: address, within: seconds, limit: limit, body)
    }

    /// One or the other.
    @inline(__always)
    @discardableResult
    func each(
        in isIn: Bool, of address: AddressID, within seconds: Int, limit: Int? = nil,
        _ body: (Int, WindowedTransfer) -> Bool
    ) -> Bool {
        let dealings = isIn ? window.receipts(of: address) : window.payments(of: address)
        let limit = limit ?? walkLimit
        for place in 0..<dealings.count {
            let one = dealings[place]
            if Int(window.now) - Int(one.time) > seconds { return true }
            if place == limit {
                cuts.walks += 1
                return false
            }
            let transfer = WindowedTransfer(
                sender: isIn ? one.other : address, recipient: isIn ? address : one.other, amount: one.amount,
                time: one.time, asset: one.asset)
            if !body(Int(one.row), transfer) { return true }
        }
        return true
    }

    /// How many of the inflows, the newest first, came in the last `seconds`, and what they brought.
    @inline(__always)
    func received(within seconds: Int) -> (count: Int, amount: Amount) {
        var (count, amount) = (0, Amount(0))
        while count < inflowCount, Int(window.now) - Int(inflows[count].time) <= seconds {
            amount = amount.addingClamped(inflows[count].amount)
            count += 1
        }
        return (count, amount)
    }

    @inline(__always)
    func amount(_ transfer: WindowedTransfer) -> Amount { ledger.columns.amounts.unpack(transfer.amount) }

    /// What a packed amount stands for.
    @inline(__always)
    func amount(_ packed: UInt64) -> Amount { ledger.columns.amounts.unpack(packed) }

    /// Something was not looked at because a detector's own bound was reached.
    func noteCut() { cuts.bounds += 1 }

    /// What another detector did not look at in a search that one shares.
    func note(again others: DetectionCuts) { cuts = cuts + others }
}

/// What an address received before.
struct Inflow {
    var row: Int
    var sender: AddressID
    /// Unix seconds.
    var time: UInt32
    var amount: Amount
}

/// What a pass did not look at, and why. Nothing is cut silently.
public struct DetectionCuts: Sendable, Equatable {
    /// Walks over the neighbours of an address that ended at the limit.
    public var walks = 0
    /// Rows whose sender has too many transfers in the window for anything to be followed through it.
    public var hubs = 0
    /// Bounds of detectors' own memories that were reached.
    public var bounds = 0
    /// Rows of findings beyond the most that a finding keeps.
    public var rows = 0

    public var isEmpty: Bool { self == DetectionCuts() }

    static func + (a: DetectionCuts, b: DetectionCuts) -> DetectionCuts {
        DetectionCuts(
            walks: a.walks + b.walks, hubs: a.hubs + b.hubs, bounds: a.bounds + b.bounds, rows: a.rows + b.rows)
    }

    static func - (a: DetectionCuts, b: DetectionCuts) -> DetectionCuts {
        DetectionCuts(
            walks: a.walks - b.walks, hubs: a.hubs - b.hubs, bounds: a.bounds - b.bounds, rows: a.rows - b.rows)
    }
}

/// Shares in thousandths, without division and without overflow.
enum Permille {
    /// part ≥ whole · share / 1000.
    @inline(__always)
    static func isAtLeast(_ part: Amount, _ share: Int, of whole: Amount) -> Bool {
        if (part | whole) >> 112 == 0 { return part * 1000 >= whole * Amount(share) }
        let (high, low) = part.multipliedFullWidth(by: 1000)
        let (wholeHigh, wholeLow) = whole.multipliedFullWidth(by: Amount(share))
        return high != wholeHigh ? high > wholeHigh : low >= wholeLow
    }

    /// part ≤ whole · share / 1000.
    @inline(__always)
    static func isAtMost(_ part: Amount, _ share: Int, of whole: Amount) -> Bool {
        if (part | whole) >> 112 == 0 { return part * 1000 <= whole * Amount(share) }
        let (high, low) = part.multipliedFullWidth(by: 1000)
        let (wholeHigh, wholeLow) = whole.multipliedFullWidth(by: Amount(share))
        return high != wholeHigh ? high < wholeHigh : low <= wholeLow
    }

    /// The share of `part` in `whole`, which is not 0, to the nearest thousandth; those beyond 1000 as 1000.
    static func nearest(_ part: Amount, of whole: Amount) -> Int {
        if part >= whole { return 1000 }
        if whole >> 112 == 0 { return Int((part * 1000 + whole / 2) / whole) }
        // So much is lost of so large a number that no thousandth changes.
        return Int(((part >> 16) * 1000 + whole >> 17) / (whole >> 16))
    }

    /// The share of `part` in `whole`, rounded down; 1000 where both are 0. At most `most`.
    static func share(_ part: Amount, of whole: Amount, most: Int = 1_000_000) -> Int {
        if whole == 0 { return part == 0 ? 1000 : most }
        let (high, low) = part.multipliedFullWidth(by: 1000)
        if high >= whole { return most }
        return Int(clamping: min(UInt128(most), whole.dividingFullWidth((high, low)).quotient))
    }
}
