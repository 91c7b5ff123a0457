/// Backward, by the definition: replay forward, every origin a label of its own, and read the target's composition.
///
/// Decided here, because the spec does not say: the target transfer is 0 transfers back, one that can have fed its
/// sender 1, and so on, counted in time order; an opening counts as its holder's spends do. A mint or service beyond
/// `--max-hops` is still called what it is, since nothing more has to be followed (forward, limits prune only what
/// would rest). Mixers and bridges are no services and are walked through.
struct NaiveOrigins: Equatable {
    struct Origin: Hashable {
        /// mint, service, opening, limit
        var kind: String
        var address: String
    }
    struct AssetAnswer: Equatable {
        var amount: UInt128 = 0
        var parts: [Origin: UInt128] = [:]
        /// What the floors leave; may be negative.
        var rounding: Int128 { Int128(truncatingIfNeeded: amount &- parts.values.reduce(0, &+)) }
    }

    var isRefused = false
    var assets: [NaiveAnswer.Asset: AssetAnswer] = [:]
    /// For `reach`: who can have fed the targets.
    var reached: Set<Origin> = []
}

/// One backward question under one rule.
struct BackwardRun {
    typealias Key = NaiveTracer.Key
    typealias Origin = NaiveOrigins.Origin

    let tracer: NaiveTracer
    let aCase: NaiveCase
    private var rows: [NaiveRow] { tracer.ledger.rows }
    private var targets: Set<Int> = []
    /// Keys asked about, and the row before which.
    private var held: [Key: Int] = [:]
    /// How many transfers back each row stands, `nil` where it cannot have fed a target.
    private var back: [Int?] = []

    init?(_ tracer: NaiveTracer, _ aCase: NaiveCase) {
        (self.tracer, self.aCase) = (tracer, aCase)
        for seed in aCase.seeds {
            if case .held(let address, let time) = seed.form {
                let end = rows.firstIndex { row in time.map { row.time > $0 } ?? false } ?? rows.count
                let keys = rows.filter { $0.from == address || $0.to == address }
                    .filter { (seed.chain ?? $0.chain) == $0.chain && (seed.asset ?? $0.asset) == $0.asset }
                    .map { Key(chain: $0.chain, asset: $0.asset, address: address) }
                if keys.isEmpty { return nil }
                for key in keys { held[key] = end }
            } else {
                guard let matched = seed.rows(in: tracer.ledger) else { return nil }
                targets.formUnion(matched.filter { rows[$0].movesValue })
            }
        }
        back = distances()
    }

    /// The key a row takes from or gives to; for `reach` any asset of the chain.
    private func key(_ row: NaiveRow, _ address: String) -> Key {
        Key(chain: row.chain, asset: tracer.question.rule == "reach" ? "" : row.asset, address: address)
    }

    /// What the sender of a row is by itself: an origin, and where nothing is followed.
    private func ownOrigin(_ row: NaiveRow) -> Origin? {
        if row.from == NaiveRow.null { return Origin(kind: "mint", address: row.from) }
        let isService = tracer.question.end(row.from, chain: row.chain, of: aCase) == .endpoint
        return isService ? Origin(kind: "service", address: row.from) : nil
    }

    /// A row beyond the limit: its sender is an origin too.
    private func origin(_ i: Int) -> Origin? {
        if let own = ownOrigin(rows[i]) { return own }
        guard let most = tracer.question.maxHops, let distance = back[i], distance > most else { return nil }
        return Origin(kind: "limit", address: rows[i].from)
    }

    private func distances() -> [Int?] {
        var back = [Int?](repeating: nil, count: rows.count)
        // The fewest transfers from what a key holds now to a target.
        var fromKey: [Key: Int] = [:]
        let most = tracer.question.maxHops ?? .max
        for i in rows.indices.reversed() {
            for (asked, end) in held where end == i + 1 { fromKey[key(of: asked)] = 0 }
            let row = rows[i]
            guard row.movesValue else { continue }
            back[i] = targets.contains(i) ? 0 : fromKey[key(row, row.to)].map { $0 + 1 }
            if let distance = back[i], distance <= most, ownOrigin(row) == nil {
                fromKey[key(row, row.from)] = min(fromKey[key(row, row.from)] ?? .max, distance)
            }
        }
        return back
    }

    private func key(of asked: Key) -> Key {
        tracer.question.rule == "reach" ? Key(chain: asked.chain, asset: "", address: asked.address) : asked
    }

    func answer() -> NaiveOrigins { tracer.question.rule == "reach" ? reached() : replayed() }

