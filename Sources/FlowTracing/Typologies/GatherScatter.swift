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

/// The last transfers that reach enough different payees, and as many more as it takes to pass enough on, are the scattering;
/// what came before the first of them, within the span of now, is the gathering. Of one asset.
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
        let (counted, all) = step.received(within: setting.span)
        var received = all
        // Of what was received, newest first, so much came after the scattering began.
        var later = 0
        let limit = max(step.walkLimit, 4 * setting.payees)
        step.eachOut(of: step.sender, within: setting.span, limit: limit) { row, transfer in
            guard transfer.asset == step.asset else { return true }
            rows.append(row)
            seen.insert(transfer.recipient)
            paid = paid.addingClamped(step.amount(transfer))
            while later < counted, step.inflows[later].row > row {
                received -= min(received, step.inflows[later].amount)
                later += 1
            }
            return seen.count < setting.payees
                || counted - later >= setting.payers && !Permille.isAtLeast(paid, setting.passedOn, of: received)
        }
        guard seen.count >= setting.payees, Permille.isAtLeast(paid, setting.passedOn, of: received) else { return }
        let payees = seen.count
        seen.removeAll()
        for number in later..<counted {
            seen.insert(step.inflows[number].sender)
            rows.append(step.inflows[number].row)
        }
        guard seen.count >= setting.payers else { return }
        step.book.fire(
            place, key: step.sender, subjects: [step.sender], at: step.row, time: step.time,
            measures: [seen.count, payees, Permille.share(paid, of: received)]
        ) { isNew, add in
            if isNew { for row in rows.reversed() { add(row) } } else { add(step.row) }
        }
    }
}
