/// 6 to 40 payments a little below a reporting threshold, by 0.1 to 15 %: one payer and one or several recipients, or
/// several payers and one recipient.
struct Structuring: PatternKind {
    let name = "structuring"

    func draw(_ sketch: inout Sketch) {
        let threshold = sketch.habits.threshold * 1_000_000
        let widest = 5 + sketch.chance.skewed(145)
        let isOut = sketch.chance.chance(600)
        let hub = sketch.hub()
        let others = (0..<sketch.chance.logarithmic(1...12)).map { _ in isOut ? sketch.exit() : sketch.party() }
        let pause = sketch.span(minutes: 10...2_880)
        var at = 0
        for _ in 0..<sketch.chance.logarithmic(6...40) {
            let other = others[sketch.chance.below(others.count)]
            let below = 1 + sketch.chance.below(widest)
            let micros =
                sketch.chance.chance(sketch.habits.roundness)
                ? (threshold - threshold / 1_000 * below) / 10_000_000 * 10_000_000
                : threshold - threshold / 1_000 * below - sketch.chance.below(900_000)
            // Native coin is counted in dollars of another day.
            sketch.pay(isOut ? hub : other, isOut ? other : hub, micros, at: at, coin: stable(sketch.coin))
            at += sketch.chance.within(pause / 4...pause)
        }
    }

    private func stable(_ coin: Coin) -> Coin { coin == .native ? .usdt : coin }
}
