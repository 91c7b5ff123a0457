/// Payments kept just below an amount from which somebody has to report or ask.
public struct Structuring: Typology {
    public var amounts = 5
    public var ratio = 3
    public var span = 604_800
    /// Whole units.
    public var threshold1 = 1_000
    public var threshold2 = 3_000
    public var threshold3 = 5_000
    public var threshold4 = 10_000
    public var threshold5 = 15_000

    public let name = "structuring"
    public let version = 1
    public let summary =
        "Structuring: amounts cluster just below a round threshold, with hardly any just above it or farther below"
    public let source = "FATF, Virtual Assets Red Flag Indicators (2020); bunching at thresholds, Kleven (2016)"
    public let knownFalsePositives =
        "prices just below a round number, salaries and rents of one size, wallets' daily limits"
    public let confidence = 35
    public let category = Category("money_laundering")
    public let subject = "structurer"

    public static let settings = [
        TypologySetting<Structuring>("amounts", \.amounts, .count, 2...256),
        TypologySetting<Structuring>("ratio", \.ratio, .count, 1...64),
        TypologySetting<Structuring>("span", \.span, .seconds, 1...31_536_000),
        TypologySetting<Structuring>("threshold-1", \.threshold1, .units, 1...1_000_000_000),
        TypologySetting<Structuring>("threshold-2", \.threshold2, .units, 1...1_000_000_000),
        TypologySetting<Structuring>("threshold-3", \.threshold3, .units, 1...1_000_000_000),
        TypologySetting<Structuring>("threshold-4", \.threshold4, .units, 1...1_000_000_000),
        TypologySetting<Structuring>("threshold-5", \.threshold5, .units, 1...1_000_000_000),
    ]
    var thresholds: [Int] { [threshold1, threshold2, threshold3, threshold4, threshold5] }
    public var measures: [MeasureDescription] {
        [
            MeasureDescription("amounts just below", .count, atLeast: amounts),
            MeasureDescription("for each in the bands beside", .count, atLeast: ratio),
            // Says which; being far above the smallest says nothing.
            MeasureDescription("threshold", .units, atLeast: 0),
        ]
    }

    public init() {}
    public func detector() -> Detector { StructuringDetector(self) }
}

/// Counts, for every payer and every payee, the amounts in [90 %, 100 %) of a threshold, and those in [80 %, 90 %) and
/// [100 %, 110 %). Most rows are told by their amount to be none of these.
///
/// A payee counts where several paid it: what one payer does is the payer's.
final class StructuringDetector: Detector {
    private let settings: Structuring
    @exclusivity(unchecked) private var bands: [ThresholdBands] = []
    @exclusivity(unchecked) private var counts: ExpiringTable<Key, Counts>

    /// Amounts of one side that are remembered.
    private static let most = 256

    private struct Key: TableKey {
        var address: AddressID
        var asset: AssetID
        /// Threshold and side.
        var kind: UInt32

        func prefix(_ hash: WindowHash) -> UInt32 { hash(asset &<< 5 ^ kind, address) }
    }

    private struct Counts {
        var near: [Near] = []
        /// Times of those in the bands beside.
        var beside: [UInt32] = []
        var isNew = true
    }

    private struct Near {
        var row: Int
        var time: UInt32
        var sender: AddressID
    }

    init(_ settings: Structuring) {
        self.settings = settings
        counts = ExpiringTable(seconds: settings.span)
    }

    override var byteCount: Int { counts.byteCount * 2 }

    override func see(_ step: DetectionStep) {
        let asset = Int(step.asset)
        if asset >= bands.count { learnBands(step.ledger) }
        let amount = step.amount
        guard amount >= bands[asset].lowest, amount <= bands[asset].highest else { return }
        for number in bands[asset].bands.indices where bands[asset].bands[number].all.contains(amount) {
            let isNear = bands[asset].bands[number].near.contains(amount)
            if step.payer.roles.isDisjoint(with: .services) { count(step, step.sender, number, isNear, isPayee: false) }
            if step.payee.roles.isDisjoint(with: .services) {
                count(step, step.recipient, number, isNear, isPayee: true)
            }
        }
    }

    private func count(_ step: DetectionStep, _ address: AddressID, _ number: Int, _ isNear: Bool, isPayee: Bool) {
        // Most addresses deal too seldom; what they did before is in the window when they no longer do.
        let dealings = isPayee ? step.payee.ins : step.payer.outs
        if settings.span <= step.window.seconds, dealings < settings.amounts { return }
        let kind = UInt32(number) << 1 | (isPayee ? 1 : 0)
        let key = Key(address: address, asset: step.asset, kind: kind)
        let oldest = Int(step.time) - settings.span
        counts.update(key, at: step.time, fresh: Counts()) { counts in
            if counts.isNew {
                counts.isNew = false
                recall(step, key, number, &counts)
            }
            counts.near.removeFirst(counts.near.prefix { Int($0.time) < oldest }.count)
            counts.beside.removeFirst(counts.beside.prefix { Int($0) < oldest }.count)
            if isNear {
                if counts.near.count == Self.most {
                    counts.near.removeFirst()
                    step.noteCut()
                }
                counts.near.append(Near(row: step.row, time: step.time, sender: step.sender))
                fire(step, key, counts)
            } else {
                if counts.beside.count == Self.most {
                    counts.beside.removeFirst()
                    step.noteCut()
                }
                counts.beside.append(step.time)
            }
        }
    }

    /// What the window has of before.
    private func recall(_ step: DetectionStep, _ key: Key, _ number: Int, _ counts: inout Counts) {
        let band = bands[Int(key.asset)].bands[number]
        var near: [Near] = []
        var beside: [UInt32] = []
        func take(_ row: Int, _ transfer: WindowedTransfer) -> Bool {
            guard row != step.row, transfer.asset == key.asset else { return true }
            let amount = step.amount(transfer)
            if band.near.contains(amount) {
                near.append(Near(row: row, time: transfer.time, sender: transfer.sender))
            } else if band.all.contains(amount) {
                beside.append(transfer.time)
            }
            return true
        }
        if key.kind & 1 == 1 {
            step.eachIn(of: key.address, within: settings.span, limit: Self.most - 1, take)
        } else {
            step.eachOut(of: key.address, within: settings.span, limit: Self.most - 1, take)
        }
        counts.near = near.reversed()
        counts.beside = beside.reversed()
    }

    private func fire(_ step: DetectionStep, _ key: Key, _ counts: Counts) {
        guard counts.near.count >= settings.amounts, counts.near.count >= settings.ratio * counts.beside.count else {
            return
        }
        let isPayee = key.kind & 1 == 1
        if isPayee, !counts.near.contains(where: { $0.sender != step.sender }) { return }
        step.book.fire(
            place, key: key.address, key.asset &<< 5 | key.kind, subjects: [key.address], at: step.row, time: step.time,
            measures: [
                counts.near.count, counts.near.count / max(1, counts.beside.count),
                settings.thresholds[Int(key.kind >> 1)],
            ]
        ) { isNew, add in
            if isNew { for one in counts.near { add(one.row) } } else { add(step.row) }
        }
    }

    /// Assets whose decimals nobody knows have no whole units.
    private func learnBands(_ ledger: Ledger) {
        for asset in ledger.assets[bands.count...] {
            bands.append(
                ThresholdBands(asset.decimals.map { decimals in settings.thresholds.map { ($0, decimals) } } ?? []))
        }
    }
}
