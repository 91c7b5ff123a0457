/// 3 to 16 victims, each emptied of one to three tokens in one transaction, every token split between operator and
/// affiliate in the operator's ratio.
struct Drainer: PatternKind {
    let name = "drainer"

    func draw(_ sketch: inout Sketch) {
        let share = sketch.habits.affiliateShare
        let operatorWallet = sketch.hub()
        let affiliates = (0..<sketch.chance.within(1...3)).map { _ in sketch.add(.fresh) }
        let pause = sketch.span(minutes: 5...4_320)
        var at = 0
        for _ in 0..<sketch.chance.logarithmic(3...16) {
            let victim = sketch.party()
            let affiliate = affiliates[sketch.chance.below(affiliates.count)]
            var isFirst = true
            let coins: [Coin] =
                sketch.chance.chance(350) ? [.usdt, .usdc] : sketch.chance.chance(800) ? [.usdt] : [.usdc]
            for coin in coins {
                let micros = sketch.amount()
                let part = micros * share / 1_000
                sketch.pay(victim, affiliate, part, at: at, coin: coin, joins: !isFirst)
                sketch.pay(victim, operatorWallet, micros - part, at: at, coin: coin, joins: true)
                isFirst = false
            }
            at += sketch.chance.within(pause / 5...pause)
        }
        sketch.leave(operatorWallet)
    }
}
