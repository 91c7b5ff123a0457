import SeededRandom

@testable import FlowTracing

/// Random traffic in which every cluster heuristic finds something: exchanges with deposit addresses, gas funders, hubs,
/// and people who pay anybody.
struct RandomClusterWorld {
    private var random: SeededRandom
    private var rows: [ClusterTable.Row] = []
    private var time: Int64 = 1_700_000_000

    static func rows(seed: UInt64) -> [ClusterTable.Row] {
        var world = RandomClusterWorld(random: SeededRandom(seed: seed))
        let count = world.random.number(40...160)
        while world.rows.count < count { world.act() }
        return world.rows
    }

    private init(random: SeededRandom) { self.random = random }

    private mutating func pay(_ from: String, _ to: String, _ amount: Int, isNative: Bool = false, fee: Int = 0) {
        time += Int64(random.pick([0, 12, 60, 60, 600, 30_000]))
        rows.append(
            ClusterTable.Row(
                time: time, from: from, to: to, amount: Amount(amount), isNative: isNative, fee: Amount(fee)))
    }

    private mutating func act() {
        let exchange = random.pick(["x", "x", "y", "z"])
        let person = "p\(random.number(1...10))"
        let amount = random.number(1...30)
        switch random.number(0...9) {
        case 0...3:
            let deposit = "\(random.chance(80) ? exchange : "x")d\(random.number(1...7))"
            pay(person, deposit, amount, isNative: random.chance(20))
            if random.chance(20) { pay(exchange, deposit, 3, isNative: true) }
            if random.chance(85) { pay(deposit, exchange, amount, fee: random.number(0...1)) }
        case 4...5:
            let mule = "m\(random.number(1...12))"
            pay(person, mule, amount)
            if random.chance(80) { pay(random.pick(["f", "f", "g", "x"]), mule, 5, isNative: true) }
            if random.chance(80) { pay(mule, random.pick(["hub", "hub", "shop"]), amount, fee: random.number(0...2)) }
        case 6: pay(exchange, person, amount, isNative: random.chance(40))
        case 7: pay(person, "p\(random.number(1...10))", amount, isNative: random.chance(40), fee: random.number(0...2))
        case 8: pay(random.pick(["f", "shop", "xd1", "m1"]), person, amount, isNative: random.chance(50))
        default: pay(person, person, random.number(0...1))
        }
    }
}

/// Random spending on one UTXO chain, in order, a transaction a block: change, reuse, peeling and now and then a coinjoin.
struct RandomSpending {
    private var random: SeededRandom
    private var list: [NaiveTransaction] = []
    private var unspent: [(id: Int, vout: Int, amount: UInt64)] = []
    private var fresh = 0

    static func transactions(seed: UInt64, count: Int, after prefix: [NaiveTransaction] = []) -> [NaiveTransaction] {
        var world = RandomSpending(random: SeededRandom(seed: seed))
        for one in prefix { world.take(one) }
        while world.list.count < count { world.act() }
        return world.list
    }

    private init(random: SeededRandom) { self.random = random }

    private mutating func take(_ one: NaiveTransaction) {
        list.append(one)
        for input in one.inputs { unspent.removeAll { $0.id == input.previous && $0.vout == input.vout } }
        for (vout, output) in one.outputs.enumerated() where output.amount > 0 {
            unspent.append((one.id, vout, output.amount))
        }
    }

    private mutating func act() {
        var one = NaiveTransaction(
            id: list.count + 1, block: UInt64(list.count), position: 0, time: Int64(list.count) * 600)
        if unspent.isEmpty || random.chance(20) {
            one.isCoinbase = true
            one.outputs = [.init(amount: UInt64(random.number(1...9)) * 1_000_000, owner: somebody())]
            return take(one)
        }
        var total: UInt64 = 0
        for _ in 0..<random.pick([1, 1, 1, 2, 2, 3]) where !unspent.isEmpty {
            let coin = unspent.remove(at: random.number(0...unspent.count - 1))
            one.inputs.append(.init(previous: coin.id, vout: coin.vout))
            total += coin.amount
        }
        var left = total - min(total, UInt64(random.pick([0, 100, 100, 200])))
        for number in 0..<random.pick([1, 2, 2, 2, 3]) {
            let isLast = number == 2 || random.chance(30)
            let part = isLast ? left : random.chance(50) ? left / 10 : left / 1_000_000 / 2 * 1_000_000
            if part == 0 { continue }
            one.outputs.append(.init(amount: part, owner: somebody()))
            left -= part
        }
        if one.outputs.isEmpty { one.outputs = [.init(amount: left, owner: somebody())] }
        take(one)
    }

    private mutating func somebody() -> String {
        if random.chance(45) {
            fresh += 1
            return "w\(list.count)f\(fresh)"
        }
        return random.pick(["w1", "w2", "w3", "w4", "p2", "p3", "p4", "p5", "q1", "q2", "q3"])
    }
}
