/// Many pay one, who pays many: 5 to 25 on either side. The two halves overlap at times, and something may be kept.
struct GatherScatter: PatternKind {
    let name = "gather-scatter"

    func draw(_ sketch: inout Sketch) {
        let hub = sketch.hub()
        let base = sketch.amount()
        let span = sketch.span(minutes: 10...7_200)
        for _ in 0..<sketch.count(5...25) {
            let payer = sketch.party()
            let micros = sketch.near(base)
            sketch.pay(payer, hub, micros, at: sketch.chance.below(span))
        }
        let whole = sketch.less(sketch.rest(hub))
        let begin = sketch.chance.chance(150) ? span / 2 : span + sketch.dwell()
        let length = sketch.span(minutes: 10...7_200)
        let parts = sketch.split(whole, into: sketch.count(5...25))
        for part in parts {
            let recipient = sketch.party()
            sketch.pay(hub, recipient, part, at: begin + sketch.chance.below(length))
        }
    }
}

/// One pays many, who pay one: 3 to 20 between. Some pass on in two parts.
struct ScatterGather: PatternKind {
    let name = "scatter-gather"

    func draw(_ sketch: inout Sketch) {
        let source = sketch.hub()
        let sink = sketch.add(.fresh)
        let whole = sketch.amount() * 3
        let span = sketch.span(minutes: 5...4_320)
        let parts = sketch.split(whole, into: sketch.count(3...20))
        for part in parts {
            let middle = sketch.party()
            let out = sketch.chance.below(span)
            sketch.pay(source, middle, part, at: out)
            let on = sketch.less(part)
            let portions = sketch.chance.chance(120) ? sketch.split(on, into: 2) : [on]
            for portion in portions { sketch.pay(middle, sink, portion, at: out + sketch.dwell()) }
        }
        sketch.leave(sink)
    }
}
