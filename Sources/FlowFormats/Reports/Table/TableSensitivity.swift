import FlowTracing

/// How far the answer depends on the rule: places and endpoints down, rules across (`--rule all`).
struct TableSensitivity {
    let ledger: Ledger
    /// One case under each rule.
    let cases: [CaseTrace]

    func write(into canvas: inout TableCanvas) {
        guard let first = cases.first else { return }
        canvas.gap()
        canvas.line(.init(VisibleText.of(first.id), .bold), .init("  traced under every rule"))
        for seed in first.seeds.prefix(canvas.style.top.map { max($0, 1) } ?? first.seeds.count) {
            canvas.line(indent: 2, .init("from ", .dim), .init(VisibleText.of(seed)))
        }
        if let reason = first.failure { TableReport.failure(reason, into: &canvas) }
        var assets: [AssetID] = []
        for asset in cases.flatMap(\.assets).map(\.asset) where !assets.contains(asset) { assets.append(asset) }
        for asset in assets { write(asset, into: &canvas) }
    }

    private func trace(_ one: CaseTrace, _ asset: AssetID) -> AssetTrace? { one.assets.first { $0.asset == asset } }

    private func write(_ asset: AssetID, into canvas: inout TableCanvas) {
        let name = VisibleText.of(ledger.name(of: asset))
        let last = ledger.timeRange.map { Timestamp.plain($0.last) + " UTC" } ?? "none"
        canvas.gap()
        canvas.line(
            .init("\(name) on \(VisibleText.of(ledger.shortChainName(of: asset)))", .bold),
            .init("  last record \(last)"))
        canvas.gap()
        let isForAccounts = ledger.outputs(on: ledger.assets[Int(asset)].chain)?.asset != asset
        let columns = cases.filter { $0.rule.isForAccounts || !isForAccounts }.map { ($0.rule, trace($0, asset)) }
        let table = SensitivityTable(ledger: ledger, asset: asset, columns: columns)
        let exact = table.rows(inShares: false)
        guard exact.count > 1 else {
            canvas.line(indent: 2, .init("reached by rules that are not money, at no endpoint", .dim))
            return
        }
        // Amounts where they fit, else shares, with names cut as far as it takes.
        func overhang(_ rows: [[String]]) -> Int {
            TableCanvas.widths(rows).reduce(0) { $0 + $1 + 2 } - canvas.style.width
        }
        let fits = overhang(exact) <= 0
        let shares = table.rows(inShares: true)
        let limit = max(8, table.longestName - max(0, overhang(shares)))
        canvas.grid(fits ? exact : table.rows(inShares: true, nameLimit: limit), indent: 2)
        if !fits { canvas.line(indent: 2, .init("shares of what was injected; exact: --format json", .dim)) }
        table.legend(into: &canvas)
        table.conclusion(into: &canvas)
    }
}

private struct SensitivityTable {
    let ledger: Ledger
    let asset: AssetID
    let columns: [(rule: TaintRule, trace: AssetTrace?)]
    /// Every endpoint under some rule, largest amount under a money rule first: what it is called, and who it is.
    private let endpoints: [(place: Place, text: String, name: String)]

    /// An address, or a coinjoin by its transaction.
    private enum Place: Hashable {
        case address(AddressID)
        case coinjoin(UInt32)

        init(_ endpoint: Endpoint, _ trace: AssetTrace) {
            self = trace.coinjoin(of: endpoint).map { .coinjoin($0.transaction) } ?? .address(endpoint.address)
        }
    }

    init(ledger: Ledger, asset: AssetID, columns: [(rule: TaintRule, trace: AssetTrace?)]) {
        (self.ledger, self.asset, self.columns) = (ledger, asset, columns)
        var found: [Place: (amount: Amount, name: String)] = [:]
        for column in columns {
            guard let trace = column.trace else { continue }
            for endpoint in trace.endpoints {
                let place = Place(endpoint, trace)
                let amount = column.rule.isMoney ? endpoint.amount : 0
                let known = found[place]?.amount ?? 0
                let coinjoin = trace.coinjoin(of: endpoint).map { "\($0.finding.heuristic) (inferred)" }
                let name = coinjoin ?? SensitivityTable.name(endpoint)
                found[place] = (max(known, amount), VisibleText.of(name))
            }
        }
        let outputs = ledger.outputs(on: ledger.assets[Int(asset)].chain)
        let list = found.map { place, found in
            let text =
                switch place {
                case .address(let address): ledger.text(address, asset: asset)
                case .coinjoin(let transaction): outputs?.idText(Int(transaction)) ?? ""
                }
            return (place: place, text: text, amount: found.amount, name: found.name)
        }
        endpoints = byAmount(list, amount: \.amount, address: \.text).map { ($0.place, $0.text, $0.name) }
    }

