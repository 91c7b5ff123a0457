/// Where tainted value that entered a coinjoin may have gone. Inference, carried beside the closing balance.
///
/// - **Odds** that an output is linked to tainted value: 1/n for one tainted entrant among n equal outputs, and k/n for
///   k (each entrant takes one of the n outputs, and nothing tells which; a participant may bring several inputs, so k is
///   the most it can be). k stays below n unless every input is tainted: a probability below 1 is never certainty. A change
///   has the odds of its links where those were counted, else k/n too: one change to a participant at most.
///   Source: Meiklejohn, Orlandi, Privacy-Enhancing Overlays in Bitcoin (2015).
/// - **Link**: the share of Boltzmann's mappings that put the output in one pair with a tainted input (34.2% in a 5×5).
/// - **Minimum**: what the inputs that every mapping links to the output cannot have paid with clean value; where nothing
///   was counted, what all clean inputs together cannot have paid. Usually 0.
/// - **Expected**: the minimum, and of what no minimum accounts for the haircut's share, rounded down; Σ ≤ entered.
/// - **Maximum**: the whole entry, or the whole output.
public enum MixCandidates {
    /// Candidates among the outputs of `shape` in listed order, and its entropy. A preparation (`isMix` false) has none.
    /// - Parameter tainted: the tainted part of each input, base units, in listed order.
    /// - Complexity: that of `Boltzmann.analyse`.
    public static func candidates(
        shape: TransactionShape, finding: CoinJoinFinding, tainted: [Amount],
        stepLimit: Int = Boltzmann.defaultStepLimit
    ) -> (candidates: [MixCandidate], entropy: MixEntropy) {
        precondition(tainted.count == shape.inputs.count)
        let outputs = shape.outputs.map { $0.owner?.kind == .data ? 0 : $0.amount ?? 0 }
        let entered = tainted.reduce(0, +)
        let known = shape.inputs.compactMap(\.amount)
        // An input of unknown amount may have paid for anything: nothing is said of the mappings.
        var analysis = Boltzmann.Analysis(
            entropy: MixEntropy(mappings: nil, millibits: 0, isExact: false), links: nil)
        if known.count == shape.inputs.count {
            let heuristic = CoinJoinHeuristics.named(finding.heuristic)
            analysis = Boltzmann.analyse(
                inputs: known, outputs: outputs, marked: tainted.map { $0 > 0 },
                intraFee: heuristic?.intraFee(denomination: finding.denominations.last ?? 0) ?? 0, stepLimit: stepLimit)
        }
        if !finding.isMix || entered == 0 { return ([], analysis.entropy) }

        let entry = Entry(shape: shape, outputs: outputs, tainted: tainted, entered: entered, links: analysis.links)
        let minimums = entry.minimums()
        let settled = minimums.reduce(0, +)
        let mixed = Set(finding.mixedOutputs)
        let groups = Dictionary(finding.mixedOutputs.map { (outputs[$0], 1) }, uniquingKeysWith: +)
        let largest = groups.values.max() ?? 1
        var candidates: [MixCandidate] = []
        for (output, amount) in outputs.enumerated() where amount > 0 {
            let isMixed = mixed.contains(output)
            let size = isMixed ? groups[amount] ?? 1 : largest
            // Of all that went in and is not settled, which is no less than what the outputs leave unsettled.
            let open = Amount(amount) - minimums[output]
            let share = open == 0 ? 0 : (entered - settled).scaled(by: open, over: entry.pool - settled)
            candidates.append(
                MixCandidate(
                    output: output, odds: entry.odds(output: output, among: size, isMixed: isMixed),
                    link: analysis.links.map { ($0.marked[output], $0.mappings) },
                    expected: minimums[output] + share, minimum: minimums[output],
                    maximum: min(Amount(amount), entered)))
        }
        return (candidates, analysis.entropy)
    }
}

/// What entered, as the figures of the candidates need it.
private struct Entry {
    let shape: TransactionShape
    let outputs: [UInt64]
    let tainted: [Amount]
    let entered: Amount
    let links: LinkCounts?
    /// All that went in: what the ledger knows, and what the outputs show must have been there.
    let pool: Amount
    let clean: Amount

    init(shape: TransactionShape, outputs: [UInt64], tainted: [Amount], entered: Amount, links: LinkCounts?) {
        (self.shape, self.outputs, self.tainted, self.entered, self.links) = (shape, outputs, tainted, entered, links)
        let known = shape.inputs.reduce(Amount(0)) { $0 + Amount($1.amount ?? 0) }
        let taken = shape.outputs.reduce(Amount(0)) { $0 + Amount($1.amount ?? 0) }
        pool = max(known, taken, entered)
        clean = pool - entered
    }

    /// Of all outputs; together no more than entered.
    func minimums() -> [Amount] {
        let withoutLinks = outputs.map { Amount($0) > clean ? Amount($0) - clean : 0 }
        guard let links, links.mappings > 1 else { return withoutLinks }
        let linked = outputs.indices.map { output in
            max(withoutLinks[output], minimum(output: output, links: links))
        }
        return linked.reduce(0, +) <= entered ? linked : withoutLinks
    }

    private func minimum(output: Int, links: LinkCounts) -> Amount {
        var certain: Amount = 0
        var certainlyTainted: Amount = 0
        for input in shape.inputs.indices where outputs[output] > 0 && links[input, output] == links.mappings {
            certain += Amount(shape.inputs[input].amount ?? 0)
            certainlyTainted += tainted[input]
        }
        let paid = min(Amount(outputs[output]), certain)
        let cleanPart = certain - min(certain, certainlyTainted)
        return paid > cleanPart ? paid - cleanPart : 0
    }

    func odds(output: Int, among size: Int, isMixed: Bool) -> (numerator: UInt64, denominator: UInt64) {
        let entrants = tainted.count { $0 > 0 }
        if entrants == tainted.count { return (1, 1) }
        if !isMixed, let links, links.mappings > 1, let total = UInt64(exactly: links.mappings) {
            return (UInt64(links.marked[output]), total)
        }
        return (UInt64(max(1, min(entrants, size - 1))), UInt64(max(size, 2)))
    }
}
