import SeededRandom

@testable import FlowTracing

/// Random traffic of six weeks in which every typology finds something: planted patterns with strangers' payments between.
struct LawWorld {
    private var random: SeededRandom
    private var events: [(time: Int64, rows: [TypologyTable.Row])] = []
    private static let day: Int64 = 86_400
    /// One unit of a token with six decimals.
    private static let unit: Amount = 1_000_000

    static func table(seed: UInt64) -> TypologyTable {
        var world = LawWorld(random: SeededRandom(seed: seed))
        for (number, plant) in plants.enumerated() where world.random.chance(60) {
            world.plant(plant, "k\(number)")
        }
        for _ in 0..<60 { world.bustle() }
        // Stable: what is of one time keeps its order.
        let sorted = world.events.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
        var table = TypologyTable()
        for (number, event) in sorted.enumerated() {
            for var row in event.element.rows {
                row.transaction = "t\(number)"
                table.rows.append(row)
            }
        }
        return table
    }

    /// A few who deal with one another so much that searches are cut.
    static func crowd(seed: UInt64) -> TypologyTable {
        var random = SeededRandom(seed: seed &+ 77)
        let people = ["x1", "null", "scam"] + (0..<random.number(8...16)).map { "p\($0)" }
        var table = TypologyTable()
        var time = TypologyTable.start
        for number in 0..<250 {
            time += Int64(random.pick([0, 0, 60, 600]))
            let from = random.pick(people)
            for _ in 0..<random.pick([1, 1, 1, 2, 3]) {
                table.rows.append(
                    TypologyTable.Row(
                        time: time, from: from, to: random.pick(people),
                        amount: Amount(random.pick([9_990, 9_900, 9_600, 8_000, 500])) * unit / 10,
                        asset: random.chance(90) ? "USDT" : "DAI", transaction: "t\(number)"))
            }
        }
        return table
    }

    private init(random: SeededRandom) { self.random = random }

    private typealias Plant = @Sendable (inout LawWorld, String, Int64) -> Void

    private mutating func plant(_ plant: Plant, _ name: String) {
        let begin = TypologyTable.start + Int64(random.number(0...10 * 86_400))
        plant(&self, name, begin)
    }

    /// One transaction.
    private mutating func pay(
        _ time: Int64, _ from: String, _ to: String, _ amount: Amount, _ asset: String = "USDT"
    ) {
        events.append(
            (time, [TypologyTable.Row(time: time, from: from, to: to, amount: amount, asset: asset, transaction: "")]))
    }

    private mutating func soon(_ minutes: ClosedRange<Int>) -> Int64 { Int64(random.number(minutes) * 60) }

    private mutating func some(_ range: ClosedRange<Int>) -> Amount { Amount(random.number(range)) * LawWorld.unit }

    /// Strangers, exchanges and now and then somebody of a pattern deal with each other.
    private mutating func bustle() {
        func somebody(_ world: inout LawWorld) -> String {
            if world.random.chance(12), let event = world.events.randomElement(using: &world.random) {
                return event.rows[0].from
            }
            return world.random.pick(["x1", "x2", "null"] + (0..<14).map { "p\($0)" })
        }
        let time = TypologyTable.start + Int64(random.number(0...14 * 86_400))
        let (from, to) = (somebody(&self), somebody(&self))
        pay(time, from, to, random.chance(4) ? 0 : some(1...900), random.chance(85) ? "USDT" : "DAI")
    }

