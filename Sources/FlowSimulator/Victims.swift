/// Victims: they buy at an exchange, pay once or several times, and are sometimes shown a small "profit" in between.
extension ScamEconomy {
    mutating func inviteVictims(_ count: Int) {
        let span = UInt64(options.days) * 86_400_000_000
        for number in 0..<count {
            let kind = chance.below(100)
            let coin: Coin = kind < 76 ? .usdt : kind < 88 ? .usdc : .native
            victims.append(Victim(gang: chance.skewed(stage.gangs.count), coin: coin))
            // The first comes early, so that the smallest economy has a case.
            let day = number == 0 ? 10 : chance.within(10...850)
            agenda.book(.victimFunds, at: span / 1_000 * UInt64(day), who: UInt32(number))
        }
    }

    /// The victim buys; a few pay straight from the exchange.
    mutating func victimFunds(_ number: Int) {
        let coin = victims[number].coin
        let exchange = anyExchange()
        let cents = chance.magnitude(4, 8)
        // People buy round sums or whatever their savings come to.
        let amount = coinage.units(chance.chance(500) ? max(10_000, cents / 10_000 * 10_000) : cents, of: coin)
        if chance.chance(200) {
            payCollector(number, from: exchange, amount: amount)
            return
        }
        let wallet: Int
        if let known = victims[number].wallet {
            wallet = known
        } else {
            wallet = cast(.victim)
            victims[number].wallet = wallet
        }
        guard pay(exchange, wallet, coin, amount) > 0 else { return }
        agenda.book(.victimPays, at: now + minutes(10...600), who: UInt32(number), detail: UInt32(chance.below(4)))
    }

    mutating func victimPays(_ number: Int, left: Int) {
        guard let wallet = victims[number].wallet else { return }
        let held = balance(wallet, victims[number].coin)
        // Most send everything; some first try with a part.
        let amount = left > 0 && chance.chance(500) ? chance.share(of: held, 100...900, over: 1_000) : nil
        guard let collector = payCollector(number, from: wallet, amount: amount) else { return }
        if chance.chance(300) { poison(wallet, imitating: collector) }
        guard left > 0 else { return }
        showProfit(number, from: collector, toWallet: wallet)
        let isBroke = balance(wallet, victims[number].coin) < coinage.units(5_000, of: victims[number].coin)
        if isBroke {
            agenda.book(.victimFunds, at: now + minutes(600...7_200), who: UInt32(number))
        } else {
            agenda.book(.victimPays, at: now + minutes(60...2_880), who: UInt32(number), detail: UInt32(left - 1))
        }
    }

    /// The seed payment: opens the case at the first.
    @discardableResult
    private mutating func payCollector(_ number: Int, from: Int, amount: UInt128?) -> Int? {
        let gang = victims[number].gang
        let collector = one(of: stage.gangs[gang].collectors)
        let caseNumber = victims[number].number ?? cases.count
        let isNew = victims[number].number == nil
        if isNew {
            let digits = String(caseNumber + 1)
            cases.append(
                SimulatedCase(id: "case-" + String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits))
        }
        guard pay(from, collector, victims[number].coin, amount, seedOf: caseNumber) > 0 else {
            if isNew { cases.removeLast() }
            return nil
        }
        victims[number].number = caseNumber
        callCollection(collector, gang: gang)
        return collector
    }

    /// Builds trust with a small payout. Where the payout is the victim's own money it goes to the wallet and returns
    /// with the next payment; where it is another victim's it is cashed out at the victim's exchange.
    private mutating func showProfit(_ number: Int, from collector: Int, toWallet wallet: Int) {
        guard chance.chance(400), let caseNumber = victims[number].number else { return }
        let coin = victims[number].coin
        let amount = chance.share(of: balance(collector, coin), 10...90, over: 1_000)
        let owner = Owner(caseNumber + 1)
        let gasWallet = stage.gangs[victims[number].gang].gasWallet
        // Native coin pays its fee first, from the same lots.
        let margin = coin == .native ? coinage.units(10_000, of: .native) : 0
        if lots.isOldest(amount + margin, ownedBy: owner, holder: collector, asset: coin.rawValue) {
            pay(collector, wallet, coin, amount, patron: gasWallet)
        } else {
            let place = victims[number].deposit ?? newDeposit()
            victims[number].deposit = place
            deposit(from: collector, at: place, coin, amount, patron: gasWallet)
        }
    }

    mutating func callCollection(_ collector: Int, gang: Int) {
        guard stage.gangs[gang].dueCollectors.insert(collector).inserted else { return }
        agenda.book(.collect, at: now + minutes(15...720), who: UInt32(collector), detail: UInt32(gang))
    }
}
