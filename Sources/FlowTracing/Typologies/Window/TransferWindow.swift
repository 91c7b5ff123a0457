import CFlowKernels

/// The transfers of the last so many seconds, and for every address those that it received and those that it sent.
///
/// A transfer in the window takes 24 bytes of a ring by row and 24 on either side of it, in rings by address that are at least
/// half full once they are not small; an address takes 64 bytes for as long as the ledger knows it. A transfer costs a cache
/// miss for each of the two addresses and their rings, and two when it leaves; all are asked for ahead.
final class TransferWindow {
    /// A transfer is in the window while it is at most so many seconds older than the newest time seen.
    let seconds: Int64
    @exclusivity(unchecked) private var ring = Column<WindowedTransfer>()
    @exclusivity(unchecked) private var mask = 0
    @exclusivity(unchecked) private var dealings = DealingPool()
    /// By address.
    @exclusivity(unchecked) private var states = Column<AddressState>()
    /// Rows in the window: from the oldest to the last that entered.
    @exclusivity(unchecked) private(set) var rows: Range<Int> = 0..<0
    /// Newest time seen, Unix seconds: chains are not in time order to the second.
    @exclusivity(unchecked) private(set) var now: UInt32 = 0
    /// Most rows that were in the window at once.
    @exclusivity(unchecked) private(set) var mostRows = 0

    static var never: UInt32 { .max }
    private static var ahead: Int { 12 }

    init(seconds: Int64) {
        self.seconds = seconds
        ring.resize(to: 1 << 12, filling: WindowedTransfer())
        mask = ring.count - 1
    }

    func grow(to addresses: Int) { states.resize(to: max(addresses, states.count), filling: AddressState()) }

    /// The transfer of a row that is in the window.
    @inline(__always)
    subscript(row: Int) -> WindowedTransfer { ring.base[row & mask] }

    @inline(__always)
    func activity(_ address: AddressID) -> Activity { states.base[Int(address)].activity }

    /// What `address` received, newest first.
    @inline(__always)
    func receipts(of address: AddressID) -> Dealings {
        let state = states.base + Int(address)
        return dealings.dealings(state.pointee.receipts, count: state.pointee.activity.ins)
    }

    /// What `address` sent, newest first.
    @inline(__always)
    func payments(of address: AddressID) -> Dealings {
        let state = states.base + Int(address)
        return dealings.dealings(state.pointee.payments, count: state.pointee.activity.outs)
    }

    /// What the fan detectors noted at an address.
    @inline(__always)
    func fanNote(_ address: AddressID, isIn: Bool) -> FanNote {
        isIn ? states.base[Int(address)].fanIn : states.base[Int(address)].fanOut
    }

    @inline(__always)
    func setFanNote(_ address: AddressID, isIn: Bool, to note: FanNote) {
        if isIn { states.base[Int(address)].fanIn = note } else { states.base[Int(address)].fanOut = note }
    }

    /// Lets time pass: what is too old leaves.
    @inline(__always)
    func advance(to time: UInt32) {
        if time > now { now = time }
        var first = rows.lowerBound
        let end = rows.upperBound
        while first < end, Int64(now) - Int64(ring.base[first & mask].time) > seconds {
            let ahead = ring.base[(first + Self.ahead) & mask]
            if first + Self.ahead < end, ahead.sender != Self.never {
                flow_prefetch_write(states.base + Int(ahead.sender))
                flow_prefetch_write(states.base + Int(ahead.recipient))
            }
            let old = ring.base[first & mask]
            if old.sender != Self.never {
                let (from, to) = (states.base + Int(old.sender), states.base + Int(old.recipient))
                from.pointee.activity.outs -= 1
                if from.pointee.activity.outs == 0 { dealings.release(&from.pointee.payments) }
                to.pointee.activity.ins -= 1
                if to.pointee.activity.ins == 0 { dealings.release(&to.pointee.receipts) }
            }
            first += 1
        }
        rows = first..<end
    }

    /// Takes in the next row. A row that moves nothing of worth takes a place and is nobody's.
    @inline(__always)
    func enter(_ row: Int, _ transfer: consuming WindowedTransfer, isLinked: Bool) {
        if rows.isEmpty { rows = row..<row }
        precondition(row == rows.upperBound, "rows enter in order")
        if rows.count > mask { double() }
        if isLinked {
            var dealing = Dealing(
                other: transfer.recipient, row: UInt32(row), time: transfer.time, asset: transfer.asset,
                amount: transfer.amount)
            let from = states.base + Int(transfer.sender)
            dealings.append(dealing, to: &from.pointee.payments, count: from.pointee.activity.outs)
            from.pointee.activity.outs += 1
            from.pointee.activity.meet(now)
            dealing.other = transfer.sender
            let to = states.base + Int(transfer.recipient)
            dealings.append(dealing, to: &to.pointee.receipts, count: to.pointee.activity.ins)
            to.pointee.activity.ins += 1
            to.pointee.activity.meet(now)
        } else {
            transfer.sender = Self.never
        }
        ring.base[row & mask] = transfer
        rows = rows.lowerBound..<(row + 1)
        if rows.count > mostRows { mostRows = rows.count }
    }

    private func double() {
        // Memory that nothing was written to costs nothing.
        let larger = Column<WindowedTransfer>(zeros: ring.count * 2)
        for row in rows { larger.base[row & (larger.count - 1)] = ring.base[row & mask] }
        mask = larger.count - 1
        ring = larger
    }

    func setRoles(_ address: AddressID, _ roles: AddressRoles) { states.base[Int(address)].activity.roles = roles }

    @inline(__always)
    func prefetch(_ address: AddressID) { flow_prefetch_write(states.base + Int(address)) }

    /// Asks for the dealings of two addresses whose states have come by now: where they are written, and where walks begin.
    @inline(__always)
    func prefetchDealings(_ sender: AddressID, _ recipient: AddressID) {
        let (from, to) = (states.base + Int(sender), states.base + Int(recipient))
        flow_prefetch_read(dealings.address(of: from.pointee.receipts, isNext: false))
        flow_prefetch_write(dealings.address(of: from.pointee.payments, isNext: true))
        flow_prefetch_write(dealings.address(of: to.pointee.receipts, isNext: true))
    }

    /// Bytes of what is in the window; those of the addresses are the ledger's to bound.
    var windowBytes: Int { ring.byteCount + dealings.byteCount }
    var addressBytes: Int { states.byteCount }
}

/// A transfer in the window: 24 bytes.
struct WindowedTransfer: BitwiseCopyable {
    /// `TransferWindow.never` for a row that moves nothing of worth.
    var sender: AddressID = TransferWindow.never
    var recipient: AddressID = 0
    /// As `PackedAmounts` packs it.
    var amount: UInt64 = 0
    /// Unix seconds.
    var time: UInt32 = 0
    var asset: AssetID = 0
}

/// What the window knows of an address: 64 bytes, a cache line.
struct AddressState: BitwiseCopyable {
    var activity = Activity()
    var receipts = DealingRing()
    var payments = DealingRing()
    // They stand here because a line of their own would cost a cache miss for every transfer.
    var fanIn = FanNote()
    var fanOut = FanNote()
}

/// What an address did.
struct Activity: BitwiseCopyable {
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
