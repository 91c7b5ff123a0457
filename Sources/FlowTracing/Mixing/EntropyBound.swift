/// A lower bound of the entropy where the mappings are too many to count.
///
/// Inputs that cover an output of an amount occurring several times, by no more in all than the fee, can each have paid
/// any of them; whatever else the transaction holds stays together as one pair. With `e` such inputs among `m` outputs
/// of one amount that gives C(m, e) · (mappings of a perfect e×e mix), and the amounts multiply.
enum EntropyBound {
    /// - Complexity: O(k log k) in the coins.
    static func entropy(inputs: [UInt64], outputs: [UInt64]) -> MixEntropy {
        let bound = MixEntropy(mappings: nil, millibits: 0, isExact: false)
        let paying = inputs.filter { $0 > 0 }.sorted()
        let paid = outputs.filter { $0 > 0 }.sorted()
        guard let brought = total(paying), let taken = total(paid), brought >= taken else { return bound }
        var fee = brought - taken
        var millibits = 0
        var matched = 0
        var groups: [(outputs: Int, inputs: Int)] = []
        var next = 0
        var start = 0
        while start < paid.count {
            var end = start
            while end < paid.count, paid[end] == paid[start] { end += 1 }
            // Ascending, each input is looked at once: those below the amount can never cover a later one.
            while next < paying.count, paying[next] < paid[start] { next += 1 }
            var covering = 0
            while next < paying.count, covering < end - start, paying[next] - paid[start] <= fee {
                fee -= paying[next] - paid[start]
                covering += 1
                next += 1
            }
            groups.append((end - start, covering))
            matched += covering
            start = end
        }
        // Without an input to mark it the remainder is no pair of its own, and the choice of outputs no choice.
        let hasRemainder = matched < paying.count && matched < paid.count
        for group in groups {
            millibits += perfectMix(group.inputs)
            if hasRemainder { millibits += binomial(group.outputs, group.inputs) }
        }
        return MixEntropy(mappings: nil, millibits: millibits, isExact: false)
    }

    private static func total(_ amounts: [UInt64]) -> UInt64? {
        var sum: UInt64 = 0
        for amount in amounts {
            let (next, overflow) = sum.addingReportingOverflow(amount)
            if overflow { return nil }
            sum = next
        }
        return sum
    }

    /// Beyond 128 bits at least the n! ways of pairing them one to one.
    private static func perfectMix(_ n: Int) -> Int {
        if let mappings = Boltzmann.perfectMix(n) { return Boltzmann.log2Millibits(mappings) }
        return (1...n).reduce(0) { $0 + Boltzmann.log2Millibits(UInt128($1)) }
    }

    private static func binomial(_ n: Int, _ k: Int) -> Int {
        n < 64 && k > 0 ? Boltzmann.log2Millibits(Boltzmann.binomial(n, k)) : 0
    }
}
