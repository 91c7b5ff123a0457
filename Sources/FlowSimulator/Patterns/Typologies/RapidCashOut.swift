/// A victim's payment is at an exchange minutes to a few hours later, by two to four addresses between; the gang does it
/// to 1 to 6 victims.
struct RapidCashOut: PatternKind {
    let name = "rapid-cash-out"

    func draw(_ sketch: inout Sketch) {
        let exit = sketch.add(sketch.chance.chance(700) ? .deposit : .exchange)
        let pause = sketch.span(minutes: 30...10_080)
        let hurry = sketch.chance.logarithmic(90...14_400)
        var at = 0
        for _ in 0..<sketch.chance.logarithmic(1...6) {
            var holder = sketch.party()
            var micros = sketch.amount()
            var moment = at
            for _ in 0...sketch.chance.within(1...3) {
                let next = sketch.add(.fresh)
                sketch.pay(holder, next, micros, at: moment)
                moment += sketch.chance.within(max(20, hurry / 8)...hurry)
                micros = micros - micros / 1_000 * sketch.chance.skewed(40)
                holder = next
            }
            sketch.pay(holder, exit, micros, at: moment)
            at += sketch.chance.within(pause / 4...pause)
        }
    }
}
