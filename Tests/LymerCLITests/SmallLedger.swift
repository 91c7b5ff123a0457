/// A ledger small enough to recompute in the head: a victim pays a collector, who pays an exchange and a friend.
enum SmallLedger {
    static func address(_ n: Int) -> String { "0x" + padded(n, to: 40) }
    static func hash(_ n: Int) -> String { "0x" + padded(n, to: 64) }

    private static func padded(_ n: Int, to count: Int) -> String {
        let digits = String(n, radix: 16)
        return String(repeating: "0", count: count - digits.count) + digits
    }

    static let victim = address(0xa1)
    static let collector = address(0xc0)
    static let exchange = address(0xe0)
    static let friend = address(0xf0)
    static let header = "tx,index,time,from,to,asset,amount"

    /// Under every rule that is money, of the victim's 100: 60 at the exchange, 30 at the friend, 10 at the collector.
    static let rows = [
        "\(hash(1)),0,1700000000,\(victim),\(collector),USDT,100",
        "\(hash(2)),0,1700000060,\(collector),\(exchange),USDT,60",
        "\(hash(3)),0,1700000120,\(collector),\(friend),USDT,30",
    ]
    static let text = ([header] + rows).joined(separator: "\n") + "\n"
    static let payment = "tx:\(hash(1))"

    /// Closing balance and injected amount of an answer's first case and asset.
    static func closing(_ answer: [String: Any], case index: Int = 0) -> [String: String] {
        guard let cases = answer["cases"] as? [[String: Any]], index < cases.count,
            let assets = cases[index]["assets"] as? [[String: Any]], let asset = assets.first,
            var closing = asset["closing"] as? [String: String]
        else { return [:] }
        closing["injected"] = asset["injected"] as? String
        closing["residual"] = asset["residual"] as? String
        return closing.filter { $0.value != "0" || $0.key == "residual" }
    }
}
