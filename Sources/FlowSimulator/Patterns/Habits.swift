import FlowTracing

/// How someone works: drawn once for each criminal operator, so that what was learned from some can be tried on others,
/// and anew for each decoy.
struct Habits {
    /// What they deal in.
    var coin: Coin
    /// Seconds between receiving and passing on.
    var dwell: ClosedRange<Int>
    /// How many others take part, about.
    var crowd: Int
    /// Per mille of a hop's value that is kept, at most.
    var cut: Int
    /// Size of a usual payment in millionths of a dollar.
    var level: Int
    /// Per mille of amounts that are round.
    var roundness: Int
    /// Per mille of parties who are strangers with a life of their own, and not wallets made for the purpose.
    var strangers: Int
    /// Per mille of wallets that also do something unrelated.
    var noise: Int
    /// The reporting threshold stayed below, in dollars.
    var threshold: Int
    /// Per mille of a drained token that goes to whoever brought the victim.
    var affiliateShare: Int

    init(_ chance: inout SplitMix) {
        let kind = chance.below(100)
        coin = kind < 70 ? .usdt : kind < 90 ? .usdc : .native
        let fastest = chance.logarithmic(45...21_600)
        dwell = fastest...fastest * chance.logarithmic(2...14)
        crowd = chance.logarithmic(3...40)
        cut = chance.skewed(90)
        level = chance.logarithmic(300...60_000) * 1_000_000
        roundness = chance.below(700)
        strangers = chance.below(900)
        noise = chance.below(300)
        threshold = [1_000, 3_000, 5_000, 10_000][chance.below(4)]
        affiliateShare = [100, 150, 200, 200, 200, 250, 300, 330, 400][chance.below(9)]
    }
}

extension SplitMix {
    /// In `range`, every doubling equally likely: small values as often as large ones.
    ///
    /// - Precondition: the range is above 0.
    mutating func logarithmic(_ range: ClosedRange<Int>) -> Int {
        precondition(range.lowerBound > 0)
        var doublings = 1
        while range.lowerBound << doublings <= range.upperBound { doublings += 1 }
        let low = range.lowerBound << below(doublings)
        return within(low...min(range.upperBound, 2 * low - 1))
    }
}