    private static let plants: [Plant] = [
        { world, name, begin in
            for number in 0..<world.random.number(10...18) {
                world.pay(begin + world.soon(0...1_300), "\(name)p\(number)", name, world.some(10...90))
            }
        },
        { world, name, begin in
            for number in 0..<world.random.number(10...18) {
                world.pay(begin + world.soon(0...1_300), name, "\(name)q\(number)", world.some(10...90))
            }
        },
        { world, name, begin in
            let (payers, payees) = (world.random.number(4...8), world.random.number(5...8))
            for number in 0..<payers {
                world.pay(begin + world.soon(0...600), "\(name)p\(number)", name, world.some(90...110))
            }
            for number in 0..<payees {
                world.pay(begin + world.soon(601...1_800), name, "\(name)q\(number)", world.some(50...90))
            }
        },
        { world, name, begin in
            for number in 0..<world.random.number(2...6) {
                let (amount, time) = (world.some(50...90), begin + world.soon(0...600))
                world.pay(time, name, "\(name)m\(number)", amount)
                world.pay(time + world.soon(1...900), "\(name)m\(number)", "\(name)t", amount * 9 / 10)
            }
        },
        { world, name, begin in
            let hops = world.random.number(3...6)
            var (time, amount) = (begin, world.some(500...900))
            for hop in 0..<hops {
                world.pay(time, "\(name)c\(hop)", "\(name)c\((hop + 1) % hops)", amount)
                time += world.soon(10...700)
                amount = amount * Amount(world.random.number(79...100)) / 100
            }
        },
        { world, name, begin in world.block(name, "p", "q", begin) },
        { world, name, begin in
            world.block(name, "u", "p", begin)
            world.block(name, "p", "q", begin + LawWorld.day / 2)
        },
        { world, name, begin in
            var time = begin
            for number in 0..<world.random.number(3...6) {
                let amount = world.some(100...900)
                world.pay(time, "\(name)a\(number)", name, amount)
                world.pay(time + world.soon(1...59), name, "\(name)b\(number)", amount * 98 / 100)
                time += world.soon(60...300)
            }
        },
        { world, name, begin in
            var (time, amount) = (begin, world.some(5_000...9_000))
            world.pay(time, "\(name)v", "\(name)s0", amount)
            for step in 0..<world.random.number(3...7) {
                let (main, left) = (amount * 8 / 10, amount / 10)
                time += world.soon(10...600)
                world.pay(time, "\(name)s\(step)", "\(name)s\(step + 1)", main)
                world.pay(time + 30, "\(name)s\(step)", "\(name)k\(step)", left)
                amount = main
            }
        },
        // Just below a round sum, again and again.
        { world, name, begin in
            for number in 0..<world.random.number(4...7) {
                world.pay(begin + world.soon(0...7_000), name, "\(name)q\(number % 4)", world.some(9_300...9_990))
            }
        },
        // A lookalike of somebody who was just paid, who then is paid.
        { world, name, begin in
            world.pay(begin, name, "\(name)q", world.some(400...800))
            for number in 0..<3 {
                let (time, decoy) = (begin + world.soon(1...90), "\(name)q~\(number)")
                if number == 0 { world.pay(time, name, decoy, 0) }
                if number == 1 { world.pay(time, decoy, name, world.some(400...800), "FAKEUSDT") }
                if number == 2 { world.pay(time, decoy, name, 1) }
            }
            world.pay(begin + world.soon(100...900), name, "\(name)q~0", world.some(400...800))
        },
        // Victims whom exchanges fund pay more and more; some get a little back first.
        { world, name, begin in
            for victim in 0..<world.random.number(6...9) {
                var time = begin + world.soon(0...9_000)
                for (number, amount) in [200, 900, 2_500, 7_000].enumerated() {
                    world.pay(time, "x1", "\(name)v\(victim)", Amount(amount) * LawWorld.unit + 5)
                    world.pay(time + 900, "\(name)v\(victim)", name, Amount(amount) * LawWorld.unit)
                    if number == 0, victim % 2 == 0 {
                        world.pay(time + 80_000, name, "\(name)v\(victim)", 30 * LawWorld.unit)
                    }
                    time += 4 * LawWorld.day + world.soon(0...900)
                }
            }
            for part in 0..<4 {
                world.pay(begin + Int64(part * 5 + 8) * LawWorld.day, name, "\(name)w", world.some(5_000...9_000))
            }
        },
        // One transaction that splits what a victim has, for several victims.
        { world, name, begin in
            for victim in 0..<world.random.number(2...5) {
                let amount = world.some(1_000...9_000)
                let time = begin + world.soon(0...3_000)
                let parts = [("\(name)o", amount / 5), ("\(name)f\(victim % 2)", amount - amount / 5)]
                world.events.append(
                    (
                        time,
                        parts.map {
                            TypologyTable.Row(
                                time: time, from: "\(name)v\(victim)", to: $0.0, amount: $0.1, transaction: "")
                        }
                    ))
            }
        },
        // Buyers pay an escrow, which pays merchants a little less.
        { world, name, begin in
            var time = begin
            for deal in 0..<world.random.number(100...130) {
                let amount = world.some(200...900)
                world.pay(time, "\(name)b\(deal % 17)", name, amount)
                world.pay(time + world.soon(20...100), name, "\(name)m\(deal % 4)", amount * 97 / 100)
                if deal % 25 == 24 { world.pay(time + 60, "\(name)m\(deal / 25)", name, world.some(1_000...1_500)) }
                time += world.soon(20...80)
            }
        },
        // A victim's money is at an exchange within the hour.
        { world, name, begin in
            let amount = world.some(900...9_000)
            world.pay(begin, "x1", "\(name)v", amount)
            world.pay(begin + 300, "\(name)v", "\(name)scam", amount * 99 / 100)
            for (hop, ends) in [("scam", "a"), ("a", "b"), ("b", "c")].enumerated() {
                world.pay(
                    begin + 600 + Int64(hop) * 300, "\(name)\(ends.0)", "\(name)\(ends.1)",
                    amount * Amount(98 - hop) / 100)
            }
            world.pay(begin + 2_400, "\(name)c", "x2", amount * 94 / 100)
        },
    ]

    private mutating func block(_ name: String, _ above: String, _ below: String, _ begin: Int64) {
        let (payers, payees) = (random.number(3...4), random.number(3...4))
        for payer in 0..<payers {
            for payee in 0..<payees where random.chance(95) {
                pay(begin + soon(0...700), "\(name)\(above)\(payer)", "\(name)\(below)\(payee)", some(10...90))
            }
        }
    }
}

extension TypologyTable {
    /// The same with other names and transactions; what a name means and whom it looks like stays.
    func renamed(_ mark: String) -> TypologyTable {
        TypologyTable(
            rows: rows.map { row in
                var row = row
                (row.from, row.to) = (TypologyTable.rename(row.from, mark), TypologyTable.rename(row.to, mark))
                row.transaction += mark
                return row
            })
    }

    static func rename(_ name: String, _ mark: String) -> String {
        if name == "null" { return name }
        let stem = name.prefix { $0 != "~" }
        return stem + mark + name.dropFirst(stem.count)
    }

    /// Both in one ledger, by time; transactions stay whole.
    func merged(with other: TypologyTable) -> TypologyTable {
        var (merged, next) = (TypologyTable(), 0)
        for row in rows {
            while next < other.rows.count, other.rows[next].time < row.time {
                merged.rows.append(other.rows[next])
                next += 1
            }
            merged.rows.append(row)
        }
        merged.rows += other.rows[next...]
        return merged
    }
}
