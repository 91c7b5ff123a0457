/// An employer pays 4 to 100 people the same wage every week, fortnight or month.
struct Payroll: PatternKind {
    let name = "payroll"

    func draw(_ sketch: inout Sketch) {
        let employer = sketch.add(.fresh)
        let staff = (0..<sketch.chance.logarithmic(4...100)).map { _ in sketch.add(.person) }
        let wages = staff.map { _ in sketch.chance.within(400...6_000) * 1_000_000 }
        let period = [7, 14, 30][sketch.chance.below(3)] * 86_400
        let isBatched = sketch.chance.chance(400)
        for run in 0..<sketch.chance.logarithmic(1...4) {
            var at = run * period + sketch.chance.below(10_000)
            for (place, who) in staff.enumerated() {
                sketch.pay(employer, who, wages[place], at: at, coin: .usdc, joins: isBatched && place > 0)
                if !isBatched { at += sketch.chance.within(5...120) }
            }
        }
    }
}
