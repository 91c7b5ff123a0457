@testable import FlowTracing

/// Typologies as their descriptions say, by looking at everything again and again.
struct NaiveTypologies {
    struct Payment {
        var row: Int
        var time: Int64
        var from: String
        var to: String
        var asset: String
        var amount: Amount
    }

    /// One firing: its row, what it is about, and the transfers it adds where it begins a finding and where it goes on.
    struct Firing {
        var row: Int
        var subjects: [String]
        var begins: Set<Int>
        var goesOn: Set<Int>
    }

    struct Found: Hashable {
        var subjects: [String]
        var firedAt: Int
        var rows: Set<Int>
    }

    let payments: [Payment]
    let configuration: FlaggingConfiguration

    init(_ table: TypologyTable, _ configuration: FlaggingConfiguration) {
        self.configuration = configuration
        payments = table.rows.enumerated().compactMap { row, one in
            guard one.amount > 0, one.from != one.to, one.from != "null", one.to != "null",
                !one.asset.hasPrefix("FAKE")
            else { return nil }
            return Payment(row: row, time: one.time, from: one.from, to: one.to, asset: one.asset, amount: one.amount)
        }
    }

    private func isService(_ name: String) -> Bool { name.hasPrefix("x") }

    private func typology<T: Typology>(_ type: T.Type) -> T {
        configuration.typologies.compactMap { $0 as? T }.first ?? FlaggingConfiguration().typologies.lazy.compactMap {
            $0 as? T
        }.first!
    }

    private func isShare(_ part: Amount, _ permille: Int, of whole: Amount) -> Bool {
        part * 1000 >= whole * Amount(permille)
    }

    /// What the payment at `place` and those before it make fire.
    func firings(_ name: String, at place: Int) -> [Firing] {
        switch name {
        case "fan-in": fan(place, isIn: true)
        case "fan-out": fan(place, isIn: false)
        case "gather-scatter": gatherScatter(place)
        case "scatter-gather": scatterGather(place)
        case "cycle": cycles(place)
        case "bipartite": bipartite(place)
        default: []
        }
    }

    private func recent(_ place: Int, _ span: Int) -> [Payment] {
        payments[...place].filter { payments[place].time - $0.time <= Int64(span) }
    }

    private func fan(_ place: Int, isIn: Bool) -> [Firing] {
        let (least, span) =
            isIn
            ? (typology(FanIn.self).counterparties, typology(FanIn.self).span)
            : (typology(FanOut.self).counterparties, typology(FanOut.self).span)
        let now = payments[place]
        let hub = isIn ? now.to : now.from
        if isService(hub) { return [] }
        let rows = recent(place, span).filter { (isIn ? $0.to : $0.from) == hub }
        guard Set(rows.map { isIn ? $0.from : $0.to }).count >= least else { return [] }
        return [Firing(row: now.row, subjects: [hub], begins: Set(rows.map(\.row)), goesOn: [now.row])]
    }

    private func gatherScatter(_ place: Int) -> [Firing] {
        let setting = typology(GatherScatter.self)
        let now = payments[place]
        if isService(now.from) { return [] }
        let known = recent(place, setting.span).filter { $0.asset == now.asset }
        var scattered: [Payment] = []
        // As few of the last payments as reach enough payees and pass enough on.
        for one in known.reversed() where one.from == now.from {
            scattered.append(one)
            guard Set(scattered.map(\.to)).count >= setting.payees else { continue }
            let gathered = known.filter { $0.to == now.from && $0.row < one.row }
            guard Set(gathered.map(\.from)).count >= setting.payers else { return [] }
            let (paid, received) = (scattered.reduce(0) { $0 + $1.amount }, gathered.reduce(0) { $0 + $1.amount })
            if isShare(paid, setting.passedOn, of: received) {
                let rows = Set((scattered + gathered).map(\.row))
                return [Firing(row: now.row, subjects: [now.from], begins: rows, goesOn: [now.row])]
            }
        }
        return []
    }

