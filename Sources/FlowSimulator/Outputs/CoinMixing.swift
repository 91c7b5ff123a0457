import FlowTracing

/// Entries and remixes that wait for a Whirlpool round of one amount.
struct MixPool {
    /// Satoshi.
    let amount: UInt64
    var entries: [Unspent] = []
    var remixes: [Unspent] = []
}

/// Transactions whose inputs have several owners.
extension CoinEconomy {
    /// Somebody with the kind of coins that mixes are made of.
    private mutating func mixer() -> Int? {
        let who = anyone()
        return wallets[who].kind == .witnessPubkeyHash ? who : nil
    }

    mutating func mix() -> Bool {
        let pool = chance.below(pools.count)
        return chance.chance(500) && round(pool) || enter(pool)
    }

    /// Whirlpool's Tx0: coins are cut into entries, the coordinator is paid.
    private mutating func enter(_ number: Int) -> Bool {
        let pool = pools[number].amount
        let entries = chance.within(1...8)
        // The first ones bring no more than the amount, so that the first rounds look as if somebody came again.
        let excess = pools[number].remixes.count < 10 ? 0 : UInt64(chance.within(300...9_000))
        let fee: UInt64 = pool == 1_000_000 ? 50_000 : 175_000
        guard let who = mixer() else { return false }
        let needed = (pool + excess) * UInt64(entries) + fee + 8_000
        let coins = wallets[who].take(needed, feePerCoin: 0, &chance)
        if coins.isEmpty { return false }
        var outputs = [Payment(to: fresh(coordinator), fee)]
        outputs += (0..<entries).map { _ in Payment(to: fresh(who), pool + excess) }
        let rest = coins.reduce(UInt64(0)) { $0 + $1.amount } - needed
        if rest > CoinEconomy.dust { outputs.append(Payment(to: fresh(who), rest)) }
        let made = record(coins, outputs, hasData: true, isKept: false)
        for (place, coin) in made.enumerated() {
            if (1...entries).contains(place) { pools[number].entries.append(coin) } else { keep(coin) }
        }
        return true
    }

    /// A round of five different people, some of whom come again.
    private mutating func round(_ number: Int) -> Bool {
        var (coins, owners) = ([Unspent](), Set<Int>())
        func draw(_ from: inout [Unspent], _ chance: inout SplitMix, _ addresses: CoinAddresses) -> Bool {
            let start = chance.below(max(1, from.count))
            for step in from.indices {
                let place = (start + step) % from.count
                guard owners.insert(addresses.wallets[from[place].address]).inserted else { continue }
                coins.append(from.remove(at: place))
                return true
            }
            return false
        }
        let again = chance.within(1...3)
        let (entries, remixes) = (pools[number].entries, pools[number].remixes)
        for seat in 0..<5 {
            let isAgain = seat < again && !remixes.isEmpty
            guard
                isAgain
                    ? draw(&pools[number].remixes, &chance, addresses)
                    : draw(&pools[number].entries, &chance, addresses)
            else {
                (pools[number].entries, pools[number].remixes) = (entries, remixes)
                return false
            }
        }
        let outputs = shuffled(owners.sorted().map { Payment(to: fresh($0), pools[number].amount) })
        for coin in record(coins, outputs, isKept: false) {
            if chance.chance(550) { pools[number].remixes.append(coin) } else { keep(coin) }
        }
        return true
    }

    /// A taker pays two to five makers for their company.
    mutating func joinMarket() -> Bool {
        guard let taker = mixer() else { return false }
        var makers: Set<Int> = []
        for _ in 0..<12 { if let one = mixer(), one != taker { makers.insert(one) } }
        let count = chance.chance(750) ? 4 : chance.chance(500) ? 1 : chance.within(2...3)
        let amount = wallets[taker].balance / 1_000 * UInt64(chance.within(50...400))
        guard amount > 100_000 else { return false }
        var (coins, outputs, company) = ([Unspent](), [Payment](), 0)
        var fees: UInt64 = 4_000
        for maker in makers.sorted() where company < count {
            let own = wallets[maker].take(amount + 20_000, feePerCoin: 0, most: 4, &chance)
            if own.isEmpty { continue }
            let gain = UInt64(chance.within(200...2_000))
            fees += gain
            let held = own.reduce(UInt64(0)) { $0 + $1.amount }
            outputs += [Payment(to: fresh(maker), amount), Payment(to: fresh(maker), held - amount + gain)]
            coins += own
            company += 1
        }
        let own = company == count ? wallets[taker].take(amount + fees + 20_000, feePerCoin: 0, most: 6, &chance) : []
        guard !own.isEmpty else {
            for coin in coins { keep(coin) }
            return false
        }
        let held = own.reduce(UInt64(0)) { $0 + $1.amount }
        outputs += [Payment(to: fresh(taker), amount), Payment(to: fresh(taker), held - amount - fees)]
        record(shuffled(coins + own), shuffled(outputs))
        return true
    }

    /// The payee adds a coin of its own (BIP 78).
    mutating func payJoin() -> Bool {
        let (payer, payee) = (anyone(), anyone())
        guard payer != payee, wallets[payer].kind == wallets[payee].kind, wallets[payee].home == nil,
            wallets[payer].habit == .fresh, !wallets[payee].coins.isEmpty
        else { return false }
        let amount = wallets[payer].balance / 1_000 * UInt64(chance.within(50...600))
        guard amount > 30_000 else { return false }
        let coins = wallets[payer].take(amount + 12_000, feePerCoin: 0, most: 5, &chance)
        if coins.isEmpty { return false }
        let added = wallets[payee].coins.remove(at: chance.below(wallets[payee].coins.count))
        let held = coins.reduce(UInt64(0)) { $0 + $1.amount }
        record(
            shuffled(coins + [added]),
            shuffled([
                Payment(to: fresh(payee), amount + added.amount), Payment(to: fresh(payer), held - amount - 5_000),
            ]))
        return true
    }

    private mutating func shuffled<Element>(_ list: [Element]) -> [Element] {
        var list = list
        for place in list.indices.dropFirst() { list.swapAt(place, chance.below(place + 1)) }
        return list
    }
}
