/// The spec's paragraphs "Order" and "Identity" read literally: arrays, `sort`, dictionaries of text.
struct NaiveLedger {
    enum Fault: Error, Equatable { case contradiction, overflow }

    /// In ledger order.
    let rows: [NaiveRow]
    let files: [NaiveFile]
    private let chainsOfFile: [Set<String>]
    let duplicates: Int
    let undecidedOrder: Int

    /// `files[i]` describes the rows with `file == i`; rows of a file stand in its own order.
    init(_ input: [NaiveRow], files: [NaiveFile], keepsDuplicates: Bool = false, until: Int64? = nil) throws(Fault) {
        let kept = input.filter { row in until.map { row.time <= $0 } ?? true }
        // A file's direction is the file's, whatever of it is read.
        let inputOrder = NaiveLedger.withCompletedBlocks(
            NaiveLedger.inputOrder(input, files: files.count).filter { row in until.map { row.time <= $0 } ?? true })
        let unique = try NaiveLedger.withoutDuplicates(inputOrder, keepsDuplicates: keepsDuplicates)
        rows = NaiveLedger.ledgerOrder(unique)
        self.files = files
        chainsOfFile = files.indices.map { file in Set(kept.filter { $0.file == file }.map(\.chain)) }
        duplicates = inputOrder.count - unique.count
        undecidedOrder = NaiveLedger.undecided(rows)
    }

    /// A row without block takes the one that another row of its transaction and time has.
    private static func withCompletedBlocks(_ input: [NaiveRow]) -> [NaiveRow] {
        input.map { row in
            var row = row
            row.block =
                row.block
                ?? input.first { $0.chain == row.chain && $0.tx == row.tx && $0.time == row.time && $0.block != nil }?
                .block
            return row
        }
    }

    /// Files as given; a file whose times never rise is read in reverse. A file of one single time neither rises nor
    /// falls: it is taken as written, since nothing says that it is newest-first.
    private static func inputOrder(_ rows: [NaiveRow], files: Int) -> [NaiveRow] {
        (0..<files).flatMap { file in
            let own = rows.filter { $0.file == file }
            let steps = zip(own, own.dropFirst())
            let rises = steps.contains { $0.time < $1.time }
            let falls = steps.contains { $0.time > $1.time }
            return falls && !rises ? own.reversed() : own
        }
    }

    /// With an index: (chain, tx, kind, index) once. Without: within a file equal rows are one transfer (or, on
    /// request, several); across files the multiplicity is the maximum.
    ///
    /// Not said by the spec, and read so: across files a transfer is known by what moved, not by its fee, because many
    /// formats have none. Those copies stay that are in the file with most of them; of files with equally many, those
    /// that carry the larger fees; else those of the first file.
    private static func withoutDuplicates(
        _ rows: [NaiveRow], keepsDuplicates: Bool
    ) throws(Fault) -> [NaiveRow] {
        var firstOf: [Identity: NaiveRow] = [:]
        var seen: Set<WholeRow> = []
        var copies: [Content: [[Int]]] = [:]
        var kept: Set<Int> = []
        let files = (rows.map(\.file).max() ?? 0) + 1
        for (i, row) in rows.enumerated() {
            let content = Content(row)
            if let index = row.index {
                let identity = Identity(chain: row.chain, tx: row.tx, kind: row.kind, index: index)
                if let known = firstOf[identity] {
                    if Content(known) != content || Fee(known) != Fee(row) { throw .contradiction }
                } else {
                    firstOf[identity] = row
                    kept.insert(i)
                }
            } else if keepsDuplicates
                || seen.insert(.init(file: row.file, content: content, fee: Fee(row), other: row.otherColumns)).inserted
            {
                copies[content, default: Array(repeating: [], count: files)][row.file].append(i)
            }
        }
        for byFile in copies.values {
            let best = byFile.indices.max { a, b in
                func rank(_ file: Int) -> (Int, UInt128, Int) {
                    (byFile[file].count, byFile[file].reduce(0) { $0 + rows[$1].fee }, -file)
                }
                return rank(a) < rank(b)
            }
            kept.formUnion(byFile[best!])
        }
        return rows.indices.filter(kept.contains).map { rows[$0] }
    }

