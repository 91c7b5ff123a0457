import SeededRandom

@testable import FlowTracing

/// A ledger that grows, takes rows back and gets late ones, made from the rows of a whole one. Addresses, assets and
/// chains are numbered in the order in which they first came, and keep their numbers.
struct GrowingLedger {
    let whole: Ledger
    /// Every row of `whole` that ever came, in order of its coming.
    private var arrived: [Int] = []
    private var known: Set<Int> = []
    /// Rows of `whole` that are there now.
    private(set) var present: Set<Int> = []
    private(set) var ledger: Ledger

    init(_ whole: Ledger) throws {
        self.whole = whole
        ledger = try LedgerBuilder().seal()
    }

    /// Puts `rows` of `whole` in, takes others out.
    ///
    /// - Returns: `nil` where the rows that are there have another order among themselves than in `whole` (files of which
    ///   only some have blocks).
    mutating func change(add: some Sequence<Int> = [], remove: some Sequence<Int> = []) throws -> LedgerChange? {
        for row in add {
            present.insert(row)
            if known.insert(row).inserted { arrived.append(row) }
        }
        for row in remove { present.remove(row) }
        let before = ledger
        ledger = try sealed()
        for (row, original) in present.sorted().enumerated()
        where row >= ledger.count || description(row, of: ledger) != description(original, of: whole) { return nil }
        var first = 0
        while first < min(before.count, ledger.count), isSame(first, before) { first += 1 }
        return LedgerChange(firstRow: first, countBefore: before.count, count: ledger.count)
    }

    private func isSame(_ row: Int, _ before: Ledger) -> Bool {
        description(row, of: ledger) == description(row, of: before) && ledger.swapLegs[row] == before.swapLegs[row]
    }

    private func description(_ row: Int, of ledger: Ledger) -> [String] {
        [
            "\(ledger.transaction(row))", "\(ledger.columns.indexes[row])", "\(ledger.columns.kinds[row])",
            "\(ledger.address(ledger.sender(row)))", "\(ledger.address(ledger.recipient(row)))",
            ledger.chains[Int(ledger.chain(row))].name, ledger.name(of: ledger.asset(row)),
            "\(ledger.amount(row)) \(ledger.fee(row)) \(ledger.name(of: ledger.feeAsset(row)))",
            "\(ledger.block(row) ?? .max) \(ledger.time(row))",
        ]
    }

    private func sealed() throws -> Ledger {
        var builder = LedgerBuilder()
        builder.keepsDuplicates = true
        builder.beginFile(SourceFile(name: "grown", format: "test", hasIndex: !whole.columns.indexes.values.isEmpty))
        // Numbers first, in order of coming.
        for row in arrived { _ = transfer(row, in: &builder) }
        for (line, row) in present.sorted().enumerated() {
            var transfer = transfer(row, in: &builder)
            (transfer.line, transfer.fingerprint) = (line + 2, UInt64(row))
            try builder.append(transfer)
        }
        builder.endFile()
        return try builder.seal()
    }

    private func transfer(_ row: Int, in builder: inout LedgerBuilder) -> Transfer {
        let chain = builder.chain(whole.chains[Int(whole.chain(row))].name)
        func asset(_ id: AssetID, _ builder: inout LedgerBuilder) -> AssetID {
            let asset = whole.assets[Int(id)]
            return builder.asset(
                Asset(chain: chain, identity: asset.identity, symbol: asset.symbol, decimals: asset.decimals))
        }
        func none(_ value: UInt32) -> UInt32? { value == .max ? nil : value }
        return Transfer(
            transaction: whole.transaction(row), index: none(whole.columns.indexes[row]), block: whole.block(row),
            position: none(whole.columns.positions[row]), time: whole.time(row),
            sender: builder.address(whole.address(whole.sender(row))),
            recipient: builder.address(whole.address(whole.recipient(row))), asset: asset(whole.asset(row), &builder),
            amount: whole.amount(row), fee: whole.fee(row),
            feeAsset: whole.fee(row) == 0 ? nil : asset(whole.feeAsset(row), &builder), kind: whole.kind(row))
    }
}

/// What a reader of alerts believes after all of them: by key, the last word.
struct AlertReader {
    private(set) var believed: [String: Alert] = [:]
    private(set) var protests: [String] = []

    mutating func read(_ alerts: [Alert]) {
        for alert in alerts {
            let known = believed[alert.key]
            switch alert.state {
            case .provisional: if known != nil { protests.append("raised twice: \(alert)") }
            case .confirmed:
                if known.map({ !$0.says(alert) }) ?? true { protests.append("confirmed unheard: \(alert)") }
            case .amended:
                if known.map({ $0.says(alert) }) ?? true { protests.append("amended without need: \(alert)") }
            case .withdrawn: if known == nil { protests.append("withdrawn unheard: \(alert)") }
            }
            believed[alert.key] = alert.state == .withdrawn ? nil : alert
        }
    }

    /// What is believed, whatever its state.
    var content: [String: Alert] {
        believed.mapValues { alert in
            var copy = alert
            (copy.state, copy.depth) = (.provisional, 0)
            return copy
        }
    }
}
