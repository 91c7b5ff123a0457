/// A worthless transfer that puts a lookalike of somebody's counterparty into his history, to be copied from there.
public struct AddressPoisoning: Typology {
    public var prefix = 3
    public var suffix = 3
    public var tiny = 1_000
    public var counterparties = 16
    public var span = 604_800

    public let name = "address-poisoning"
    public let version = 1
    public let summary =
        "Address poisoning: a zero, tiny or fake transfer with an address that begins and ends like a recent counterparty's"
    public let source = "Tsuchiya et al., Blockchain Address Poisoning (USENIX Security 2025)"
    public let knownFalsePositives = "vanity addresses of one owner; families of contracts with chosen addresses"
    public let confidence = 80
    public let category = Category("phishing")
    public let subject = "lookalike"

    public static let settings = [
        TypologySetting<AddressPoisoning>("prefix", \.prefix, .characters, 1...16),
        TypologySetting<AddressPoisoning>("suffix", \.suffix, .characters, 1...8),
        TypologySetting<AddressPoisoning>("tiny", \.tiny, .permille, 0...1_000_000),
        TypologySetting<AddressPoisoning>("counterparties", \.counterparties, .count, 1...1_024),
        TypologySetting<AddressPoisoning>("span", \.span, .seconds, 1...31_536_000),
    ]
    public var measures: [MeasureDescription] {
        [
            MeasureDescription("decoys", .count, atLeast: 1),
            MeasureDescription("payments that went astray", .count, atLeast: 0),
        ]
    }

    public init() {}
    public func detector() -> Detector { AddressPoisoningDetector(self) }
}

/// Compares the other end of a worthless transfer with the last transfers that its target made and received.
///
/// A zero or fake transfer says what its contract likes, so either end may be the target; a tiny one is paid by who signs,
/// so its recipient is. A token that nobody knows, neither a list nor the file that says how it is counted, is taken for a
/// fake: files without symbols say no more of a counterfeit. Tiny is a thousandth part of a whole unit as set; of a chain's
/// own coin a hundredth of that.
final class AddressPoisoningDetector: Detector {
    private let settings: AddressPoisoning
    private let likeness: AddressLikeness
    @exclusivity(unchecked) private var assets: [AssetSize] = []
    @exclusivity(unchecked) private var isLookalike = AddressBits()
    /// Targets and their lookalikes.
    @exclusivity(unchecked) private var decoyed: ExpiringTable<UInt64, Void>

    private struct AssetSize {
        var tiny: Amount
        var form: AddressForm
        /// A token whose decimals nobody knows.
        var isUnknown: Bool
    }

    init(_ settings: AddressPoisoning) {
        self.settings = settings
        likeness = AddressLikeness(prefix: settings.prefix, suffix: settings.suffix)
        decoyed = ExpiringTable(seconds: settings.span)
    }

    override var byteCount: Int { isLookalike.byteCount + decoyed.byteCount }

    override func seeDecoy(_ step: DetectionStep) {
        learnAssets(step)
        if step.ledger.isNull(step.sender) || step.ledger.isNull(step.recipient) { return }
        lookAtBoth(step)
    }

    private func lookAtBoth(_ step: DetectionStep) {
        look(step, target: step.sender, lookalike: step.recipient)
        look(step, target: step.recipient, lookalike: step.sender)
    }

    override func see(_ step: DetectionStep) {
        learnAssets(step)
        if assets[Int(step.asset)].isUnknown {
            lookAtBoth(step)
        } else if step.amount <= assets[Int(step.asset)].tiny {
            look(step, target: step.recipient, lookalike: step.sender)
        } else if isLookalike[step.recipient],
            decoyed.value(pair(step.sender, step.recipient), at: step.time) != nil
        {
            fire(step, step.recipient, imitated: nil)
        }
    }

    private func pair(_ target: AddressID, _ lookalike: AddressID) -> UInt64 {
        UInt64(target) << 32 | UInt64(lookalike)
    }

    private func look(_ step: DetectionStep, target: AddressID, lookalike: AddressID) {
        let activity = step.activity(target)
        guard activity.ins | activity.outs != 0, step.activity(lookalike).roles.isDisjoint(with: .services) else {
            return
        }
        if step.isService(activity) {
            if activity.roles.isDisjoint(with: .services) { step.noteCut() }
            return
        }
        let form = assets[Int(step.asset)].form
        var imitated: AddressID?
        func compare(_ other: AddressID) -> Bool {
            guard likeness.areAlike(other, lookalike, in: step.ledger, form), !isFake(other, for: target, step) else {
                return true
            }
            imitated = other
            return false
        }
        step.eachOut(of: target, within: settings.span, limit: settings.counterparties) { compare($1.recipient) }
        if imitated == nil {
            step.eachIn(of: target, within: settings.span, limit: settings.counterparties) { compare($1.sender) }
        }
        guard let imitated else { return }
        isLookalike.set(lookalike)
        decoyed.update(pair(target, lookalike), at: step.time, fresh: ()) { _ in }
        fire(step, lookalike, imitated: imitated)
    }

    /// A target that has once paid a lookalike would make the genuine address look like one.
    private func isFake(_ other: AddressID, for target: AddressID, _ step: DetectionStep) -> Bool {
        isLookalike[other] && decoyed.value(pair(target, other), at: step.time) != nil
    }

    /// - Parameter imitated: `nil` for a payment that went to the lookalike.
    private func fire(_ step: DetectionStep, _ lookalike: AddressID, imitated: AddressID?) {
        // Decoys in the lower half, payments in the upper.
        var counts = step.book.memo(place, lookalike, at: step.time) ?? 0
        if imitated != nil {
            if counts & 0xFFFF != 0xFFFF { counts += 1 }
        } else if counts >> 16 != 0xFFFF {
            counts += 1 << 16
        }
        let number = step.book.fire(
            place, key: lookalike, subjects: [lookalike], others: imitated.map { [$0] } ?? [], at: step.row,
            time: step.time, measures: [Int(counts & 0xFFFF), Int(counts >> 16)]
        ) { _, add in add(step.row) }
        step.book.setMemo(number: number, to: counts)
    }

    @inline(__always)
    private func learnAssets(_ step: DetectionStep) { if step.asset >= assets.count { learnAssets(step.ledger) } }

    private func learnAssets(_ ledger: Ledger) {
        for asset in ledger.assets[assets.count...] {
            // Where nobody knows the decimals, nothing is tiny.
            let unit = asset.decimals.map { Amount.tens(max(0, min($0, 32))) } ?? 0
            let tiny = unit * Amount(settings.tiny) / (asset.identity == .native ? 100_000 : 1_000)
            let isUnknown = asset.decimals == nil && asset.identity != .native
            assets.append(
                AssetSize(tiny: tiny, form: ledger.chains[Int(asset.chain)].form, isUnknown: isUnknown))
        }
    }
}
