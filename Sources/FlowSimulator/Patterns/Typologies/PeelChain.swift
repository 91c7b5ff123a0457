/// 3 to 25 steps: a slice of 1 to 30 % leaves, the rest moves to a fresh address.
struct PeelChain: PatternKind {
    let name = "peel-chain"

    func draw(_ sketch: inout Sketch) {
        var holder = sketch.add(.fresh)
        var micros = sketch.amount() * 4
        let slice = sketch.chance.within(20...200)
        // Some always sell at one place.
        let shop = sketch.chance.chance(300) ? sketch.exit() : nil
        var at = 0
        for _ in 0..<sketch.chance.logarithmic(3...25) {
            let next = sketch.add(.fresh)
            let exit = shop ?? sketch.exit()
            let peeled = max(1_000_000, micros / 1_000 * sketch.chance.within(slice / 2...slice * 3 / 2))
            guard micros > 3 * peeled else { return }
            // Which of the two comes first tells nothing.
            let gap = sketch.chance.chance(300) ? 0 : sketch.dwell() / 2
            let isPeelFirst = sketch.chance.chance(600)
            sketch.pay(holder, exit, peeled, at: isPeelFirst ? at : at + gap)
            sketch.pay(holder, next, micros - peeled, at: isPeelFirst ? at + gap : at)
            micros -= peeled
            at += gap + sketch.dwell()
            holder = next
        }
        sketch.leave(holder)
    }
}
