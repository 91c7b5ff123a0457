/// 10 to 120 customers pay 1 to 8 shops through a processor, which settles every day less its fee.
struct PaymentProcessor: PatternKind {
    let name = "payment-processor"

    func draw(_ sketch: inout Sketch) {
        let processor = sketch.add(.fresh)
        let shops = (0..<sketch.chance.logarithmic(1...8)).map { _ in sketch.add(.shop) }
        let days = sketch.chance.logarithmic(1...14)
        let fee = sketch.chance.within(3...30)
        var takings = [[Int]](repeating: [Int](repeating: 0, count: shops.count), count: days)
        for _ in 0..<sketch.chance.logarithmic(10...120) {
            let (day, shop) = (sketch.chance.below(days), sketch.chance.skewed(shops.count))
            let customer = sketch.add(.person)
            let micros = sketch.chance.logarithmic(3...900) * 1_000_000 + sketch.chance.below(100) * 10_000
            sketch.pay(customer, processor, micros, at: day * 86_400 + sketch.chance.below(84_000), coin: .usdt)
            takings[day][shop] += micros
        }
        for day in 0..<days {
            for (place, shop) in shops.enumerated() where takings[day][place] > 0 {
                let micros = takings[day][place]
                sketch.pay(
                    processor, shop, micros - micros / 1_000 * fee, at: day * 86_400 + 85_000 + place * 20, coin: .usdt)
            }
        }
    }
}
