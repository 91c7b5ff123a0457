import FlowTracing

/// The hand that draws one instance: chance, the habits of whoever does it, and the plan so far.
struct Sketch {
    var chance: SplitMix
    let habits: Habits
    let coin: Coin
    private(set) var plan = Plan()
    /// Factor on every delay: a few take their time.
    private let patience: Int

    init(seed: UInt64, habits: Habits) {
        chance = SplitMix(seed: seed)
        self.habits = habits
        // Nobody sticks to one coin.
        coin = chance.chance(850) ? habits.coin : chance.chance(700) ? .usdt : .usdc
        patience = chance.chance(120) ? chance.logarithmic(4...30) : 1
    }

    /// The plan, made possible and in order.
    mutating func finished() -> Plan {
        addNoise()
        plan.finish(&chance)
        return plan
    }

    // Who

    mutating func add(_ member: Member) -> Int {
        plan.members.append(member)
        return plan.members.count - 1
    }

    /// A stranger or a wallet made for the purpose, as the operator's habits are.
    mutating func party() -> Int { add(chance.chance(habits.strangers) ? .person : .fresh) }

    /// Where money comes together: a wallet used once, or one that is used for years.
    mutating func hub() -> Int { add(chance.chance(150) ? .holding : .fresh) }

    /// Where money leaves.
    mutating func exit() -> Int {
        let way = chance.below(100)
        return add(
            way < 50
                ? .deposit
                : way < 62
                    ? .exchange
                    : way < 72
                        ? .bridge
                        : way < 80
                            ? .marketplace
                            : way < 86
                                ? .mixer
                                : way < 90 ? .casino : .fresh)
    }

    // How many, how much, when

    /// In `range`: mostly about as many as the habits say, sometimes anything.
    mutating func count(_ range: ClosedRange<Int>) -> Int {
        let usual = max(range.lowerBound, habits.crowd / 2)...max(range.lowerBound, habits.crowd * 2)
        guard chance.chance(700), usual.lowerBound <= range.upperBound else { return chance.logarithmic(range) }
        return chance.logarithmic(usual.clamped(to: range))
    }

    /// A payment of the usual size, give or take a factor of four.
    mutating func amount() -> Int { rounded(habits.level / 1_000 * chance.logarithmic(250...4_000)) }

    /// About `micros`, between a third less and a half more.
    mutating func near(_ micros: Int) -> Int { rounded(max(1_000, micros / 1_000 * chance.within(670...1_500))) }

    /// To a round sum where the habits say so, else to the last digit.
    mutating func rounded(_ micros: Int) -> Int {
        guard chance.chance(habits.roundness) else { return micros + chance.below(max(1, micros / 500)) }
        var step = 1_000_000
        while step * 50 < micros { step *= 10 }
        return max(step, micros / step * step)
    }

    /// What is passed on of `micros`.
    mutating func less(_ micros: Int) -> Int { micros - micros / 1_000 * chance.below(habits.cut + 1) }

    /// `micros` in `parts` uneven parts that sum to it.
    mutating func split(_ micros: Int, into parts: Int) -> [Int] {
        var weights: [Int] = []
        for _ in 0..<parts { weights.append(chance.within(400...1_600)) }
        let unit = micros / weights.reduce(0, +)
        var list = weights.map { $0 * unit }
        list[parts - 1] += micros - list.reduce(0, +)
        return list
    }

    /// Seconds until money moves on.
    mutating func dwell() -> Int { chance.within(habits.dwell) * patience }

    /// Seconds, every doubling equally likely.
    mutating func seconds(_ range: ClosedRange<Int>) -> Int { chance.logarithmic(range) * patience }

    /// A length of time in days or parts of it: `range` in minutes.
    mutating func span(minutes range: ClosedRange<Int>) -> Int { chance.logarithmic(range) * 60 + chance.below(60) }

    // What happens

    mutating func pay(
        _ from: Int, _ to: Int, _ micros: Int, at: Int, coin other: Coin? = nil, isPart: Bool = true,
        joins: Bool = false
    ) {
        plan.steps.append(
            Step(at: at, from: from, to: to, coin: other ?? coin, micros: micros, isPart: isPart, joins: joins))
    }

    /// What `who` has received of the sketch's coin and not sent, over the whole plan so far.
    func rest(_ who: Int) -> Int {
        plan.steps.reduce(0) { sum, step in
            guard step.coin == coin else { return sum }
            return sum + (step.to == who ? step.micros : 0) - (step.from == who ? step.micros : 0)
        }
    }

    /// When `who` last received or sent.
    func lastMoment(_ who: Int) -> Int {
        plan.steps.reduce(0) { $1.from == who || $1.to == who ? max($0, $1.at) : $0 }
    }

    /// Most take their gains somewhere afterwards, which is no part of the pattern; some let them lie.
    mutating func leave(_ who: Int) {
        let micros = rest(who)
        guard micros > 0, chance.chance(700) else { return }
        let exit = exit()
        pay(who, exit, micros - micros / 1_000 * chance.skewed(200), at: lastMoment(who) + dwell(), isPart: false)
    }

    /// Some wallets also do something else meanwhile.
    private mutating func addNoise() {
        guard let first = plan.steps.map(\.at).min(), let last = plan.steps.map(\.at).max() else { return }
        for who in plan.members.indices where plan.members[who] == .fresh && chance.chance(habits.noise) {
            let at = first + chance.below(last - first + 3_600)
            let micros = chance.logarithmic(2...900) * 1_000_000 + chance.below(1_000_000)
            if chance.chance(500) {
                let other = add(chance.chance(700) ? .exchange : .casino)
                pay(other, who, micros, at: at, isPart: false)
            } else {
                let other = add(.shop)
                pay(who, other, micros, at: at, isPart: false)
            }
        }
    }
}
