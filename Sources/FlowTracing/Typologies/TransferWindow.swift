import CFlowKernels

/// The transfers of the last so many seconds, and for every address the way back through what it received and sent.
///
/// A transfer takes 32 bytes of a ring while it is in the window; links to those before it are row numbers, so leaving the
/// window costs nothing but two counters. An address takes 32 bytes for as long as the ledger knows it. A transfer costs a
/// cache miss for the sender, one for the recipient, and two when it leaves; all four are asked for ahead.
final class TransferWindow {
    /// A transfer is in the window while it is at most so many seconds older than the newest time seen.
    let seconds: Int64
    private(set) var ring = Column<WindowedTransfer>()
    private var mask = 0
    /// By address.
    private(set) var activities = Column<Activity>()
    /// Rows in the window: from the oldest to the last that entered.
    private(set) var rows: Range<Int> = 0..<0
    /// Newest time seen, Unix seconds: chains are not in time order to the second.
    private(set) var now: UInt32 = 0
    /// Most rows that were in the window at once.
    private(set) var mostRows = 0

    static var never: UInt32 { .max }
    private static var ahead: Int { 12 }

    init(seconds: Int64) {
        self.seconds = seconds
        ring.resize(to: 1 << 12, filling: WindowedTransfer())
        mask = ring.count - 1
    }

    func grow(to addresses: Int) { activities.resize(to: max(addresses, activities.count), filling: Activity()) }

    /// The transfer of a row that is in the window.
    @inline(__always)
    subscript(row: Int) -> WindowedTransfer { ring.base[row & mask] }

    @inline(__always)
    func activity(_ address: AddressID) -> Activity { activities.base[Int(address)] }

    /// The newest transfer that `address` received.
    @inline(__always)
    func newestIn(_ address: AddressID) -> Int? { valid(activities.base[Int(address)].lastIn) }

    @inline(__always)
    func newestOut(_ address: AddressID) -> Int? { valid(activities.base[Int(address)].lastOut) }

    /// What its recipient received before it.
    @inline(__always)
    func before(in row: Int) -> Int? { valid(self[row].previousIn) }

    /// What its sender sent before it.
    @inline(__always)
    func before(out row: Int) -> Int? { valid(self[row].previousOut) }

    @inline(__always)
    private func valid(_ row: UInt32) -> Int? { row != Self.never && Int(row) >= rows.lowerBound ? Int(row) : nil }

    /// Lets time pass: what is too old leaves.
    @inline(__always)
    func advance(to time: UInt32) {
        if time > now { now = time }
        var first = rows.lowerBound
        let end = rows.upperBound
        while first < end, Int64(now) - Int64(ring.base[first & mask].time) > seconds {
            let ahead = ring.base[(first + Self.ahead) & mask]
            if first + Self.ahead < end, ahead.sender != Self.never {
                flow_prefetch_write(activities.base + Int(ahead.sender))
                flow_prefetch_write(activities.base + Int(ahead.recipient))
            }
            let old = ring.base[first & mask]
            if old.sender != Self.never {
                activities.base[Int(old.sender)].outs -= 1
                activities.base[Int(old.recipient)].ins -= 1
            }
            first += 1
        }
        rows = first..<end
    }

    /// Takes in the next row. A row that moves nothing of worth takes a place and is linked to nothing.
    @inline(__always)
    func enter(_ row: Int, _ transfer: consuming WindowedTransfer, isLinked: Bool) {
        if rows.isEmpty { rows = row..<row }
        precondition(row == rows.upperBound, "rows enter in order")
        if rows.count > mask { double() }
        if isLinked {
            let (sender, recipient) = (Int(transfer.sender), Int(transfer.recipient))
            transfer.previousOut = activities.base[sender].lastOut
            transfer.previousIn = activities.base[recipient].lastIn
            activities.base[sender].lastOut = UInt32(row)
            activities.base[sender].outs += 1
            activities.base[sender].meet(now)
            activities.base[recipient].lastIn = UInt32(row)
            activities.base[recipient].ins += 1
            activities.base[recipient].meet(now)
        } else {
            transfer.sender = Self.never
        }
        ring.base[row & mask] = transfer
        rows = rows.lowerBound..<(row + 1)
        if rows.count > mostRows { mostRows = rows.count }
    }