    private struct Identity: Hashable {
        var chain, tx: String
        var kind: NaiveRow.Kind
        var index: UInt32
    }
    /// What a row says moved.
    private struct Content: Hashable {
        var chain, tx, from, to, asset: String
        var kind: NaiveRow.Kind
        var block: UInt64?
        var time: Int64
        var amount: UInt128
        init(_ row: NaiveRow) {
            (chain, tx, from, to, asset) = (row.chain, row.tx, row.from, row.to, row.asset)
            (kind, block, time, amount) = (row.kind, row.block, row.time, row.amount)
        }
    }
    /// A fee of 0 is 0 in any asset.
    private struct Fee: Hashable {
        var amount: UInt128
        var asset: String
        init(_ row: NaiveRow) { (amount, asset) = (row.fee, row.fee == 0 ? "" : row.effectiveFeeAsset) }
    }
    private struct WholeRow: Hashable {
        var file: Int
        var content: Content
        var fee: Fee
        var other: UInt64
    }

    /// Per chain: block, time, index, input order, where an index that some row of the chain lacks is skipped (a
    /// comparison over half-filled columns would not be an order). Blocks that some rows lack come after the time
    /// instead of before it, unknown ones last. Across chains: time, and for equal times the name.
    private static func ledgerOrder(_ rows: [NaiveRow]) -> [NaiveRow] {
        var queues = Dictionary(grouping: rows, by: \.chain).sorted { $0.key < $1.key }.map { _, rows in
            let keys = OrderKey.all(of: rows)
            return rows.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { rows[$0] }[...]
        }
        var result: [NaiveRow] = []
        while let next = queues.indices.filter({ !queues[$0].isEmpty })
            .min(by: { queues[$0].first!.time < queues[$1].first!.time })
        {
            result.append(queues[next].removeFirst())
        }
        return result
    }

    private static func undecided(_ rows: [NaiveRow]) -> Int {
        Dictionary(grouping: rows, by: \.chain).values.reduce(0) { sum, own in
            let keys = OrderKey.all(of: own)
            return sum + zip(keys, keys.dropFirst()).count { $0 == $1 }
        }
    }

    private struct OrderKey: Comparable {
        var block: UInt64
        var time: Int64
        var blockInTime: UInt64
        var index: UInt32
        static func all(of rows: [NaiveRow]) -> [OrderKey] {
            let hasBlock = rows.allSatisfy { $0.block != nil }
            let hasIndex = rows.allSatisfy { $0.index != nil }
            return rows.map {
                OrderKey(
                    block: hasBlock ? $0.block! : 0, time: $0.time, blockInTime: hasBlock ? 0 : $0.block ?? .max,
                    index: hasIndex ? $0.index! : 0)
            }
        }
        static func < (a: OrderKey, b: OrderKey) -> Bool {
            (a.block, a.time, a.blockInTime, a.index) < (b.block, b.time, b.blockInTime, b.index)
        }
    }

    /// The format's index, or the position among the transaction's rows in ledger order.
    func index(_ row: Int) -> UInt32 {
        if let index = rows[row].index { return index }
        return UInt32(rows[..<row].count { isSameTransaction($0, rows[row]) })
    }

    func isSameTransaction(_ a: NaiveRow, _ b: NaiveRow) -> Bool { a.chain == b.chain && a.tx == b.tx }

    /// Rows of the same transaction in which the sender of `row` receives another asset: if there are any, `row` is a
    /// swap. A zero value or a self-transfer receives nothing.
    func received(_ row: Int) -> [Int] {
        rows.indices.filter {
            isSameTransaction(rows[$0], rows[row]) && rows[$0].to == rows[row].from
                && rows[$0].asset != rows[row].asset && rows[$0].movesValue
        }
    }

    /// What the files cover of `chain`: a file that is no account export covers every chain it has rows of.
    func coverage(of chain: String) -> NaiveCoverage {
        var covered: [String] = []
        for (number, file) in files.enumerated() where chainsOfFile[number].contains(chain) {
            guard let account = file.account else { return .all }
            covered.append(account)
        }
        return .addresses(covered)
    }
}

enum NaiveCoverage: Equatable {
    case all
    case addresses([String])

    func covers(_ address: String) -> Bool {
        switch self {
        case .all: true
        case .addresses(let list): list.contains(address)
        }
    }
}
