import SeededRandom

/// Random blocks over a few addresses: everything meets everything within a few transactions.
struct RandomOutputWorld {
    var random: SeededRandom
    private let addresses: [String]
    private let chains: [String]
    private let hasBlock: Bool
    private let hasPosition: Bool
    private let hugePercent: Int
    private let hasOnlyTinyAmounts: Bool
    private let mixPercent: Int
    private var nextID = 1

    struct Coin {
        var id: Int
        var vout: Int
        var output: NaiveTransaction.Output
    }

    static func make(seed: UInt64) -> OutputWorld {
        var maker = RandomOutputWorld(seed: seed)
        return maker.world()
    }

    private init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        addresses = (1...random.number(3...8)).map { "a\($0)" }
        chains = random.chance(12) ? ["bitcoin", "litecoin"] : ["bitcoin"]
        let isPlaced = random.pick([false, true, true, true, true, true])
        hasPosition = isPlaced
        hasBlock = isPlaced ? true : random.chance(50)
        hugePercent = random.pick([0, 0, 0, 0, 40])
        hasOnlyTinyAmounts = random.chance(25)
        mixPercent = random.pick([0, 25])
    }

    private mutating func world() -> OutputWorld {
        var transactions: [NaiveTransaction] = []
        for chain in chains { transactions += blocks(chain) }
        var world = OutputWorld(
            transactions: transactions,
            cases: (0..<random.pick([1, 1, 1, 2, 3])).map { aCase($0, transactions) }, question: question())
        if random.chance(10) { world.until = random.pick(transactions).time + Int64(random.number(-1...1)) }
        if random.chance(3) { breakSomething(&world) }
        spreadOverFiles(&world)
        return world
    }

    /// What cannot all be: an output spent twice or never made, more out than in, one id with two contents.
    private mutating func breakSomething(_ world: inout OutputWorld) {
        let place = random.number(0...world.transactions.count - 1)
        var one = world.transactions[place]
        switch random.number(0...3) {
        case 0 where !one.isCoinbase: one.inputs += random.pick(world.transactions).inputs.prefix(1)
        case 1 where !one.isCoinbase: one.inputs[one.inputs.count - 1].vout += 70
        case 2: one.outputs.append(.init(amount: 1 << 62, owner: random.pick(addresses)))
        default:
            one.outputs.append(.init(amount: 0, owner: random.pick(addresses)))
            world.transactions.append(one)
            return
        }
        world.transactions[place] = one
    }

    private mutating func blocks(_ chain: String) -> [NaiveTransaction] {
        var list: [NaiveTransaction] = []
        var unspent: [Coin] = []
        var time: Int64 = 1_700_000_000
        for height in 0..<random.number(2...6) {
            // A block's time may be earlier than that of the block before it.
            time += Int64(hasBlock ? random.pick([600, 600, 0, -100]) : 600)
            var block: [NaiveTransaction] = []
            let hasCoinbase = random.chance(75)
            for number in 0..<random.number(1...4) {
                var one = NaiveTransaction(
                    chain: chain, id: nextID, block: hasBlock ? UInt64(800_000 + height) : nil, time: time)
                nextID += 1
                if !(number == 0 && hasCoinbase) && random.chance(mixPercent) {
                    let entries = fund(&one, &unspent)
                    block.append(one)
                    one = NaiveTransaction(chain: chain, id: nextID, block: one.block, time: time)
                    nextID += 1
                    mix(&one, entries)
                } else if number == 0 && hasCoinbase {
                    one.isCoinbase = true
                    one.outputs = (0..<random.pick([1, 1, 1, 2, 3])).map { _ in
                        output(UInt128(amount()))
                    }
                } else {
                    spend(&one, &unspent)
                }
                // What a block makes may be spent inside it, even (against consensus) what its coinbase makes.
                if number > 0 || !hasCoinbase || random.chance(5) { addCoins(of: one, to: &unspent) }
                block.append(one)
            }
            if let first = block.first, first.isCoinbase, !unspent.contains(where: { $0.id == first.id }) {
                let isSpent = block.contains { $0.inputs.contains { $0.previous == first.id } }
                if !isSpent { addCoins(of: first, to: &unspent) }
            }
            // Bitcoin Cash orders a block by id: a parent may come after its child.
            if random.chance(20) { block = block.prefix(1) + block.dropFirst().shuffled(using: &random) }
            for i in block.indices where hasPosition { block[i].position = UInt32(i) }
            list += block
        }
        return list
    }

    private func addCoins(of one: NaiveTransaction, to unspent: inout [Coin]) {
        for (vout, output) in one.outputs.enumerated() where output.owner != NaiveTransaction.data {
            unspent.append(Coin(id: one.id, vout: vout, output: output))
        }
    }

    private mutating func spend(_ one: inout NaiveTransaction, _ unspent: inout [Coin]) {
        var total: UInt128 = 0
        var missesAmount = false
        for _ in 0..<random.pick([1, 1, 1, 2, 2, 3, 4, 6]) {
            if unspent.isEmpty || random.chance(8) {
                let isShielded = random.chance(25)
                var input = NaiveTransaction.Input(
                    previous: isShielded ? nil : 900_000 + random.number(0...99_999), vout: random.number(0...3))
                if isShielded { input.vout = 0 }
                if random.chance(50) {
                    input.amount = amount()
                    total += UInt128(input.amount!)
                } else {
                    missesAmount = true
                }
                if !isShielded && random.chance(50) { input.owner = random.pick(addresses) }
                one.inputs.append(input)
            } else {
                // Often a coin just made, so that value travels.
                let place =
                    random.chance(40) ? unspent.count - 1 : random.number(0...unspent.count - 1)
                let coin = unspent.remove(at: place)
                total += UInt128(coin.output.amount)
                var input = NaiveTransaction.Input(previous: coin.id, vout: coin.vout)
                if random.chance(20) { (input.amount, input.owner) = (coin.output.amount, coin.output.owner) }
                one.inputs.append(input)
            }
        }
        // What it misses was in the input of unknown amount; where it misses nothing that was worth nothing.
        if missesAmount && random.chance(70) { total += UInt128(amount()) }
        makeOutputs(&one, total)
    }

    private mutating func makeOutputs(_ one: inout NaiveTransaction, _ total: UInt128) {
        let fee = random.chance(40) ? 0 : min(total, UInt128(random.number(0...9)))
        var left = total - fee
        let count = random.pick([1, 2, 2, 2, 3, 3, 4, 5, 6])
        for number in 0..<count {
            let isLast = number == count - 1
            let most = min(left, UInt128(UInt64.max >> 1))
            let part: UInt128
            switch random.number(0...9) {
            case 0: part = 0
            case 1...2: part = min(most, UInt128(random.number(1...3)))
            case 3: part = most
            default: part = isLast ? most : random.chance(60) ? most / 2 : UInt128(random.next()) % (most + 1)
            }
            left -= part
            one.outputs.append(output(part))
        }
        one.outputs.shuffle(using: &random)
    }

    private mutating func output(_ amount: UInt128) -> NaiveTransaction.Output {
        let owner =
            random.chance(amount == 0 ? 40 : 4)
            ? NaiveTransaction.data : random.chance(3) ? NaiveTransaction.shielded : random.pick(addresses)
        return .init(amount: UInt64(amount), owner: owner)
    }

    private mutating func amount() -> UInt64 {
        if random.chance(hugePercent) { return 1 << 63 - UInt64(random.number(0...6)) }
        if hasOnlyTinyAmounts { return UInt64(random.number(0...3)) }
        switch random.number(0...9) {
        case 0: return UInt64(random.number(0...3))
        case 1...7: return UInt64(random.number(1...100))
        default: return random.next() >> 24
        }
    }

    private mutating func aCase(_ number: Int, _ list: [NaiveTransaction]) -> NaiveCase {
        NaiveCase(
            id: "case-\(number + 1)", seeds: (0..<random.pick([1, 1, 1, 2, 3])).map { _ in seed(list) },
            stops: random.chance(25) ? [random.pick(addresses)] : [])
    }

    private mutating func seed(_ list: [NaiveTransaction]) -> NaiveSeed {
        let one = random.pick(list)
        func bound(_ random: inout SeededRandom) -> Int64? {
            random.chance(60) ? nil : random.pick(list).time + Int64(random.number(-1...1))
        }
        let address = one.outputs.isEmpty || random.chance(30) ? random.pick(addresses) : random.pick(one.outputs).owner
        let form: NaiveSeed.Form
        switch random.number(0...9) {
        case 0...1: form = .only(tx: one.idText)
        case 2...3: form = .at(tx: one.idText, index: UInt32(random.number(0...2)))
        case 4: form = .all(tx: one.idText)
        case 5...6: form = .out(address, from: bound(&random), to: bound(&random))
        case 7...8: form = .into(address, from: bound(&random), to: bound(&random))
        default: form = .only(tx: NaiveTransaction.idText(random.number(1...60)))
        }
        // The text of an address is that of one chain.
        let isByAddress = if case .out = form { true } else if case .into = form { true } else { false }
        let needsChain = isByAddress && chains.count > 1
        let chain = needsChain || random.chance(15) ? random.pick(chains) : nil
        let asset = random.chance(10) ? random.pick(["native", "BTC", "LTC"]) : nil
        return NaiveSeed(chain: chain, asset: asset, form)
    }

    private mutating func question() -> OutputQuestion {
        var question = OutputQuestion()
        if random.chance(30) { question.stops = [random.pick(addresses)] }
        if random.chance(35) { question.tags = (0..<random.number(1...3)).map { _ in tag() } }
        if random.chance(20) { question.maxHops = random.number(0...3) }
        if random.chance(20) { question.minAmount = UInt128(random.pick([1, 2, 5, 20, 60])) }
        if random.chance(25) { question.coverage = .addresses(addresses.filter { _ in random.chance(50) }) }
        question.stopsAtCoinJoins = random.chance(60)
        question.followsFees = random.chance(35)
        return question
    }

    private mutating func tag() -> NaiveTag {
        NaiveTag(
            chain: random.chance(25) ? random.pick(chains) : nil, address: random.pick(addresses),
            category: random.pick(["exchange", "gambling", "p2p", "mixer", "bridge", "scam", "miner", nil]),
            confidence: random.pick([0, 59, 60, 85, 100, 100]))
    }

    /// Several files that share transactions, in any order where the transactions say their own.
    private mutating func spreadOverFiles(_ world: inout OutputWorld) {
        guard hasPosition else { return }
        world.files = random.pick([1, 1, 2, 3])
        var list: [NaiveTransaction] = []
        for one in world.transactions {
            var copy = one
            copy.file = random.number(0...world.files - 1)
            list.append(copy)
            while random.chance(8) {
                copy.file = random.number(0...world.files - 1)
                // Another source may know less of what is spent.
                for i in copy.inputs.indices where random.chance(30) {
                    (copy.inputs[i].amount, copy.inputs[i].owner) = (nil, nil)
                }
                list.append(copy)
            }
        }
        if random.chance(50) { list.shuffle(using: &random) }
        world.transactions = list
    }
}
