/// A desk buys one coin of 4 to 40 clients and gives another for it, less up to 1.5 %; it settles with an exchange.
struct TradingDesk: PatternKind {
    let name = "otc-desk"

    func draw(_ sketch: inout Sketch) {
        let desk = sketch.add(.fresh)
        let spread = sketch.chance.below(16)
        let span = sketch.span(minutes: 1_440...40_000)
        let other: Coin = sketch.coin == .usdt ? (sketch.chance.chance(500) ? .native : .usdc) : .usdt
        for _ in 0..<sketch.chance.logarithmic(4...40) {
            let client = sketch.add(.person)
            let micros = sketch.amount() * 3
            let at = sketch.chance.below(span)
            let isSale = sketch.chance.chance(600)
            sketch.pay(client, desk, micros, at: at, coin: isSale ? sketch.coin : other)
            sketch.pay(
                desk, client, micros - micros / 1_000 * spread, at: at + sketch.chance.logarithmic(60...28_800),
                coin: isSale ? other : sketch.coin)
        }
        guard sketch.rest(desk) > 0 else { return }
        let exchange = sketch.add(.exchange)
        sketch.pay(desk, exchange, sketch.rest(desk), at: sketch.lastMoment(desk) + 3_600)
    }
}
