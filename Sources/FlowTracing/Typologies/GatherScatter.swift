/// Many pay one, who pays many: a collector that distributes.
public struct GatherScatter: Typology {
    public var payers = 5
    public var payees = 5
    public var span = 10 * 86_400
    public var passedOn = 500

    public let name = "gather-scatter"
    public let version = 1
    public let summary =
        "Gather-scatter: an address is paid by many and then pays many, most of the value passing through"
    public let source = "Altman et al., Realistic Synthetic Financial Transactions for AML Models (NeurIPS 2023)"
    public let knownFalsePositives = "payment processors, payroll agents, pools that pay out, unlabelled exchanges"
    public let confidence = 45
    public let category = Category("layering")
    public let subject = "collector"

    public static let settings = [
        TypologySetting<GatherScatter>("payers", \.payers, .count, 2...1_000),
        TypologySetting<GatherScatter>("payees", \.payees, .count, 2...1_000),
        TypologySetting<GatherScatter>("span", \.span, .seconds, 1...31_536_000),
        TypologySetting<GatherScatter>("passed on", \.passedOn, .permille, 0...1_000),
    ]
    public var measures: [MeasureDescription] {
        [
            MeasureDescription("payers", .count, atLeast: payers),
            MeasureDescription("payees", .count, atLeast: payees),
            MeasureDescription("passed on", .permille, atLeast: passedOn),
        ]
    }

    public init() {}
    public func detector() -> Detector { GatherScatterDetector(self) }
}

/// The last transfers that reach enough different payees are the scattering; what came before the first of them, within the
/// span of now, is the gathering. Of one asset.
final class GatherScatterDetector: Detector {
    private let setting: GatherScatter
    @exclusivity(unchecked) private var seen = DistinctAddresses()
    @exclusivity(unchecked) private var rows: [Int] = []

    init(_ setting: GatherScatter) { self.setting = setting }

    override func see(_ step: DetectionStep) {
        guard step.payer.ins >= setting.payers, step.payer.outs >= setting.payees, step.inflowCount >= setting.payers
        else { return }
        rows.removeAll(keepingCapacity: true)
        seen.removeAll()
        var paid: Amount = 0
        let limit = max(step.walkLimit, 4 * setting.payees)
        step.eachOut(of: step.sender, within: setting.span, limit: limit) { row, transfer in
            guard transfer.asset == step.asset else { return true }
            rows.append(row)
            seen.insert(transfer.recipient)
            paid = paid.addingClamped(step.amount(transfer))
            return seen.count < setting.payees
        }
        guard seen.count >= setting.payees, let first = rows.last else { return }
        let payees = seen.count
        seen.removeAll()
        var received: Amount = 0
        for number in 0..<step.inflowCount where step.inflows[number].row < first {
            let inflow = step.inflows[number]
            if Int(step.window.now) - Int(inflow.time) > setting.span { break }
            seen.insert(inflow.sender)
            received = received.addingClamped(inflow.amount)
            rows.append(inflow.row)
        }
        guard seen.count >= setting.payers, Permille.isAtLeast(paid, setting.passedOn, of: received) else { return }
        step.book.fire(
            place, key: step.sender, subjects: [step.sender], at: step.row, time: step.time,
            measures: [seen.count, payees, Permille.share(paid, of: received)]
        ) { isNew, add in
            if isNew { for row in rows.reversed() { add(row) } } else { add(step.row) }
        }
    }
}

extension Amount {
    /// At most 2¹²⁸ − 1.
    @inline(__always)
    func addingClamped(_ other: Amount) -> Amount {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }
}
