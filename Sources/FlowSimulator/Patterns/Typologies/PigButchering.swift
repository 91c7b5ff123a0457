/// 6 to 25 payers who have nothing in common and bought at exchanges pay one of a few collectors one to five times, each
/// time more; half of them are sent a little back after the first; the collectors' money comes together at last.
struct PigButchering: PatternKind {
    let name = "pig-butchering"

    func draw(_ sketch: inout Sketch) {
        let collectors = (0..<sketch.chance.logarithmic(1...4)).map { _ in sketch.add(.fresh) }
        let treasury = sketch.hub()
        let campaign = sketch.span(minutes: 2_880...60_000)
        let growth = sketch.chance.within(1_150...3_500)
        let base = sketch.amount() / 8
        for _ in 0..<sketch.count(6...25) {
            let victim = sketch.add(.fresh)
            let collector = collectors[sketch.chance.below(collectors.count)]
            var at = sketch.chance.below(campaign)
            var micros = sketch.near(base)
            for payment in 0..<sketch.chance.within(1...5) {
                sketch.pay(victim, collector, micros, at: at)
                if payment == 0, sketch.chance.chance(500) {
                    let back = micros / 1_000 * sketch.chance.within(20...250)
                    sketch.pay(collector, victim, back, at: at + sketch.chance.logarithmic(1_800...500_000))
                }
                at += sketch.chance.logarithmic(3_600...1_000_000)
                micros = sketch.rounded(micros / 1_000 * sketch.chance.within(1_000...growth + 200))
            }
        }
        for collector in collectors where sketch.rest(collector) > 0 {
            let whole = sketch.less(sketch.rest(collector))
            let parts = sketch.split(whole, into: sketch.chance.within(1...3))
            let end = sketch.lastMoment(collector)
            for part in parts { sketch.pay(collector, treasury, part, at: end + sketch.dwell()) }
        }
        sketch.leave(treasury)
    }
}
