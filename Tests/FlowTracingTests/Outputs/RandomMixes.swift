/// Transactions that heuristics call coinjoins, by construction.
extension RandomOutputWorld {
    static let denomination: UInt64 = 100_000

    /// Somebody with a coin that may be anybody's makes the entries of a mix: each one's own, none like another.
    mutating func fund(_ one: inout NaiveTransaction, _ unspent: inout [Coin]) -> [Coin] {
        let entries = random.number(3...6)
        var total: UInt64 = 0
        for number in 0..<entries {
            let amount = Self.denomination + (number == 0 ? 0 : UInt64(10_000 + 777 * number))
            one.outputs.append(.init(amount: amount, owner: "w\(number + 1)"))
            total += amount
        }
        one.inputs = [.init(previous: 800_000 + one.id, amount: total)]
        // What came before may be tainted, and so an entry; it is more than the entries need.
        if !unspent.isEmpty {
            let coin = unspent.removeLast()
            one.inputs.insert(.init(previous: coin.id, vout: coin.vout), at: 0)
        }
        return one.outputs.enumerated().map { Coin(id: one.id, vout: $0, output: $1) }
    }

    /// A round of Whirlpool, a JoinMarket-like mix, one of no known protocol, or one spender's preparation.
    mutating func mix(_ one: inout NaiveTransaction, _ entries: [Coin]) {
        let d = Self.denomination
        var entries = entries
        let kind = random.number(0...3)
        if kind == 3 { entries = [entries[0], entries[1], entries[2]] }
        one.inputs = entries.map { .init(previous: $0.id, vout: $0.vout) }
        func pay(_ amount: UInt64, _ owner: String) { one.outputs.append(.init(amount: amount, owner: owner)) }
        switch kind {
        case 0:
            for number in entries.indices { pay(d, "w\(number + 11)") }
        case 1, 2:
            for number in entries.indices { pay(d - 1000, "w\(number + 11)") }
            for number in entries.indices.dropFirst(kind - 1) {
                pay(entries[number].output.amount - d + 1000 - UInt64(number), "w\(number + 21)")
            }
        default:
            for number in 0..<2 { pay(d + 500, "w\(number + 11)") }
            pay(5_000, "w21")
            pay(60_000, "w22")
            one.outputs.append(.init(amount: 0, owner: NaiveTransaction.data))
        }
        if random.chance(50) { one.outputs.shuffle(using: &random) }
    }
}
