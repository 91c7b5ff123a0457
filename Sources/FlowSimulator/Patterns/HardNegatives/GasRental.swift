/// A service sends 10 to 120 strangers the gas they need; most paid a dollar or a few for it just before.
struct GasRental: PatternKind {
    let name = "gas-rental"

    func draw(_ sketch: inout Sketch) {
        let service = sketch.add(.fresh)
        let span = sketch.span(minutes: 120...20_160)
        let price = sketch.chance.within(1...6) * 1_000_000
        let payers = sketch.chance.within(0...1_000)
        for _ in 0..<sketch.chance.logarithmic(10...120) {
            let customer = sketch.add(sketch.chance.chance(600) ? .person : .fresh)
            let at = sketch.chance.below(span)
            if sketch.chance.chance(payers) { sketch.pay(customer, service, price, at: at, coin: .usdt) }
            sketch.pay(
                service, customer, price * 4 / 5 + sketch.chance.below(90_000), at: at + sketch.chance.within(5...300),
                coin: .native)
        }
    }
}
