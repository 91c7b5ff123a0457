/// How one tainted amount was booked.
enum Booking: UInt8 {
    case rests, endpoint, inferredEndpoint, mixer, bridge, convertedOut, burned, prunedByHops, prunedByAmount
    /// Left as a fee.
    case fee
    /// Tainted value of the case that a seed took along: it left its holder and was injected before.
    case recaptured
}

/// One tainted amount of one case that moved, in ledger order: all that an answer is built from. Both schedules write
/// the same events, so they give the same answer.
struct TraceEvent: BitwiseCopyable {
    var row: UInt32
    var lane: UInt8
    var booking: Booking
    var isSeed: Bool
    var amount: Amount
}

/// Who is told what moved. `slot` is the traced asset's.
protocol EventSink {
    init(laneCount: Int, slotCount: Int)
    mutating func record(_ event: TraceEvent, slot: Int)
}

/// Keeps everything, for an answer with all its lists.
struct EventLog: EventSink {
    private(set) var events: [TraceEvent] = []
    init(laneCount: Int, slotCount: Int) {}
    @inline(__always)
    mutating func record(_ event: TraceEvent, slot: Int) { events.append(event) }
    mutating func removeAll() { events.removeAll(keepingCapacity: true) }
}

/// Keeps sums, for a balance without lists: nothing is written a row but the holdings themselves.
struct EventTotals: EventSink {
    struct Sum {
        var injected: Amount = 0
        var transfers = 0
        /// By booking.
        var amounts = [Amount](repeating: 0, count: Int(Booking.recaptured.rawValue) + 1)
    }
    private let slotCount: Int
    /// A sum a lane and slot.
    private(set) var sums: [Sum]
    /// Some sum reached 2¹²⁸.
    private(set) var hasOverflowed = false

    init(laneCount: Int, slotCount: Int) {
        self.slotCount = slotCount
        sums = [Sum](repeating: Sum(), count: laneCount * slotCount)
    }

    subscript(lane: Int, slot: Int) -> Sum { sums[lane * slotCount + slot] }

    mutating func record(_ event: TraceEvent, slot: Int) {
        let place = Int(event.lane) * slotCount + slot
        var overflow = false
        switch event.booking {
        case .rests: break
        case .recaptured:
            sums[place].injected = sums[place].injected &- event.amount
            return
        default: overflow = EventTotals.add(event.amount, to: &sums[place].amounts[Int(event.booking.rawValue)])
        }
        if event.isSeed { overflow = EventTotals.add(event.amount, to: &sums[place].injected) || overflow }
        if event.booking != .fee { sums[place].transfers += 1 }
        hasOverflowed = hasOverflowed || overflow
    }

    /// True where the sum overflowed.
    private static func add(_ amount: Amount, to sum: inout Amount) -> Bool {
        let (value, overflow) = sum.addingReportingOverflow(amount)
        sum = value
        return overflow
    }
}

/// A row that a seed names, with the cases it belongs to.
struct SeedRow {
    var row: UInt32
    var lanes: UInt64
}

/// A key: an address' holding of one asset.
struct Key: Hashable {
    var address: AddressID
    var asset: AssetID
}

/// What a pass leaves: its events, and the final states of the keys that held taint.
struct PassRecord: ~Copyable {
    var events: [TraceEvent]
    var states: FinalStates
}

/// Balance and opening of keys after the last row.
struct FinalStates: ~Copyable {
    /// Numbers addresses; an address' states stand at its number × slot count.
    var map: AddressMap
    let slots: [Int32]
    let slotCount: Int
    var balances: [Amount] = []
    var openings: [Amount] = []

    init(map: consuming AddressMap, slots: [Int32], slotCount: Int) {
        self.map = map
        (self.slots, self.slotCount) = (slots, slotCount)
    }

    func state(_ address: AddressID, _ asset: AssetID) -> (balance: Amount, opening: Amount) {
        guard !balances.isEmpty, slots[Int(asset)] >= 0, let number = map.find(address) else { return (0, 0) }
        let place = number * slotCount + Int(slots[Int(asset)])
        return (balances[place], openings[place])
    }
}
