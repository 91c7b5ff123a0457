/// A portal to another chain: 6 to 80 people pay in or are paid out, some of them both, less a fee.
struct HonestBridge: PatternKind {
    let name = "bridge"

    func draw(_ sketch: inout Sketch) {
        let portal = sketch.add(sketch.chance.chance(500) ? .bridge : .fresh)
        let span = sketch.span(minutes: 240...20_160)
        let fee = sketch.chance.within(0...12)
        for _ in 0..<sketch.chance.logarithmic(6...80) {
            let user = sketch.add(.person)
            let micros = sketch.amount()
            let at = sketch.chance.below(span)
            let way = sketch.chance.below(100)
            if way < 60 { sketch.pay(user, portal, micros, at: at) }
            if way >= 45 {
                sketch.pay(
                    portal, user, micros - micros / 1_000 * fee, at: at + sketch.chance.logarithmic(300...600_000))
            }
        }
    }
}
