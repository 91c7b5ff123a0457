/// Many pay one: 8 to 60 payers within ten minutes to a week, a few of them twice.
struct FanIn: PatternKind {
    let name = "fan-in"

    func draw(_ sketch: inout Sketch) {
        let hub = sketch.hub()
        let base = sketch.amount()
        let span = sketch.span(minutes: 10...10_080)
        for _ in 0..<sketch.count(8...60) {
            let payer = sketch.party()
            for _ in 0..<(sketch.chance.chance(120) ? 2 : 1) {
                let micros = sketch.near(base)
                sketch.pay(payer, hub, micros, at: sketch.chance.below(span))
            }
        }
        sketch.leave(hub)
    }
}

/// One pays many: 8 to 60 recipients within ten minutes to a week.
struct FanOut: PatternKind {
    let name = "fan-out"

    func draw(_ sketch: inout Sketch) {
        let hub = sketch.hub()
        let base = sketch.amount()
        let span = sketch.span(minutes: 10...10_080)
        for _ in 0..<sketch.count(8...60) {
            let recipient = sketch.party()
            for _ in 0..<(sketch.chance.chance(120) ? 2 : 1) {
                let micros = sketch.near(base)
                sketch.pay(hub, recipient, micros, at: sketch.chance.below(span))
            }
            if sketch.chance.chance(250) { sketch.leave(recipient) }
        }
    }
}
