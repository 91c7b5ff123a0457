/// A heuristic as people look it up: what it says, how surely, from where, and when it is wrong.
public struct HeuristicDescription: Sendable, Equatable {
    /// Registered name, as reports give it.
    public var name: String
    /// Raised whenever a verdict may change.
    public var version: Int
    /// 0…100: from 85 proven, from 60 probable, from 30 possible.
    public var confidence: Int
    public var summary: String
    /// The paper or specification it comes from.
    public var source: String
    public var knownFalsePositives: String
    public var parameters: [HeuristicParameter]
}

/// A heuristic as an engine asks it. What it says is an inference: it never changes a traced amount unless the user lets it.
public protocol Heuristic: Sendable {
    /// Registered name, as reports, findings and evidence give it.
    var name: String { get }
    /// Raised whenever a verdict may change.
    var version: Int { get }
    /// What it recognises or joins, one sentence.
    var summary: String { get }
    /// The paper or specification it comes from.
    var source: String { get }
    /// When it is known to be wrong.
    var knownFalsePositives: String { get }
    /// Thresholds by name, amounts in base units.
    var parameters: [HeuristicParameter] { get }
    /// Of one match or link, 0…100: from 85 proven, from 60 probable, from 30 possible.
    var confidence: Int { get }
}

extension Heuristic {
    public var description: HeuristicDescription {
        HeuristicDescription(
            name: name, version: version, confidence: confidence, summary: summary, source: source,
            knownFalsePositives: knownFalsePositives, parameters: parameters)
    }
}

/// Every heuristic that a trace may let speak. Nothing else is inferred, and nothing of it changes a traced amount unless
/// the user lets it.
public enum Heuristics {
    public static let all: [HeuristicDescription] =
        CoinJoinHeuristics.all.map(\.description) + [
            PeelChain.heuristic, BehaviourGuard.heuristic, DepositRules.heuristic,
        ] + ClusterHeuristics.all.map(\.description)
}

extension PeelChain {
    /// Hops from which on there is a chain to fold.
    public static let fewestHops = PeelChains.fewestSteps

    public static let heuristic = HeuristicDescription(
        name: "peel-chain", version: 1, confidence: 40,
        summary: "Peel chain: hop after hop most of the value moves to a fresh address, a small part leaves",
        source: "Meiklejohn et al., A Fistful of Bitcoins (IMC 2013)",
        knownFalsePositives: "wallets that pay often with fresh change; exchange withdrawals paid one at a time",
        parameters: [
            HeuristicParameter("steps", "at least \(PeelChains.fewestSteps)"),
            HeuristicParameter("remainder", "at least two thirds, at an address that held nothing before"),
        ])
}

extension BehaviourGuard {
    public static let heuristic = HeuristicDescription(
        name: "behaviour-guard", version: 1, confidence: 50,
        summary: "Service by behaviour: an unlabelled address with very many counterparties and transfers",
        source: "this project; counts over the whole ledger read, both directions, any asset",
        knownFalsePositives: "airdrop distributors, payroll, large OTC desks, popular contracts",
        parameters: [
            HeuristicParameter("counterparties", "at least \(BehaviourGuard().counterparties)"),
            HeuristicParameter("transfers", "at least \(BehaviourGuard().transfers)"),
        ])
}
