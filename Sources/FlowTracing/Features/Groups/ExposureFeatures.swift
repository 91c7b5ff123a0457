/// What labels say of the ends of a transfer, and what part of all that an address received came directly from labelled
/// ones: of the transfer's asset, by group of categories. Inference of the lists that speak, not of the ledger.
struct ExposureFeatures: FeatureGroup {
    func columns(_ windows: [Int64]) -> [FeatureColumn] {
        ["sender", "recipient"].flatMap { end in
            [
                FeatureColumn(
                    "\(end)_is_labelled", .flag, "an owner's label of confidence 60 or more names the \(end)"),
                FeatureColumn(
                    "\(end)_labels", .bits, "its groups: 1 exchange, 2 mixer, 4 bridge, 8 marketplace, 16 illicit"),
            ]
        }
            + LabelGroups.exposures.map { group in
                FeatureColumn(
                    "sender_from_\(group.name)", .permille,
                    "what the sender received of the asset so far, directly from \(group.name) labels; empty where nothing"
                )
            }
    }

    func addressColumns(_ windows: [Int64]) -> [FeatureColumn] {
        [
            FeatureColumn("is_labelled", .flag, "an owner's label of confidence 60 or more names the address"),
            FeatureColumn("labels", .bits, "its groups: 1 exchange, 2 mixer, 4 bridge, 8 marketplace, 16 illicit"),
        ]
            + LabelGroups.exposures.map { group in
                FeatureColumn(
                    "from_\(group.name)", .permille,
                    "what it received of the asset, directly from \(group.name) labels; empty where nothing")
            }
            + LabelGroups.exposures.map { group in
                FeatureColumn(
                    "to_\(group.name)", .permille,
                    "what it sent of the asset, directly to \(group.name) labels; empty where nothing")
            }
    }

    func extractor(_ settings: FeatureSettings) -> any FeatureExtractor { ExposureExtractor() }
}

final class ExposureExtractor: FeatureExtractor {
    /// What a holding received from each group, then what it sent to each.
    private var sums = Column<Amount>()
    /// By holding: the place of its sums and 1; 0 for none, which is nearly every holding's.
    private var places = Column<UInt32>()
    private static let groups = LabelGroups.exposures.map(\.group)
    private static let plain = LabelGroups(rawValue: 31)

    func see(_ step: FeatureStep, into cells: inout FeatureCells) {
        if step.moves {
            if !step.senderGroups.isDisjoint(with: Self.plain) {
                add(step.amount, step.senderGroups, to: step.recipientHolding, first: 0)
            }
            if !step.recipientGroups.isDisjoint(with: Self.plain) {
                add(step.amount, step.recipientGroups, to: step.senderHolding, first: Self.groups.count)
            }
        }
        for groups in [step.senderGroups, step.recipientGroups] {
            cells.add(groups.contains(.named))
            cells.add(groups.intersection(Self.plain).rawValue)
        }
        addShares(of: step.holding(step.senderHolding).received, step.senderHolding, first: 0, &cells)
    }

    private func add(_ amount: Amount, _ groups: LabelGroups, to holding: UInt32, first: Int) {
        if places.count <= holding { places.resize(to: Int(holding) + 1, filling: 0) }
        if places[holding] == 0 {
            sums.resize(to: sums.count + Self.groups.count * 2, filling: 0)
            places[holding] = UInt32(sums.count / (Self.groups.count * 2))
        }
        let start = (Int(places[holding]) - 1) * Self.groups.count * 2 + first
        for (number, group) in Self.groups.enumerated() where groups.contains(group) {
            sums.base[start + number].addClamping(amount)
        }
    }

    private func addShares(of whole: Amount, _ holding: UInt32, first: Int, _ cells: inout FeatureCells) {
        let place = holding < places.count ? Int(places[holding]) : 0
        for number in Self.groups.indices {
            let part = place == 0 ? 0 : sums[(place - 1) * Self.groups.count * 2 + first + number]
            cells.add(WideSum(part).permille(of: WideSum(whole), atMost: 1_000) ?? FeatureCells.empty)
        }
    }

    func total(_ holding: FeatureHolding, _ step: FeatureStep, into cells: inout FeatureCells) {
        let groups = step.groups(holding)
        cells.add(groups.contains(.named))
        cells.add(groups.intersection(Self.plain).rawValue)
        addShares(of: holding.received, holding.number, first: 0, &cells)
        addShares(of: holding.sent, holding.number, first: Self.groups.count, &cells)
    }

    var byteCount: Int { sums.byteCount + places.byteCount }
}
