/// How a planned transaction becomes rows: what it needs is seen to first, and what is part of the pattern is noted.
extension PatternWorld {
    mutating func perform(_ one: PatternUnderWay, _ steps: Range<Int>) {
        let plan = one.plan
        let sender = one.people[plan.steps[steps.lowerBound].from]
        let coin = plan.steps[steps.lowerBound].coin
        let amounts = steps.map { economy.coinage.units(micros: plan.steps[$0].micros, of: plan.steps[$0].coin) }
        // Transfers of nothing and counterfeits are called by somebody else, who pays for them.
        let isFree = amounts.allSatisfy { $0 == 0 } || coin.rawValue >= Coin.trackedCount
        let fee = isFree ? 0 : economy.coinage.fee(for: coin, &economy.chance) * UInt128(steps.count)
        for (who, coin, needed) in needs(one, steps, amounts) { provide(who, coin, needed) }
        // Such tokens are minted as they are needed.
        let minted = coin.rawValue < Coin.trackedCount ? 0 : amounts.reduce(0, +)
        guard economy.fuel(sender, fee: fee, patron: economy.anyExchange()),
            economy.open(rows: steps.count + (minted > 0 ? 1 : 0))
        else { return }
        if minted > 0 { economy.write(from: economy.cast.nullText, to: economy.cast.text(sender), coin, minted) }
        for (place, number) in steps.enumerated() {
            let step = plan.steps[number]
            let (from, to) = (one.people[step.from], one.people[step.to])
            let paid = place == 0 ? fee : 0
            var amount = amounts[place]
            let index: Int
            if amount > 0, step.coin.rawValue < Coin.trackedCount {
                // Gas comes out of native coin that was meant to go.
                let held = economy.balance(from, step.coin) - (step.coin == .native ? paid : 0)
                amount = min(amount, held)
                index = economy.move(from, to, step.coin, amount, fee: paid)
            } else {
                index = economy.write(from: economy.cast.text(from), to: economy.cast.text(to), step.coin, amount)
            }
            if step.isPart { truth.note(one.number, economy, index: index, from, to, step.coin, amount) }
            if plan.members[step.to] == .deposit {
                economy.agenda.book(.sweep, at: economy.now + economy.minutes(5...60), who: UInt32(to))
            }
        }
    }

    /// What each sender needs of each tracked coin in one transaction.
    private func needs(_ one: PatternUnderWay, _ steps: Range<Int>, _ amounts: [UInt128]) -> [(Int, Coin, UInt128)] {
        var needs: [(who: Int, coin: Coin, amount: UInt128)] = []
        for (place, number) in steps.enumerated() {
            let step = one.plan.steps[number]
            let who = one.people[step.from]
            guard step.coin.rawValue < Coin.trackedCount, amounts[place] > 0 else { continue }
            if let known = needs.firstIndex(where: { $0.who == who && $0.coin == step.coin }) {
                needs[known].amount += amounts[place]
            } else {
                needs.append((who, step.coin, amounts[place]))
            }
        }
        return needs
    }

    /// Plans bring their own money, but people also spend theirs elsewhere, and gas eats native coin: whoever lacks more
    /// than a fiftieth buys it.
    private mutating func provide(_ who: Int, _ coin: Coin, _ needed: UInt128) {
        let held = economy.balance(who, coin)
        guard held < needed else { return }
        if economy.isInstitution(who) {
            // Room for the fee in native coin.
            _ = economy.stock(who, coin, needed + needed / 10)
        } else if coin != .native || (needed - held) * 50 > needed {
            economy.pay(economy.anyExchange(), who, coin, needed - held)
        }
    }
}

extension Coinage {
    /// Base units of `coin` for millionths of a dollar, rounded down.
    func units(micros: Int, of coin: Coin) -> UInt128 {
        switch coin {
        case .native: UInt128(micros) * nativePerCent / 10_000
        case .reward: UInt128(micros) * 100_000_000_000
        default: UInt128(micros)
        }
    }
}
