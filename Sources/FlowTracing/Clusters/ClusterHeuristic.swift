/// A rule by which two addresses seem to have one owner. What it says is an inference: it never changes a traced amount.
///
/// A heuristic decides at one transfer or transaction, by what came until then: rows that come later add links and take
/// none away. What only the whole ledger can tell (a supposed deposit address that spends elsewhere after all) makes a link
/// void when links are applied; see `TransferClusterHeuristic.isVoid`.
public protocol ClusterHeuristic: Heuristic {
    /// Weak links never join two large clusters.
    var strength: ClusterStrength { get }
    /// Speaks unless it is left out; others speak only where asked for.
    var isStandard: Bool { get }
}

extension ClusterHeuristic {
    public var isStandard: Bool { true }

    public var description: HeuristicDescription {
        HeuristicDescription(
            name: name, version: version, confidence: confidence, summary: summary, source: source,
            knownFalsePositives: knownFalsePositives,
            parameters: [HeuristicParameter("strength", strength.rawValue)]
                + (isStandard ? [] : [HeuristicParameter("speaks", "only where asked for")]) + parameters)
    }
}

public enum ClusterStrength: String, Sendable, BitwiseCopyable { case strong, weak }

/// A heuristic over the transactions of a UTXO chain.
protocol SpendingClusterHeuristic: ClusterHeuristic {
    /// - Complexity: O(coins of the transaction).
    func join(in step: SpendingStep)
}

/// A heuristic over the transfers of account chains.
protocol TransferClusterHeuristic: ClusterHeuristic {
    /// - Complexity: amortised O(1).
    func join(in step: TransferStep)

    /// True where the ledger as a whole speaks against a link.
    func isVoid(_ link: TransferLink, in step: TransferStep) -> Bool

    /// Of a link that holds, where it depends on what else is known.
    func confidence(of link: TransferLink, in step: TransferStep) -> Int
}

/// A link between addresses of account chains.
struct TransferLink {
    var a: AddressID
    var b: AddressID
    /// The address that the link stands and falls with.
    var subject: AddressID
    /// The transfer at which it was made.
    var row: Int
}

extension TransferClusterHeuristic {
    func confidence(of link: TransferLink, in step: TransferStep) -> Int { confidence }
}
