import FlowTracing

/// Who there is.
extension CoinEconomy {
    static let houses: [(name: String, country: String)] = [
        ("Quayside Markets", "HK"), ("Northfield Exchange", "CA"), ("Alder Trading", "EE"),
    ]

    mutating func found() {
        miner = cast("miner", .miner, .witnessPubkeyHash, .fresh)
        coordinator = cast("coordinator", .coordinator, .witnessPubkeyHash, .fresh)
        for (number, house) in CoinEconomy.houses.enumerated() {
            // One pays its change back, one to a fresh address, one to an address it always uses.
            let habits: [ChangeHabit] = [.back, .fresh, .fixed]
            let hot = cast(house.name, .exchangeHot, .witnessPubkeyHash, habits[number])
            wallets[hot].home = addresses.add(.witnessPubkeyHash, wallet: hot, isLabelled: true)
            let deposits = cast(house.name, .exchangeDeposit, number == 1 ? .scriptHash : .witnessPubkeyHash, .fresh)
            exchanges.append(Exchange(name: house.name, hot: hot, deposits: deposits))
        }
        for number in 0..<max(20, options.transactions / 25) {
            let roll = chance.below(100)
            let kind: ScriptKind =
                roll < 60 ? .witnessPubkeyHash : roll < 72 ? .taproot : roll < 90 ? .pubkeyHash : .scriptHash
            let habit: ChangeHabit =
                switch chance.below(100) {
                case ..<75: .fresh
                case ..<90: .back
                case ..<95: .fixed
                default: .upgraded
                }
            let person = cast("person \(number + 1)", .person, kind, habit)
            if chance.chance(250) { wallets[person].home = fresh(person) }
            if chance.chance(300) { wallets[person].fixedFee = UInt64(chance.within(2...9)) * 1_000 }
            people.append(person)
        }
        for number in 0..<max(3, people.count / 40) {
            let merchant = cast("merchant \(number + 1)", .merchant, .witnessPubkeyHash, .fresh)
            wallets[merchant].home = fresh(merchant)
            merchants.append(merchant)
        }
    }

    mutating func cast(_ owner: String, _ role: CoinAddresses.Role, _ kind: ScriptKind, _ habit: ChangeHabit) -> Int {
        wallets.append(CoinWallet(owner: owner, role: role, kind: kind, habit: habit))
        return wallets.count - 1
    }

    /// Some people are much busier than others.
    mutating func anyone() -> Int { people[chance.skewed(people.count)] }

    /// A person's deposit address at an exchange; lists know one in ten.
    mutating func account(of person: Int, at number: Int) -> Int {
        if let known = exchanges[number].accounts[person] { return known }
        let deposits = exchanges[number].deposits
        let address = addresses.add(wallets[deposits].kind, wallet: deposits, isLabelled: chance.chance(100))
        exchanges[number].accounts[person] = address
        return address
    }
}
