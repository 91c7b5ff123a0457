/// In how many ways the inputs of a transaction can have paid its outputs.
///
/// A mapping cuts inputs and outputs into the same number of parts and pairs them, so that every pair has at least one
/// coin on each side and brings at least what it takes: Σ inputs ≥ Σ outputs. The whole transaction as one pair counts.
/// Every mapping is held equally likely: entropy is log2 of their number, and an input is linked to an output with the
/// share of the mappings that put both in one pair. Two equal inputs and outputs have 3 mappings, five have 1,496.
///
/// Source: LaurentMT, Boltzmann (2015), after G. Maxwell's CoinJoin entropy.
public enum Boltzmann {
    /// Steps after which counting stops: 20 to 60 ms of one core.
    public static let defaultStepLimit = 4_000_000

    public struct Analysis: Sendable, Equatable {
        public var entropy: MixEntropy
        /// `nil` where the mappings were not counted.
        public var links: LinkCounts?
    }

    /// Counts the mappings of a transaction, exactly where it is small enough, and gives a lower bound where not.
    ///
    /// What makes it small is the number of different amounts and pairs, not of coins: ten and ten of any amounts with a
    /// usual fee, or 24 and 24 equal ones, are counted. Coins of amount 0 carry nothing and are left out.
    /// - Parameters:
    ///   - inputs: base units, in listed order.
    ///   - outputs: base units, in listed order.
    ///   - marked: inputs whose common links `LinkCounts.marked` gives; one flag per input, or empty.
    ///   - intraFee: base units that a participant may receive beyond what it brings (a maker's fee); 0 for the
    ///     definition proper.
    ///   - stepLimit: work after which the answer is a bound.
    /// - Complexity: at most `stepLimit` steps of O(different amounts) each.
    public static func analyse(
        inputs: [UInt64], outputs: [UInt64], marked: [Bool] = [], intraFee: UInt64 = 0,
        stepLimit: Int = defaultStepLimit
    ) -> Analysis {
        precondition(marked.isEmpty || marked.count == inputs.count)
        do {
            var count = try MappingCount(
                inputs: inputs, outputs: outputs, marked: marked, intraFee: intraFee, stepLimit: stepLimit)
            let mappings = try count.mappings()
            let links = try count.links(mappings: mappings)
            return Analysis(
                entropy: MixEntropy(mappings: mappings, millibits: log2Millibits(mappings), isExact: true), links: links
            )
        } catch {
            return Analysis(entropy: EntropyBound.entropy(inputs: inputs, outputs: outputs), links: nil)
        }
    }

    /// Mappings of `n` equal inputs to `n` equal outputs: Σ over the sizes of the pair that holds the first input. `nil`
    /// where it is 2¹²⁸ or more.
    static func perfectMix(_ n: Int) -> UInt128? { n < perfectMixes.count ? perfectMixes[n] : nil }

    private static let perfectMixes: [UInt128] = {
        var values: [UInt128] = [1]
        while true {
            let n = values.count
            var sum: UInt128 = 0
            for k in 1...n {
                let ways = binomial(n - 1, k - 1).multipliedReportingOverflow(by: binomial(n, k))
                let product = ways.partialValue.multipliedReportingOverflow(by: values[n - k])
                let total = sum.addingReportingOverflow(product.partialValue)
                if ways.overflow || product.overflow || total.overflow { return values }
                sum = total.partialValue
            }
            values.append(sum)
        }
    }()

    /// `n` over `k` for `n` below 64: fits 64 bits.
    static func binomial(_ n: Int, _ k: Int) -> UInt128 {
        assert(n < 64)
        if k < 0 || k > n { return 0 }
        return binomials[n * 64 + k]
    }

    private static let binomials: [UInt128] = {
        var table = [UInt128](repeating: 0, count: 64 * 64)
        for n in 0..<64 {
            table[n * 64] = 1
            for k in stride(from: 1, through: n, by: 1) {
                table[n * 64 + k] = table[(n - 1) * 64 + k - 1] + table[(n - 1) * 64 + k]
            }
        }
        return table
    }()

    /// log2 in thousandths, rounded down, by squaring a 63-bit mantissa: one binary digit of the logarithm each time.
    /// What is cut off a mantissa weighs half as much with every digit, so 40 digits are right to one in the last.
    static func log2Millibits(_ value: UInt128) -> Int {
        precondition(value > 0)
        let whole = 127 - value.leadingZeroBitCount
        var mantissa =
            whole > 63 ? UInt64(truncatingIfNeeded: value >> UInt128(whole - 63)) : UInt64(value) << (63 - whole)
        var fraction = 0
        for _ in 0..<40 {
            let square = mantissa.multipliedFullWidth(by: mantissa)
            let isTwoOrMore = square.high >> 63 == 1
            fraction = fraction << 1 | (isTwoOrMore ? 1 : 0)
            mantissa = isTwoOrMore ? square.high : square.high << 1 | square.low >> 63
        }
        return whole * 1000 + (fraction * 1000) >> 40
    }
}

/// For every input and output, the mappings that put both in one pair.
public struct LinkCounts: Sendable, Equatable {
    /// All mappings: what a count is a share of.
    public let mappings: UInt128
    let outputs: Int
    /// Row per input, column per output.
    var counts: [UInt128]
    /// Per output: mappings that put it in one pair with at least one marked input.
    public internal(set) var marked: [UInt128]

    /// Mappings that link the two; all of them = certain, if the definition holds.
    public subscript(input: Int, output: Int) -> UInt128 { counts[input * outputs + output] }
}
