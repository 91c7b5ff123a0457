/// A project gives 15 to 200 people the same amount of its token or of a dollar coin, in transactions of many.
struct Airdrop: PatternKind {
    let name = "airdrop"

    func draw(_ sketch: inout Sketch) {
        let project = sketch.add(.fresh)
        let coin: Coin = sketch.chance.chance(650) ? .reward : .usdc
        let micros = sketch.chance.logarithmic(1...400) * 1_000_000
        let batch = sketch.chance.logarithmic(1...50)
        var at = 0
        for number in 0..<sketch.chance.logarithmic(15...200) {
            let recipient = sketch.add(.person)
            let joins = number % batch > 0
            if !joins { at += sketch.chance.within(15...900) }
            sketch.pay(project, recipient, micros, at: at, coin: coin, joins: joins)
        }
    }
}
