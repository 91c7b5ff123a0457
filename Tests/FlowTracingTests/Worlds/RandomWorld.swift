import SeededRandom

/// Small random ledgers on which everything meets everything: few addresses, equal times, swaps, fees, mints, burns.
struct RandomWorld {
    private var random: SeededRandom
    private let chains: [String]
    private let assets: [String]
    private let addresses: [String]
    private let hasBlock: Bool
    private let hasIndex: Bool
    /// Percent of amounts near 2^127.
    private let hugePercent: Int
    private let hasOnlyTinyAmounts: Bool
    /// Percent of transfers that pass on what came last.
    private let travelPercent: Int

    static func make(seed: UInt64) -> World {
        var generator = RandomWorld(seed: seed)
        return generator.world()
    }

    private init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        chains =
            switch random.number(0...9) {
            case 0...6: ["eip155:1"]
            case 7...8: ["eip155:1", "eip155:56"]
            default: ["elsewhere"]
            }
        assets = Array(["USDT", "ETH", "DAI"].prefix(random.pick([1, 1, 2, 2, 2, 3])))
        let isElsewhere = chains == ["elsewhere"]
        addresses = (1...random.number(3...8)).map { isElsewhere ? "account-\($0)" : RandomWorld.address($0) }
        hasBlock = random.chance(75)
        hasIndex = random.chance(75)
        hugePercent = random.pick([0, 0, 0, 0, 0, 0, 10, 25])
        hasOnlyTinyAmounts = random.chance(20)
        travelPercent = random.pick([0, 30, 60])
    }

    static func address(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: 40 - digits.count) + digits
    }

    static func hash(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: 64 - digits.count) + digits
    }

    private mutating func world() -> World {
        let rows = transfers()
        var world = World(
            rows: rows, files: [NaiveFile()], keepsDuplicates: !hasIndex && random.chance(20),
            cases: (0..<random.pick([1, 1, 1, 2, 3, 5])).map { aCase($0, rows) }, question: question())
        spreadOverFiles(&world)
        if random.chance(10) { world.until = random.pick(rows).time }
        return world
    }

    private mutating func transfers() -> [NaiveRow] {
        var rows: [NaiveRow] = []
        var time: Int64 = 1_700_000_000
        var block: UInt64 = 100
        var transaction = 0
        var index: UInt32 = 0
        // Some formats count within a transaction, others within a block.
        let countsInBlock = random.chance(50)
        var chain = random.pick(chains)
        for _ in 0..<random.pick([5...12, 5...12, 8...20, 20...40].map { random.number($0) }) {
            if rows.isEmpty || random.chance(65) {
                transaction += 1
                chain = random.pick(chains)
                let isNewBlock = random.chance(65)
                if isNewBlock {
                    block += 1
                    time += random.pick([0, 12, 12, 24])
                }
                index = isNewBlock || !countsInBlock ? 0 : index + 1
            } else {
                index += 1
            }
            rows.append(
                NaiveRow(
                    chain: chain, tx: RandomWorld.hash(transaction), index: hasIndex ? index : nil,
                    block: hasBlock ? block : nil, time: time, from: sender(after: rows.last), to: "",
                    asset: random.pick(assets),
                    amount: amount()))
            let last = rows.count - 1
            rows[last].to =
                random.chance(6) ? rows[last].from : random.chance(8) ? NaiveRow.null : random.pick(addresses)
            if random.chance(30) { addFee(&rows[last]) }
            if random.chance(5) { rows[last].otherColumns = 1 }
        }
        return rows
    }

    /// Often who received last, so that value travels.
    private mutating func sender(after last: NaiveRow?) -> String {
        if let last, last.to != NaiveRow.null, random.chance(travelPercent) { return last.to }
        return random.chance(12) ? NaiveRow.null : random.pick(addresses)
    }

    private mutating func addFee(_ row: inout NaiveRow) {
        row.fee = UInt128(random.number(0...7))
        row.feeAsset = random.pick([nil, row.asset, random.pick(assets)])
    }

    private mutating func amount() -> UInt128 {
        if random.chance(hugePercent) { return (1 << 127) - 3 + UInt128(random.number(0...6)) }
        if hasOnlyTinyAmounts { return UInt128(random.number(0...3)) }
        switch random.number(0...9) {
        case 0: return UInt128(random.number(0...3))
        case 1...7: return UInt128(random.number(1...100))
        case 8: return UInt128(random.next() >> 20)
        default: return UInt128(random.next()) << 40 | UInt128(random.next() >> 30)
        }
    }

    private mutating func aCase(_ number: Int, _ rows: [NaiveRow]) -> NaiveCase {
        let seeds = (0..<random.pick([1, 1, 1, 2, 3])).map { _ in seed(rows) }
        let stops = random.chance(25) ? [random.pick(addresses)] : []
        return NaiveCase(id: "case-\(number + 1)", seeds: seeds, stops: stops)
    }

    private mutating func seed(_ rows: [NaiveRow]) -> NaiveSeed {
        let row = random.pick(rows)
        func bound(_ random: inout SeededRandom) -> Int64? {
            random.chance(60) ? nil : random.pick(rows).time + Int64(random.number(-1...1))
        }
        let form: NaiveSeed.Form
        switch random.number(0...9) {
        case 0...2: form = .only(tx: row.tx)
        case 3: form = .at(tx: row.tx, index: row.index ?? UInt32(random.number(0...1)))
        case 4: form = .all(tx: row.tx)
        case 5...6: form = .out(row.from, from: bound(&random), to: bound(&random))
        case 7...8: form = .into(row.to, from: bound(&random), to: bound(&random))
        default: form = .only(tx: RandomWorld.hash(random.number(1...60)))
        }
        return NaiveSeed(
            chain: random.chance(15) ? random.pick(chains) : nil, asset: random.chance(20) ? random.pick(assets) : nil,
            form)
    }

    private mutating func question() -> NaiveQuestion {
        var question = NaiveQuestion()
        switch random.number(0...9) {
        case 0...4: question.opening = .inferred
        case 5...7: question.opening = .observed
        default: question.opening = .given(givenOpenings())
        }
        if random.chance(35) { question.stops = [random.pick(addresses)] }
        if random.chance(5) { question.stops.append(NaiveRow.null) }
        if random.chance(40) { question.tags = (0..<random.number(1...4)).map { _ in tag() } }
        if random.chance(20) { question.maxHops = random.number(0...3) }
        if random.chance(20) { question.minAmount = UInt128(random.pick([1, 2, 5, 20, 60])) }
        switch random.number(0...9) {
        case 0: question.coverage = .all
        case 1...3: question.coverage = .addresses(addresses.filter { _ in random.chance(50) })
        default: question.coverage = nil
        }
        return question
    }

    private mutating func givenOpenings() -> [NaiveOpeningBalance] {
        var list: [NaiveOpeningBalance] = []
        for chain in chains {
            for asset in assets {
                for address in addresses where random.chance(50) {
                    list.append(
                        .init(chain: chain, address: address, asset: asset, amount: UInt128(random.number(0...120))))
                }
            }
        }
        return list
    }

    private mutating func tag() -> NaiveTag {
        NaiveTag(
            chain: random.chance(25) ? random.pick(chains) : nil, address: random.pick(addresses),
            category: random.pick([
                "exchange", "vasp", "hosted_wallet", "payment_processor", "gambling", "guarantee_marketplace",
                "darknet_market", "escrow", "atm", "p2p", "mixer", "mixer", "coin_swapping", "coinjoin", "bridge",
                "bridge",
                "dex", "scam", "sanctioned_party", "miner", nil,
            ]),
            confidence: random.pick([0, 30, 59, 60, 61, 85, 100, 100]))
    }

    /// Several files that share rows, in any order, some newest first, some the export of one account.
    private mutating func spreadOverFiles(_ world: inout World) {
        let count = random.pick([1, 1, 2, 3])
        var files: [(rows: [NaiveRow], file: NaiveFile)] = (0..<count).map { _ in ([], NaiveFile()) }
        for row in world.rows {
            let home = random.number(0...count - 1)
            files[home].rows.append(row)
            while random.chance(12) { files[random.number(0...count - 1)].rows.append(row) }
        }
        for i in files.indices {
            if i > 0 && random.chance(30) { makeAccountExport(&files[i]) }
            // One format has blocks, another has not.
            if count > 1 && random.chance(15) {
                for row in files[i].rows.indices { files[i].rows[row].block = nil }
            }
            switch random.number(0...9) {
            case 0...1: files[i].rows.reverse()
            case 2...3: files[i].rows.shuffle(using: &random)
            default: break
            }
        }
        if count > 1 && random.chance(30) && files[1].file.account != nil { files.removeFirst() }
        world.files = files.map(\.file)
        world.rows = files.enumerated().flatMap { i, entry in
            entry.rows.map { row in
                var copy = row
                copy.file = i
                return copy
            }
        }
        if hasIndex && random.chance(2) && !world.rows.isEmpty {
            // The same identity with other content.
            var copy = random.pick(world.rows)
            copy.amount ^= 1
            world.rows.append(copy)
        }
    }

    /// Keeps the rows of one account, if only one address then occurs in all of them.
    private mutating func makeAccountExport(_ entry: inout (rows: [NaiveRow], file: NaiveFile)) {
        let account = random.pick(addresses)
        let own = entry.rows.filter { $0.from == account || $0.to == account }
        let inAll = Set(own.flatMap { [$0.from, $0.to] }).filter { address in
            own.allSatisfy { $0.from == address || $0.to == address }
        }
        guard inAll == [account] else { return }
        entry = (own, NaiveFile(account: account))
    }
}
