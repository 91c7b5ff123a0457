/// A way of recognising one kind of coinjoin by the amounts and scripts of a single transaction. What it says is an
/// inference: it never changes a traced amount unless the user lets coinjoins stop a trace.
public protocol CoinJoinHeuristic: Heuristic {
    /// - Complexity: O(k log k) in the coins unless the heuristic says otherwise.
    func verdict(_ profile: borrowing MixProfile) -> CoinJoinVerdict

    /// Base units that a participant of such a mix may receive beyond what it brings, for mapping counts; 0 where
    /// nobody is paid for taking part.
    func intraFee(denomination: UInt64) -> UInt64
}

extension CoinJoinHeuristic {
    public func intraFee(denomination: UInt64) -> UInt64 { 0 }

    public func verdict(_ shape: TransactionShape) -> CoinJoinVerdict { verdict(MixProfile(shape)) }

    /// A match of this heuristic.
    func match(
        _ profile: borrowing MixProfile, denominations: [UInt64], confidence: Int? = nil, isMix: Bool = true
    ) -> CoinJoinVerdict {
        .match(
            CoinJoinFinding(
                heuristic: name, version: version, confidence: confidence ?? self.confidence,
                denominations: denominations, mixedOutputs: profile.outputs(of: denominations), isMix: isMix))
    }
}

public struct HeuristicParameter: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: some CustomStringConvertible) { (self.name, self.value) = (name, "\(value)") }
}

/// What a heuristic says of one transaction, with the numbers that decided.
public enum CoinJoinVerdict: Sendable, Equatable {
    case match(CoinJoinFinding)
    /// The first condition that fails, as a sentence.
    case rejected(String)
    /// What the ledger does not know, or what was given up on. No finding.
    case undecided(String)

    public var finding: CoinJoinFinding? {
        if case .match(let finding) = self { return finding }
        return nil
    }
}
