/// Who plays the parts of a plan.
extension PatternWorld {
    mutating func cast(_ plan: Plan, of one: Appearance) -> [Int] {
        var people: [Int] = []
        var taken: Set<Int> = []
        var imitations: [Int: String] = [:]
        for (place, member) in plan.members.enumerated() {
            let who: Int
            switch member {
            case .fresh: who = economy.cast(.nobody)
            case .person: who = another(&taken) { $0.anyPerson() } ?? economy.cast(.person)
            case .shop:
                who = another(&taken) { $0.stage.shops[$0.chance.skewed($0.stage.shops.count)] } ?? economy.cast(.shop)
            case .exchange: who = another(&taken) { $0.anyExchange() } ?? economy.anyExchange()
            case .deposit: who = economy.newDeposit()
            case .depositOf(let hot):
                who = economy.cast(
                    .exchangeDeposit, group: Int(economy.cast.groups[people[hot]]),
                    isLabelled: economy.chance.chance(600))
            case .bridge: who = economy.one(of: economy.stage.bridges)
            case .mixer: who = economy.one(of: economy.stage.mixers)
            case .casino: who = economy.one(of: economy.stage.casinos)
            case .marketplace: who = economy.one(of: economy.stage.marketplaces)
            case .holding: who = holding(of: one.operatorNumber)
            case .model:
                let pair = economy.cast.pair(&economy.chance)
                who = economy.cast(.nobody, text: pair.model)
                imitations[place] = pair.imitation
            case .lookalike(let model): who = economy.cast(.nobody, text: imitations[model])
            }
            people.append(who)
        }
        return people
    }

    /// Someone whom the plan does not have yet; `nil` where a few tries found nobody.
    private mutating func another(_ taken: inout Set<Int>, _ draw: (inout ScamEconomy) -> Int) -> Int? {
        for _ in 0..<6 {
            let who = draw(&economy)
            if taken.insert(who).inserted { return who }
        }
        return nil
    }

    private mutating func holding(of number: Int?) -> Int {
        guard let number else { return economy.cast(.nobody) }
        if holdings[number].count < 3, economy.chance.chance(400) || holdings[number].isEmpty {
            holdings[number].append(economy.cast(.nobody))
        }
        return economy.one(of: holdings[number])
    }
}
