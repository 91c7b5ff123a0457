/// The addresses whose coins one transaction spends together.
struct MultiInput: SpendingClusterHeuristic {
    let name = "multi-input"
    let version = 1
    let summary = "Addresses whose coins one transaction spends together: whoever signed it has all their keys"
    let source =
        "Nakamoto (2008); Meiklejohn et al., A Fistful of Bitcoins (IMC 2013); coinjoins left out by the registered "
        + "coinjoin heuristics, suspected PayJoins (BIP 78) and coinjoins of two"
    let knownFalsePositives =
        "coinjoins and PayJoins that no detector knows; custodians that spend customers' coins in one transaction; "
        + "sold or shared keys"
    let parameters = [HeuristicParameter("left out", "coinjoins; suspected PayJoins and coinjoins of two")]
    let confidence = 85
    let strength = ClusterStrength.strong

    func join(in step: SpendingStep) {
        guard step.payers.count > 1, !step.isShared else { return }
        for other in step.payers.dropFirst() { step.join(step.payers[0], other) }
    }
}
