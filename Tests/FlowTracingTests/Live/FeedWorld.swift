import SeededRandom

@testable import FlowTracing

/// Rows as they arrive for a growing ledger, with the places where it is committed.
struct FeedWorld: ShrinkingWorld {
    struct Row: Equatable {
        var row: NaiveRow
        var position: UInt32?
        var after = Boundary.none
    }

    /// What happens behind a row.
    enum Boundary: String {
        case none = ""
        case commit, endAndCommit, end
    }

    var rows: [Row]
    /// By file: whether it is an account export.
    var exports: [Bool]
    var keepsDuplicates = false
    var until: Int64?

    static func make(seed: UInt64) -> FeedWorld {
        var random = SeededRandom(seed: seed)
        var world = FeedWorld(rows: [], exports: [])
        let chains = random.pick([["eip155:1"], ["test"], ["eip155:1", "test"], ["test", "other", "eip155:1"]])
        let addresses = random.number(2...5)
        let hasIndex = random.chance(55)
        let hasBlock = random.chance(65)
        let hasPosition = random.chance(25)
        let hasKinds = random.chance(30)
        let hasFees = random.chance(40)
        let (steps, splits) = (random.pick([0, 30, 70, 100]), random.pick([0, 0, 10]))
        var (block, time, transaction) = (UInt64(10), Int64(100), 0)
        var kind = NaiveRow.Kind.native
        var chain = random.pick(chains)
        var counted: [Int: UInt32] = [:]
        for _ in 0..<random.pick([4, 8, 16, 30]) {
            if random.chance(60) {
                transaction += 1
                chain = random.pick(chains)
                if random.chance(steps) {
                    block += 1
                    time += random.pick([0, 0, 1, 5, -1])
                }
            } else if random.chance(splits) {
                (block, time) = (block + 1, time + 1)
            }
            let name = { (number: Int) in
                chain == "eip155:1" ? RandomWorld.address(number) : String("abcdefg".dropFirst(number).prefix(1))
            }
            let tx = random.chance(85) ? transaction : random.number(0...transaction)
            kind = hasKinds ? random.pick([.native, .internal, .log]) : .native
            var row = NaiveRow(
                chain: chain, tx: chain == "eip155:1" ? RandomWorld.hash(tx) : "t\(tx)", kind: kind,
                index: hasIndex ? counted[tx, default: 0] : nil, block: hasBlock ? block : nil, time: time,
                from: name(random.number(1...addresses)), to: name(random.number(1...addresses)),
                asset: random.pick(["X", "Y"]),
                amount: random.pick([0, 1, 1, 2, 3, 1 << 70]))
            counted[tx, default: 0] += 1
            if hasFees, random.chance(50) {
                row.fee = UInt128(random.number(0...2))
                row.feeAsset = random.pick([nil, "X", "Z"])
            }
            if !hasIndex, random.chance(30) { row.otherColumns = UInt64(random.number(0...2)) }
            let place = hasPosition ? UInt32(truncatingIfNeeded: tx % 4) : nil
            world.rows.append(Row(row: row, position: place))
        }
        world.scatter(&random)
        world.keepsDuplicates = random.chance(15)
        if random.chance(10) { world.until = random.pick(world.rows).row.time }
        return world
    }

