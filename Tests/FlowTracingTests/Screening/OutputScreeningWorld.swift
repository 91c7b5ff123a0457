import SeededRandom

@testable import FlowTracing

/// UTXO chains with attributed owners: what a screening is asked about.
struct OutputScreeningWorld: CustomStringConvertible {
    var world: OutputWorld
    /// By owner's name: `category/kind` of every owner's tag.
    var sources: [String: Set<String>]
    var hops: Int
    /// By owner's name: whom it counts as.
    var entities: [String: String] = [:]

    func attribution() -> Attribution {
        var tags: [Tag] = []
        for (owner, names) in sources {
            for name in names {
                let parts = name.split(separator: "/").map(String.init)
                for chain in ["bitcoin", "litecoin"] {
                    tags.append(
                        Tag(
                            address: .script(OutputNames.script(owner, chain: chain)), label: owner,
                            category: Category(parts[0]), kind: ListKind(rawValue: parts[1])!))
                }
            }
        }
        return Attribution(tags)
    }

    var options: ScreeningOptions {
        var options = ScreeningOptions()
        options.hops = hops
        return options
    }

    func entity(_ owner: String) -> String { entities[owner] ?? owner }

    /// What the entity is attributed as, by what any of its members is.
    func source(_ entity: String) -> Set<String>? {
        let all = sources.filter { self.entity($0.key) == entity }.values.reduce(into: Set()) { $0.formUnion($1) }
        return all.isEmpty ? nil : all
    }

    static func isSomebody(_ owner: String) -> Bool {
        owner != NaiveTransaction.data && owner != NaiveTransaction.shielded
    }

    static func isMix(_ entry: NaiveOutputs.Entry) -> Bool {
        entry.inputs.count > 1 && !entry.transaction.isCoinbase && OutputWorld.coinJoin(entry)?.isMix == true
    }

    static func key(_ chain: String, _ owner: String, _ direction: Exposure.Direction) -> ScreeningAnswer.Key {
        .init(
            chain: OutputNames.chainName(chain), asset: OutputNames.symbol(chain),
            address: OutputNames.script(owner, chain: chain).text, direction: direction)
    }

    var description: String {
        "\(world)\nhops \(hops)\n\(sources)\n\(entities)"
    }

    /// Few transactions of small amounts, so that one number makes every division exact.
    static func small(_ random: inout SeededRandom, sources: [String: Set<String>]) -> OutputWorld {
        let owners = (1...random.number(2...5)).map { "a\($0)" }
        var unspent: [(id: Int, vout: Int, amount: UInt64)] = []
        var transactions: [NaiveTransaction] = []
        for number in 1...random.number(2...6) {
            var one = NaiveTransaction(
                id: number, block: UInt64(number), position: 0, time: Int64(1_700_000_000 + number))
            var total: UInt64 = 0
            if random.chance(20) {
                one.isCoinbase = true
                total = UInt64(random.number(1...6))
            } else {
                for _ in 0..<random.number(1...3) {
                    if let coin = unspent.randomElement(using: &random), random.chance(75) {
                        unspent.removeAll { $0.id == coin.id && $0.vout == coin.vout }
                        one.inputs.append(.init(previous: coin.id, vout: coin.vout))
                        total += coin.amount
                    } else {
                        let amount = UInt64(random.number(1...5))
                        one.inputs.append(
                            .init(
                                previous: 1000 + number, vout: one.inputs.count, amount: amount,
                                owner: random.chance(85) ? random.pick(owners) : nil))
                        total += amount
                    }
                }
            }
            var left = total - (one.isCoinbase || total < 2 ? 0 : UInt64(random.number(0...1)))
            for place in 0..<random.number(1...3) {
                let amount = place == 2 ? left : UInt64(random.number(0...Int(left)))
                left -= amount
                unspent.append((number, one.outputs.count, amount))
                one.outputs.append(
                    .init(amount: amount, owner: random.chance(4) ? NaiveTransaction.data : random.pick(owners)))
            }
            if one.outputs.last?.owner == NaiveTransaction.data { unspent.removeLast() }
            unspent.removeAll { coin in
                coin.id == number && one.outputs[coin.vout].owner == NaiveTransaction.data
            }
            transactions.append(one)
        }
        return OutputWorld(transactions: transactions, cases: [], question: OutputQuestion())
    }
}
