import Testing

@testable import FlowTracing

/// Transfers by name, for typologies: as text, or made by a test.
///
/// A line: `[+SECONDS] from -> to amount [ASSET] [in TX]`, an hour apart unless it says otherwise, `USDT` unless it says
/// otherwise, each a transaction of its own unless two neighbours name the same. Names that begin with `x`, and those of
/// `services`, are exchanges; `null` is the null address; `NAME~N` looks like NAME.
struct TypologyTable {
    struct Row {
        var time: Int64
        var from: String
        var to: String
        var amount: Amount
        var asset = "USDT"
        var transaction: String
    }

    static let start: Int64 = 1_700_000_000

    /// In ledger order.
    var rows: [Row] = []

    init(rows: [Row] = []) { self.rows = rows }

    init(_ text: String, every seconds: Int64 = 3_600) throws {
        for line in text.split(separator: "\n") {
            var words = line.split(separator: " ").map(String.init)
            var gap = seconds
            if words[0].hasPrefix("+") { gap = try #require(Int64(words.removeFirst().dropFirst())) }
            try #require(words.count >= 4 && words[1] == "->", "\(line)")
            var row = Row(
                time: rows.last.map { $0.time + gap } ?? TypologyTable.start, from: words[0], to: words[2],
                amount: try #require(Amount(words[3])), transaction: "t\(rows.count)")
            if let place = words.firstIndex(of: "in") {
                row.transaction = words[place + 1]
                words.removeSubrange(place...)
            }
            if words.count > 4 { row.asset = words[4] }
            rows.append(row)
        }
    }

    /// How the same transfers may be written down.
    struct Writing {
        /// Chooses the bytes of addresses.
        var salt: UInt64 = 0
        /// Names to number first, so that numbers do not follow first appearance.
        var numbered: [String] = []
        var decimals = 6
        var scale: Amount = 1
        var shift: Int64 = 0
        /// Which file a row is in, and the order of rows in the files: by file, then by place in `order`.
        var files: [[Int]] = []
        /// Rows that are there yet.
        var prefix = Int.max
    }

    func ledger(_ writing: Writing = Writing()) throws -> Ledger {
        var builder = LedgerBuilder()
        for name in writing.numbered { _ = builder.address(TypologyTable.address(name, salt: writing.salt)) }
        let blocks = blocks
        let files = writing.files.isEmpty ? [Array(rows.indices.prefix(writing.prefix))] : writing.files
        for (file, list) in files.enumerated() {
            builder.beginFile(SourceFile(name: "file \(file)", format: "test", hasIndex: true))
            for place in list {
                try append(
                    rows[place], index: blocks[place].index, block: UInt64(blocks[place].block), line: place + 1,
                    writing, to: &builder)
            }
            builder.endFile()
        }
        return try builder.seal()
    }

    func append(
        _ row: Row, index: Int, block: UInt64?, line: Int, _ writing: Writing = Writing(),
        to builder: inout LedgerBuilder
    ) throws(FlowError) {
        let chain = builder.chain("eip155:1")
        let asset = builder.asset(
            Asset(
                chain: chain, identity: .symbol(row.asset), symbol: row.asset, decimals: writing.decimals,
                isLookalike: row.asset.hasPrefix("FAKE")))
        try builder.append(
            Transfer(
                transaction: .text(row.transaction), index: UInt32(index), block: block,
                time: row.time + writing.shift,
                sender: builder.address(TypologyTable.address(row.from, salt: writing.salt)),
                recipient: builder.address(TypologyTable.address(row.to, salt: writing.salt)), asset: asset,
                amount: row.amount * writing.scale, kind: .log, line: line))
    }

    /// A transaction is a block of its own.
    var blocks: [(block: Int, index: Int)] {
        var list: [(block: Int, index: Int)] = []
        for (place, row) in rows.enumerated() {
            if place > 0, rows[place - 1].transaction == row.transaction {
                list.append((list[place - 1].block, list[place - 1].index + 1))
            } else {
                list.append(((list.last?.block ?? 0) + 1, 0))
            }
        }
        return list
    }

    /// Rows that begin a transaction, and the end.
    var borders: [Int] {
        rows.indices.filter { $0 == 0 || rows[$0 - 1].transaction != rows[$0].transaction } + [rows.count]
    }

    var names: Set<String> { Set(rows.flatMap { [$0.from, $0.to] }) }

    func attribution(_ writing: Writing = Writing()) -> Attribution {
        Attribution(
            names.sorted().compactMap { name in
                TypologyTable.category(name).map {
                    FlowTracing.Tag(
                        address: TypologyTable.address(name, salt: writing.salt), label: name, category: $0,
                        entity: name, confidence: 95)
                }
            })
    }

    private static func category(_ name: String) -> FlowTracing.Category? {
        if name.contains("exchange") || name.hasPrefix("x") { return Category("exchange") }
        if name.contains("scam") { return Category("investment_fraud") }
        return nil
    }

    static func address(_ name: String, salt: UInt64) -> Address {
        if name == "null" { return .bytes(.zero) }
        func words(_ text: some StringProtocol) -> (UInt64, UInt64) {
            var random = salt ^ 0xCBF2_9CE4_8422_2325
            for byte in text.utf8 { random = (random ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            random ^= random >> 31
            return (random &* 0x9E37_79B9_7F4A_7C15, (random ^ random >> 17) &* 0xBF58_476D_1CE4_E5B9)
        }
        let own = words(name)
        // Five digits at both ends are those of the address it looks like.
        let ends = words(name.prefix { $0 != "~" })
        return .bytes(
            AddressBytes(
                high: ends.0 & 0xFFFF_F000_0000_0000 | own.0 & 0x0FFF_FFFF_FFFF, middle: own.1,
                low: UInt32(truncatingIfNeeded: own.0 & 0xFFF0_0000 | ends.1 & 0xF_FFFF)))
    }
}
