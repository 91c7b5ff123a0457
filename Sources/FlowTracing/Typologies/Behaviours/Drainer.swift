/// A kit that empties wallets and shares each haul between its operator and an affiliate.
public struct Drainer: Typology {
    public var victims = 2
    public var leastShare = 50
    public var mostShare = 450
    public var span = 2_592_000

    public let name = "drainer"
    public let version = 1
    public let summary =
        "Drainer: in one transaction an address loses an asset in a fixed ratio to two or three, and others lose theirs so too"
    public let source = "He et al., Unmasking the Shadow Economy: Drainer-as-a-Service Phishing (IMC 2025)"
    public let knownFalsePositives =
        "marketplaces and payment splitters that take the same commission of every sale; tips shared with a platform"
    public let confidence = 45
    public let category = Category("phishing")
    public let subject = "operator"

    public static let settings = [
        TypologySetting<Drainer>("victims", \.victims, .count, 1...64),
        TypologySetting<Drainer>("least-share", \.leastShare, .permille, 1...499),
        TypologySetting<Drainer>("most-share", \.mostShare, .permille, 1...500),
        TypologySetting<Drainer>("span", \.span, .seconds, 1...31_536_000),
    ]
    public var measures: [MeasureDescription] {
        [
            MeasureDescription("victims", .count, atLeast: victims),
            MeasureDescription("operator's share", .permille, atMost: mostShare),
        ]
    }

    public init() {}
    public func detector() -> Detector { DrainerDetector(self) }
}

/// Looks at the rows of the transaction at hand. Its splits are remembered by who had the smallest and by who had the largest
/// share, and by the smallest to the nearest thousandth; where one sum came in and went on split, the victim is who paid it in.
final class DrainerDetector: Detector {
    private let settings: Drainer
    /// Rows of worth of the transaction at hand.
    @exclusivity(unchecked) private var rows: [Row] = []
    @exclusivity(unchecked) private var lastRow = 0
    @exclusivity(unchecked) private var splits: ExpiringTable<UInt64, Splits>
    /// Addresses that paid more than three at once.
    @exclusivity(unchecked) private var distributors = AddressBits()

    /// Rows of one transaction that are looked at, and victims of one operator that are told apart.
    private static let (mostRows, mostVictims) = (32, 256)

    private struct Row {
        var row: Int
        var sender: AddressID
        var recipient: AddressID
        var asset: AssetID
        var amount: Amount
    }

    private struct Splits {
        var victims: [AddressID] = []
        /// Rows that no finding has yet.
        var rows: [Int] = []
    }

    init(_ settings: Drainer) {
        self.settings = settings
        splits = ExpiringTable(seconds: settings.span)
    }

    override var byteCount: Int { splits.byteCount * 2 + distributors.byteCount }

    override func see(_ step: DetectionStep) {
        if !rows.isEmpty, !step.isSameTransaction(lastRow) { rows.removeAll(keepingCapacity: true) }
        lastRow = step.row
        guard rows.count < Self.mostRows else {
            step.noteCut()
            return
        }
        rows.append(
            Row(row: step.row, sender: step.sender, recipient: step.recipient, asset: step.asset, amount: step.amount))
        if rows.count > 1, !step.isService(step.payer) { look(step) }
    }

    private func look(_ step: DetectionStep) {
        var total: Amount = 0
        var smallest = rows.count - 1
        var count = 0
        var shares = (0, 0, 0)
        for (place, one) in rows.enumerated() where one.sender == step.sender && one.asset == step.asset {
            let (sum, isOver) = total.addingReportingOverflow(one.amount)
            if isOver { return }
            if count == 3 {
                // Whoever pays more at once distributes: wages, prizes, airdrops.
                distributors.set(step.sender)
                return
            }
            total = sum
            // Two payments to one are no split.
            if place < rows.count - 1, one.recipient == step.recipient { return }
            if one.amount < rows[smallest].amount { smallest = place }
            switch count {
            case 0: shares.0 = place
            case 1: shares.1 = place
            default: shares.2 = place
            }
            count += 1
        }
        guard count > 1, !distributors[step.sender] else { return }
        // Equal parts are nobody's commission.
        if rows[shares.0].amount == rows[shares.1].amount { return }
        if count == 3 {
            let third = rows[shares.2].amount
            if third == rows[shares.0].amount || third == rows[shares.1].amount { return }
        }
        let share = Permille.nearest(rows[smallest].amount, of: total)
        guard share >= settings.leastShare, share <= settings.mostShare else { return }
        var found = [rows[shares.0].row, rows[shares.1].row]
        if count == 3 { found.append(rows[shares.2].row) }
        var victim = step.sender
        if let source = rows.first(where: {
            $0.recipient == step.sender && $0.asset == step.asset && $0.amount >= total
                && Permille.isAtLeast(total, 950, of: $0.amount)
        }) {
            victim = source.sender
            found.insert(source.row, at: 0)
        }
        // Either may be the operator and the other an affiliate: it is the one who shares with more victims.
        let largest = [shares.0, shares.1, count == 3 ? shares.2 : shares.1].max { rows[$0].amount < rows[$1].amount }
        let ends = [rows[smallest].recipient, rows[largest ?? shares.0].recipient]
        let counts = ends.map { step.isService(step.activity($0)) ? 0 : note(step, $0, share, victim, found) }
        let head = counts[0] > counts[1] ? 0 : 1
        if counts[head] >= settings.victims { fire(step, ends[head], share, counts[head]) }
    }

    private func key(_ end: AddressID, _ share: Int) -> UInt64 { UInt64(end) << 32 | UInt64(share) }

    /// - Returns: victims that `end` has shared in this ratio.
    private func note(_ step: DetectionStep, _ end: AddressID, _ share: Int, _ victim: AddressID, _ found: [Int]) -> Int
    {
        splits.update(key(end, share), at: step.time, fresh: Splits()) { splits in
            if !splits.victims.contains(victim) {
                if splits.victims.count < Self.mostVictims { splits.victims.append(victim) } else { step.noteCut() }
            }
            splits.rows += found
            if splits.rows.count > 4 * Self.mostVictims {
                splits.rows.removeFirst(found.count)
                step.noteCut()
            }
            return splits.victims.count
        }
    }

    private func fire(_ step: DetectionStep, _ end: AddressID, _ share: Int, _ victims: Int) {
        splits.update(key(end, share), at: step.time, fresh: Splits()) { splits in
            step.book.fire(
                place, key: end, AddressID(share), subjects: [end], at: step.row, time: step.time,
                measures: [victims, share], ceilings: 0b10
            ) { _, add in for row in splits.rows { add(row) } }
            splits.rows.removeAll(keepingCapacity: true)
        }
    }
}
