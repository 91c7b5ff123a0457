import SeededRandom
import Testing

@testable import FlowTracing

@Suite struct BoltzmannTests {
    @Test(arguments: [(2, 3), (3, 16), (4, 131), (5, 1496), (6, 22482), (7, 426_833), (8, 9_934_563)])
    func perfectMixesHaveTheirKnownNumberOfMappings(size: Int, mappings: Int) throws {
        let coins = [UInt64](repeating: 5_000_000, count: size)
        let analysis = Boltzmann.analyse(inputs: coins, outputs: coins)
        #expect(analysis.entropy.isExact)
        #expect(analysis.entropy.mappings == UInt128(mappings))
        #expect(Boltzmann.perfectMix(size) == UInt128(mappings))
        let links = try #require(analysis.links)
        for input in 0..<size { for output in 0..<size { #expect(links[input, output] == links[0, 0]) } }
    }

    /// 10.55 bits, 34.2% per cell: the published figures of Whirlpool's 5×5.
    @Test func fiveByFive() throws {
        let coins = [UInt64](repeating: 5_000_000, count: 5)
        let analysis = Boltzmann.analyse(inputs: coins, outputs: coins, marked: [true, false, false, false, false])
        #expect(analysis.entropy.millibits == 10_546)
        let links = try #require(analysis.links)
        #expect(links[0, 0] == 512)
        #expect(links[0, 0] * 1000 / links.mappings == 342)
        #expect(links.marked == [512, 512, 512, 512, 512])
    }

    /// The fee that two entrants pay changes nothing: a mix of five that pays one is as good as a perfect one.
    @Test func aWhirlpoolMixPaysItsFeeOutOfTheEntrantsCoins() {
        let inputs: [UInt64] = [5_010_000, 5_000_000, 5_010_000, 5_000_000, 5_010_000]
        let analysis = Boltzmann.analyse(inputs: inputs, outputs: [UInt64](repeating: 5_000_000, count: 5))
        #expect(analysis.entropy == MixEntropy(mappings: 1496, millibits: 10_546, isExact: true))
    }

    @Test func aPaymentHasOneMappingAndItsLinksAreCertain() throws {
        let analysis = Boltzmann.analyse(inputs: [700, 500], outputs: [900, 250, 0])
        #expect(analysis.entropy == MixEntropy(mappings: 1, millibits: 0, isExact: true))
        let links = try #require(analysis.links)
        #expect(links[0, 0] == 1 && links[1, 1] == 1)
        #expect(links[0, 2] == 0, "an output of nothing is linked to nothing")
    }

    @Test func logarithmIsExactAtPowersAndRoundsDownBetween() {
        for bit in 0..<128 { #expect(Boltzmann.log2Millibits(1 << UInt128(bit)) == bit * 1000) }
        #expect(Boltzmann.log2Millibits(3) == 1584)
        #expect(Boltzmann.log2Millibits(131) == 7033)
        #expect(Boltzmann.log2Millibits(.max) == 127_999)
    }

    @Test func agreesWithNaiveEnumeration() throws {
        let seed: UInt64 = 0x6d69_7865_7273
        var random = SeededRandom(seed: seed)
        var withMany = 0
        for round in 0..<1_500 {
            let inputs = (0..<Int(random.next() % 5 + 1)).map { _ in random.next() % 6 }
            var outputs = (0..<Int(random.next() % 5 + 1)).map { _ in random.next() % 6 }
            // Nearly as much out as in, as in a transaction.
            while outputs.reduce(0, +) > inputs.reduce(0, +) { outputs.removeLast() }
            let marked = inputs.map { _ in random.next() % 3 == 0 }
            let intraFee = round % 3 == 0 ? random.next() % 3 : 0
            let naive = NaiveMappings(inputs: inputs, outputs: outputs, marked: marked, intraFee: Int(intraFee))
            let analysis = Boltzmann.analyse(
                inputs: inputs, outputs: outputs, marked: marked, intraFee: UInt64(intraFee))
            let links = try #require(analysis.links)
            let about: Comment = "seed \(seed) round \(round): \(inputs) -> \(outputs), intra-fee \(intraFee)"
            #expect(analysis.entropy.mappings == UInt128(max(1, naive.mappings)), about)
            for output in outputs.indices {
                #expect(links.marked[output] == UInt128(naive.marked[output]), about)
                for input in inputs.indices {
                    #expect(links[input, output] == UInt128(naive.links[input][output]), about)
                }
            }
            if naive.mappings > 1 { withMany += 1 }
        }
        #expect(withMany > 300)
    }

    /// What is said where counting is given up is never more than the truth.
    @Test func theBoundNeverExceedsTheCount() {
        let seed: UInt64 = 0x626f_756e_64
        var random = SeededRandom(seed: seed)
        var tight = 0
        for round in 0..<600 {
            let amounts: [UInt64] = [1_000, 1_001, 5_000, 5_002, 9_000]
            let inputs = (0..<6).map { _ in amounts[Int(random.next() % 5)] }
            var outputs = inputs.map { $0 - $0 % 1_000 }
            if round % 2 == 0 { outputs.append(outputs.removeLast() / 2) }
            let exact = Boltzmann.analyse(inputs: inputs, outputs: outputs)
            let bound = EntropyBound.entropy(inputs: inputs, outputs: outputs)
            #expect(exact.entropy.isExact && !bound.isExact)
            #expect(
                bound.millibits <= exact.entropy.millibits, "seed \(seed) round \(round): \(inputs) -> \(outputs)")
            if bound.millibits > 0 { tight += 1 }
        }
        #expect(tight > 100)
    }

    @Test func hugeAndHostileTransactionsEndInABound() {
        let many = (0..<400).map { UInt64($0 * 7_919 + 1_000) }
        let analysis = Boltzmann.analyse(inputs: many, outputs: many.dropLast().map { $0 - 3 })
        #expect(!analysis.entropy.isExact && analysis.links == nil)
        let wide = (0..<16).map { 1_000 + UInt64($0 * $0 * 31) }
        #expect(!Boltzmann.analyse(inputs: wide, outputs: wide.map { $0 / 2 }, stepLimit: 100_000).entropy.isExact)
        let vast = Boltzmann.analyse(inputs: [.max, .max], outputs: [.max])
        #expect(vast.entropy == MixEntropy(mappings: nil, millibits: 0, isExact: false))
        #expect(Boltzmann.analyse(inputs: [], outputs: [5]).entropy.mappings == 1)
        #expect(Boltzmann.analyse(inputs: [5], outputs: [9]).entropy.mappings == 1)
    }

    @Test func hundredEqualCoinsAreBoundedByTheirFactorial() {
        let coins = [UInt64](repeating: 100_000, count: 100)
        let entropy = Boltzmann.analyse(inputs: coins, outputs: coins).entropy
        #expect(!entropy.isExact)
        // log2 100! = 524.76
        #expect(entropy.millibits > 524_600 && entropy.millibits <= 524_765)
    }
}

/// Tries every way of labelling the coins with parts: the definition, word for word.
struct NaiveMappings {
    var mappings = 0
    var links: [[Int]]
    var marked: [Int]

    init(inputs: [UInt64], outputs: [UInt64], marked: [Bool], intraFee: Int) {
        links = inputs.map { _ in outputs.map { _ in 0 } }
        self.marked = outputs.map { _ in 0 }
        let paying = inputs.indices.filter { inputs[$0] > 0 }
        let paid = outputs.indices.filter { outputs[$0] > 0 }
        if paying.isEmpty || paid.isEmpty { return }
        for cut in Self.cuts(paying) {
            // Each output goes to any of the parts of the inputs.
            var choice = paid.map { _ in 0 }
            repeat {
                let parts = cut.indices.map { part in paid.indices.filter { choice[$0] == part }.map { paid[$0] } }
                let isValid = cut.indices.allSatisfy { part in
                    !parts[part].isEmpty
                        && cut[part].reduce(0) { $0 + Int(inputs[$1]) } + intraFee
                            >= parts[part].reduce(0) { $0 + Int(outputs[$1]) }
                }
                if isValid {
                    mappings += 1
                    for part in cut.indices {
                        let isMarked = cut[part].contains { marked[$0] }
                        for output in parts[part] {
                            if isMarked { self.marked[output] += 1 }
                            for input in cut[part] { links[input][output] += 1 }
                        }
                    }
                }
            } while Self.advance(&choice, below: cut.count)
        }
    }

    private static func advance(_ digits: inout [Int], below base: Int) -> Bool {
        for place in digits.indices {
            digits[place] += 1
            if digits[place] < base { return true }
            digits[place] = 0
        }
        return false
    }

    private static func cuts(_ coins: [Int]) -> [[[Int]]] {
        guard let last = coins.last else { return [[]] }
        return cuts(coins.dropLast()).flatMap { cut in
            [cut + [[last]]]
                + cut.indices.map { part in
                    var larger = cut
                    larger[part].append(last)
                    return larger
                }
        }
    }
}
