import SeededRandom

/// A small honest economy as a story: an exchange with deposit addresses, wages, a shop that refunds, friends who pay one
/// another, and transfers of nothing.
enum HonestLedger {
    static let tags = "x exchange, y exchange"

    /// Whoever is in it, with random addresses.
    static func addresses(seed: UInt64) -> [String: String] {
        var random = SeededRandom(seed: seed)
        var addresses: [String: String] = [:]
        for name in ["x", "y", "shop", "firm"] + (1...60).flatMap({ ["u\($0)", "d\($0)"] }) {
            addresses[name] = "0x" + (0..<40).map { _ in String(random.below(16), radix: 16) }.joined()
        }
        return addresses
    }

    static func table(seed: UInt64, rows: Int = 1_500) -> String {
        var random = SeededRandom(seed: seed)
        var lines: [String] = []
        func amount(_ most: Int) -> String { "\(random.number(5...most)).\(random.number(100_000...999_999))" }
        func add(_ gap: ClosedRange<Int>, _ from: String, _ to: String, _ amount: String) {
            lines.append("+\(random.number(gap)) \(from) -> \(to) \(amount)")
        }
        while lines.count < rows {
            let user = random.number(1...60)
            let house = user % 2 == 0 ? "x" : "y"
            switch random.number(0...9) {
            case 0...1: add(60...1_800, house, "u\(user)", amount(6_000))
            case 2...3:
                let deposit = amount(3_000)
                add(60...1_800, "u\(user)", "d\(user)", deposit)
                add(60...900, "d\(user)", house, deposit)
            case 4...6: add(60...1_800, "u\(user)", "shop", amount(200))
            case 7:
                let price = amount(200)
                add(60...1_800, "u\(user)", "shop", price)
                add(60...1_800, "shop", "u\(user)", price)
            case 8: add(60...1_800, "u\(user)", "u\(random.number(1...60))", random.chance(20) ? "0" : amount(400))
            default:
                for worker in 1...random.number(1...12) {
                    add(1...60, "firm", "u\(worker)", "\(1_500 + 173 * worker)")
                }
            }
        }
        return lines.joined(separator: "\n")
    }
}
