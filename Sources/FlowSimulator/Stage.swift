/// Who is there from the start, and who joined since.
struct Stage {
    var exchanges: [Int] = []
    var marketplaces: [Int] = []
    var mixers: [Int] = []
    var bridges: [Int] = []
    var casinos: [Int] = []
    var merchants: [Int] = []
    var shops: [Int] = []
    var employers: [Int] = []
    var pool = 0
    var router = 0
    var counterfeiter = 0
    var people: [Int] = []
    /// Deposit address of each person, in the order of `people`; `nil` until first used.
    var personDeposits: [Int?] = []
    var peopleLimit = 0
    var gangs: [Gang] = []
}

/// One gang and its long-lived addresses.
struct Gang {
    var collectors: [Int] = []
    var treasury: Int
    var gasWallet: Int
    var deposits: [Int] = []
    /// Collections so far: after some, a collector is replaced.
    var collections = 0
    /// Who has an appointment to pass money on.
    var isTreasuryDue = false
    var dueCollectors: Set<Int> = []
}

extension ScamEconomy {
    mutating func setStage() {
        for group in Stories.exchanges.indices {
            stage.exchanges.append(cast(.exchangeHot, group: group, isLabelled: true))
        }
        for group in Stories.marketplaces.indices {
            stage.marketplaces.append(cast(.marketplace, group: group, isLabelled: true))
        }
        for group in Stories.mixers.indices { stage.mixers.append(cast(.mixer, group: group, isLabelled: true)) }
        for group in Stories.bridges.indices { stage.bridges.append(cast(.bridge, group: group, isLabelled: true)) }
        for group in Stories.casinos.indices { stage.casinos.append(cast(.gambling, group: group, isLabelled: true)) }
        stage.pool = cast(.pool, isLabelled: true)
        stage.router = cast(.router, isLabelled: true)
        stage.counterfeiter = cast(.nobody)
        let victimCount = options.victimCount
        for number in 0..<(2 + victimCount / 60) {
            // Some merchants are labelled by lists too unsure to stop a trace.
            stage.merchants.append(cast(number % 3 == 1 ? .suspect : .merchant, group: number % 97))
        }
        stage.peopleLimit = options.peopleCount
        for _ in 0..<max(2, stage.peopleLimit / 400) { stage.shops.append(cast(.shop)) }
        for _ in 0..<max(1, stage.peopleLimit / 1_000) { stage.employers.append(cast(.employer)) }
        for group in 0..<(1 + victimCount / 25) {
            let treasury = cast(.treasury, group: group)
            let gasWallet = cast(.gasWallet, group: group)
            stage.gangs.append(Gang(treasury: treasury, gasWallet: gasWallet))
            for _ in 0..<chance.within(1...3) { stage.gangs[group].collectors.append(cast(.collector, group: group)) }
        }
        inviteVictims(victimCount)
    }

    mutating func one(of list: [Int]) -> Int { list[chance.below(list.count)] }

    mutating func anyExchange() -> Int { stage.exchanges[chance.skewed(stage.exchanges.count)] }

    /// A new address at an exchange for one customer. Lists know some of them; the others rest until swept.
    mutating func newDeposit() -> Int {
        let group = chance.skewed(stage.exchanges.count)
        return cast(.exchangeDeposit, group: group, isLabelled: chance.chance(600))
    }

    /// Pays into a deposit address and has the exchange sweep it within the hour.
    mutating func deposit(
        from who: Int, at place: Int, _ coin: Coin, _ amount: UInt128? = nil, patron: Int? = nil
    ) {
        guard pay(who, place, coin, amount, patron: patron) > 0 else { return }
        agenda.book(.sweep, at: now + minutes(5...60), who: UInt32(place))
    }

    /// The exchange moves what a deposit address holds to its hot wallet, sending gas first.
    mutating func sweep(_ place: Int) {
        let hot = stage.exchanges[Int(cast.groups[place])]
        for coin in [Coin.usdt, .usdc, .native] where balance(place, coin) >= coinage.units(1_000, of: coin) {
            pay(place, hot, coin, patron: hot)
        }
    }

    mutating func minutes(_ range: ClosedRange<Int>) -> UInt64 {
        UInt64(chance.within(range)) * 60_000_000 + UInt64(chance.below(60_000_000))
    }

    mutating func keep(_ due: Appointment) {
        let who = Int(due.who)
        switch due.deed {
        case .victimFunds: victimFunds(who)
        case .victimPays: victimPays(who, left: Int(due.detail))
        case .collect: collect(who, gang: Int(due.detail))
        case .treasury: payOut(gang: Int(due.detail))
        case .scatterMule: scatterMule(who, gang: Int(due.detail) / 64, steps: Int(due.detail) % 64)
        case .peelMule: peelMule(who, gang: Int(due.detail) / 64, steps: Int(due.detail) % 64)
        case .sweep: sweep(who)
        case .cashSwapped: cashSwapped(who, gang: Int(due.detail))
        case .planned: preconditionFailure("an economy plants no patterns")
        }
    }
}
