/// A contract releases the same amounts to 4 to 50 holders every week or month.
struct TokenVesting: PatternKind {
    let name = "token-vesting"

    func draw(_ sketch: inout Sketch) {
        let contract = sketch.add(.fresh)
        let holders = (0..<sketch.chance.logarithmic(4...50)).map { _ in sketch.add(.person) }
        let grants = holders.map { _ in sketch.amount() / 2 }
        let coin: Coin = sketch.chance.chance(300) ? .reward : sketch.coin
        let period = [7, 30][sketch.chance.below(2)] * 86_400
        for release in 0..<sketch.chance.logarithmic(1...6) {
            // Holders claim when they like.
            for (holder, grant) in zip(holders, grants) {
                sketch.pay(
                    contract, holder, grant, at: release * period + sketch.chance.logarithmic(60...200_000), coin: coin)
            }
        }
    }
}
