@testable import FlowTracing

/// The definition of `Exposure` on a UTXO chain, floors and all, with dictionaries: nothing skipped, nothing packed.
struct NaiveOutputScreening {
    typealias Part = NaiveScreening.Part

    /// A coin of a transaction: what it holds is kept by its point.
    struct Coin {
        var point: NaivePoint?
        var owner: String?
        var amount: UInt128
    }

    let world: OutputScreeningWorld
    private var answer = ScreeningAnswer()
    private var held: [NaivePoint: [Part: UInt128]] = [:]

    static func answer(_ world: OutputScreeningWorld) throws -> ScreeningAnswer {
        var run = NaiveOutputScreening(world: world)
        for ledger in try world.world.naiveLedgers() {
            for entry in ledger.entries { run.move(entry, .received) }
            run.held = [:]
            for entry in ledger.entries.reversed() { run.move(entry, .sent) }
            run.held = [:]
        }
        return run.answer
    }

    private init(world: OutputScreeningWorld) { self.world = world }

    private func floor(_ value: UInt128, _ numerator: UInt128, _ denominator: UInt128) -> UInt128 {
        NaiveScreening.floor(value, numerator, denominator)
    }

    private func entity(_ coin: Coin) -> String? {
        coin.owner.flatMap { OutputScreeningWorld.isSomebody($0) ? world.entity($0) : nil }
    }

    private mutating func move(_ entry: NaiveOutputs.Entry, _ direction: Exposure.Direction) {
        let spent = entry.inputs.map { Coin(point: $0.point, owner: $0.owner, amount: $0.amount) }
        let created = entry.transaction.outputs.enumerated().map {
            Coin(point: entry.point($0), owner: $1.owner, amount: UInt128($1.amount))
        }
        let (given, taken) = direction == .received ? (spent, created) : (created, spent)
        func sum(_ coins: [Coin], _ entity: String?) -> UInt128 {
            coins.filter { self.entity($0) == entity }.reduce(0) { $0 + $1.amount }
        }
        let owners = Set((given + taken).compactMap(entity)).sorted()
        var pool: [Part: UInt128] = [:]
        var holds: [String: [Part: UInt128]] = [:]
        var (gives, takes) = (sum(given, nil), sum(taken, nil))
        for owner in owners {
            let (all, own) = (sum(given, owner), min(sum(given, owner), sum(taken, owner)))
            gives += all - own
            takes += sum(taken, owner) - own
            if all == own { holds[owner] = gather(given, owner) }
            if all == own || all == 0 { continue }
            if let source = world.source(owner) {
                pool[Part(source: source, length: 1), default: 0] += all - own
                continue
            }
            for (part, value) in gather(given, owner) {
                holds[owner, default: [:]][part] = floor(value, own, all)
                pool[Part(source: part.source, length: part.length + 1), default: 0] += floor(value, all - own, all)
            }
        }
        let total = max(gives, takes)
        if OutputScreeningWorld.isMix(entry) { pool = [Part(source: ["coinjoin/heuristic"], length: 1): total] }
        for owner in owners {
            let (all, own) = (sum(taken, owner), min(sum(given, owner), sum(taken, owner)))
            if all > own {
                let key = OutputScreeningWorld.key(entry.transaction.chain, owner, direction)
                var found = answer.found[key] ?? .init()
                found.total += all - own
                for (part, value) in pool where floor(value, all - own, total) > 0 {
                    let share = floor(value, all - own, total)
                    found.add(share, from: part.source, hops: part.length)
                    if part.length < world.hops { holds[owner, default: [:]][part, default: 0] += share }
                }
                answer.found[key] = found
            }
            if world.source(owner) != nil { continue }
            for coin in taken where entity(coin) == owner && coin.amount > 0 {
                guard let point = coin.point else { continue }
                held[point] = (holds[owner] ?? [:]).mapValues { floor($0, coin.amount, all) }.filter { $0.value > 0 }
            }
        }
    }

    private func gather(_ coins: [Coin], _ owner: String) -> [Part: UInt128] {
        var all: [Part: UInt128] = [:]
        if world.source(owner) != nil { return all }
        for coin in coins where entity(coin) == owner {
            guard let point = coin.point else { continue }
            for (part, value) in held[point] ?? [:] { all[part, default: 0] += value }
        }
        return all
    }
}
