import SeededRandom
import Testing

@testable import FlowTracing

/// Detectors agree exactly with enumeration, on small ledgers where limits are out of reach.
@Suite struct BruteForceTests {
    private static let names = ["fan-in", "fan-out", "gather-scatter", "scatter-gather", "cycle", "bipartite"]

    /// Few addresses, many dealings, seconds apart; two of the addresses are exchanges.
    private static func table(_ random: inout SeededRandom) -> TypologyTable {
        let people = (0..<random.number(4...7)).map { "p\($0)" } + ["x1", "x2"].prefix(random.number(0...2))
        let gaps = random.chance(50) ? [0, 0, 0, 1, 1] : [0, 0, 0, 2, 9]
        let amounts = random.chance(50) ? [10, 10, 9, 8, 7] : [10, 10, 5, 4, 20]
        var table = TypologyTable()
        var time = TypologyTable.start
        for row in 0..<random.number(15...45) {
            time += Int64(random.pick(gaps))
            let isOdd = random.chance(4)
            table.rows.append(
                TypologyTable.Row(
                    time: time, from: isOdd ? random.pick(["null", people[0]]) : random.pick(people),
                    to: random.pick(people),
                    amount: isOdd ? Amount(random.number(0...1)) : Amount(random.pick(amounts)),
                    asset: random.chance(85) ? "USDT" : random.pick(["DAI", "FAKE"]), transaction: "t\(row)"))
        }
        return table
    }

    private static func configuration(_ random: inout SeededRandom) throws -> FlaggingConfiguration {
        var configuration = FlaggingConfiguration()
        try configuration.run(only: names)
        configuration.window = random.number(30...60)
        configuration.silence = configuration.window
        configuration.walkLimit = 4_096
        configuration.hubLimit = 1_000_000
        for name in names { try configuration.set(name, "span", to: random.number(4...30)) }
        for name in ["fan-in", "fan-out"] { try configuration.set(name, "counterparties", to: random.number(2...4)) }
        for side in ["payers", "payees"] { try configuration.set("gather-scatter", side, to: random.number(2...3)) }
        try configuration.set("gather-scatter", "passed on", to: random.pick([0, 500, 800]))
        try configuration.set("scatter-gather", "middles", to: random.number(2...3))
        try configuration.set("scatter-gather", "passed on", to: random.pick([0, 500, 800]))
        try configuration.set("cycle", "shortest", to: random.number(2...4))
        try configuration.set("cycle", "longest", to: random.number(3...6))
        try configuration.set("cycle", "passed on", to: random.pick([0, 700, 875, 1_000]))
        try configuration.set("bipartite", "width", to: random.number(2...3))
        return configuration
    }

    @Test func `the rows that fire and the findings they make are those of naive enumeration`() throws {
        var fired: [String: Int] = [:]
        for seed in SeededRandom.base..<SeededRandom.base + 400 {
            var random = SeededRandom(seed: seed)
            let table = Self.table(&random)
            let configuration = try Self.configuration(&random)
            let naive = NaiveTypologies(table, configuration)
            let ledgers = try (1...table.rows.count).map { count in
                var writing = TypologyTable.Writing()
                writing.prefix = count
                return try table.ledger(writing)
            }
            let whole = try #require(ledgers.last)
            let names = FindingText(table, whole)
            for name in Self.names {
                var own = configuration
                try own.run(only: [name])
                let flagging = Flagging(ledgers[0], attribution: table.attribution(), configuration: own)
                var rows: Set<Int> = []
                for (row, ledger) in ledgers.enumerated() {
                    let before = flagging.book.fires
                    flagging.update(ledger)
                    if flagging.book.fires > before { rows.insert(row) }
                }
                let firings = naive.payments.indices.flatMap { naive.firings(name, at: $0) }
                #expect(rows == Set(firings.map(\.row)), "\(name), seed \(seed)")
                fired[name, default: 0] += rows.count
                let findings = flagging.finish()
                #expect(flagging.cuts.isEmpty)
                if name == "bipartite" {
                    for one in findings { expectBlock(one, own, names, seed) }
                } else {
                    let found = findings.map {
                        // A source comes before its sink; numbers of addresses say nothing of it.
                        NaiveTypologies.Found(
                            subjects: $0.subjects.map(names.name).sorted(), firedAt: $0.firedAt, rows: Set($0.rows))
                    }
                    let expected = naive.findings(firings) { table.rows[$0].time }.map {
                        NaiveTypologies.Found(subjects: $0.subjects.sorted(), firedAt: $0.firedAt, rows: $0.rows)
                    }
                    #expect(Set(found) == Set(expected), "\(name), seed \(seed)")
                    #expect(found.count == expected.count, "\(name), seed \(seed)")
                }
                if rows != Set(firings.map(\.row)) { return }
            }
        }
        for name in Self.names { #expect(fired[name, default: 0] > 100, "\(name) was hardly tried") }
    }

    /// The transfers of a finding hold a complete block and the one at which it fired.
    private func expectBlock(
        _ one: Finding, _ configuration: FlaggingConfiguration, _ names: FindingText, _ seed: UInt64
    ) {
        guard let setting = configuration.typologies.first as? Bipartite else { return }
        let ledger = names.ledger
        let paid = Dictionary(grouping: one.rows) { ledger.sender($0) }.mapValues {
            Set($0.map { ledger.recipient($0) })
        }
        func hasBlock(_ count: Int, _ common: Set<AddressID>, _ others: ArraySlice<Set<AddressID>>) -> Bool {
            if common.count < setting.width { return false }
            if count == setting.width { return true }
            return others.indices.contains {
                hasBlock(count + 1, common.intersection(others[$0]), others[($0 + 1)...])
            }
        }
        #expect(one.rows.contains(one.firedAt), "seed \(seed)")
        #expect(hasBlock(0, Set(one.members), Array(paid.values)[...]), "seed \(seed)")
        #expect(one.measures.allSatisfy { $0.value >= setting.width }, "seed \(seed)")
    }
}
