/// Addresses that one unknown hub empties and one funder provides with gas.
struct CommonSweep: TransferClusterHeuristic {
    let name = "common-sweep"
    let version = 2
    let summary =
        "Addresses that pass on their first receipt to one unknown hub, with gas from one funder, are the hub's deposit set"
    let source =
        "Victor (FC 2020) without labels; sweeps of collection wallets as exchanges and payment processors run them"
    let knownFalsePositives =
        "employees or players who pay one shop at once; campaigns that fund and collect for strangers"
    let parameters = [
        HeuristicParameter("addresses", "at least \(CommonSweep.fewest)"),
        HeuristicParameter("window", "\(DepositRules.mostSeconds) s"),
        HeuristicParameter("passed on", "a token to the unit, of the native coin at least 95%, as first payment"),
        HeuristicParameter("other payments", "none"),
    ]
    let confidence = 55
    let strength = ClusterStrength.weak
    static let fewest = 3

    func join(in step: TransferStep) {
        guard step.isFirstPayment, !step.isNamed(step.sender), !step.isNamed(step.recipient),
            let before = step.received(within: DepositRules.mostSeconds), step.passesOn(before)
        else { return }
        let funding = step.facts.funding[step.sender]
        guard funding != TransferFacts.never else { return }
        let key = TransferFacts.SweepKey(hub: step.recipient, funder: step.ledger.sender(Int(funding)))
        guard !step.ledger.isNull(key.funder), !step.isService(key.funder) else { return }
        step.facts.sweeps[key, default: []].append(.init(address: step.sender, row: UInt32(step.row)))
        guard let swept = step.facts.sweeps[key], swept.count >= Self.fewest else { return }
        for one in swept.count == Self.fewest ? swept[...] : swept.suffix(1) {
            step.join(step.recipient, one.address, subject: one.address)
        }
    }

    func isVoid(_ link: TransferLink, in step: TransferStep) -> Bool {
        step.facts.firstStray[link.subject] != TransferFacts.never
    }
}

/// Who provided an address with the gas of its first token payment.
struct CommonGasFunder: TransferClusterHeuristic {
    let name = "gas-funder"
    let version = 1
    let summary =
        "Who gives an address its first native coin, of a fee's size and just before it pays a token, may own it"
    let source =
        "this project, after Béres et al., Blockchain is Watching You (IEEE DAPPS 2021); confidence divided by the "
        + "logarithm of how many addresses the funder provided first"
    let knownFalsePositives =
        "friends and employers who pay a first fee; rental services, relayers and exchanges that no list knows and that "
        + "are small"
    let parameters = [
        HeuristicParameter("window", "\(CommonGasFunder.window) s from the funding to the payment"),
        HeuristicParameter("size", "at most \(CommonGasFunder.mostFees) fees of that payment, where fees are known"),
        HeuristicParameter("funder", "no service; at most \(CommonGasFunder.mostFunded) addresses first funded"),
        HeuristicParameter("confidence", "40 / ⌊log₂ (addresses first funded + 1)⌋"),
    ]
    let confidence = 40
    let strength = ClusterStrength.weak
    static let window: Int64 = 86_400
    static let mostFees: Amount = 20
    static let mostFunded: UInt32 = 30

    func join(in step: TransferStep) {
        guard !step.isNative, !step.isNamed(step.sender), step.facts.firstTokenSent[step.sender] == TransferFacts.never
        else { return }
        let funding = step.facts.funding[step.sender]
        guard funding != TransferFacts.never, step.time - step.ledger.time(Int(funding)) <= Self.window else { return }
        let funder = step.ledger.sender(Int(funding))
        guard !step.isService(funder), !step.ledger.isNull(funder), isGas(Int(funding), for: step) else { return }
        step.join(funder, step.sender, subject: funder)
    }

    private func isGas(_ funding: Int, for step: TransferStep) -> Bool {
        guard step.ledger.columns.fees.isPresent else { return true }
        let fee = step.ledger.fee(step.row)
        guard fee > 0, step.ledger.feeAsset(step.row) == step.ledger.asset(funding) else { return false }
        let (most, overflow) = fee.multipliedReportingOverflow(by: Self.mostFees)
        return overflow || step.ledger.amount(funding) <= most
    }

    func isVoid(_ link: TransferLink, in step: TransferStep) -> Bool {
        step.facts.funded[link.subject] > Self.mostFunded
    }

    func confidence(of link: TransferLink, in step: TransferStep) -> Int {
        let funded = step.facts.funded[link.subject] + 1
        return confidence / max(1, 31 - funded.leadingZeroBitCount)
    }
}
