/// Where laundered value leaves: deposit addresses, merchants, marketplaces, swaps, mixers, bridges.
extension ScamEconomy {
    mutating func cashOut(_ who: Int, _ coin: Coin, _ amount: UInt128?, gang: Int) {
        let gas = stage.gangs[gang].gasWallet
        let way = chance.below(1_000)
        switch way {
        case ..<380: deposit(from: who, at: gangDeposit(gang), coin, amount, patron: gas)
        case ..<640: pay(who, one(of: stage.merchants), coin, amount, patron: gas)
        case ..<760: pay(who, one(of: stage.marketplaces), coin, amount, patron: gas)
        case ..<850: swapOut(who, coin, amount, gang: gang)
        case ..<900: pay(who, one(of: stage.mixers), coin, amount, patron: gas)
        case ..<950: pay(who, one(of: stage.bridges), coin, amount, patron: gas)
        case ..<970: pay(who, one(of: stage.casinos), coin, amount, patron: gas)
        case ..<995: pay(who, anyPerson(), coin, amount, patron: gas)
        default: burn(who, coin, amount, patron: gas)
        }
    }

    private mutating func gangDeposit(_ gang: Int) -> Int {
        if stage.gangs[gang].deposits.count < 6 && chance.chance(300) || stage.gangs[gang].deposits.isEmpty {
            stage.gangs[gang].deposits.append(newDeposit())
        }
        return one(of: stage.gangs[gang].deposits)
    }

    /// Stolen coin into another; what comes back is clean and is cashed at an exchange later.
    private mutating func swapOut(_ who: Int, _ coin: Coin, _ amount: UInt128?, gang: Int) {
        let got: Coin = coin == .native ? .usdt : chance.chance(700) ? .native : coin == .usdt ? .usdc : .usdt
        // The fee of a swap of native coin comes out of the same holding.
        let held = balance(who, coin)
        let margin = coin == .native ? coinage.units(10_000, of: .native) : 0
        let most = held > margin ? held - margin : 0
        guard swap(who, coin, min(amount ?? most, most), for: got, patron: stage.gangs[gang].gasWallet) else { return }
        agenda.book(.cashSwapped, at: now + minutes(30...3_000), who: UInt32(who), detail: UInt32(gang))
    }

    mutating func cashSwapped(_ who: Int, gang: Int) {
        guard let (coin, _) = mainCoin(who) else { return }
        deposit(from: who, at: gangDeposit(gang), coin, patron: stage.gangs[gang].gasWallet)
    }

    /// Value sent to the null address.
    mutating func burn(_ who: Int, _ coin: Coin, _ amount: UInt128?, patron: Int) {
        let fee = coinage.fee(for: coin, &chance)
        guard fuel(who, fee: fee, patron: patron) else { return }
        let held = balance(who, coin)
        let available = coin == .native ? (held > fee ? held - fee : 0) : held
        let lost = min(amount ?? available, available)
        guard lost > 0, open(rows: 1) else { return }
        move(who, nil, coin, lost, fee: fee)
    }

    /// A merchant buys clean inventory from an exchange, or sells from its mixed stock to whoever asks.
    mutating func trade(_ merchant: Int) {
        let coin: Coin = chance.chance(850) ? .usdt : chance.chance(500) ? .usdc : .native
        let stocked = balance(merchant, coin)
        if stocked < coinage.units(500_000, of: coin) || chance.chance(150) {
            pay(anyExchange(), merchant, coin, coinage.units(chance.within(10...90) * 100_000, of: coin))
            return
        }
        let part = chance.share(of: stocked, 5...120, over: 1_000)
        switch chance.below(100) {
        case ..<55: pay(merchant, anyPerson(), coin, part)
        case ..<70: pay(merchant, one(of: stage.marketplaces), coin, part)
        case ..<80: pay(merchant, one(of: stage.merchants), coin, part)
        case ..<85: pay(merchant, stage.gangs[chance.below(stage.gangs.count)].treasury, coin, part)
        default:
            let place = newDepositOfMerchant(merchant)
            deposit(from: merchant, at: place, coin, part)
        }
    }

    /// Merchants use the deposit addresses of people: an account in a borrowed name.
    private mutating func newDepositOfMerchant(_ merchant: Int) -> Int {
        personDeposit(chance.below(max(1, stage.people.count)))
    }
}
