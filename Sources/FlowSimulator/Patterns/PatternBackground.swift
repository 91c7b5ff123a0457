import FlowTracing

/// The honest background of a world of patterns.
extension ScamEconomy {
    /// Shares of `honestEvent`'s draws that are not wanted here: merchants, who are a gang's, and nuisances, which would
    /// be patterns that nobody planted.
    mutating func background() {
        let draw = chance.below(967)
        switch draw {
        case 720..<790: payRegular()
        case 965...: honestEvent(999)
        default: honestEvent(draw)
        }
    }

    /// Someone pays one of the five whom they always pay, the first of them most often.
    private mutating func payRegular() {
        let number = chance.skewed(stage.peopleLimit)
        guard number < stage.people.count else {
            _ = anyPerson()
            return honestEvent(0)
        }
        let choice = chance.skewed(5)
        let word = SplitMix.mix(options.seed ^ UInt64(number * 8 + choice) &* 0x9E37_79B9_7F4A_7C15)
        let friend = Int(word.multipliedFullWidth(by: UInt64(stage.peopleLimit)).high)
        let isThere = friend != number && friend < stage.people.count
        spend(stage.people[number], at: isThere ? stage.people[friend] : anyPerson(), 5...300)
    }
}
