import FlowTracing

/// Someone in a plan, before the world says who.
enum Member: Equatable {
    /// A wallet made for the purpose.
    case fresh
    /// Someone of the population, no one twice in a plan.
    case person
    case shop
    /// An exchange's hot wallet, no one twice in a plan while there are others.
    case exchange
    /// A customer's own address at an exchange, which the exchange sweeps.
    case deposit
    /// A deposit address of the exchange with this number in the plan; the plan itself sweeps it.
    case depositOf(Int)
    case bridge, mixer, casino, marketplace
    /// A long-lived wallet of the operator.
    case holding
    /// An address that another will imitate, and the one that imitates it.
    case model
    case lookalike(of: Int)

    /// Those who are supplied with what they need to pay.
    var isInstitution: Bool {
        switch self {
        case .exchange, .bridge, .mixer, .casino, .marketplace: true
        default: false
        }
    }
}

/// One transfer to come.
struct Step {
    /// Seconds since the plan's beginning.
    var at: Int
    var from: Int
    var to: Int
    var coin: Coin
    /// Millionths of a dollar, or of a token's unit.
    var micros: Int
    /// False for what only makes the pattern possible, or has nothing to do with it.
    var isPart: Bool
    /// In the transaction of the step before.
    var joins: Bool
}

/// What will happen in one instance, and to whom, in order of time once `finish` was called.
struct Plan {
    var members: [Member] = []
    var steps: [Step] = []

    /// Rows of the instance itself.
    var partCount: Int { steps.reduce(0) { $0 + ($1.isPart ? 1 : 0) } }
    /// Seconds from the first step to the last.
    var duration: Int { steps.last?.at ?? 0 }

    /// Everybody's money before it is spent: `who` lacks `micros` of `coin` at `at`.
    private struct Need {
        var who: Int
        var coin: Coin
        var micros: Int
        var at: Int
    }

    /// Gives everybody beforehand what the plan lets them spend beyond what it brings them, sorts by time and lets it
    /// begin at 0.
    ///
    /// - Complexity: O(steps · log steps).
    mutating func finish(_ chance: inout SplitMix) {
        sort()
        for need in needs() { supply(need, &chance) }
        sort()
        let first = steps.first?.at ?? 0
        for i in steps.indices { steps[i].at -= first }
    }

    /// By time; a transaction's steps stay together in the order in which they were planned.
    private mutating func sort() {
        var groups: [(at: Int, first: Int, end: Int)] = []
        for i in steps.indices {
            if steps[i].joins, let last = groups.indices.last {
                steps[i].at = groups[last].at
                groups[last].end = i + 1
            } else {
                groups.append((steps[i].at, i, i + 1))
            }
        }
        groups.sort { ($0.at, $0.first) < ($1.at, $1.first) }
        steps = groups.flatMap { steps[$0.first..<$0.end] }
    }

    private func needs() -> [Need] {
        let width = Coin.allCases.count
        var balances = [Int](repeating: 0, count: members.count * width)
        var places: [Int: Int] = [:]
        var needs: [Need] = []
        for step in steps where step.micros > 0 && step.coin.rawValue < Coin.trackedCount {
            balances[step.to * width + step.coin.rawValue] += step.micros
            guard !members[step.from].isInstitution else { continue }
            let key = step.from * width + step.coin.rawValue
            balances[key] -= step.micros
            guard balances[key] < 0 else { continue }
            if let place = places[key] {
                needs[place].micros -= balances[key]
            } else {
                places[key] = needs.count
                needs.append(Need(who: step.from, coin: step.coin, micros: -balances[key], at: step.at))
            }
            balances[key] = 0
        }
        return needs
    }

    /// One to three purchases, minutes to weeks before, often of more than is needed.
    private mutating func supply(_ need: Need, _ chance: inout SplitMix) {
        let surplus = chance.chance(400) ? 0 : need.micros / 1_000 * chance.skewed(400)
        var left = need.micros + surplus
        var source = chance.chance(850) ? Member.exchange : chance.chance(600) ? .bridge : .casino
        if case .depositOf = members[need.who] { source = .exchange }
        let from = members.count
        members.append(source)
        let lumps = chance.chance(650) ? 1 : chance.within(2...3)
        for lump in 1...lumps {
            let micros = lump == lumps ? left : left / 1_000 * chance.within(200...800)
            left -= micros
            steps.append(
                Step(
                    at: need.at - chance.logarithmic(600...1_700_000), from: from, to: need.who, coin: need.coin,
                    micros: micros, isPart: false, joins: false))
        }
    }
}
