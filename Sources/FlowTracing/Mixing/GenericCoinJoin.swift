/// A coinjoin of no known protocol: as many equal outputs as participants, each with at most one change.
///
/// BlockSci's conditions, and what keeps batch payments and consolidations out: a Stonewall, data outputs, dust,
/// reused outputs and four inputs per output veto, and the sums must add up as in BlockSci's definite coinjoin.
public struct GenericCoinJoin: CoinJoinHeuristic {
    public let name = "generic"
    public let version = 1
    public let summary = "Equal outputs for each of as many participants, whose coins add up to them and their changes"
    public let source =
        "Kalodner et al., BlockSci (USENIX Security 2020); Goldfeder et al., PETS 2018 (sums); "
        + "coinjoin-analysis of CRoCS (ratio of inputs to outputs, data outputs)"
    public let knownFalsePositives =
        "equal payments out of one wallet whose coins happen to add up to a payment and a change each"
    public let confidence = 60

    public init() {}

    public var parameters: [HeuristicParameter] {
        [
            HeuristicParameter("equal-outputs", "exactly (outputs + 1) / 2, at least 3"),
            HeuristicParameter("denomination", "more than \(JoinMarket.dust)"),
            HeuristicParameter("inputs-per-output", "…\(JoinMarket.mostInputsPerOutput)"),
            HeuristicParameter(
                "tolerance",
                "\(ParticipantSplit.tolerancePercent)%, at least \(ParticipantSplit.leastTolerance) or a tenth"),
            HeuristicParameter("step-limit", ParticipantSplit.stepLimit),
        ]
    }

    /// - Complexity: O(k log k) in the coins and at most `ParticipantSplit.stepLimit` steps.
    public func verdict(_ profile: borrowing MixProfile) -> CoinJoinVerdict {
        let (d, n) = (profile.denomination, profile.equalOutputs)
        let (inputs, outputs) = (profile.inputs, profile.outputs)
        if !profile.isMeasurable { return .undecided("an output amount is unknown, or amounts reach 2^62") }
        if let objection = EqualOutputRules.objection(profile, dust: JoinMarket.dust) { return .rejected(objection) }
        let participants = (outputs + 1) / 2
        guard inputs >= 2, outputs >= 3, participants <= inputs, n == participants else {
            return .rejected("\(n) equal outputs of \(outputs) and \(inputs) inputs, not exactly \(participants)")
        }
        guard inputs <= JoinMarket.mostInputsPerOutput * outputs else {
            return .rejected(
                "\(inputs) inputs for \(outputs) outputs, more than \(JoinMarket.mostInputsPerOutput) to one: a consolidation"
            )
        }
        guard let owners = profile.distinctInputOwners else { return .undecided("the owner of an input is unknown") }
        guard owners >= participants else {
            return .rejected("\(owners) addresses paid for \(participants) equal outputs")
        }
        guard let paying = profile.inputAmounts else { return .undecided("an input amount is unknown") }
        let changes = profile.amounts.filter { $0 != d }
        switch ParticipantSplit.search(inputs: paying, denomination: d, participants: n, changes: changes) {
        case .possible: return match(profile, denominations: [d])
        case .impossible:
            return .rejected("no way of sharing out \(inputs) inputs covers \(n) times \(d) and the changes")
        case .unknown:
            return .undecided("whether \(inputs) inputs add up was given up after \(ParticipantSplit.stepLimit) steps")
        }
    }
}
