/// Many pay one: victims or mules into a collector.
public struct FanIn: Typology {
    public var counterparties = 8
    public var span = 7 * 86_400

    public let name = "fan-in"
    public let version = 1
    public let summary = "Fan-in: one address is paid by many different ones within a short time"
    public let source = "Altman et al., Realistic Synthetic Financial Transactions for AML Models (NeurIPS 2023)"
    public let knownFalsePositives =
        "shops, payment processors, charities, unlabelled exchanges and their deposit sweeps"
    public let confidence = 30
    public let category = Category("fan_in")
    public let subject = "collector"

    public static let settings = [
        TypologySetting<FanIn>("counterparties", \.counterparties, .count, 2...4_096),
        TypologySetting<FanIn>("span", \.span, .seconds, 1...31_536_000),
    ]
    public var measures: [MeasureDescription] { [MeasureDescription("payers", .count, atLeast: counterparties)] }

    public init() {}
    public func detector() -> Detector { FanDetector(isIn: true, least: counterparties, span: span) }
}

/// One pays many: a distributor to mules.
public struct FanOut: Typology {
    public var counterparties = 8
    public var span = 7 * 86_400

    public let name = "fan-out"
    public let version = 1
    public let summary = "Fan-out: one address pays many different ones within a short time"
    public let source = FanIn().source
    public let knownFalsePositives = "payroll, airdrops, lotteries, gas stations, unlabelled exchanges' withdrawals"
    public let confidence = 30
    public let category = Category("fan_out")
    public let subject = "distributor"

    public static let settings = [
        TypologySetting<FanOut>("counterparties", \.counterparties, .count, 2...4_096),
        TypologySetting<FanOut>("span", \.span, .seconds, 1...31_536_000),
    ]
    public var measures: [MeasureDescription] { [MeasureDescription("payees", .count, atLeast: counterparties)] }

    public init() {}
    public func detector() -> Detector { FanDetector(isIn: false, least: counterparties, span: span) }
}

/// What is known of the counterparties of one address on one side without counting them again.
struct FanNote: BitwiseCopyable {
    /// There are enough of them before this time, Unix seconds: those counted are within the span until then.
    var enoughBefore: UInt32 = 0
    /// Otherwise: there cannot be before the address has made and got so many transfers, each of which brings one more at most.
    private(set) var fewUntil: UInt32 = 0
    /// Where there are enough: the number of the finding, where it is still that one's; `none` where there is none.
    var finding: UInt32 {
        get { enoughBefore == 0 ? FanNote.none : fewUntil }
        set { fewUntil = newValue }
    }
    static var none: UInt32 { .max }

    init() {}
    init(enoughBefore: UInt32) { (self.enoughBefore, fewUntil) = (enoughBefore, FanNote.none) }
    init(fewUntil: UInt32) { self.fewUntil = fewUntil }
}

/// Distinct counterparties of one address on one side within a span, the transfer at hand included, in any asset. Silent
/// where the address is a labelled service, which many pay; services count among the counterparties of others.
final class FanDetector: Detector {
    private let isIn: Bool
    private let least: Int
    private let span: Int
    @exclusivity(unchecked) private var seen = DistinctAddresses()
    @exclusivity(unchecked) private var rows: [Int] = []

    init(isIn: Bool, least: Int, span: Int) { (self.isIn, self.least, self.span) = (isIn, least, span) }

    override func see(_ step: DetectionStep) {
        let activity = isIn ? step.payee : step.payer
        guard isIn ? activity.ins >= least : activity.outs >= least, activity.roles.isDisjoint(with: .services) else {
            return
        }
        let hub = isIn ? step.recipient : step.sender
        // A pair that deals with one another often fills many steps.
        let limit = max(step.walkLimit, 8 * least)
        let note = step.window.fanNote(hub, isIn: isIn)
        if step.window.now < note.enoughBefore { return fire(step, hub, limit, note) }
        if note.enoughBefore == 0, activity.total < note.fewUntil { return }
        seen.removeAll()
        var oldest = step.time
        // Ends as soon as there are enough.
        step.each(in: isIn, of: hub, within: span, limit: limit) { _, transfer in
            seen.insert(isIn ? transfer.sender : transfer.recipient)
            oldest = min(oldest, transfer.time)
            return seen.count < least
        }
        if seen.count >= least {
            fire(step, hub, limit, FanNote(enoughBefore: UInt32(clamping: Int(oldest) + span + 1)))
        } else if activity.total != .max {
            let few = activity.total + UInt32(clamping: least - seen.count)
            step.window.setFanNote(hub, isIn: isIn, to: FanNote(fewUntil: few))
        }
    }

    private func fire(_ step: DetectionStep, _ hub: AddressID, _ limit: Int, _ note: FanNote) {
        let transfers = isIn ? step.payee.ins : step.payer.outs
        var note = note
        var number = Int(note.finding)
        if !step.book.isOpen(number: number, place, hub, at: step.time) {
            number = step.book.open(place, hub, at: step.time) ?? Int(FanNote.none)
        }
        // How many there are in all takes long to count: when a finding begins, and whenever it has grown by a quarter.
        if number != FanNote.none, transfers < step.book.memo(number: number) {
            step.book.grow(number: number, at: step.row, time: step.time)
        } else {
            seen.removeAll()
            rows.removeAll(keepingCapacity: true)
            step.each(in: isIn, of: hub, within: span, limit: max(limit, 1_024)) { row, transfer in
                seen.insert(isIn ? transfer.sender : transfer.recipient)
                rows.append(row)
                return true
            }
            number = step.book.fire(
                place, key: hub, subjects: [hub], at: step.row, time: step.time, measures: [seen.count]
            ) { isNew, add in
                if isNew { for row in rows.reversed() { add(row) } } else { add(step.row) }
            }
            step.book.setMemo(number: number, to: transfers + max(8, transfers / 4))
        }
        note.finding = UInt32(number)
        step.window.setFanNote(hub, isIn: isIn, to: note)
    }
}

/// A few addresses, each once.
struct DistinctAddresses {
    private(set) var list: [AddressID] = []
    private var set: Set<AddressID> = []

    var count: Int { list.count }

    @inline(__always)
    func contains(_ address: AddressID) -> Bool {
        if set.isEmpty {
            for one in list where one == address { return true }
            return false
        }
        return set.contains(address)
    }

    /// - Returns: false where it was there.
    @inline(__always)
    @discardableResult
    mutating func insert(_ address: AddressID) -> Bool {
        if list.count < 32 {
            for one in list where one == address { return false }
        } else {
            if set.isEmpty { set = Set(list) }
            if !set.insert(address).inserted { return false }
        }
        list.append(address)
        return true
    }

    mutating func removeAll() {
        list.removeAll(keepingCapacity: true)
        if !set.isEmpty { set.removeAll(keepingCapacity: true) }
    }
}
