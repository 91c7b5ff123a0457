import Testing

@testable import FlowTracing

/// Transfers as aligned text, for clusters.
///
/// A line: `[+SECONDS] from -> to amount [ETH] [fee N]`, each a transaction of its own, a minute after the one before unless
/// it says otherwise. Tokens unless `ETH`, the native coin, of hundredths; fees are paid in it.
enum ClusterTable {
    struct Row {
        var time: Int64
        var from: String
        var to: String
        var amount: Amount
        var isNative = false
        var fee: Amount = 0
    }

    static func rows(_ table: String) throws -> [Row] {
        var rows: [Row] = []
        for line in table.split(separator: "\n") {
            var words = line.split(separator: " ").map(String.init)
            var gap: Int64 = 60
            if words[0].hasPrefix("+") { gap = try #require(Int64(words.removeFirst().dropFirst())) }
            try #require(words.count >= 4 && words[1] == "->", "\(line)")
            var row = Row(
                time: (rows.last?.time ?? 1_700_000_000) + gap, from: words[0], to: words[2],
                amount: try #require(Amount(words[3])))
            row.isNative = words.contains("ETH")
            if let place = words.firstIndex(of: "fee") { row.fee = try #require(Amount(words[place + 1])) }
            rows.append(row)
        }
        return rows
    }

    static func ledger(_ rows: [Row]) throws -> Ledger {
        var builder = LedgerBuilder()
        builder.beginFile(SourceFile(name: "table", format: "test", hasIndex: true))
        let chain = builder.chain("test")
        let coin = builder.asset(Asset(chain: chain, identity: .native, symbol: "ETH", decimals: 2))
        let token = builder.asset(Asset(chain: chain, identity: .symbol("USDT"), symbol: "USDT"))
        for (number, row) in rows.enumerated() {
            try builder.append(
                Transfer(
                    transaction: .text("t\(number)"), index: 0, block: UInt64(number), time: row.time,
                    sender: builder.address(.text(row.from)), recipient: builder.address(.text(row.to)),
                    asset: row.isNative ? coin : token, amount: row.amount, fee: row.fee,
                    feeAsset: row.fee > 0 ? coin : nil, line: number + 1))
        }
        builder.endFile()
        return try builder.seal()
    }

    /// Exchanges `x` and `y` of two houses; `z` is another address of the first.
    static let labels = Attribution([
        tag("x", "Exchange X"), tag("y", "Exchange Y"), tag("z", "Exchange X"),
    ])

    static func tag(_ name: String, _ entity: String, confidence: Int = 95, category: String = "exchange")
        -> FlowTracing.Tag
    {
        FlowTracing.Tag(
            address: .text(name), label: entity, category: Category(category), entity: entity, confidence: confidence)
    }

    /// Five deposit addresses that are emptied.
    static func customers(of exchange: String) -> String {
        (1...5).map { number in
            let deposit = "\(exchange)d\(number)"
            return "u\(exchange)\(number) -> \(deposit) \(1_000 + number)\n\(deposit) -> \(exchange) \(1_000 + number)"
        }.joined(separator: "\n")
    }
}

extension LedgerClusters {
    /// Clusters of more than one, members by name, in order: `a b, c d`.
    var line: String {
        spaces.flatMap { space in
            Partition(of: space).clusters.map { members in
                members.map { name(ledger.address($0 + space.firstAddress)) }.sorted().joined(separator: " ")
            }
        }.sorted().joined(separator: ", ")
    }

    private func name(_ address: Address) -> String {
        switch address {
        case .text(let text): text
        case .script(let script): OutputNames.name(script)
        case .bytes: address.text(form: .evm)
        }
    }

    /// `heuristic a b` of every link that holds, in order.
    var linkLines: [String] {
        spaces.flatMap { space in
            (0..<space.linkCount).filter(space.holds).map { number in
                let link = space.link(number)
                let ends = [link.a, link.b].map { name(ledger.address($0 + space.firstAddress)) }
                return "\(ClusterHeuristics.all[Int(link.heuristic)].name) \(ends[0]) \(ends[1]) \(link.place)"
            }
        }
    }

    func find(_ name: String) -> AddressID { ledger.find(.text(name)) ?? .max }
}

extension Partition {
    init(of space: any ClusterSpace) {
        if let transfers = space as? TransferClusters {
            self.init(transfers.clustering)
        } else {
            self.init((space as! SpendingClusters).clustering)
        }
    }
}