    /// Spreads the rows over files that overlap, disturbs their order, and sets commits.
    private mutating func scatter(_ random: inout SeededRandom) {
        let count = random.pick([1, 1, 2, 3])
        var files = [[Row]](repeating: [], count: count)
        for row in rows {
            files[random.number(0...count - 1)].append(row)
            while random.chance(15) { files[random.number(0...count - 1)].append(row) }
        }
        exports = files.indices.map { _ in random.chance(20) }
        for i in files.indices {
            if random.chance(12) { for j in files[i].indices { files[i][j].row.block = nil } }
            if random.chance(10) { for j in files[i].indices { files[i][j].row.index = nil } }
            if random.chance(10) { for j in files[i].indices { files[i][j].position = nil } }
            if random.chance(10), !files[i].isEmpty { files[i][random.number(0...files[i].count - 1)].row.index = nil }
            if random.chance(4), !files[i].isEmpty { files[i][random.number(0...files[i].count - 1)].row.block = nil }
            if random.chance(10) { for j in files[i].indices { files[i][j].row.fee = 0 } }
            switch random.number(0...9) {
            case 0...1: files[i].reverse()
            case 2: files[i].shuffle(using: &random)
            case 3...5:
                // A few rows come late.
                for _ in 0..<2 where files[i].count > 1 {
                    let row = files[i].remove(at: random.number(0...files[i].count - 1))
                    files[i].insert(row, at: random.number(0...files[i].count))
                }
            default: break
            }
            for j in files[i].indices { files[i][j].row.file = i }
        }
        // A transaction has one block; where some rows lack theirs, nothing may tell them two.
        if files.joined().contains(where: { $0.row.block == nil }) {
            var told: [String: UInt64] = [:]
            for i in files.indices {
                for j in files[i].indices {
                    let row = files[i][j].row
                    guard let block = row.block else { continue }
                    files[i][j].row.block = told["\(row.chain) \(row.tx) \(row.time)", default: block]
                    told["\(row.chain) \(row.tx) \(row.time)"] = files[i][j].row.block
                }
            }
        }
        if random.chance(3), let i = files.indices.randomElement(using: &random), !files[i].isEmpty {
            var copy = random.pick(files[i])
            copy.row.amount ^= 1
            files[i].append(copy)
        }
        // Files one after another, or in turns.
        rows = []
        let takesTurns = random.chance(40)
        while !files.allSatisfy(\.isEmpty) {
            let i = takesTurns ? random.number(0...count - 1) : files.firstIndex { !$0.isEmpty }!
            let piece = takesTurns ? random.number(0...4) : files[i].count
            rows += files[i].prefix(piece)
            files[i].removeFirst(min(piece, files[i].count))
        }
        let often = random.pick([10, 30, 100])
        for i in rows.indices where random.chance(often) {
            rows[i].after = random.pick([.commit, .commit, .endAndCommit, .end])
        }
    }

    /// Files in order of first appearance.
    var fileOrder: [Int] {
        var order: [Int] = []
        for row in rows where !order.contains(row.row.file) { order.append(row.row.file) }
        return order
    }

    var smaller: [FeedWorld] {
        var list: [FeedWorld] = []
        func with(_ change: (inout FeedWorld) -> Void) {
            var copy = self
            change(&copy)
            if copy.rows != rows || copy.until != until || copy.keepsDuplicates != keepsDuplicates
                || copy.exports != exports
            {
                list.append(copy)
            }
        }
        for i in rows.indices { with { $0.rows.remove(at: i) } }
        for i in rows.indices { with { $0.rows[i].after = .none } }
        with { $0.until = nil }
        with { $0.keepsDuplicates = false }
        with { $0.exports = $0.exports.map { _ in false } }
        for i in rows.indices {
            with { $0.rows[i].row.fee = 0 }
            with { $0.rows[i].row.amount = min(1, $0.rows[i].row.amount) }
            with { $0.rows[i].row.otherColumns = 0 }
            with { $0.rows[i].position = nil }
            with { $0.rows[i].row.kind = .native }
        }
        return list
    }

    var description: String {
        var lines = ["file chain tx kind index block position time from to asset amount fee columns"]
        for one in rows {
            let row = one.row
            func text(_ value: (some Any)?) -> String { value.map { "\($0)" } ?? "-" }
            lines.append(
                [
                    "\(row.file)", row.chain, World.short(row.tx), "\(row.kind)", text(row.index), text(row.block),
                    text(one.position), "\(row.time)", World.short(row.from), World.short(row.to), row.asset,
                    row.amount.decimalDigits, "\(row.fee)\(row.feeAsset ?? "")", "+\(row.otherColumns)",
                    one.after.rawValue,
                ].joined(separator: " "))
        }
        return lines.joined(separator: "\n")
            + "\nexports \(exports) keeps \(keepsDuplicates) until \(until.map(String.init) ?? "-")"
    }

}
