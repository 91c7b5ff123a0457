/// Imitations of an address that the target has just paid, sent so that the next payment is copied from them: transfers
/// of nothing, of a tiny sum, or of a counterfeit token. About one target in four falls for it.
///
/// The true payments before it are no part of the pattern.
struct AddressPoisoning: PatternKind {
    let name = "address-poisoning"

    func draw(_ sketch: inout Sketch) {
        let sponsor = sketch.hub()
        let way = sketch.chance.below(3)
        let patience = sketch.chance.logarithmic(60...172_800)
        var begin = 0
        for _ in 0..<sketch.chance.logarithmic(1...12) {
            let target = sketch.add(.person)
            let model = sketch.add(.model)
            let imitation = sketch.add(.lookalike(of: model))
            let base = sketch.amount()
            for _ in 0..<sketch.chance.within(1...2) {
                let micros = sketch.near(base)
                sketch.pay(target, model, micros, at: begin + sketch.chance.below(7_200), isPart: false)
            }
            var at = begin + 7_200 + sketch.chance.within(patience / 8...patience)
            for _ in 0..<sketch.chance.logarithmic(1...4) {
                switch sketch.chance.chance(800) ? way : sketch.chance.below(3) {
                case 0: sketch.pay(target, imitation, 0, at: at, coin: .usdt)
                case 1:
                    let dust = sketch.chance.logarithmic(1_000...900_000)
                    sketch.pay(sponsor, imitation, dust, at: at - 60, coin: .usdt, isPart: false)
                    sketch.pay(imitation, target, dust, at: at, coin: .usdt)
                default: sketch.pay(imitation, target, sketch.near(base), at: at, coin: .fake)
                }
                at += sketch.chance.logarithmic(600...86_400)
            }
            if sketch.chance.chance(250) {
                let micros = sketch.near(base)
                sketch.pay(target, imitation, micros, at: at)
                sketch.pay(imitation, sponsor, micros, at: at + sketch.chance.logarithmic(120...86_400), isPart: false)
            }
            begin += sketch.chance.logarithmic(60...172_800)
        }
    }
}
