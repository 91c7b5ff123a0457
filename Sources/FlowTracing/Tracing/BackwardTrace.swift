/// Answers where the value of transfers or holdings came from: replays forward over the keys of the backward cone, every
/// origin a label of its own, and reads the targets' composition.
struct BackwardTrace {
    let field: TraceField
    let graph: FlowGraph
    let rule: TaintRule
    let opening: Opening
    let given: [Key: Amount]
    let maxHops: Int?

    private var ledger: Ledger { field.ledger }

    /// What is asked about: transfers, and keys as they stood before a row.
    struct Target {
        var transfers: [UInt32] = []
        var holdings: [(key: Key, before: UInt32)] = []
    }

    /// One answer an asset, in the order of assets' names.
    ///
    /// - Throws: `FlowError.overflow` where the targets' amounts add up to 2¹²⁸ or more.
    func answer(_ target: Target) throws(FlowError) -> [AssetOrigins] {
        var cone = BackwardCone(field: field, graph: graph, followsAddresses: rule == .reach, maxHops: maxHops)
        if rule == .reach {
            cone.follow(
                transfers: target.transfers,
                holdings: target.holdings.map {
                    (Key(address: $0.key.address, asset: AssetID(ledger.assets[Int($0.key.asset)].chain)), $0.before)
                })
            return reached(cone, target)
        }
        cone.follow(transfers: target.transfers, holdings: target.holdings)
        return try replay(cone, target)
    }

    // MARK: Amounts

    private func replay(_ cone: BackwardCone, _ target: Target) throws(FlowError) -> [AssetOrigins] {
        var labels = OriginLabels()
        var holdings: [Key: Composition] = [:]
        for key in cone.bounds.keys.sorted(by: { ($0.address, $0.asset) < ($1.address, $1.asset) }) {
            var composition = Composition()
            let amount: Amount =
                switch opening {
                case .inferred: KeyHistory(ledger: ledger, graph: graph, key: key).missed()
                case .observed: 0
                case .given: given[key] ?? 0
                }
            if amount > 0 {
                let label = labels.label(.opening, key.address, hop: cone.hops[key] ?? 0)
                composition.openWith(amount, label: label, rule: rule)
            }
            holdings[key] = composition
        }
        let targets = Set(target.transfers)
        var found: [AssetID: Composition] = [:]

        func take(_ amount: Amount, from key: Key) -> Composition.Departure {
            var composition = holdings[key] ?? Composition()
            holdings[key] = nil
            if composition.balance < amount {
                composition.supply(
                    amount - composition.balance, label: labels.label(.opening, key.address, hop: cone.hops[key] ?? 0),
                    rule: rule)
            }
            let departure = composition.spend(amount, rule: rule)
            holdings[key] = composition
            return departure
        }

        var asOf = target.holdings.sorted { $0.before < $1.before }[...]
        func find(_ departure: Composition.Departure, _ asset: AssetID) throws(FlowError) {
            var all = found.removeValue(forKey: asset) ?? Composition()
            if all.balance.addingReportingOverflow(departure.amount).overflow {
                throw .overflow(row: "all that is asked about", asset: ledger.name(of: asset))
            }
            all.receive(departure, rule: .haircut)
            found[asset] = all
        }
        func readHoldings(before row: UInt32) throws(FlowError) {
            while let holding = asOf.first, holding.before <= row {
                try find((holdings[holding.key] ?? Composition()).held, holding.key.asset)
                asOf = asOf.dropFirst()
            }
        }
        for row in rows(of: cone, targets) {
            try readHoldings(before: row)
            let r = Int(row)
            let sender = ledger.sender(r)
            let feeKey = Key(address: sender, asset: ledger.feeAsset(r))
            if ledger.fee(r) > 0, let bound = cone.bounds[feeKey], row < bound || targets.contains(row) {
                _ = take(ledger.fee(r), from: feeKey)
            }
            guard ledger.amount(r) != 0, sender != ledger.recipient(r) else { continue }
            let senderKey = Key(address: sender, asset: ledger.asset(r))
            let recipientKey = Key(address: ledger.recipient(r), asset: ledger.asset(r))
            var departure: Composition.Departure?
            if let bound = cone.bounds[senderKey], row < bound || targets.contains(row) {
                departure = take(ledger.amount(r), from: senderKey)
            }
            if let entry = cone.entries[row] {
                let label = labels.label(entry.kind, sender, hop: entry.hop)
                let part = Composition.Part(amount: ledger.amount(r), label: label)
                departure = Composition.Departure(amount: ledger.amount(r), parts: [part])
            }
            guard let departure else { continue }
            if targets.contains(row) {
                try find(departure, ledger.asset(r))
            }
            if let bound = cone.bounds[recipientKey], row < bound {
                holdings[recipientKey]?.receive(departure, rule: rule)
            }
        }
        try readHoldings(before: .max)
        return found.map { asset, composition in
            var answer = AssetOrigins(asset: asset, amount: composition.balance, origins: [], rounding: 0)
            var labelled: Amount = 0
            for part in composition.held.parts {
                labelled = labelled &+ part.amount
                answer.origins.append(labels.origin(part.label, asset: asset, amount: part.amount, in: field))
            }
            answer.rounding = Int128(truncatingIfNeeded: composition.balance &- labelled)
            answer.sort(ledger)
            return answer
        }.sorted { ledger.precedes(asset: $0.asset, $1.asset) }
    }

    /// Rows that move value of a key of the cone while it matters, in ledger order.
    private func rows(of cone: BackwardCone, _ targets: Set<UInt32>) -> [UInt32] {
        var rows = targets
        for (key, bound) in cone.bounds {
            let history = KeyHistory(ledger: ledger, graph: graph, key: key)
            for row in graph.sentRows(key.address) {
                if row >= bound { break }
                if history.spent(Int(row)) != (0, 0) { rows.insert(row) }
            }
            for row in graph.receivedRows(key.address) {
                if row >= bound { break }
                if history.received(Int(row)) != 0 { rows.insert(row) }
            }
        }
        return rows.sorted()
    }

    // MARK: Reach

    /// The origins that can reach the targets; an address that nothing in the cone feeds is an `opening`.
    private func reached(_ cone: BackwardCone, _ target: Target) -> [AssetOrigins] {
        var labels = OriginLabels()
        for (row, entry) in cone.entries { _ = labels.label(entry.kind, ledger.sender(Int(row)), hop: entry.hop) }
        for (key, bound) in cone.bounds {
            let isFed = graph.receivedRows(key.address).contains { row in
                row < bound && cone.key(key.address, of: Int(row)) == key && ledger.amount(Int(row)) != 0
                    && ledger.sender(Int(row)) != key.address
            }
            if !isFed { _ = labels.label(.opening, key.address, hop: cone.hops[key] ?? 0) }
        }
        var amounts: [AssetID: Amount] = [:]
        for row in target.transfers { amounts[ledger.asset(Int(row)), default: 0] &+= ledger.amount(Int(row)) }
        for holding in target.holdings where amounts[holding.key.asset] == nil { amounts[holding.key.asset] = 0 }
        return amounts.map { asset, amount in
            var answer = AssetOrigins(
                asset: asset, amount: amount,
                origins: labels.met.indices.map { labels.origin($0, asset: asset, amount: nil, in: field) }, rounding: 0
            )
            answer.sort(ledger)
            return answer
        }.sorted { ledger.precedes(asset: $0.asset, $1.asset) }
    }
}