    private func scatterGather(_ place: Int) -> [Firing] {
        let setting = typology(ScatterGather.self)
        let now = payments[place]
        if isService(now.from) || isService(now.to) { return [] }
        /// Paths by all those who may be their sources, the newest first transfer of each.
        func paths(_ last: Int) -> [(source: String, middle: String, first: Payment, last: Payment)] {
            let out = payments[last]
            var newest: [String: Payment] = [:]
            for one in recent(last, setting.span)
            where one.row < out.row && one.to == out.from && one.asset == out.asset && one.from != out.to
                && out.amount <= one.amount && isShare(out.amount, setting.passedOn, of: one.amount)
                && !isService(one.from)
            {
                newest[one.from] = one
            }
            return newest.map { ($0.key, out.from, $0.value, out) }
        }
        let known = payments[...place].indices.filter {
            payments[$0].to == now.to && !isService(payments[$0].from) && !isService(payments[$0].to)
        }.flatMap { paths($0) }.filter { now.time - $0.first.time <= Int64(setting.span) }
        return paths(place).compactMap { path in
            let all = known.filter { $0.source == path.source }
            guard Set(all.map(\.middle)).count >= setting.middles else { return nil }
            return Firing(
                row: now.row, subjects: [path.source, now.to],
                begins: Set(all.flatMap { [$0.first.row, $0.last.row] }),
                goesOn: [path.first.row, now.row])
        }
    }

    private func cycles(_ place: Int) -> [Firing] {
        let setting = typology(Cycle.self)
        let now = payments[place]
        let known = recent(place, setting.span).filter {
            $0.asset == now.asset && !isService($0.from) && !isService($0.to)
        }
        var rows: Set<Int> = []
        // Forwards from the origin, which the payment at hand pays.
        func extend(_ path: [Payment]) {
            guard let last = path.last else { return }
            if last.to == now.to {
                if last.row == now.row, path.count >= setting.shortest { rows.formUnion(path.map(\.row)) }
                return
            }
            if path.count == setting.longest { return }
            for next in known
            where next.row > last.row && next.from == last.to && next.amount <= last.amount
                && isShare(next.amount, setting.passedOn, of: last.amount)
                && !path.contains(where: { $0.from == next.to && $0.from != now.to })
            {
                extend(path + [next])
            }
        }
        for first in known where first.from == now.to { extend([first]) }
        return rows.isEmpty ? [] : [Firing(row: now.row, subjects: [now.to], begins: rows, goesOn: rows)]
    }

    /// Whether there is a block; which one is found first is nobody's business.
    private func bipartite(_ place: Int) -> [Firing] {
        let setting = typology(Bipartite.self)
        let now = payments[place]
        let known = recent(place, setting.span).filter { !isService($0.from) && !isService($0.to) }
        guard known.contains(where: { $0.row == now.row }) else { return [] }
        let paid = Dictionary(grouping: known, by: \.from).mapValues { Set($0.map(\.to)) }
        func isBlock(_ payers: [String], _ others: ArraySlice<String>) -> Bool {
            let common = payers.reduce(paid[now.from] ?? []) { $0.intersection(paid[$1] ?? []) }
            guard common.contains(now.to), common.count >= setting.width else { return false }
            if payers.count == setting.width { return true }
            return others.indices.contains { isBlock(payers + [others[$0]], others[($0 + 1)...]) }
        }
        let isThere = isBlock([now.from], paid.keys.filter { $0 != now.from }.sorted()[...])
        return isThere ? [Firing(row: now.row, subjects: [], begins: [], goesOn: [])] : []
    }

    /// Firings as findings: those about the same join while a finding is neither silent nor open for longer than the window.
    func findings(_ firings: [Firing], time: (Int) -> Int64) -> [Found] {
        var open: [[String]: (found: Found, began: Int64, last: Int64)] = [:]
        var whole: [Found] = []
        for one in firings {
            let now = time(one.row)
            if var known = open[one.subjects], now - known.last <= Int64(configuration.window),
                now - known.began <= Int64(configuration.window) || now == known.last
            {
                known.found.rows.formUnion(one.goesOn)
                known.last = now
                open[one.subjects] = known
                continue
            }
            if let known = open[one.subjects] { whole.append(known.found) }
            open[one.subjects] = (Found(subjects: one.subjects, firedAt: one.row, rows: one.begins), now, now)
        }
        return whole + open.values.map(\.found)
    }
}