    private func double() {
        var larger = Column<WindowedTransfer>()
        larger.resize(to: ring.count * 2, filling: WindowedTransfer())
        for row in rows { larger.base[row & (larger.count - 1)] = ring.base[row & mask] }
        mask = larger.count - 1
        ring = larger
    }

    func setRoles(_ address: AddressID, _ roles: AddressRoles) { activities.base[Int(address)].roles = roles }

    @inline(__always)
    func prefetch(_ address: AddressID) { flow_prefetch_write(activities.base + Int(address)) }

    /// Asks for the newest transfers of two addresses whose activities have come by now: where every walk begins.
    @inline(__always)
    func prefetchNewest(_ sender: AddressID, _ recipient: AddressID) {
        let (from, to) = (activities.base + Int(sender), activities.base + Int(recipient))
        flow_prefetch_read(ring.base + (Int(from.pointee.lastIn) & mask))
        flow_prefetch_read(ring.base + (Int(from.pointee.lastOut) & mask))
        flow_prefetch_read(ring.base + (Int(to.pointee.lastIn) & mask))
    }

    /// Bytes of what is in the window; those of the addresses are the ledger's to bound.
    var windowBytes: Int { ring.byteCount }
    var addressBytes: Int { activities.byteCount }
}

/// A transfer in the window: 32 bytes, two to a cache line.
struct WindowedTransfer: BitwiseCopyable {
    /// `TransferWindow.never` for a row that moves nothing of worth.
    var sender: AddressID = TransferWindow.never
    var recipient: AddressID = 0
    /// Rows; `TransferWindow.never` for none.
    var previousIn: UInt32 = TransferWindow.never
    var previousOut: UInt32 = TransferWindow.never
    /// As `PackedAmounts` packs it.
    var amount: UInt64 = 0
    /// Unix seconds.
    var time: UInt32 = 0
    var asset: AssetID = 0
}

/// What an address did: 32 bytes, two to a cache line.
struct Activity: BitwiseCopyable {
    /// Rows; `TransferWindow.never` for none. They may have left the window.
    var lastIn: UInt32 = TransferWindow.never
    var lastOut: UInt32 = TransferWindow.never
    /// Transfers in the window.
    var ins: UInt32 = 0
    var outs: UInt32 = 0
    /// When it first sent or received anything of worth, Unix seconds.
    var firstTime: UInt32 = TransferWindow.never
    /// Transfers of worth in all, at most 2³² − 1.
    var total: UInt32 = 0
    var roles: AddressRoles = []

    @inline(__always)
    mutating func meet(_ time: UInt32) {
        if firstTime == TransferWindow.never { firstTime = time }
        if total != .max { total += 1 }
    }
}

/// What labels say of an address, for detectors.
struct AddressRoles: OptionSet, BitwiseCopyable, Hashable {
    var rawValue: UInt64

    /// Custodial: what leaves is not what came.
    static let custodial = AddressRoles(rawValue: 1)
    static let mixer = AddressRoles(rawValue: 2)
    static let bridge = AddressRoles(rawValue: 4)
    /// A guarantee or dark-web marketplace: custodial, and a market of crime.
    static let market = AddressRoles(rawValue: 8)
    /// Some list names it for fraud, theft or sanctions.
    static let illicit = AddressRoles(rawValue: 16)
    /// Some owner's tag names it.
    static let named = AddressRoles(rawValue: 32)
    /// Nothing is followed through any of these.
    static let services: AddressRoles = [.custodial, .mixer, .bridge]
}
