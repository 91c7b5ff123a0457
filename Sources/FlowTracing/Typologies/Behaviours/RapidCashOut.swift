/// Money that is at a custodial service hours after it was paid, through addresses that only pass it on.
public struct RapidCashOut: Typology {
    public var within = 28_800
    public var addresses = 2
    public var passedOn = 900
    public var illicitShare = 100
    public var busy = 500

    public let name = "rapid-cash-out"
    public let version = 1
    public let summary =
        "Rapid cash-out: value of a crime, or value that only passes through fresh addresses, is soon at a custodial service"
    public let source = "FATF, Virtual Assets Red Flag Indicators (2020)"
    public let knownFalsePositives =
        "arbitrage between exchanges, brokers, users who move house through several wallets; without labels of crimes it is weak"
    public let confidence = 40
    public let category = Category("money_laundering")
    public let subject = "depositor"

    public static let settings = [
        TypologySetting<RapidCashOut>("within", \.within, .seconds, 1...604_800),
        TypologySetting<RapidCashOut>("addresses", \.addresses, .count, 1...64),
        TypologySetting<RapidCashOut>("passed-on", \.passedOn, .permille, 1...1_000),
        TypologySetting<RapidCashOut>("illicit-share", \.illicitShare, .permille, 1...1_000),
        TypologySetting<RapidCashOut>("busy", \.busy, .count, 1...1_000_000),
    ]
    public var measures: [MeasureDescription] {
        [
            MeasureDescription("from the payment to the service", .seconds, atMost: within),
            MeasureDescription("addresses passed", .count, atLeast: 1),
            MeasureDescription("payments to or from a crime's address", .count, atLeast: 0),
        ]
    }

    /// A gang cashes out at one deposit address every few days.
    public var patience: FindingPatience? { FindingPatience(silence: 7 * 86_400, longest: 30 * 86_400) }

    public init() {}
    public func detector() -> Detector { RapidCashOutDetector(self) }
}

/// Follows two kinds of rows, each for `within` seconds from where it began, through addresses that no list names:
///
/// - a payment to or from an address of a crime, as long as a next payment is at least `illicit-share` of one before it;
/// - a payment by anybody but a service to an address that never dealt before, as long as nearly all goes on (`passed-on`).
///   Such a one has to pass `addresses` addresses; the last may be the deposit address of the service it ends at, which
///   empties it of several such payments at once.
///
/// Where nobody knows a service by name, an address with `busy` transfers in the window counts as one.
final class RapidCashOutDetector: Detector {
    private let settings: RapidCashOut
    @exclusivity(unchecked) private var marks = RowRing<CashOutMark>()
    /// The oldest row that may still be followed.
    @exclusivity(unchecked) private var oldest = 0

    init(_ settings: RapidCashOut) { self.settings = settings }

    override var byteCount: Int { marks.byteCount }

    override func see(_ step: DetectionStep) {
        let isIllicit = !step.payer.roles.union(step.payee.roles).isDisjoint(with: .illicit)
        var mark: CashOutMark?
        if step.payer.roles.isDisjoint(with: .services), step.inflowCount > 0 {
            mark = inherit(step)
        }
        if mark == nil, step.payee.total == 1, !step.isService(step.payer), step.payee.roles.isDisjoint(with: .services)
        {
            mark = CashOutMark(step, isIllicit: false)
        }
        if isIllicit, mark?.isIllicit != true { mark = CashOutMark(step, isIllicit: true) }
        guard let mark else { return }
        if step.payee.roles.contains(.custodial) || isBusy(step.payee) {
            arrive(step, mark)
        } else if step.payee.roles.isDisjoint(with: .services) {
            keep(mark, step)
        }
    }

    @inline(__always)
    private func isBusy(_ activity: Activity) -> Bool {
        Int(activity.ins) + Int(activity.outs) >= settings.busy
            && activity.roles.isDisjoint(with: AddressRoles.services.union(.illicit))
    }

    /// What the newest of the sender's inflows hands on; a crime's goes first.
    @inline(__always)
    private func inherit(_ step: DetectionStep) -> CashOutMark? {
        var weak: CashOutMark?
        let amount = step.amount
        // Of the newest inflows, as long as all are followed.
        var (sum, parts): (Amount, UInt8) = (0, 0)
        for place in 0..<step.inflowCount {
            let inflow = step.inflows[place]
            if Int(step.time) - Int(inflow.time) > settings.within { break }
            guard let before = marks[inflow.row], Int(step.time) - Int(before.began) <= settings.within else {
                parts = .max
                continue
            }
            if before.isIllicit {
                if Permille.isAtLeast(amount, settings.illicitShare, of: inflow.amount) {
                    return CashOutMark(step, after: before, addresses: 1)
                }
                parts = .max
            } else if weak == nil {
                if amount <= inflow.amount, Permille.isAtLeast(amount, settings.passedOn, of: inflow.amount) {
                    weak = CashOutMark(step, after: before, addresses: 1)
                    continue
                }
                if parts == .max { continue }
                sum = sum.addingClamped(inflow.amount)
                parts += 1
                if parts > 1, amount <= sum, Permille.isAtLeast(amount, settings.passedOn, of: sum) {
                    weak = CashOutMark(step, after: before, addresses: 1)
                    weak?.parts = parts
                }
            }
        }
        return weak
    }

    private func arrive(_ step: DetectionStep, _ mark: CashOutMark) {
        guard mark.before != CashOutMark.none, mark.addresses >= (mark.isIllicit ? 1 : settings.addresses) else {
            return
        }
        var path = [step.row]
        if mark.parts == 1 {
            follow(mark.before, &path)
        } else {
            for part in 0..<Int(mark.parts) { follow(UInt32(step.inflows[part].row), &path) }
        }
        step.book.fire(
            place, key: step.sender, subjects: [step.sender], at: step.row, time: step.time,
            measures: [Int(step.time - mark.began), Int(mark.addresses), mark.isIllicit ? 1 : 0], ceilings: 0b001
        ) { _, add in for row in path.sorted() { add(row) } }
    }

    /// The payments that led to a row, and it.
    private func follow(_ row: UInt32, _ path: inout [Int]) {
        var next = row
        while next != CashOutMark.none, path.count < 256, let before = marks[Int(next)] {
            path.append(Int(next))
            next = before.before
        }
    }

    @inline(__always)
    private func keep(_ mark: CashOutMark, _ step: DetectionStep) {
        oldest = max(oldest, step.window.rows.lowerBound)
        while oldest < step.row, Int(step.time) - Int(step.window[oldest].time) > settings.within { oldest += 1 }
        marks.keep(mark, from: oldest)
    }
}

/// How a row came to be followed: 16 bytes.
struct CashOutMark: RowNote {
    static var none: UInt32 { .max }
    var row = CashOutMark.none
    /// Unix seconds of the first payment.
    var began: UInt32 = 0
    /// The row it follows.
    var before = CashOutMark.none
    /// Passed since the first payment.
    var addresses: UInt16 = 0
    var isIllicit = false
    /// Of the sender's newest inflows, those that it hands on.
    var parts: UInt8 = 1

    init() {}

    init(_ step: DetectionStep, isIllicit: Bool) {
        (row, began, self.isIllicit) = (UInt32(step.row), step.time, isIllicit)
    }

    init(_ step: DetectionStep, after before: CashOutMark, addresses: UInt16) {
        self = before
        row = UInt32(step.row)
        self.before = before.row
        parts = 1
        self.addresses = before.addresses == .max ? .max : before.addresses + addresses
    }
}