    private func replayed() -> NaiveOrigins {
        var result = NaiveOrigins()
        var holdings: [Key: Composition] = [:]
        for (key, amount) in tracer.openings {
            holdings[key] = Composition(rule: tracer.question.rule)
            holdings[key]!.open(amount, Origin(kind: "opening", address: key.address))
        }
        func spend(_ key: Key, _ amount: UInt128) -> [Origin: UInt128] {
            holdings[key, default: Composition(rule: tracer.question.rule)]
                .spend(amount, missing: Origin(kind: "opening", address: key.address))
        }
        func add(_ parts: [Origin: UInt128], _ amount: UInt128, _ asset: NaiveAnswer.Asset) {
            let (sum, overflow) = result.assets[asset, default: .init()].amount.addingReportingOverflow(amount)
            if overflow || result.isRefused {
                result = NaiveOrigins(isRefused: true)
                return
            }
            result.assets[asset, default: .init()].amount = sum
            for (origin, part) in parts where part > 0 { result.assets[asset]!.parts[origin, default: 0] += part }
        }
        func readHeld(before i: Int) {
            for (key, end) in held where end == i {
                guard let holding = holdings[key], holding.balance > 0 else { continue }
                add(holding.parts, holding.balance, .init(chain: key.chain, name: key.asset))
            }
        }
        for (i, row) in rows.enumerated() {
            readHeld(before: i)
            if row.fee > 0 && row.from != NaiveRow.null {
                _ = spend(Key(chain: row.chain, asset: row.effectiveFeeAsset, address: row.from), row.fee)
            }
            guard row.movesValue else { continue }
            let sender = Key(chain: row.chain, asset: row.asset, address: row.from)
            var lots: [NaiveLot<Origin>] = []
            var parts: [Origin: UInt128] = [:]
            if let origin = origin(i) {
                if row.from != NaiveRow.null { _ = spend(sender, row.amount) }
                (lots, parts) = ([NaiveLot(amount: row.amount, label: origin)], [origin: row.amount])
            } else {
                parts = spend(sender, row.amount)
                lots = holdings[sender]!.lastMoved
            }
            if targets.contains(i) { add(parts, row.amount, .init(chain: row.chain, name: row.asset)) }
            guard row.to != NaiveRow.null else { continue }
            let recipient = Key(chain: row.chain, asset: row.asset, address: row.to)
            holdings[recipient, default: Composition(rule: tracer.question.rule)].receive(lots, parts, row.amount)
        }
        readHeld(before: rows.count)
        return result
    }

    private func reached() -> NaiveOrigins {
        var result = NaiveOrigins()
        var spenders: [Key: Int] = [:]
        for (key, end) in held { spenders[self.key(of: key)] = end }
        for (i, row) in rows.enumerated() where back[i] != nil {
            if let origin = origin(i) {
                result.reached.insert(origin)
            } else {
                spenders[key(row, row.from)] = max(spenders[key(row, row.from)] ?? 0, i)
            }
        }
        for (spender, end) in spenders {
            let isFed = rows[..<end].contains { $0.movesValue && key($0, $0.to) == spender }
            if !isFed { result.reached.insert(Origin(kind: "opening", address: spender.address)) }
        }
        return result
    }
}

/// A holding whose every unit has the name of its origin. Lots for `fifo` and `lifo`, totals a label for `haircut`.
private struct Composition {
    let rule: String
    private var holding = NaiveHolding<NaiveOrigins.Origin>()
    private var totals: [NaiveOrigins.Origin: UInt128] = [:]
    private var total: UInt128 = 0
    /// What left last, in order.
    private(set) var lastMoved: [NaiveLot<NaiveOrigins.Origin>] = []

    init(rule: String) { self.rule = rule }

    var balance: UInt128 { rule == "haircut" ? total : holding.balance }
    var parts: [NaiveOrigins.Origin: UInt128] { rule == "haircut" ? totals : Composition.sums(holding.lots) }

    private static func sums(_ lots: [NaiveLot<NaiveOrigins.Origin>]) -> [NaiveOrigins.Origin: UInt128] {
        var sums: [NaiveOrigins.Origin: UInt128] = [:]
        for lot in lots { sums[lot.label!, default: 0] += lot.amount }
        return sums
    }

    mutating func open(_ amount: UInt128, _ origin: NaiveOrigins.Origin) {
        if rule != "haircut" { return holding.open(amount, label: origin) }
        totals[origin, default: 0] += amount
        total += amount
    }

    mutating func receive(
        _ lots: [NaiveLot<NaiveOrigins.Origin>], _ parts: [NaiveOrigins.Origin: UInt128], _ amount: UInt128
    ) {
        if rule != "haircut" { return holding.receive(lots) }
        for (origin, part) in parts { totals[origin, default: 0] += part }
        total += amount
    }

    mutating func spend(_ amount: UInt128, missing: NaiveOrigins.Origin) -> [NaiveOrigins.Origin: UInt128] {
        if balance < amount { open(amount - balance, missing) }
        guard rule == "haircut" else {
            lastMoved = rule == "fifo" ? holding.spendOldest(amount) : holding.spendNewest(amount)
            return Composition.sums(lastMoved)
        }
        // A label's total may exceed the balance by what was rounded before, so the product is scaled label by label.
        let moved = totals.mapValues { part in
            amount == total ? part : floorOfProduct(part, amount, over: total)
        }
        for (origin, part) in moved { totals[origin]! -= part }
        total -= amount
        return moved
    }
}
