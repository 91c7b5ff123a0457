/// One to five relays that keep money for a minute to an hour, a few for longer, and next to none of it; payments come
/// 4 to 16 times.
struct PassThrough: PatternKind {
    let name = "pass-through"

    func draw(_ sketch: inout Sketch) {
        var way = [sketch.party()]
        for _ in 0..<sketch.chance.logarithmic(1...5) { way.append(sketch.add(.fresh)) }
        way.append(sketch.hub())
        let pause = sketch.span(minutes: 15...5_760)
        let slowest = sketch.seconds(90...3_600)
        let base = sketch.amount()
        var at = 0
        for _ in 0..<sketch.chance.logarithmic(4...16) {
            var micros = sketch.near(base)
            var moment = at
            for place in 1..<way.count {
                sketch.pay(way[place - 1], way[place], micros, at: moment)
                moment += sketch.chance.within(slowest / 6...slowest)
                // At most 4 % stay on the way.
                micros -= micros / 1_000 * sketch.chance.skewed(40)
            }
            at += sketch.chance.within(pause / 3...pause)
        }
        sketch.leave(way[way.count - 1])
    }
}
