/// 10 to 150 donors give what they like; the collection goes to 1 to 8 who need it.
struct Charity: PatternKind {
    let name = "charity"

    func draw(_ sketch: inout Sketch) {
        let charity = sketch.add(.fresh)
        let campaign = sketch.span(minutes: 1_440...40_000)
        for _ in 0..<sketch.chance.logarithmic(10...150) {
            let donor = sketch.add(sketch.chance.chance(850) ? .person : .exchange)
            let micros = sketch.rounded(sketch.chance.logarithmic(5...2_000) * 1_000_000)
            sketch.pay(donor, charity, micros, at: sketch.chance.below(campaign))
        }
        let gifts = sketch.split(sketch.rest(charity), into: sketch.chance.within(1...8))
        for gift in gifts {
            let partner = sketch.add(.fresh)
            sketch.pay(charity, partner, gift, at: campaign + sketch.chance.logarithmic(3_600...1_000_000))
        }
    }
}
