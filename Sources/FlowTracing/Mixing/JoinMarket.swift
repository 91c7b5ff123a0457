/// JoinMarket: a taker pays makers to lend it company. Everyone takes one output of the taker's amount and a change.
///
/// Beyond the published shape: makers' coins are all of the taker's script type, for that is what their offers are for,
/// so at most one output (where the taker sends) is of another. Five participants, the client's default of four makers,
/// are recognised by shape. Three or four must add up as well, and spend no more than four inputs per output.
public struct JoinMarket: CoinJoinHeuristic {
    public let name = "joinmarket"
    public let version = 1
    public let summary =
        "JoinMarket transaction: three or more equal outputs, at most one change each, all of one script type"
    public let source =
        "Schnoering, Vazirgiannis, Heuristics for Detecting CoinJoin Transactions on the Bitcoin Blockchain (2023); "
        + "Goldfeder et al., PETS 2018 (sums); JoinMarket client (offers by script type, dust limit, default of four makers); "
        + "coinjoin-analysis of CRoCS (ratio of inputs to outputs, data outputs)"
    public let knownFalsePositives =
        "equal payments out of one wallet whose coins happen to add up to a payment and a change each"
    public let confidence = 85

    /// JoinMarket's dust limit: nobody mixes it, and no participant takes it as change.
    static let dust: UInt64 = 2_730
    static let fewestParticipants = 3
    /// From here on the shape is enough.
    static let usualParticipants = 5
    static let confidenceOfFew = 65
    static let mostInputsPerOutput = 4
    static let manyInputs = 50
    static let mostInputsPerParticipant = 20
    static let fewestOutputsPerTenParticipants = 17

    public init() {}

    public var parameters: [HeuristicParameter] {
        [
            HeuristicParameter("denomination", "more than \(Self.dust)"),
            HeuristicParameter("participants", "\(Self.fewestParticipants)…"),
            HeuristicParameter("participants-by-shape", "\(Self.usualParticipants)…"),
            HeuristicParameter("confidence-of-fewer", Self.confidenceOfFew),
            HeuristicParameter("inputs-per-output-of-fewer", "…\(Self.mostInputsPerOutput)"),
            HeuristicParameter(
                "from-\(Self.manyInputs)-inputs",
                "at most \(Self.mostInputsPerParticipant) inputs and at least 1.7 outputs a participant"),
            HeuristicParameter(
                "tolerance",
                "\(ParticipantSplit.tolerancePercent)%, at least \(ParticipantSplit.leastTolerance) or a tenth"),
            HeuristicParameter("step-limit", ParticipantSplit.stepLimit),
        ]
    }

    /// Makers are paid: half a percent, as Boltzmann allows JoinMarket's.
    public func intraFee(denomination: UInt64) -> UInt64 { denomination / 200 }

    /// - Complexity: O(k log k) in the coins and at most `ParticipantSplit.stepLimit` steps.
    public func verdict(_ profile: borrowing MixProfile) -> CoinJoinVerdict {
        let (d, n) = (profile.denomination, profile.equalOutputs)
        let (inputs, outputs) = (profile.inputs, profile.outputs)
        if !profile.isMeasurable { return .undecided("an output amount is unknown, or amounts reach 2^62") }
        if let objection = EqualOutputRules.objection(profile, dust: Self.dust) { return .rejected(objection) }
        guard 2 * n >= outputs else {
            return .rejected("\(outputs) outputs for \(n) participants: more than one change each")
        }
        guard outputs > n else { return .rejected("no change: all \(n) outputs are equal") }
        if inputs >= Self.manyInputs {
            guard inputs <= Self.mostInputsPerParticipant * n else {
                return .rejected(
                    "\(inputs) inputs for \(n) participants, more than \(Self.mostInputsPerParticipant) each")
            }
            guard 10 * outputs >= Self.fewestOutputsPerTenParticipants * n else {
                return .rejected("\(inputs) inputs, but only \(outputs) outputs for \(n) participants")
            }
        }
        if n < Self.usualParticipants && inputs > Self.mostInputsPerOutput * outputs {
            return .rejected(
                "\(inputs) inputs for \(outputs) outputs, more than \(Self.mostInputsPerOutput) to one: a consolidation"
            )
        }
        guard let kind = profile.shape.inputs.first?.owner?.kind, let owners = profile.distinctInputOwners else {
            return .undecided("the script of an input is unknown")
        }
        guard owners >= n else { return .rejected("\(owners) addresses paid for \(n) equal outputs") }
        guard profile.allLocked(profile.shape.inputs, by: [kind]) == true else {
            return .rejected("the inputs are of several script types")
        }
        let foreign = profile.shape.outputs.count { $0.owner.map { $0.kind != kind } ?? true }
        guard foreign <= 1 else {
            return .rejected(
                "\(foreign) outputs are of another script type than the inputs, not only where the taker sends")
        }
        guard let paying = profile.inputAmounts else { return .undecided("an input amount is unknown") }
        let changes = profile.amounts.filter { $0 != d }
        switch ParticipantSplit.search(inputs: paying, denomination: d, participants: n, changes: changes) {
        case .impossible:
            return .rejected("no way of sharing out \(inputs) inputs covers \(n) times \(d) and the changes")
        case .unknown where n < Self.usualParticipants:
            return .undecided("whether \(inputs) inputs add up was given up after \(ParticipantSplit.stepLimit) steps")
        case .possible, .unknown:
            return match(
                profile, denominations: [d], confidence: n < Self.usualParticipants ? Self.confidenceOfFew : confidence)
        }
    }
}

/// What every heuristic that knows no protocol's fixed amounts demands of equal outputs.
enum EqualOutputRules {
    /// Why equal outputs of this transaction say nothing about participants, or `nil`.
    static func objection(_ profile: borrowing MixProfile, dust: UInt64) -> String? {
        if profile.dataOutputs > 0 { return "it carries data: \(profile.dataOutputs) OP_RETURN" }
        if let objection = Stonewall.objection(profile) { return objection }
        guard profile.denomination > dust else {
            return
                "\(profile.equalOutputs) equal outputs of \(profile.denomination), not more than the dust limit of \(dust)"
        }
        // Omni, Counterparty, ordinals and runes hang on outputs of this size.
        guard let least = profile.amounts.first, least > dust, profile.amounts.count == profile.outputs else {
            return "an output of \(profile.amounts.count == profile.outputs ? profile.amounts.first ?? 0 : 0) is dust, "
                + "the mark of an asset transfer"
        }
        guard profile.repeated.count == 1 else {
            return "\(profile.repeated.count) different amounts occur more than once"
        }
        guard profile.distinctOutputOwners == profile.outputs else {
            return "\(profile.outputs) outputs go to \(profile.distinctOutputOwners) addresses"
        }
        return nil
    }
}
