/// A company gathers what 4 to 40 of its own wallets hold into one, once or several times, and pays it to its bank.
struct TreasuryConsolidation: PatternKind {
    let name = "treasury-consolidation"

    func draw(_ sketch: inout Sketch) {
        let treasury = sketch.add(.fresh)
        let wallets = (0..<sketch.chance.logarithmic(4...40)).map { _ in sketch.add(.fresh) }
        let base = sketch.amount()
        var at = 0
        for _ in 0..<sketch.chance.logarithmic(1...4) {
            for wallet in wallets {
                let micros = sketch.near(base)
                sketch.pay(wallet, treasury, micros, at: at)
                at += sketch.chance.logarithmic(15...1_800)
            }
            if sketch.chance.chance(600) {
                let bank = sketch.add(.exchange)
                at += sketch.chance.logarithmic(600...100_000)
                sketch.pay(treasury, bank, sketch.rest(treasury), at: at)
            }
            at += sketch.chance.within(3...14) * 86_400
        }
    }
}
