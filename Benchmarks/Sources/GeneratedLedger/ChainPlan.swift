/// Decides who spends what on a generated chain.
struct ChainPlan {
    private var state: UInt64
    /// For every output, itself while it is unspent, else an earlier one: leads to the last unspent output before it in
    /// few steps. Outputs are numbered from 1 here, 0 is none.
    private var unspentBefore: [UInt32] = [0]
    private var newOwners: UInt32 = 0
    private let outputs: Int

    init(seed: UInt64, outputs: Int) {
        (state, self.outputs) = (seed, outputs)
        unspentBefore.reserveCapacity(outputs + 1_000)
    }

    /// The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
    @inline(__always)
    static func mix(_ word: UInt64) -> UInt64 {
        var z = word &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    private mutating func next() -> UInt64 {
        defer { state &+= 0x9E37_79B9_7F4A_7C15 }
        return Self.mix(state)
    }

    private mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(max(1, bound))).high)
    }

    /// Log-uniform in `low..<high`.
    private mutating func magnitude(_ low: Int, _ high: Int) -> Int {
        guard high > low else { return low }
        var top = low
        var doublings = 0
        while top * 2 < high {
            top *= 2
            doublings += 1
        }
        let base = low << below(doublings + 1)
        return min(high - 1, base + below(base))
    }

    mutating func coinbase(outputs count: Int, each amount: UInt64, _ chain: inout GeneratedChain) {
        for _ in 0..<count { pay(amount, &chain) }
        chain.endTransaction()
    }

    mutating func payment(_ chain: inout GeneratedChain) {
        var amount: UInt64 = 0
        let created = chain.outputCount
        for _ in 0..<count(1_000, single: 760, two: 140, three: 40, four: 18) {
            guard let output = takeUnspent(created: created) else { break }
            chain.spend(UInt32(output))
            amount += chain.amounts[output]
        }
        amount -= min(amount, amount / 2_000 + 200)
        var left = count(1_000, single: 160, two: 790, three: 14, four: 10)
        while left > 1 && amount > 1 {
            // From a tenth to nine tenths of what is left to two, less to more.
            let part = max(1, amount / UInt64(left) * UInt64(200 + below(1_600)) / 1_000)
            let paid = min(part, amount - 1)
            pay(paid, &chain)
            amount -= paid
            left -= 1
        }
        if below(1_000) < 10 { append(0, GeneratedChain.nobody, &chain) }
        pay(amount, &chain)
        chain.endTransaction()
    }

    /// How many inputs or outputs a transaction has, by how often the first few counts occur.
    private mutating func count(_ all: Int, single: Int, two: Int, three: Int, four: Int) -> Int {
        let draw = below(all)
        if draw < single { return 1 }
        if draw < single + two { return 2 }
        if draw < single + two + three { return 3 }
        if draw < single + two + three + four { return 4 }
        return 5 + below(below(70) + 1)
    }

    /// The number of an unspent output, spent from now on.
    private mutating func takeUnspent(created: Int) -> Int? {
        let block = 6_000
        let age = below(100) < 5 ? below(min(block, created)) : magnitude(block, created)
        for start in [max(1, created - age), created] {
            let number = lastUnspent(start)
            if number == 0 { continue }
            unspentBefore[number] = UInt32(number - 1)
            return number - 1
        }
        return nil
    }

    private mutating func lastUnspent(_ start: Int) -> Int {
        var number = start
        while unspentBefore[number] != number {
            let before = unspentBefore[Int(unspentBefore[number])]
            unspentBefore[number] = before
            number = Int(before)
        }
        return number
    }

    private mutating func pay(_ amount: UInt64, _ chain: inout GeneratedChain) {
        if below(4) > 0 || chain.outputCount == 0 {
            append(amount, newOwners, &chain)
            newOwners += 1
        } else {
            // Whoever was paid before is paid again, the more often the likelier: few addresses become very busy.
            let owner = chain.owners[chain.outputCount - magnitude(1, chain.outputCount + 1)]
            append(amount, owner == GeneratedChain.nobody ? 0 : owner, &chain)
        }
    }

    private mutating func append(_ amount: UInt64, _ owner: UInt32, _ chain: inout GeneratedChain) {
        chain.add(amount, to: owner)
        let number = UInt32(chain.outputCount)
        // What nobody can spend is never unspent.
        unspentBefore.append(owner == GeneratedChain.nobody ? number - 1 : number)
    }
}
