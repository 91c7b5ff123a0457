/// Inventory goes round between two or three exchanges, 2 to 20 times, with a gain or a loss of up to 1 %.
struct MarketMaker: PatternKind {
    let name = "market-maker"

    func draw(_ sketch: inout Sketch) {
        let maker = sketch.add(.fresh)
        let exchanges = (0..<sketch.chance.within(2...3)).map { _ in sketch.add(.exchange) }
        // Some keep an account of their own in between.
        let custody = sketch.chance.chance(400) ? sketch.add(.fresh) : nil
        let base = sketch.amount() * 10
        var at = 0
        var place = 0
        for _ in 0..<sketch.chance.logarithmic(2...20) {
            var micros = sketch.near(base)
            sketch.pay(exchanges[place], maker, micros, at: at)
            at += sketch.chance.logarithmic(60...40_000)
            if let custody {
                sketch.pay(maker, custody, micros, at: at)
                at += sketch.chance.logarithmic(60...40_000)
                sketch.pay(custody, maker, micros, at: at)
                at += sketch.chance.logarithmic(60...40_000)
            }
            micros = micros / 1_000 * sketch.chance.within(990...1_000)
            place = (place + 1) % exchanges.count
            sketch.pay(maker, exchanges[place], micros, at: at)
            at += sketch.chance.logarithmic(600...200_000)
        }
    }
}
