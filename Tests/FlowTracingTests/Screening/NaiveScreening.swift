@testable import FlowTracing

/// The definition of `Exposure`, floors and all, with dictionaries: nothing skipped, nothing packed.
struct NaiveScreening {
    struct Part: Hashable {
        var source: Set<String>
        var length: Int
    }

    struct Holding {
        var balance: UInt128 = 0
        var parts: [Part: UInt128] = [:]

        /// What was missing.
        mutating func supply(_ amount: UInt128) -> UInt128 {
            let missing = amount > balance ? amount - balance : 0
            balance += missing
            return missing
        }

        mutating func spend(_ amount: UInt128) -> [Part: UInt128] {
            var moved: [Part: UInt128] = [:]
            for (part, value) in parts {
                let share = NaiveScreening.floor(value, amount, balance)
                if share > 0 { moved[part] = share }
                let kept = NaiveScreening.floor(value, balance - amount, balance)
                parts[part] = kept > 0 ? kept : nil
            }
            balance -= amount
            return moved
        }

        mutating func receive(_ amount: UInt128, _ value: [Part: UInt128]) {
            balance += amount
            for (part, value) in value { parts[part, default: 0] += value }
        }
    }

    struct Key: Hashable {
        var chain, asset, address: String
    }

    let world: ScreeningWorld
    private var holdings: [Key: Holding] = [:]
    private var missing: [[UInt128]]
    private var answer = ScreeningAnswer()

    static func floor(_ value: UInt128, _ numerator: UInt128, _ denominator: UInt128) -> UInt128 {
        denominator.dividingFullWidth(value.multipliedFullWidth(by: numerator)).quotient
    }

    static func answer(_ world: ScreeningWorld) -> ScreeningAnswer {
        var run = NaiveScreening(world)
        run.forward()
        run.backward()
        return run.answer
    }

    private init(_ world: ScreeningWorld) {
        self.world = world
        missing = world.ledger.rows.map { _ in [0, 0] }
    }

    private func isPlain(_ address: String) -> Bool { address != NaiveRow.null && world.sources[address] == nil }

    private func isCut(_ row: Int) -> Bool {
        let one = world.ledger.rows[row]
        return isPlain(one.from) && isPlain(one.to) && !world.ledger.received(row).isEmpty
    }

    private func load(_ address: String, _ amount: UInt128) -> [Part: UInt128] {
        world.sources[address].map { [Part(source: $0, length: 1): amount] } ?? [:]
    }

    private mutating func record(
        _ row: NaiveRow, _ address: String, _ direction: Exposure.Direction, _ value: [Part: UInt128]
    ) {
        let key = ScreeningAnswer.Key(chain: row.chain, asset: row.asset, address: address, direction: direction)
        var found = answer.found[key] ?? .init()
        found.total += row.amount
        for (part, value) in value { found.add(value, from: part.source, hops: part.length) }
        answer.found[key] = found
    }

    /// One transfer further, as far as the limit allows.
    private func lengthened(_ value: [Part: UInt128]) -> [Part: UInt128] {
        var longer: [Part: UInt128] = [:]
        for (part, value) in value where part.length < world.hops {
            longer[Part(source: part.source, length: part.length + 1)] = value
        }
        return longer
    }

    private mutating func forward() {
        for (number, row) in world.ledger.rows.enumerated() {
            if row.fee > 0, isPlain(row.from) {
                let key = Key(chain: row.chain, asset: row.effectiveFeeAsset, address: row.from)
                missing[number][1] = holdings[key, default: Holding()].supply(row.fee)
                _ = holdings[key, default: Holding()].spend(row.fee)
            }
            guard row.movesValue else { continue }
            var value = load(row.from, row.amount)
            if isPlain(row.from) {
                let key = Key(chain: row.chain, asset: row.asset, address: row.from)
                missing[number][0] = holdings[key, default: Holding()].supply(row.amount)
                value = lengthened(holdings[key, default: Holding()].spend(row.amount))
            }
            if isCut(number) { value = [:] }
            if row.to == NaiveRow.null { continue }
            record(row, row.to, .received, value)
            if isPlain(row.to) {
                holdings[Key(chain: row.chain, asset: row.asset, address: row.to), default: Holding()].receive(
                    row.amount, value)
            }
        }
    }

    private mutating func backward() {
        for key in holdings.keys { holdings[key]?.parts = [:] }
        for (number, row) in world.ledger.rows.enumerated().reversed() {
            let sender = Key(chain: row.chain, asset: row.asset, address: row.from)
            if row.movesValue {
                var value = load(row.to, row.amount)
                if isPlain(row.to) {
                    let key = Key(chain: row.chain, asset: row.asset, address: row.to)
                    value = lengthened(holdings[key, default: Holding()].spend(row.amount))
                }
                if isCut(number) { value = [:] }
                if row.from != NaiveRow.null { record(row, row.from, .sent, value) }
                if isPlain(row.from) {
                    holdings[sender, default: Holding()].receive(row.amount, value)
                    if missing[number][0] > 0 { _ = holdings[sender, default: Holding()].spend(missing[number][0]) }
                }
            }
            if row.fee > 0, isPlain(row.from) {
                let key = Key(chain: row.chain, asset: row.effectiveFeeAsset, address: row.from)
                holdings[key, default: Holding()].receive(row.fee, [:])
                if missing[number][1] > 0 { _ = holdings[key, default: Holding()].spend(missing[number][1]) }
            }
        }
    }
}
