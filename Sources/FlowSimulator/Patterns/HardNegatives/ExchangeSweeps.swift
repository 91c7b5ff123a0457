/// 5 to 60 customers pay to their deposit addresses, which an exchange empties into its hot wallet within the day.
struct ExchangeSweeps: PatternKind {
    let name = "exchange-sweeps"

    func draw(_ sketch: inout Sketch) {
        let hot = sketch.add(.exchange)
        let span = sketch.span(minutes: 60...20_160)
        let latest = sketch.chance.logarithmic(300...86_400)
        for _ in 0..<sketch.chance.logarithmic(5...60) {
            let customer = sketch.add(.person)
            let place = sketch.add(.depositOf(hot))
            let micros = sketch.amount()
            let at = sketch.chance.below(span)
            sketch.pay(customer, place, micros, at: at)
            sketch.pay(place, hot, micros, at: at + sketch.chance.within(60...latest))
        }
    }
}
