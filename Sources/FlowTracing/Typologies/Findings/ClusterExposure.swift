/// What the members of a suspicious cluster have to do with attributed addresses, services and others: by transfers between
/// a member and such an address, and where asked for through unattributed ones, as a screening says (`Exposure`). Money
/// counts where it comes into the cluster or leaves it, not on its way from member to member.
public struct ClusterExposure: Sendable, Equatable {
    public var exposure: ExposureClass
    public var direction: Exposure.Direction
    public var asset: AssetID
    /// Directly; base units, at most 2¹²⁸ − 1.
    public var value: Amount
    /// Through unattributed addresses that are no members, as a haircut carries it; 0 where only direct exposure was asked for.
    public var indirect: Amount = 0
    /// Transfers of the shortest path.
    public var minHops = 1
    /// Everything that members received (or sent) of the asset, from and to each other too, but not from and to themselves.
    public var total: Amount
    /// Direct ones.
    public var transfers: Int
}

extension SuspiciousCluster {
    private struct Key: Hashable {
        var cluster: Int
        var source: UInt8
        var chain: ChainID
        var isReceived: Bool
        var asset: AssetID
    }

    /// Fills in the exposures of clusters, in one pass over the ledger, and where paths of several transfers count, the
    /// passes of a screening. What is said of one cluster does not depend on the others, but that an address of several
    /// counts for the best.
    ///
    /// - Parameter hops: transfers of the longest path that counts; 1 is direct exposure alone.
    /// - Throws: `FlowError.malformed` for a number of hops out of range, `refused` for labels of more categories than are
    ///   told apart.
    /// - Complexity: O(rows + members), 4 bytes an address.
    public static func expose(
        _ clusters: inout [SuspiciousCluster], in ledger: Ledger, attribution: Attribution, hops: Int = 1
    ) throws(FlowError) {
        var options = ScreeningOptions()
        options.hops = hops
        try options.check()
        guard !clusters.isEmpty, !attribution.isEmpty else { return }
        var sources: [ExposureSources] = []
        for chain in ledger.chains.indices {
            sources.append(
                try ExposureSources(
                    ledger, chain: ChainID(chain), attribution: attribution, options: options))
        }
        // An address that several clusters share without being joined by it is the best one's.
        let groups = ScreeningGroups(
            clusters.map { $0.members.filter { isPlain($0, sources) } }, addressCount: ledger.addressCount)
        var values: [Key: (value: Amount, transfers: Int)] = [:]
        var totals: [Key: Amount] = [:]
        for row in 0..<ledger.columns.count {
            let (sender, recipient) = (ledger.columns.senders[row], ledger.columns.recipients[row])
            let (from, to) = (groups.groupOf[sender], groups.groupOf[recipient])
            if sender == recipient || from == .max && to == .max { continue }
            let asset = ledger.columns.assets[row]
            let amount = ledger.columns.amounts[row]
            let chain = ledger.assets[Int(asset)].chain
            let known = sources[Int(chain)]
            func note(_ cluster: UInt32, _ other: AddressID, isReceived: Bool) {
                var key = Key(cluster: Int(cluster), source: 0, chain: chain, isReceived: isReceived, asset: asset)
                totals[key] = totals[key, default: 0].addingClamped(amount)
                let mark = known.marks[other]
                guard mark != ExposureSources.plain, mark != ExposureSources.null else { return }
                key.source = mark
                let old = values[key, default: (0, 0)]
                values[key] = (old.value.addingClamped(amount), old.transfers + 1)
            }
            if from != .max { note(from, recipient, isReceived: false) }
            if to != .max { note(to, sender, isReceived: true) }
        }
        for (key, sum) in values {
            var plain = key
            plain.source = 0
            let source = sources[Int(key.chain)]
            let mask = source.sources[Int(key.source) - 1]
            for (bit, one) in source.classes.enumerated() where mask >> UInt64(bit) & 1 == 1 {
                clusters[key.cluster].exposures.append(
                    ClusterExposure(
                        exposure: one, direction: key.isReceived ? .received : .sent, asset: key.asset,
                        value: sum.value, total: totals[plain] ?? sum.value, transfers: sum.transfers))
            }
        }
        if hops > 1 {
            let screening = try Screening(ledger: ledger, attribution: attribution, options: options)
            let numbers = Dictionary(groups.names.enumerated().map { ($1, $0) }) { first, _ in first }
            for one in screening.exposures(of: groups) {
                guard let number = numbers[one.address] else { continue }
                clusters[number].exposures += one.rows.filter { $0.indirect > 0 }.map { row in
                    ClusterExposure(
                        exposure: row.exposure, direction: one.direction, asset: one.asset, value: 0,
                        indirect: row.indirect, minHops: row.minHops, total: one.total, transfers: 0)
                }
            }
        }
        for number in clusters.indices { clusters[number].exposures = merged(clusters[number].exposures) }
    }

    private static func isPlain(_ member: AddressID, _ sources: [ExposureSources]) -> Bool {
        sources.allSatisfy { $0.marks[member] == ExposureSources.plain }
    }

    /// One line for each class, direction and asset, in that order: several sources may name one class.
    private static func merged(_ list: [ClusterExposure]) -> [ClusterExposure] {
        struct Place: Hashable {
            var exposure: ExposureClass
            var direction: Exposure.Direction
            var asset: AssetID
        }
        var places: [Place: ClusterExposure] = [:]
        for one in list {
            let place = Place(exposure: one.exposure, direction: one.direction, asset: one.asset)
            if let old = places[place] {
                places[place]?.value = old.value.addingClamped(one.value)
                places[place]?.indirect = old.indirect.addingClamped(one.indirect)
                places[place]?.minHops = min(old.minHops, one.minHops)
                places[place]?.transfers += one.transfers
            } else {
                places[place] = one
            }
        }
        return places.values.sorted {
            ($0.exposure, $0.direction.rawValue, $0.asset) < ($1.exposure, $1.direction.rawValue, $1.asset)
        }
    }
}
