/// Money that comes back to where it began over 3 to 6 hops, each later than the one before and a little smaller; one in
/// five runs several rounds.
struct TemporalCycle: PatternKind {
    let name = "cycle"

    func draw(_ sketch: inout Sketch) {
        var ring = [sketch.hub()]
        for _ in 1..<sketch.chance.within(3...6) { ring.append(sketch.party()) }
        // What a hop costs, per mille: usually little.
        let loss = 1 + sketch.chance.skewed(220)
        var micros = sketch.amount() * 2
        var at = 0
        for _ in 0..<(sketch.chance.chance(200) ? sketch.chance.within(2...4) : 1) {
            for (place, who) in ring.enumerated() {
                sketch.pay(who, ring[(place + 1) % ring.count], micros, at: at)
                micros -= 1 + micros / 1_000 * sketch.chance.below(loss + 1)
                at += sketch.dwell()
            }
        }
    }
}
