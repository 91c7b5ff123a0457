import SeededRandom
import Testing

@testable import FlowTracing

/// What must hold of every number, whatever the ledger.
@Suite struct FeatureLawTests {
    private static let seeds = SeededRandom.base..<SeededRandom.base + 6

    private static var worlds: [(seed: UInt64, table: TypologyTable)] {
        seeds.map { ($0, LawWorld.table(seed: $0)) } + seeds.prefix(3).map { ($0, LawWorld.crowd(seed: $0)) }
    }

    @Test func `the ledger cut anywhere gives the same lines up to there`() throws {
        for (seed, table) in Self.worlds {
            var random = SeededRandom(seed: seed &+ 11)
            let whole = try FeatureLines(table)
            #expect(whole.transfers.count == table.rows.count)
            for _ in 0..<5 {
                var writing = TypologyTable.Writing()
                writing.prefix = random.pick(table.borders)
                let cut = try FeatureLines(table, [writing])
                #expect(
                    cut.transfers == Array(whole.transfers.prefix(writing.prefix)), "seed \(seed), \(writing.prefix)")
                var settings = FeatureLines.settings
                guard writing.prefix > 0 else { continue }
                settings.until = table.rows[writing.prefix - 1].time
                let timed = try FeatureLines(table, settings: settings)
                let rows = table.rows.prefix { $0.time <= table.rows[writing.prefix - 1].time }.count
                #expect(timed.transfers == Array(whole.transfers.prefix(rows)), "seed \(seed), until")
                if rows == writing.prefix {
                    #expect(timed.totals.map(\.cells) == cut.totals.map(\.cells), "seed \(seed), until")
                }
            }
        }
    }

    @Test func `batches, files, bytes and numbers of addresses change nothing`() throws {
        for (seed, table) in Self.worlds {
            var random = SeededRandom(seed: seed &+ 12)
            let whole = try FeatureLines(table)
            let borders = table.borders.filter { _ in random.chance(10) } + [table.rows.count]
            let batches = try FeatureLines(
                table,
                borders.map {
                    var writing = TypologyTable.Writing()
                    writing.prefix = $0
                    return writing
                })
            var other = TypologyTable.Writing()
            other.salt = random.next()
            other.numbered = table.names.sorted().shuffled(using: &random)
            other.files = [[], [], []]
            for (begin, end) in zip(table.borders, table.borders.dropFirst()) {
                other.files[random.number(0...2)] += Array(begin..<end)
            }
            other.files = other.files.map { $0.shuffled(using: &random) }
            for (what, lines) in [("batches", batches), ("other bytes and files", try FeatureLines(table, [other]))] {
                #expect(lines.transfers == whole.transfers, "seed \(seed), \(what)")
                #expect(lines.totals.map(\.name) == whole.totals.map(\.name), "seed \(seed), \(what)")
                #expect(lines.totals.map(\.cells) == whole.totals.map(\.cells), "seed \(seed), \(what)")
                #expect(lines.cuts == whole.cuts, "seed \(seed), \(what)")
            }
        }
    }

    @Test func `every number is what the rows up to it say`() throws {
        var seen: [String: Set<Int64>] = [:]
        var settings = FeatureLines.settings
        settings.limits.steps = .max
        for seed in Self.seeds.prefix(3) {
            for table in [LawWorld.table(seed: seed), Self.few(seed: seed)] {
                let lines = try FeatureLines(table, settings: settings)
                try #require(lines.cuts.allSatisfy { $0.isNone })
                var random = SeededRandom(seed: seed &+ 13)
                for row in table.rows.indices where table.rows.count <= 160 || random.chance(25) {
                    let naive = NaiveFeatures(table.rows[...row], windows: FeatureLines.settings.windows).numbers()
                    let found = lines.named(row)
                    for (name, value) in found { seen[name, default: []].insert(value) }
                    let wrong = Set(naive.keys).union(found.keys).filter { naive[$0] != found[$0] }.sorted()
                    #expect(
                        wrong.isEmpty,
                        "seed \(seed), row \(row): \(wrong.map { "\($0) \(found[$0] ?? -1) for \(naive[$0] ?? -1)" })")
                }
            }
        }
        // A law about numbers that never change proves nothing.
        let constant = FeatureExtraction.columns(FeatureLines.settings.windows).map(\.name)
            .filter { (seen[$0]?.count ?? 0) < 2 }
        for name in constant {
            #expect(
                ["cut", "16_up", "8_to_15", "4_to_7_15m", "cycles_6", "mixer", "bridge", "marketplace"].contains {
                    name.contains($0)
                }, "\(name)")
        }
    }

    /// A few who pay one another in two assets, also at one time, themselves and nobody.
    private static func few(seed: UInt64) -> TypologyTable {
        var random = SeededRandom(seed: seed &+ 14)
        var table = TypologyTable()
        var time = TypologyTable.start
        for number in 0..<160 {
            time += number % 40 == 0 ? 100_000 : Int64(random.pick([0, 5, 10, 20, 40]))
            let people = ["x1", "null", "scam"] + (0..<5).map { "p\($0)" }
            table.rows.append(
                TypologyTable.Row(
                    time: time, from: random.pick(people), to: random.pick(people),
                    amount: Amount(random.pick([0, 1, 7, 1_000, 999_999])), asset: random.chance(80) ? "USDT" : "DAI",
                    transaction: "t\(number)"))
        }
        return table
    }

    @Test func `totals are those of the lines`() throws {
        for (seed, table) in Self.worlds {
            let lines = try FeatureLines(table)
            #expect(Set(lines.totals.map(\.name)).count == lines.totals.count)
            for total in lines.totals {
                let words = total.name.split(separator: " ").map(String.init)
                let (name, asset) = (words[0], words[1])
                let moved = table.rows.enumerated().filter { $0.element.from != $0.element.to }
                let (out, back) = (moved.filter { $0.element.from == name }, moved.filter { $0.element.to == name })
                func sum(_ rows: [(offset: Int, element: TypologyTable.Row)]) -> Amount {
                    rows.filter { $0.element.asset == asset }.reduce(0) { $0 + $1.element.amount }
                }
                #expect(words[2] == "\(sum(back))" && words[3] == "\(sum(out))", "seed \(seed), \(total.name)")
                let cells = FeatureLines.named(lines.addressColumns, total.cells)
                #expect(cells["payers"] == Int64(Set(back.map(\.element.from)).count))
                #expect(cells["payees"] == Int64(Set(out.map(\.element.to)).count))
                #expect(cells["all_receipts"] == Int64(back.count) && cells["all_payments"] == Int64(out.count))
                #expect(cells["first_time"] == (out + back).map(\.element.time).min())
                #expect(cells["last_time"] == (out + back).map(\.element.time).max())
                let paid = moved.filter {
                    $0.element.from == name && $0.element.to != "null" && $0.element.from != "null"
                }
                #expect(
                    cells["most_fan_out_1d"]
                        ?? -1 >= paid.compactMap { lines.named($0.offset)["sender_fan_out_1d"] }.max() ?? 0)
                let closing = (paid + moved.filter { $0.element.to == name })
                    .map { row in (2...6).reduce(0) { $0 + (lines.named(row.offset)["cycles_\($1)_1d"] ?? 0) } }
                #expect(cells["most_cycles_1d"] == closing.max() ?? 0, "seed \(seed), \(total.name)")
            }
        }
    }
}
