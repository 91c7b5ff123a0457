/// Two equal outputs and at most two changes, which two payers can have shared: a coinjoin of two (JoinMarket with one
/// maker), or a Stonewall, by which one spender imitates it. Amounts cannot tell which. For a trace that is no proof of a
/// second participant, so the coinjoin heuristics reject it; for a cluster it is no proof of a single one.
///
/// Known false positives: two equal payments of one wallet whose coins happen to add up.
enum TwoPartyMix {
    static func isSuspect(_ step: SpendingStep) -> Bool {
        guard step.isKnown, step.payers.count > 1, (3...4).contains(step.payees.count),
            step.paid.count <= ParticipantSplit.mostInputs
        else { return false }
        let amounts = step.payees.map(\.amount).sorted()
        let equal = zip(amounts, amounts.dropFirst()).filter { $0 == $1 }.map(\.0)
        guard equal.count == 1, let denomination = equal.first, denomination > JoinMarket.dust,
            isMeasurable(step.paid), isMeasurable(amounts)
        else { return false }
        let changes = amounts.filter { $0 != denomination }
        return ParticipantSplit.search(inputs: step.paid, denomination: denomination, participants: 2, changes: changes)
            != .impossible
    }

    private static func isMeasurable(_ amounts: [UInt64]) -> Bool {
        amounts.reduce(Amount(0)) { $0 + Amount($1) } < 1 << 62
    }
}
