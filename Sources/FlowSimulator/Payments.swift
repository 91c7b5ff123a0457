/// Payments with all that must come before them: inventory, gas, room in the ledger.
extension ScamEconomy {
    /// A mint to `who`.
    mutating func issue(to who: Int, _ coin: Coin, _ amount: UInt128) {
        guard open(rows: 1) else { return }
        move(nil, who, coin, amount)
    }

    /// Sees to it that an institution can pay: whoever makes the market is issued what it lacks, in round lumps.
    mutating func stock(_ who: Int, _ coin: Coin, _ needed: UInt128) -> Bool {
        if balance(who, coin) >= needed { return true }
        let lump = coinage.units(500_000_000, of: coin)
        issue(to: who, coin, (needed / lump + 1) * lump)
        return balance(who, coin) >= needed
    }

    /// True for those whom `stock` may supply. Nothing stolen rests with them: it ends on arrival or is converted.
    func isInstitution(_ who: Int) -> Bool {
        switch cast.roles[who] {
        case .exchangeHot, .pool, .marketplace, .mixer, .bridge, .gambling: true
        default: false
        }
    }

    /// Gives `who` enough native coin for `fee`, from `patron` (an exchange or a gang's gas wallet).
    mutating func fuel(_ who: Int, fee: UInt128, patron: Int) -> Bool {
        if balance(who, .native) >= fee { return true }
        if isInstitution(who) { return stock(who, .native, fee) }
        let amount = fee * UInt128(chance.within(2...9))
        let ownFee = coinage.fee(for: .native, &chance)
        if isInstitution(patron) {
            guard stock(patron, .native, amount + ownFee) else { return false }
        } else if balance(patron, .native) < amount + ownFee {
            guard pay(anyExchange(), patron, .native, amount * 20 + ownFee * 20) > 0 else { return false }
        }
        guard balance(patron, .native) >= amount + ownFee, open(rows: 1) else { return false }
        move(patron, who, .native, amount, fee: ownFee)
        return true
    }

    /// Sends `amount` (`nil`: all) in a transaction of its own and returns what was sent: less where the balance is
    /// less, 0 where there is nothing to send, no gas to be had, or no room in the ledger.
    @discardableResult
    mutating func pay(
        _ from: Int, _ to: Int, _ coin: Coin, _ amount: UInt128? = nil, patron: Int? = nil, seedOf: Int? = nil
    ) -> UInt128 {
        let fee = coinage.fee(for: coin, &chance)
        if isInstitution(from), let amount {
            guard stock(from, coin, coin == .native ? amount + fee : amount) else { return 0 }
        }
        if coin != .native || isInstitution(from) {
            guard fuel(from, fee: fee, patron: patron ?? anyExchange()) else { return 0 }
        }
        var available = balance(from, coin)
        if coin == .native { available = available > fee ? available - fee : 0 }
        let sent = min(amount ?? available, available)
        guard sent > 0, open(rows: 1) else { return 0 }
        move(from, to, coin, sent, fee: fee, seedOf: seedOf)
        return sent
    }

    /// Swaps `amount` of one coin for another in one transaction, through the pool or its router. The part given ends
    /// as converted; what comes back is the pool's clean money.
    @discardableResult
    mutating func swap(_ who: Int, _ given: Coin, _ amount: UInt128, for got: Coin, patron: Int) -> Bool {
        let fee = coinage.fee(for: given, swaps: true, &chance)
        guard amount > 0, fuel(who, fee: fee, patron: patron) else { return false }
        guard balance(who, given) >= (given == .native ? amount + fee : amount) else { return false }
        let cents = amount / coinage.units(1, of: given)
        let back = coinage.units(1, of: got) * (cents * 997 / 1_000)
        guard back > 0, stock(stage.pool, got, back) else { return false }
        let isRouted = chance.chance(400)
        guard open(rows: isRouted ? 4 : 2) else { return false }
        if isRouted {
            move(who, stage.router, given, amount, fee: fee, isSwap: true)
            move(stage.router, stage.pool, given, amount, isSwap: true)
            move(stage.pool, stage.router, got, back, isSwap: true)
            move(stage.router, who, got, back, isSwap: true)
        } else {
            move(who, stage.pool, given, amount, fee: fee, isSwap: true)
            move(stage.pool, who, got, back, isSwap: true)
        }
        return true
    }
}
