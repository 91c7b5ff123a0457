/// An address that keeps nothing: a relay.
public struct PassThrough: Typology {
    public var passes = 3
    public var span = 7 * 86_400
    public var passedOn = 950
    public var dwell = 21_600

    public let name = "pass-through"
    public let version = 1
    public let summary = "Pass-through: what an address receives leaves it nearly whole, and soon, time after time"
    public let source =
        "FATF, Virtual Assets Red Flag Indicators (2020); Chainalysis and AUSTRAC descriptions of relay wallets"
    public let knownFalsePositives =
        "payment processors, unlabelled exchanges' deposit addresses, bridges' and bots' wallets"
    public let confidence = 45
    public let category = Category("money_mule")
    public let subject = "relay"

    public static let settings = [
        TypologySetting<PassThrough>("passes", \.passes, .count, 1...1_000),
        TypologySetting<PassThrough>("span", \.span, .seconds, 1...31_536_000),
        TypologySetting<PassThrough>("passed on", \.passedOn, .permille, 0...1_000),
        TypologySetting<PassThrough>("dwell", \.dwell, .seconds, 0...31_536_000),
    ]
    public var measures: [MeasureDescription] {
        [
            MeasureDescription("passes", .count, atLeast: passes),
            MeasureDescription("passed on", .permille, atLeast: passedOn),
            MeasureDescription("median dwell", .seconds, atMost: dwell),
        ]
    }

    public init() {}
    public func detector() -> Detector { PassThroughDetector(self) }
}

/// Of one asset within the span: what came and what went, and how long after the last receipt each payment followed. An
/// address whose payments all go to one service is its deposit address, and silent. Relays that pay one another are one
/// finding, by the name of the first that fired.
final class PassThroughDetector: Detector {
    private let setting: PassThrough
    @exclusivity(unchecked) private var dwells: [Int] = []
    @exclusivity(unchecked) private var rows: [Int] = []
    /// By relay that fired: the relay under whose name.
    @exclusivity(unchecked) private var heads: [AddressID: AddressID] = [:]

    init(_ setting: PassThrough) { self.setting = setting }

    override func see(_ step: DetectionStep) {
        guard step.payer.outs >= setting.passes, step.inflowCount > 0,
            Int(step.time) - Int(step.inflows[0].time) <= setting.dwell
        else { return }
        dwells.removeAll(keepingCapacity: true)
        rows.removeAll(keepingCapacity: true)
        let (counted, received) = step.received(within: setting.span)
        for number in 0..<counted { rows.append(step.inflows[number].row) }
        var paid: Amount = 0
        var inflow = 0
        var payee: AddressID?
        var goesToOneService = true
        let isWhole = step.eachOut(of: step.sender, within: setting.span) { row, transfer in
            guard transfer.asset == step.asset else { return true }
            while inflow < counted, step.inflows[inflow].row > row { inflow += 1 }
            if inflow < counted { dwells.append(Int(transfer.time) - Int(step.inflows[inflow].time)) }
            paid = paid.addingClamped(step.amount(transfer))
            rows.append(row)
            if payee == nil { payee = transfer.recipient }
            if payee != transfer.recipient || step.roles(transfer.recipient).isDisjoint(with: .services) {
                goesToOneService = false
            }
            return true
        }
        guard isWhole, dwells.count >= setting.passes, !goesToOneService, paid <= received,
            Permille.isAtLeast(paid, setting.passedOn, of: received)
        else { return }
        dwells.sort()
        let median = dwells[dwells.count / 2]
        guard median <= setting.dwell else { return }
        let former = heads[step.sender]
        let head = head(step, counted)
        // A relay that joins the finding of another brings what it did before.
        let joins = head != step.sender && former != head
        step.book.fire(
            place, key: head, subjects: [step.sender], at: step.row, time: step.time,
            measures: [dwells.count, Permille.share(paid, of: received), median], ceilings: 0b100
        ) { isNew, add in
            if isNew || joins { for row in rows.sorted() { add(row) } } else { add(step.row) }
        }
    }

    /// The relay under whose name this one's finding goes: the one of a payer or a payee that is a relay already.
    private func head(_ step: DetectionStep, _ counted: Int) -> AddressID {
        if step.book.isOpen(place, step.sender, at: step.time) { return step.sender }
        if let known = heads[step.sender], step.book.isOpen(place, known, at: step.time) { return known }
        var head = step.sender
        for number in 0..<counted {
            let payer = step.inflows[number].sender
            let other = heads[payer] ?? payer
            if step.book.isOpen(place, other, at: step.time) {
                head = other
                break
            }
        }
        let other = heads[step.recipient] ?? step.recipient
        if head == step.sender, step.book.isOpen(place, other, at: step.time) { head = other }
        heads[step.sender] = head
        return head
    }
}
