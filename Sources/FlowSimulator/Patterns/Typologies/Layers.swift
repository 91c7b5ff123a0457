/// 3 to 6 senders and 3 to 8 recipients, nearly all of whom deal with each other.
struct Bipartite: PatternKind {
    let name = "bipartite"

    func draw(_ sketch: inout Sketch) {
        let span = sketch.span(minutes: 20...14_400)
        let density = sketch.chance.within(800...1_000)
        let base = sketch.amount() / 2
        let senders = (0..<sketch.chance.within(3...6)).map { _ in sketch.party() }
        let recipients = (0..<sketch.chance.within(3...8)).map { _ in sketch.party() }
        for sender in senders {
            for recipient in recipients where recipient == recipients[0] || sketch.chance.chance(density) {
                let micros = sketch.near(base)
                sketch.pay(sender, recipient, micros, at: sketch.chance.below(span))
            }
        }
        for recipient in recipients where sketch.chance.chance(300) { sketch.leave(recipient) }
    }
}

/// Three layers of 3 to 5 each: everybody of one pays nearly everybody of the next, once its own money is there.
struct Stack: PatternKind {
    let name = "stack"

    func draw(_ sketch: inout Sketch) {
        let span = sketch.span(minutes: 20...5_760)
        let density = sketch.chance.within(800...1_000)
        let base = sketch.amount() / 2
        let layers = (0..<3).map { _ in (0..<sketch.chance.within(3...5)).map { _ in sketch.add(.fresh) } }
        for sender in layers[0] {
            for (place, recipient) in layers[1].enumerated() where place == 0 || sketch.chance.chance(density) {
                let micros = sketch.near(base)
                sketch.pay(sender, recipient, micros, at: sketch.chance.below(span))
            }
        }
        for middle in layers[1] where sketch.rest(middle) > 0 {
            let on = sketch.less(sketch.rest(middle))
            let begin = sketch.lastMoment(middle)
            var chosen = layers[2].filter { _ in sketch.chance.chance(density) }
            if chosen.isEmpty { chosen = layers[2] }
            let parts = sketch.split(on, into: chosen.count)
            for (part, recipient) in zip(parts, chosen) {
                sketch.pay(middle, recipient, part, at: begin + sketch.dwell())
            }
        }
        for last in layers[2] where sketch.chance.chance(300) { sketch.leave(last) }
    }
}
