/// What a heuristic says of a transaction: it looks like a coinjoin. An inference, never a fact.
public struct CoinJoinFinding: Sendable, Equatable {
    /// The heuristic's registered name.
    public var heuristic: String
    public var version: Int
    /// 0…100; see the vocabulary of attribution confidence.
    public var confidence: Int
    /// The amounts that several outputs share, base units, ascending; mixed value left in one of them.
    public var denominations: [UInt64]
    /// Outputs that cannot be told apart from another by amount: the candidates.
    public var mixedOutputs: [Int]
    /// False for a transaction that only prepares a mix (Whirlpool's Tx0): its outputs still belong to one spender.
    public var isMix: Bool

    public init(
        heuristic: String, version: Int, confidence: Int, denominations: [UInt64], mixedOutputs: [Int],
        isMix: Bool = true
    ) {
        (self.heuristic, self.version, self.confidence) = (heuristic, version, confidence)
        (self.denominations, self.mixedOutputs, self.isMix) = (denominations, mixedOutputs, isMix)
    }
}

/// One output of a coinjoin that tainted value entered: where that value may have gone. Carried beside the closing
/// balance, never inside it.
public struct MixCandidate: Sendable, Equatable {
    /// Position among the transaction's outputs.
    public var output: Int
    /// Probability that the output is linked to tainted value, as a fraction.
    public var odds: (numerator: UInt64, denominator: UInt64)
    /// Share of the transaction's mappings that link the output to a tainted input; `nil` where they were not counted.
    public var link: (mappings: UInt128, of: UInt128)?
    /// Tainted value expected in the output, rounded down.
    public var expected: Amount
    /// What is certainly linked: usually 0.
    public var minimum: Amount
    /// The most that may be in it.
    public var maximum: Amount

    public init(
        output: Int, odds: (numerator: UInt64, denominator: UInt64), link: (mappings: UInt128, of: UInt128)? = nil,
        expected: Amount, minimum: Amount, maximum: Amount
    ) {
        (self.output, self.odds, self.link, self.expected) = (output, odds, link, expected)
        (self.minimum, self.maximum) = (minimum, maximum)
    }

    public static func == (a: MixCandidate, b: MixCandidate) -> Bool {
        (a.output, a.expected, a.minimum, a.maximum) == (b.output, b.expected, b.minimum, b.maximum)
            && a.odds == b.odds && a.link?.mappings == b.link?.mappings && a.link?.of == b.link?.of
    }
}

/// Boltzmann: how many ways inputs can have paid outputs.
public struct MixEntropy: Sendable, Equatable {
    /// Valid mappings of inputs to outputs; `nil` where they exceed 2¹²⁸ or were not counted.
    public var mappings: UInt128?
    /// log2 of the mappings in thousandths of a bit, rounded down.
    public var millibits: Int
    /// False: `millibits` is a lower bound, the transaction is too large to count.
    public var isExact: Bool

    public init(mappings: UInt128?, millibits: Int, isExact: Bool) {
        (self.mappings, self.millibits, self.isExact) = (mappings, millibits, isExact)
    }
}
