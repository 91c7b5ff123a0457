import FlowTracing

/// Payments of people, and what exchanges do all day.
extension CoinEconomy {
    mutating func act() {
        let done =
            switch chance.below(1_000) {
            case ..<400: payFriend()
            case ..<480: payMerchant()
            case ..<600: payIn()
            case ..<690: payOut()
            case ..<730: sweep()
            case ..<810: peel()
            case ..<870: mix()
            case ..<905: joinMarket()
            case ..<940: payJoin()
            case ..<955: payroll()
            case ..<970: gather()
            default: spendWhole()
            }
        // Whoever could not, had too little.
        if !done, !payOut() { sellMined() }
    }

    /// Below this nobody makes an output.
    static let dust: UInt64 = 1_000

    /// Pays out of the wallet, which keeps the change.
    ///
    /// - Returns: false, and nothing is paid, where it has too little.
    @discardableResult
    mutating func pay(_ wallet: Int, _ payments: [Payment]) -> Bool {
        let amount = payments.reduce(UInt64(0)) { $0 + $1.amount }
        let base = fee(wallet, inputs: 0, outputs: payments.count + 1)
        let perCoin: UInt64 = wallets[wallet].fixedFee == nil ? base / 2 : 0
        let coins = wallets[wallet].take(amount + base, feePerCoin: perCoin, &chance)
        if coins.isEmpty { return false }
        let rest = coins.reduce(UInt64(0)) { $0 + $1.amount } - amount - base - perCoin * UInt64(coins.count)
        var outputs = payments
        if rest > CoinEconomy.dust {
            outputs.insert(
                Payment(to: change(of: wallet, spending: coins), rest), at: chance.below(outputs.count + 1))
        }
        record(coins, outputs)
        return true
    }

    /// A part of what somebody has: every third time a round amount.
    private mutating func part(of wallet: Int, _ permille: ClosedRange<Int>) -> UInt64? {
        let amount = wallets[wallet].balance / 1_000 * UInt64(chance.within(permille))
        guard amount > 20_000 else { return nil }
        return chance.chance(330) && amount > 2_000_000 ? amount / 1_000_000 * 1_000_000 : amount
    }

    private mutating func payFriend() -> Bool {
        let (payer, payee) = (anyone(), anyone())
        guard payer != payee, let amount = part(of: payer, 20...700) else { return false }
        return pay(payer, [Payment(to: receiving(payee), amount)])
    }

    private mutating func payMerchant() -> Bool {
        let payer = anyone()
        guard let amount = part(of: payer, 5...150) else { return false }
        return pay(payer, [Payment(to: receiving(merchants[chance.skewed(merchants.count)]), amount)])
    }

    /// Into one's account at an exchange; merchants and miners too.
    private mutating func payIn() -> Bool {
        let who = chance.chance(800) ? anyone() : chance.chance(800) ? merchants[chance.below(merchants.count)] : miner
        guard let amount = part(of: who, 200...950) else { return false }
        return pay(who, [Payment(to: account(of: who, at: chance.below(exchanges.count)), amount)])
    }

    /// An exchange pays out, to many at once or to one.
    @discardableResult
    private mutating func payOut() -> Bool {
        let house = exchanges[chance.below(exchanges.count)]
        var payees: Set<Int> = []
        for _ in 0..<(chance.chance(400) ? 1 : chance.within(2...25)) { payees.insert(anyone()) }
        let payments = payees.sorted().map { payee in
            Payment(to: receiving(payee), UInt64(chance.magnitude(6, 9)) / (chance.chance(300) ? 1 : 7) + 50_000)
        }
        return pay(house.hot, payments)
    }

    /// An exchange empties deposit addresses into its hot wallet.
    private mutating func sweep() -> Bool {
        let house = exchanges[chance.below(exchanges.count)]
        let waiting = wallets[house.deposits].coins
        guard waiting.count >= 3 else { return false }
        let coins = Array(waiting.prefix(chance.within(3...60)))
        wallets[house.deposits].coins.removeFirst(coins.count)
        let held = coins.reduce(UInt64(0)) { $0 + $1.amount }
        let fee = min(held / 100, UInt64(coins.count) * 700)
        record(coins, [Payment(to: receiving(house.hot), held - fee)])
        return true
    }

    private mutating func sellMined() {
        pay(miner, [Payment(to: receiving(exchanges[0].hot), wallets[miner].balance / 4)])
    }

    /// One step of a peel chain: a small part leaves, the rest goes on.
    private mutating func peel() -> Bool {
        if peelers.count < 4 || chance.chance(20) {
            let peeler = cast("peeler \(wallets.count)", .peeler, .witnessPubkeyHash, .fresh)
            let amount = UInt64(chance.within(5...120)) * 100_000_000
            guard pay(exchanges[chance.below(exchanges.count)].hot, [Payment(to: fresh(peeler), amount)]) else {
                return false
            }
            peelers.append(peeler)
            return true
        }
        let place = chance.below(peelers.count)
        let (peeler, balance) = (peelers[place], wallets[peelers[place]].balance)
        if balance < 20_000_000 || wallets[peeler].coins.count != 1 { peelers.remove(at: place) }
        guard balance > 1_000_000 else { return false }
        let isDeposit = chance.chance(300)
        let person = anyone()
        let payee = isDeposit ? account(of: person, at: chance.below(exchanges.count)) : receiving(person)
        return pay(peeler, [Payment(to: payee, balance / 1_000 * UInt64(chance.within(5...120)))])
    }

    /// Equal wages in one transaction: no coinjoin.
    private mutating func payroll() -> Bool {
        let employer = anyone()
        let count = chance.within(3...6)
        guard let amount = part(of: employer, 300...800) else { return false }
        var payees: Set<Int> = []
        for _ in 0..<count { payees.insert(anyone()) }
        payees.remove(employer)
        guard !payees.isEmpty else { return false }
        return pay(employer, payees.sorted().map { Payment(to: receiving($0), amount / UInt64(count)) })
    }

    /// Somebody gathers small coins into one.
    private mutating func gather() -> Bool {
        let who = anyone()
        guard wallets[who].coins.count > 3 else { return false }
        let coins = Array(wallets[who].coins.prefix(15))
        wallets[who].coins.removeFirst(coins.count)
        let held = coins.reduce(UInt64(0)) { $0 + $1.amount }
        let fee = min(held / 20, UInt64(coins.count) * 900)
        record(coins, [Payment(to: fresh(who), held - fee)])
        return true
    }

    /// A payment without change.
    private mutating func spendWhole() -> Bool {
        let (payer, payee) = (anyone(), anyone())
        guard payer != payee, let coin = wallets[payer].coins.first, coin.amount > 30_000 else { return false }
        wallets[payer].coins.removeFirst()
        record([coin], [Payment(to: receiving(payee), coin.amount - 5_000)])
        return true
    }
}
