/// How many the ends of a transfer pay and are paid by within a window: transfers, and distinct addresses (the fan).
struct DegreeFeatures: FeatureGroup {
    func columns(_ windows: [Int64]) -> [FeatureColumn] {
        windows.flatMap { window in
            ["sender", "recipient"].flatMap { end in
                [
                    FeatureColumn("\(end)_out", .count, "payments of the \(end)", within: window),
                    FeatureColumn("\(end)_fan_out", .count, "distinct addresses that the \(end) pays", within: window),
                    FeatureColumn("\(end)_in", .count, "payments to the \(end)", within: window),
                    FeatureColumn("\(end)_fan_in", .count, "distinct addresses that pay the \(end)", within: window),
                ]
            }
        }
    }

    func addressColumns(_ windows: [Int64]) -> [FeatureColumn] {
        windows.flatMap { window in
            [
                FeatureColumn("most_out", .count, "most payments of the address at once", within: window),
                FeatureColumn("most_fan_out", .count, "most distinct addresses that it pays at once", within: window),
                FeatureColumn("most_in", .count, "most payments to the address at once", within: window),
                FeatureColumn("most_fan_in", .count, "most distinct addresses that pay it at once", within: window),
            ]
        }
    }

    func extractor(_ settings: FeatureSettings) -> any FeatureExtractor {
        DegreeExtractor(windows: settings.windows.count, keepsMost: settings.keepsTotals)
    }
}

final class DegreeExtractor: FeatureExtractor {
    private let windows: Int
    private let keepsMost: Bool
    /// By address and window.
    private var most = Column<FeatureWindow.Degrees>()

    init(windows: Int, keepsMost: Bool) { (self.windows, self.keepsMost) = (windows, keepsMost) }

    func see(_ step: FeatureStep, into cells: inout FeatureCells) {
        if keepsMost {
            most.resize(
                to: max(most.count, step.ledger.addressCount * windows), filling: FeatureWindow.Degrees())
        }
        for (place, window) in step.windows.enumerated() {
            let (sender, recipient) = (
                window.senderDegrees(step.sender), window.recipientDegrees(step.recipient)
            )
            for degrees in [sender, recipient] {
                cells.add(degrees.out.transfers)
                cells.add(degrees.out.distinct)
                cells.add(degrees.in.transfers)
                cells.add(degrees.in.distinct)
            }
            guard keepsMost, window.newest != nil else { continue }
            raise(step.sender, place, sender)
            raise(step.recipient, place, recipient)
        }
    }

    private func raise(_ address: AddressID, _ place: Int, _ degrees: FeatureWindow.Degrees) {
        let known = most.base + (Int(address) * windows + place)
        func raise(_ side: inout FeatureWindow.Side, _ now: FeatureWindow.Side) {
            side = FeatureWindow.Side(
                transfers: max(side.transfers, now.transfers), distinct: max(side.distinct, now.distinct))
        }
        raise(&known.pointee.out, degrees.out)
        raise(&known.pointee.in, degrees.in)
    }

    func total(_ holding: FeatureHolding, _ step: FeatureStep, into cells: inout FeatureCells) {
        for place in 0..<windows {
            let known = most[Int(holding.address) * windows + place]
            for side in [known.out, known.in] {
                cells.add(side.transfers)
                cells.add(side.distinct)
            }
        }
    }

    var byteCount: Int { most.byteCount }
}
