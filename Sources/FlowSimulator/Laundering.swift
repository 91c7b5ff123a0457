/// A gang's routes: collectors, peel chains, scatter, and a treasury where victims' money is commingled.
extension ScamEconomy {
    private static let tracked: [Coin] = [.usdt, .usdc, .native]

    /// The tracked coin of which `who` holds the most worth moving, and how much.
    func mainCoin(_ who: Int) -> (coin: Coin, cents: UInt128)? {
        var best: (coin: Coin, cents: UInt128)?
        for coin in ScamEconomy.tracked {
            let cents = balance(who, coin) / coinage.units(1, of: coin)
            if cents >= 5_000, cents > best?.cents ?? 0 { best = (coin, cents) }
        }
        return best
    }

    mutating func collect(_ collector: Int, gang: Int) {
        stage.gangs[gang].dueCollectors.remove(collector)
        guard let (coin, cents) = mainCoin(collector) else { return }
        let gas = stage.gangs[gang].gasWallet
        stage.gangs[gang].collections += 1
        if stage.gangs[gang].collections % 12 == 0 {
            stage.gangs[gang].collectors.append(cast(.collector, group: gang % 65_536))
            stage.gangs[gang].collectors.removeFirst()
        }
        let plan = chance.below(100)
        if plan < 34 {
            scatter(collector, coin, cents: cents, gang: gang)
        } else if plan < 60 {
            let mule = cast(.mule, group: gang % 65_536)
            guard pay(collector, mule, coin, patron: gas) > 0 else { return }
            agenda.book(
                .peelMule, at: now + minutes(5...300), who: UInt32(mule),
                detail: UInt32(gang * 64 + chance.within(4...14)))
        } else if plan < 84 {
            toTreasury(from: collector, coin, nil, gang: gang)
        } else {
            cashOut(collector, coin, nil, gang: gang)
        }
        if mainCoin(collector) != nil { callCollection(collector, gang: gang) }
    }

    /// Splits most of a holding over several mules.
    private mutating func scatter(_ who: Int, _ coin: Coin, cents: UInt128, gang: Int) {
        let count = cents < 100_000 ? 2 : chance.within(3...9)
        let held = balance(who, coin)
        for _ in 0..<count {
            let mule = cast(.mule, group: gang % 65_536)
            let part = chance.share(of: held, 500...1_000, over: UInt128(1_000 * count))
            guard pay(who, mule, coin, part, patron: stage.gangs[gang].gasWallet) > 0 else { return }
            agenda.book(
                .scatterMule, at: now + minutes(10...2_000), who: UInt32(mule),
                detail: UInt32(gang * 64 + chance.within(0...3)))
        }
    }

    mutating func scatterMule(_ mule: Int, gang: Int, steps: Int) {
        // Some money is simply left lying.
        guard let (coin, cents) = mainCoin(mule), !chance.chance(60) else { return }
        let plan = chance.below(100)
        if steps > 0 && plan < 45 {
            let next = cast(.mule, group: gang % 65_536)
            let part = chance.chance(600) ? nil : chance.share(of: balance(mule, coin), 700...990, over: 1_000)
            guard pay(mule, next, coin, part, patron: stage.gangs[gang].gasWallet) > 0 else { return }
            agenda.book(
                .scatterMule, at: now + minutes(10...1_500), who: UInt32(next), detail: UInt32(gang * 64 + steps - 1))
        } else if steps > 1 && plan < 52 && cents > 1_000_000 {
            scatter(mule, coin, cents: cents, gang: gang)
        } else if plan < 70 {
            toTreasury(from: mule, coin, nil, gang: gang)
        } else {
            cashOut(mule, coin, nil, gang: gang)
        }
    }

    /// A peel chain: a slice is sold, the rest moves to a fresh address, again and again.
    mutating func peelMule(_ mule: Int, gang: Int, steps: Int) {
        guard let (coin, cents) = mainCoin(mule) else { return }
        guard steps > 0, cents > 50_000 else { return cashOut(mule, coin, nil, gang: gang) }
        cashOut(mule, coin, chance.share(of: balance(mule, coin), 40...180, over: 1_000), gang: gang)
        let next = cast(.mule, group: gang % 65_536)
        guard pay(mule, next, coin, patron: stage.gangs[gang].gasWallet) > 0 else { return }
        agenda.book(.peelMule, at: now + minutes(5...400), who: UInt32(next), detail: UInt32(gang * 64 + steps - 1))
    }

    private mutating func toTreasury(from who: Int, _ coin: Coin, _ amount: UInt128?, gang: Int) {
        guard pay(who, stage.gangs[gang].treasury, coin, amount, patron: stage.gangs[gang].gasWallet) > 0 else {
            return
        }
        guard !stage.gangs[gang].isTreasuryDue else { return }
        stage.gangs[gang].isTreasuryDue = true
        agenda.book(.treasury, at: now + minutes(120...4_000), who: 0, detail: UInt32(gang))
    }

    /// The treasury keeps a part, returns spare coin to the gas wallet, and sends the rest on.
    mutating func payOut(gang: Int) {
        stage.gangs[gang].isTreasuryDue = false
        let treasury = stage.gangs[gang].treasury
        guard let (coin, cents) = mainCoin(treasury) else { return }
        if coin == .native && chance.chance(500) {
            pay(
                treasury, stage.gangs[gang].gasWallet, .native,
                chance.share(of: balance(treasury, .native), 1...40, over: 1_000))
        }
        if chance.chance(500) {
            scatter(treasury, coin, cents: cents, gang: gang)
        } else {
            for _ in 0..<chance.within(1...4) {
                cashOut(treasury, coin, chance.share(of: balance(treasury, coin), 50...400, over: 1_000), gang: gang)
            }
        }
        // Addresses of the long-lived kind are moved within themselves at times, which changes nothing but the fee.
        if chance.chance(100) {
            pay(treasury, treasury, coin, coinage.units(100, of: coin), patron: stage.gangs[gang].gasWallet)
        }
        if mainCoin(treasury) != nil, chance.chance(900) {
            stage.gangs[gang].isTreasuryDue = true
            agenda.book(.treasury, at: now + minutes(600...9_000), who: 0, detail: UInt32(gang))
        }
    }
}
