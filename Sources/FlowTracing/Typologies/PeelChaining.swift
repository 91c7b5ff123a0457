/// Value that moves on and on, a little leaving at every step.
public struct PeelChaining: Typology {
    public var steps = 3
    public var dwell = 2 * 86_400
    public var mainShare = 667
    public var past = 1

    public let name = "peel-chain"
    public let version = 1
    public let summary = PeelChain.heuristic.summary
    public let source = PeelChain.heuristic.source
    public let knownFalsePositives = PeelChain.heuristic.knownFalsePositives
    public let confidence = 50
    public let category = Category("peel_chain")
    public let subject = "spenders"

    public static let settings = [
        TypologySetting<PeelChaining>("steps", \.steps, .count, 2...1_000),
        TypologySetting<PeelChaining>("dwell", \.dwell, .seconds, 1...31_536_000),
        TypologySetting<PeelChaining>("main share", \.mainShare, .permille, 500...999),
        TypologySetting<PeelChaining>("past", \.past, .count, 0...1_000),
    ]
    public var measures: [MeasureDescription] { [MeasureDescription("steps", .count, atLeast: steps)] }

    public init() {}
    public func detector() -> Detector { PeelChainDetector(self) }
}

/// A step: an address sends the main share of one receipt (or of all within `dwell`), and not all of it, to an address that
/// paid at most `past` times and was paid at most twice before within the window, at most `dwell` after the receipt. The next
/// step belongs to the same chain where a smaller part of the receipt, at most what the main share left, has gone elsewhere by
/// then.
final class PeelChainDetector: Detector {
    struct Link: RowNote {
        var row = TransferWindow.never
        /// What the step passes on: where that is a step too, it is the one before.
        var receipt = TransferWindow.never
        var first = TransferWindow.never
        var steps: UInt32 = 0
    }

    private let setting: PeelChaining
    @exclusivity(unchecked) private var links = RowRing<Link>()

    init(_ setting: PeelChaining) { self.setting = setting }

    override var byteCount: Int { links.byteCount }

    override func see(_ step: DetectionStep) {
        guard step.inflowCount > 0, Int(step.payee.outs) <= setting.past, step.payee.ins <= 3 else { return }
        var sum: Amount = 0
        for number in 0..<step.inflowCount {
            let inflow = step.inflows[number]
            if Int(step.time) - Int(inflow.time) > setting.dwell { break }
            if step.amount < inflow.amount, Permille.isAtLeast(step.amount, setting.mainShare, of: inflow.amount) {
                return extend(step, inflow)
            }
            sum = sum.addingClamped(inflow.amount)
        }
        // A chain may begin with what came in several parts.
        if step.amount < sum, Permille.isAtLeast(step.amount, setting.mainShare, of: sum) {
            var whole = step.inflows[0]
            whole.amount = sum
            extend(step, whole)
        }
    }

    private func extend(_ step: DetectionStep, _ inflow: Inflow) {
        let row = UInt32(step.row)
        var new = Link(row: row, receipt: UInt32(inflow.row), first: row, steps: 1)
        var rest: Int?
        if let before = links[inflow.row], Int(before.receipt) >= step.window.rows.lowerBound {
            rest = peeled(step, before)
            if rest != nil { (new.first, new.steps) = (before.first, before.steps + 1) }
        }
        links.keep(new, from: step.window.rows.lowerBound)
        guard let rest, new.steps >= setting.steps else { return }
        let begins = !step.book.isOpen(place, new.first, at: step.time)
        let whole = begins ? chain(new, step) : []
        let spenders = begins ? whole.map { step.window[Int($0.row)].sender } : [inflow.sender, step.sender]
        step.book.fire(
            place, key: new.first, subjects: spenders, at: step.row, time: step.time, measures: [Int(new.steps)]
        ) { isNew, add in
            guard isNew else {
                add(rest)
                add(step.row)
                return
            }
            // The receipt of the first step is what the chain moves.
            for link in whole {
                if link.first == link.row { add(Int(link.receipt)) }
                if let rest = peeled(step, link) { add(rest) }
                add(Int(link.row))
            }
        }
    }

    /// The steps up to the newest that are still in the window, first first.
    private func chain(_ newest: Link, _ step: DetectionStep) -> [Link] {
        var list = [newest]
        while let last = list.last, last.first != last.row, Int(last.receipt) >= step.window.rows.lowerBound,
            let before = links[Int(last.receipt)]
        {
            list.append(before)
        }
        return list.reversed()
    }

    /// The smaller part of a step's receipt that went elsewhere.
    private func peeled(_ step: DetectionStep, _ link: Link) -> Int? {
        guard Int(link.receipt) >= step.window.rows.lowerBound else { return nil }
        let main = step.window[Int(link.row)]
        let receipt = step.amount(step.window[Int(link.receipt)])
        // A receipt in several parts is larger than its last one: at most what the main share is of.
        let brought = step.amount(main) < receipt ? receipt : step.amount(main) / 2 * 3
        let most = brought - step.amount(main)
        var found: Int?
        step.eachOut(of: main.sender, within: 2 * setting.dwell) { row, transfer in
            if row > Int(link.receipt), row != Int(link.row), transfer.asset == main.asset,
                transfer.recipient != main.recipient, step.amount(transfer) <= most
            {
                found = row
            }
            return found == nil && row > Int(link.receipt)
        }
        return found
    }
}
