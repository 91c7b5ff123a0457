/// The background: people who have nothing to do with it, through whose hands some of it passes.
extension ScamEconomy {
    /// One honest event: usually one row, at most a dozen.
    mutating func honestRow() { honestEvent(chance.below(1_000)) }

    /// The honest event of a draw from 0 to 999.
    mutating func honestEvent(_ draw: Int) {
        switch draw {
        case ..<260: withdraw(to: anyPerson())
        case ..<470: payFriend()
        case ..<580: buy()
        case ..<720: depositSavings()
        case ..<790: trade(stage.merchants[chance.skewed(stage.merchants.count)])
        case ..<815: payWages()
        case ..<860: honestSwap()
        case ..<890: callContract()
        case ..<915: airdrop()
        case ..<935: rebalance()
        case ..<950: shopCashesUp()
        case ..<965: payFromService()
        case ..<985: poison(anyPerson(), imitating: anyPerson())
        case ..<998: counterfeit(for: anyPerson())
        default: redeem()
        }
    }

    /// Someone of the population, which grows to its limit; a few are much busier than the rest.
    mutating func anyPerson() -> Int {
        let number = chance.skewed(stage.peopleLimit)
        if number < stage.people.count { return stage.people[number] }
        guard stage.people.count < stage.peopleLimit else { return stage.people[stage.people.count - 1] }
        let person = cast(.person)
        stage.people.append(person)
        stage.personDeposits.append(nil)
        return person
    }

    private mutating func anyCoin() -> Coin {
        let kind = chance.below(100)
        return kind < 66 ? .usdt : kind < 82 ? .usdc : .native
    }

    private mutating func withdraw(to person: Int) {
        let coin = anyCoin()
        pay(anyExchange(), person, coin, coinage.units(chance.magnitude(3, 6), of: coin))
    }

    /// Someone pays out of what they have; who has nothing buys first.
    mutating func spend(_ person: Int, at recipient: Int, _ range: ClosedRange<Int>) {
        let coin = anyCoin()
        let held = balance(person, coin)
        guard held >= coinage.units(500, of: coin) else { return withdraw(to: person) }
        pay(person, recipient, coin, chance.share(of: held, range, over: 1_000))
    }

    private mutating func payFriend() { spend(anyPerson(), at: anyPerson(), 20...600) }

    private mutating func buy() { spend(anyPerson(), at: stage.shops[chance.skewed(stage.shops.count)], 5...250) }

    mutating func personDeposit(_ number: Int) -> Int {
        guard stage.personDeposits.indices.contains(number) else { return newDeposit() }
        if let known = stage.personDeposits[number] { return known }
        let place = newDeposit()
        stage.personDeposits[number] = place
        return place
    }

    private mutating func depositSavings() {
        let number = chance.skewed(stage.peopleLimit)
        guard number < stage.people.count else { return withdraw(to: anyPerson()) }
        let person = stage.people[number]
        let coin = anyCoin()
        guard balance(person, coin) >= coinage.units(2_000, of: coin) else { return withdraw(to: person) }
        deposit(
            from: person, at: personDeposit(number), coin,
            chance.share(of: balance(person, coin), 300...1_000, over: 1_000))
    }

    /// Wages: several transfers of one transaction.
    private mutating func payWages() {
        let employer = stage.employers[chance.below(stage.employers.count)]
        let count = chance.within(2...10)
        let wage = coinage.units(chance.within(400...3_000) * 100, of: .usdc)
        let exchange = anyExchange()
        let total = wage * UInt128(count)
        if balance(employer, .usdc) < total {
            guard pay(exchange, employer, .usdc, total * 4) > 0 else { return }
        }
        let fee = coinage.fee(for: .usdc, &chance) * UInt128(count)
        guard fuel(employer, fee: fee, patron: exchange), balance(employer, .usdc) >= total, open(rows: count) else {
            return
        }
        for number in 0..<count { move(employer, anyPerson(), .usdc, wage, fee: number == 0 ? fee : 0) }
    }

    private mutating func honestSwap() {
        let person = anyPerson()
        let given: Coin = chance.chance(600) ? .usdt : .native
        let got: Coin = given == .native ? .usdt : chance.chance(500) ? .native : .usdc
        let margin = given == .native ? coinage.units(10_000, of: .native) : 0
        let held = balance(person, given)
        guard held > margin + coinage.units(1_000, of: given) else { return withdraw(to: person) }
        swap(person, given, chance.share(of: held - margin, 100...900, over: 1_000), for: got, patron: anyExchange())
    }

    /// A call that moves nothing and still costs its fee.
    private mutating func callContract() {
        let person = anyPerson()
        let fee = coinage.fee(for: .usdt, &chance)
        guard balance(person, .native) >= fee else { return withdraw(to: person) }
        guard open(rows: 1) else { return }
        move(person, stage.router, .native, 0, fee: fee)
    }

    /// A reward token to several people at once; nobody ever spends it, so it is not in the books.
    private mutating func airdrop() {
        let count = chance.within(2...8)
        guard open(rows: count) else { return }
        for _ in 0..<count {
            let person = anyPerson()
            write(
                from: cast.nullText, to: cast.text(person), .reward,
                coinage.units(chance.within(1...500) * 100, of: .reward))
        }
    }

    /// Exchanges settle with each other.
    private mutating func rebalance() {
        let (from, to) = (anyExchange(), anyExchange())
        guard from != to else { return }
        let coin = anyCoin()
        pay(from, to, coin, coinage.units(chance.within(1...50) * 10_000_000, of: coin))
    }

    private mutating func shopCashesUp() {
        let shop = stage.shops[chance.skewed(stage.shops.count)]
        guard let (coin, _) = mainCoin(shop) else { return }
        pay(shop, anyExchange(), coin)
    }

    /// Marketplaces, mixers, bridges and casinos pay out: their customers' money, no longer anybody's.
    private mutating func payFromService() {
        let services = [
            one(of: stage.marketplaces), one(of: stage.mixers), one(of: stage.bridges), one(of: stage.casinos),
        ]
        let coin = anyCoin()
        let recipient = chance.chance(400) ? one(of: stage.merchants) : anyPerson()
        pay(one(of: services), recipient, coin, coinage.units(chance.magnitude(4, 7), of: coin))
    }

    /// Someone redeems stablecoin with its issuer.
    private mutating func redeem() {
        let person = anyPerson()
        guard balance(person, .usdt) > coinage.units(10_000, of: .usdt) else { return withdraw(to: person) }
        burn(person, .usdt, chance.share(of: balance(person, .usdt), 100...1_000, over: 1_000), patron: anyExchange())
    }
}
