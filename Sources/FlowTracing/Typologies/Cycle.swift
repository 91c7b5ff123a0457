/// Value that comes back to where it set out.
public struct Cycle: Typology {
    public var shortest = 3
    public var longest = 6
    public var span = 7 * 86_400
    public var passedOn = 800

    public let name = "cycle"
    public let version = 1
    public let summary = "Cycle: value goes through several addresses in time order and comes back to the first"
    public let source = "Altman et al. (NeurIPS 2023); Kumar & Calders, 2SCENT (VLDB 2018)"
    public let knownFalsePositives = "market makers, friends who lend and repay, one owner's wallets"
    public let confidence = 55
    public let category = Category("layering")
    public let subject = "origin"

    public static let settings = [
        TypologySetting<Cycle>("shortest", \.shortest, .count, 2...8),
        TypologySetting<Cycle>("longest", \.longest, .count, 2...8),
        TypologySetting<Cycle>("span", \.span, .seconds, 1...31_536_000),
        TypologySetting<Cycle>("passed on", \.passedOn, .permille, 0...1_000),
    ]
    public var measures: [MeasureDescription] {
        [
            MeasureDescription("hops", .count, atLeast: shortest),
            MeasureDescription("returned", .permille, atLeast: 0),
        ]
    }

    public init() {}
    public func detector() -> Detector { CycleDetector(self) }
}

/// Temporal cycles that the transfer at hand closes: each hop later in ledger order than the one before, of one asset, worth at
/// most the one before and at least the share of it, all within the span, through different addresses none of which is a
/// service. Found backwards from the closing transfer: amounts prune nearly everything.
final class CycleDetector: Detector {
    private let setting: Cycle
    /// Transfers of the path at hand, the closing one first.
    @exclusivity(unchecked) private var path: [Int] = []
    @exclusivity(unchecked) private var nodes: [AddressID] = []
    @exclusivity(unchecked) private var steps = 0
    /// Transfers that one search looks at.
    private static let mostSteps = 2_048

    init(_ setting: Cycle) { self.setting = setting }

    override func see(_ step: DetectionStep) {
        guard step.inflowCount > 0, step.payee.outs > 0, !step.isService(step.payee) else { return }
        path.removeAll(keepingCapacity: true)
        nodes.removeAll(keepingCapacity: true)
        path.append(step.row)
        nodes.append(step.sender)
        steps = 0
        for number in 0..<step.inflowCount {
            let inflow = step.inflows[number]
            if Int(step.window.now) - Int(inflow.time) > setting.span { break }
            guard passesOn(step.amount, inflow.amount) else { continue }
            reach(step, inflow.row, inflow.sender, inflow.amount)
        }
    }

    @inline(__always)
    private func passesOn(_ amount: Amount, _ before: Amount) -> Bool {
        amount <= before && Permille.isAtLeast(amount, setting.passedOn, of: before)
    }

    /// Goes on from a transfer that `sender` made.
    private func reach(_ step: DetectionStep, _ row: Int, _ sender: AddressID, _ amount: Amount) {
        path.append(row)
        defer { path.removeLast() }
        if sender == step.recipient {
            if path.count >= setting.shortest { fire(step, amount) }
            return
        }
        guard path.count < setting.longest, !nodes.contains(sender), !step.isService(step.window.activity(sender))
        else {
            return
        }
        nodes.append(sender)
        defer { nodes.removeLast() }
        let receipts = step.window.receipts(of: sender)
        for place in 0..<receipts.count {
            steps += 1
            if steps > CycleDetector.mostSteps {
                if steps == CycleDetector.mostSteps + 1 { step.noteCut() }
                return
            }
            let before = receipts[place]
            if Int(step.window.now) - Int(before.time) > setting.span { return }
            if before.row < row, before.asset == step.asset {
                let brought = step.amount(before.amount)
                if passesOn(amount, brought) { reach(step, Int(before.row), before.other, brought) }
            }
        }
    }

    private func fire(_ step: DetectionStep, _ first: Amount) {
        step.book.fire(
            place, key: step.recipient, subjects: [step.recipient], at: step.row, time: step.time,
            measures: [path.count, Permille.share(step.amount, of: first)]
        ) { _, add in
            for row in path.reversed() { add(row) }
        }
    }
}
