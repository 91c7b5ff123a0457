/// What the heuristic asks of a ledger besides the rows of one address.
extension TraceField {
    /// True where a list says who it is, or a transfer there is no payment to anybody. Of a counterparty, and of a lead, a
    /// list does not say who it is.
    func isNamed(_ address: AddressID, _ chain: ChainID) -> Bool {
        let standing = standing(address, chain: chain)
        if standing.contains(.null) || standing.contains(.burned) { return true }
        if !standing.contains(.labelled) { return false }
        return tags(of: address, chain: chain).contains {
            $0.relation == .owner && $0.confidence >= Tag.stoppingConfidence
        }
    }

    /// Why the customer may be a service itself, by who pays in.
    func nesting(_ senders: [AddressID], _ chain: ChainID) -> InferredDeposit.Nesting? {
        for sender in senders where standing(sender, chain: chain).role == .mixer {
            let tag = tags(of: sender, chain: chain).first { $0.role != .none }
            if let tag, tag.category?.name == "coin_swapping" { return .swapService(tag) }
        }
        return senders.count >= DepositRules.manySenders ? .manySenders(senders.count) : nil
    }
}

extension DepositFold.Account {
    /// The first distinct senders, `DepositRules.manySenders` at most.
    var senderList: [AddressID] { (0..<Int(senderCount)).map { senders[$0] } }
}

extension InferredDeposit {
    /// An account of the fold that is a deposit address.
    ///
    /// - Parameters:
    ///   - service: the hot wallet's tag.
    ///   - feeders: of the hot wallet.
    init(
        _ account: DepositFold.Account, _ service: Tag, feeders: Int, evidence: [DepositSweep], _ field: TraceField,
        _ chain: ChainID
    ) {
        self.init(
            address: account.address, chain: chain, service: service, hotWallet: account.hotWallet,
            confidence: InferredDeposit.confidence(account, feeders: feeders),
            sweeps: Int(account.sweeps), evidence: evidence, senders: Int(account.senderCount),
            hasOtherRecipient: account.otherRecipients > 0, isFuelled: account.isFuelled,
            nesting: field.nesting(account.senderList, chain))
    }

    static func confidence(_ account: DepositFold.Account, feeders: Int) -> Int {
        DepositRules.confidence(
            sweeps: Int(account.sweeps), feeders: feeders, hasOtherRecipient: account.otherRecipients > 0,
            isFuelled: account.isFuelled)
    }
}

extension Ledger {
    /// When the last transfer of a chain was.
    ///
    /// - Complexity: O(runs of other chains behind it).
    func lastMoment(of chain: ChainID) -> Moment {
        for number in stride(from: columns.runs.count - 1, through: 0, by: -1) {
            let run = columns.runs[number]
            if run.chain == chain { return Moment(time: run.time, block: run.block) }
        }
        return Moment(time: .min, block: Run.noBlock)
    }
}
