/// Counts mappings over multisets: coins of equal amount are exchangeable, so a part of a transaction is how many coins
/// of each amount it holds, packed into one word with a guard bit above every field.
struct MappingCount {
    /// Too many steps, too many coins for a word, or more than 2¹²⁸ mappings.
    struct Exhausted: Error {}

    private var classes: CoinClasses
    private let whole: UInt64
    /// Valid pairs by the first class of inputs that they hold.
    private var pairs: [[UInt64]]
    private var known: [UInt64: UInt128] = [:]
    private var stepsLeft: Int

    init(
        inputs: [UInt64], outputs: [UInt64], marked: [Bool], intraFee: UInt64, stepLimit: Int
    ) throws(Exhausted) {
        guard let classes = CoinClasses(inputs: inputs, outputs: outputs, marked: marked) else { throw Exhausted() }
        self.classes = classes
        whole = classes.whole
        pairs = [[UInt64]](repeating: [], count: classes.inputClasses)
        stepsLeft = stepLimit
        try findPairs(intraFee: intraFee)
    }

    /// Every pair of parts that is a valid one and leaves what can still be valid.
    private mutating func findPairs(intraFee: UInt64) throws(Exhausted) {
        guard let paying = classes.parts(classes.inputs, limit: stepsLeft),
            let paid = classes.parts(classes.outputs, limit: stepsLeft)
        else { throw Exhausted() }
        try spend(paying.count + paid.count)
        guard let all = paying.last, let allPaid = paid.last, intraFee < 1 << 62 else { return }
        let pairsAtMost = Int64(min(classes.inputs.coins, classes.outputs.coins))
        let grants = Int64(intraFee).multipliedReportingOverflow(by: pairsAtMost)
        guard !grants.overflow, grants.partialValue < 1 << 62 else { throw Exhausted() }
        // What a pair may keep: the fee, and what the others may receive.
        let keeps = all.sum - allPaid.sum + grants.partialValue
        for part in paying {
            var index = paid.partitioningIndex { $0.sum >= part.sum - keeps }
            while index < paid.count, paid[index].sum <= part.sum + Int64(intraFee) {
                try spend(1)
                pairs[classes.firstInputClass(part.code)].append(part.code | paid[index].code)
                index += 1
            }
        }
    }

    private mutating func spend(_ steps: Int) throws(Exhausted) {
        stepsLeft -= steps
        if stepsLeft < 0 { throw Exhausted() }
    }

    /// All mappings. At least 1: a transaction that takes more than it brings, or has nothing on one side, is taken as
    /// one whole.
    mutating func mappings() throws(Exhausted) -> UInt128 { max(1, try ways(whole)) }

    /// Mappings of what `rest` holds. Every one has exactly one pair with the first coin of the first class.
    private mutating func ways(_ rest: UInt64) throws(Exhausted) -> UInt128 {
        if rest == 0 { return 1 }
        if rest & classes.inputMask == 0 || rest & ~classes.inputMask == 0 { return 0 }
        if let ways = known[rest] { return ways }
        let first = classes.firstInputClass(rest)
        var sum: UInt128 = 0
        for at in pairs[first].indices {
            try spend(1)
            let pair = pairs[first][at]
            guard classes.holds(rest, pair) else { continue }
            let left = try ways(rest - pair)
            if left == 0 { continue }
            sum = try add(sum, try multiply(left, try choices(from: rest, pair, containing: first)))
        }
        known[rest] = sum
        return sum
    }

    /// In how many ways the coins of `pair` can be picked out of `rest`; with `first`, one coin of that class is given.
    private func choices(from rest: UInt64, _ pair: UInt64, containing first: Int?) throws(Exhausted) -> UInt128 {
        if classes.areDistinct { return 1 }
        var product: UInt128 = 1
        for field in classes.fields.indices {
            let (n, k) = (classes.count(rest, field), classes.count(pair, field))
            if k == 0 { continue }
            let given = field == first ? 1 : 0
            product = try multiply(product, Boltzmann.binomial(n - given, k - given))
        }
        return product
    }

    /// Every pair is in as many mappings as the rest has, each of its coins in the same number of them.
    mutating func links(mappings: UInt128) throws(Exhausted) -> LinkCounts {
        let columns = classes.outputs.amounts.count
        var sums = [UInt128](repeating: 0, count: classes.inputs.amounts.count * columns)
        var marked = [UInt128](repeating: 0, count: columns)
        for first in pairs.indices {
            for at in pairs[first].indices {
                try spend(1)
                let pair = pairs[first][at]
                let left = try ways(whole - pair)
                if left == 0 { continue }
                let weight = try multiply(left, try choices(from: whole, pair, containing: nil))
                let isMarked = classes.holdsMarked(pair)
                for column in 0..<columns {
                    let paid = classes.count(pair, classes.inputs.amounts.count + column)
                    if paid == 0 { continue }
                    let weighed = try multiply(weight, UInt128(paid))
                    if isMarked { marked[column] = try add(marked[column], weighed) }
                    for row in classes.inputs.amounts.indices {
                        let paying = classes.count(pair, row)
                        if paying == 0 { continue }
                        let cell = row * columns + column
                        sums[cell] = try add(sums[cell], try multiply(weighed, UInt128(paying)))
                    }
                }
            }
        }
        return classes.spread(sums, marked: marked, mappings: mappings)
    }

    private func add(_ a: UInt128, _ b: UInt128) throws(Exhausted) -> UInt128 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        if overflow { throw Exhausted() }
        return sum
    }

    private func multiply(_ a: UInt128, _ b: UInt128) throws(Exhausted) -> UInt128 {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        if overflow { throw Exhausted() }
        return product
    }
}

extension Array {
    /// The first index whose element satisfies `predicate`, which holds from there to the end.
    /// - Complexity: O(log count).
    fileprivate func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