    private static let shownEndpoints = 20

    private static func name(_ endpoint: Endpoint) -> String {
        if let deposit = endpoint.deposit { return "\(deposit.service.displayName) (inferred)" }
        return endpoint.tag?.displayName ?? (endpoint.isInferred ? "(inferred)" : "stop")
    }

    /// Characters of the longest name in the first column.
    var longestName: Int { min(24, endpoints.prefix(SensitivityTable.shownEndpoints).map(\.name.count).max() ?? 0) }

    func rows(inShares: Bool, nameLimit: Int = 24) -> [[String]] {
        var format = AmountFormat(decimals: ledger.assets[Int(asset)].decimals)
        for trace in columns.compactMap(\.trace) {
            for line in trace.closing.lines { format.include(line.amount) }
            for endpoint in trace.endpoints { format.include(endpoint.amount) }
        }
        func cell(_ amount: Amount, _ trace: AssetTrace) -> String {
            if amount == 0 { return "-" }
            return inShares ? AmountText.percent(amount, of: trace.injected) : format(amount)
        }
        var rows = [[""] + columns.map(\.rule.rawValue)]
        let names = Closing().lines.map(\.name)
        for (i, name) in names.enumerated() {
            let isUsed = columns.contains { $0.rule.isMoney && ($0.trace?.closing.lines[i].amount ?? 0) > 0 }
            guard isUsed else { continue }
            rows.append(
                [SensitivityTable.words(name)]
                    + columns.map { column in
                        guard let trace = column.trace, column.rule.isMoney else { return "" }
                        return cell(trace.closing.lines[i].amount, trace)
                    })
        }
        if rows.count > 1 { rows.append([]) }
        for (number, endpoint) in endpoints.prefix(SensitivityTable.shownEndpoints).enumerated() {
            rows.append(
                ["[\(number + 1)] " + shortened(endpoint.name, nameLimit)]
                    + columns.map { column in
                        guard let trace = column.trace,
                            let hit = trace.endpoints.first(where: { Place($0, trace) == endpoint.place })
                        else { return "-" }
                        return column.rule.isMoney ? cell(hit.amount, trace) : "yes"
                    })
        }
        return rows
    }

    /// `inferredEndpoint` as `inferred endpoint`.
    private static func words(_ name: String) -> String {
        var out = ""
        for c in name { out += c.isUppercase ? " " + c.lowercased() : String(c) }
        return out
    }

    private func shortened(_ name: String, _ limit: Int) -> String {
        name.count <= limit ? name : String(name.prefix(limit - 1)) + "…"
    }

    func legend(into canvas: inout TableCanvas) {
        guard !endpoints.isEmpty else { return }
        canvas.gap()
        for (number, endpoint) in endpoints.prefix(SensitivityTable.shownEndpoints).enumerated() {
            canvas.line(
                indent: 2, .init("[\(number + 1)] "),
                .init(VisibleText.of(endpoint.text)),
                .init("  " + endpoint.name, .dim))
        }
        let rest = endpoints.count - SensitivityTable.shownEndpoints
        if rest > 0 { canvas.line(indent: 2, .init("… and \(rest) more endpoints: --format json", .dim)) }
    }

    /// What holds whatever the rule.
    func conclusion(into canvas: inout TableCanvas) {
        let money = columns.filter { $0.rule.isMoney }
        guard !money.isEmpty else { return }
        let atServices = money.map { $0.trace?.closing.endpoint ?? 0 }
        let injected = money.compactMap { $0.trace?.injected }.max() ?? 0
        guard let least = atServices.min(), let most = atServices.max(), injected > 0 else { return }
        let decimals = ledger.assets[Int(asset)].decimals
        let symbol = (decimals == nil ? "base units of " : "") + VisibleText.of(ledger.name(of: asset))
        func units(_ amount: Amount) -> String {
            AmountText.grouped(amount, decimals: decimals, fraction: 2) + " \(symbol)"
        }
        func text(_ amount: Amount) -> String {
            units(amount) + (amount == 0 ? "" : " (\(AmountText.percent(amount, of: injected)))")
        }
        canvas.gap()
        canvas.paragraph(
            least == most
                ? "Whatever the rule, \(text(least)) of \(units(injected)) reached services."
                : "Whatever the rule, at least \(text(least)) and at most \(text(most)) reached services.",
            indent: 2)
    }
}
