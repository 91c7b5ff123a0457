/// Guarantee escrow: 1 to 6 merchants leave a deposit; 20 to 120 buyers pay the escrow, which passes each payment on to the
/// merchant less 1 to 5 %; deposits go back at the end or not.
struct MarketplaceFloat: PatternKind {
    let name = "marketplace-float"

    func draw(_ sketch: inout Sketch) {
        let escrow = sketch.hub()
        let fee = sketch.chance.within(10...50)
        let base = sketch.amount()
        let season = sketch.span(minutes: 1_440...30_000)
        let merchants = (0..<sketch.chance.logarithmic(1...6)).map { _ in sketch.add(.fresh) }
        let deposits = merchants.map { _ in sketch.near(base * 2) }
        for (merchant, deposit) in zip(merchants, deposits) {
            sketch.pay(merchant, escrow, deposit, at: sketch.chance.below(season / 10))
        }
        for _ in 0..<sketch.chance.logarithmic(20...120) {
            let buyer = sketch.party()
            let merchant = merchants[sketch.chance.skewed(merchants.count)]
            let at = season / 10 + sketch.chance.below(season)
            let micros = sketch.near(base)
            sketch.pay(buyer, escrow, micros, at: at)
            sketch.pay(escrow, merchant, micros - micros / 1_000 * fee, at: at + sketch.dwell())
        }
        let end = sketch.lastMoment(escrow)
        for (merchant, deposit) in zip(merchants, deposits) where sketch.chance.chance(600) {
            sketch.pay(escrow, merchant, deposit, at: end + sketch.dwell())
        }
    }
}
