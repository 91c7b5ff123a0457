/// The same on UTXO chains: a deposit is an output, and a sweep is a transaction that spends it, alone or among others',
/// and pays (nearly) all of it to a hot wallet.
extension DepositAddresses {
    /// A transaction that gathers value at a service.
    struct Consolidation {
        var service: ServiceDirectory.Number
        /// The first output to the service, and whose it is.
        var output: Int
        var hotWallet: AddressID
        /// Distinct owners of what it spends, the service left out; as many as matter.
        var spenders: Int
    }

    /// Every deposit address of a UTXO chain.
    func consolidated(_ chain: ChainID, _ memory: inout Memory) -> [InferredDeposit] {
        guard let outputs = ledger.outputs(on: chain) else { return [] }
        var suspects: Set<UInt32> = []
        for transaction in 0..<outputs.transactionCount {
            guard paysAService(transaction, outputs),
                consolidation(transaction, outputs, &memory) != nil
            else { continue }
            for input in outputs.inputs(of: transaction) {
                if let owner = outputs.owner(outputs.source(input)) { suspects.insert(owner) }
            }
        }
        return suspects.sorted().compactMap { owner in
            let address = Ledger.firstScript | owner
            return field.isNamed(address, chain) ? nil : consolidated(address, chain, &memory)
        }
    }

    private func paysAService(_ transaction: Int, _ outputs: OutputLedger) -> Bool {
        outputs.outputs(of: transaction).contains { output in
            let owner = outputs.columns.owners.base[output]
            return owner != OutputColumns.noOwner
                && field.standing(Ledger.firstScript | owner, chain: outputs.chain).role == .endpoint
        }
    }

    /// What a transaction is to a service; `nil` where it gathers nothing at any.
    ///
    /// - Complexity: O(inputs and outputs), once.
    func consolidation(
        _ transaction: Int, _ outputs: OutputLedger, _ memory: inout Memory
    ) -> Consolidation? {
        let place = Place(number: UInt32(transaction), chain: outputs.chain)
        if let known = memory.consolidations[place] { return known }
        let answer = judge(transaction, outputs, &memory)
        memory.consolidations[place] = .some(answer)
        return answer
    }

    private func judge(_ transaction: Int, _ outputs: OutputLedger, _ memory: inout Memory) -> Consolidation? {
        if outputs.isCoinbase(transaction) { return nil }
        var found: Consolidation?
        var gathered: Amount = 0
        for output in outputs.outputs(of: transaction) {
            guard let owner = outputs.owner(output) else { continue }
            let address = Ledger.firstScript | owner
            let service = memory.services.service(address, outputs.chain, field)
            if service == ServiceDirectory.none { continue }
            if let found, found.service != service { return nil }
            gathered += Amount(outputs.amount(output))
            if found == nil {
                found = Consolidation(service: service, output: output, hotWallet: address, spenders: 0)
            }
        }
        guard var found else { return nil }
        var spent: Amount = 0
        var spenders: [UInt32] = []
        for input in outputs.inputs(of: transaction) {
            let source = outputs.source(input)
            spent += Amount(outputs.amount(source))
            guard let owner = outputs.owner(source), spenders.count < DepositRules.manyFeeders.count,
                !spenders.contains(owner)
            else { continue }
            let service = memory.services.service(Ledger.firstScript | owner, outputs.chain, field)
            if service != found.service { spenders.append(owner) }
        }
        guard DepositRules.isShare(gathered, of: spent) else { return nil }
        found.spenders = spenders.count
        return found
    }

    /// What the outputs of one address say.
    ///
    /// - Complexity: O(outputs of the address, and inputs and outputs of the transactions that spend them).
    func consolidated(_ address: AddressID, _ chain: ChainID, _ memory: inout Memory) -> InferredDeposit? {
        guard let place = ledger.outputChains.firstIndex(where: { $0.chain == chain }) else { return nil }
        let outputs = ledger.outputChains[place]
        let own = graph.owners[place].index.outputs(of: address & ~Ledger.firstScript)
        // The service first, for what it pays itself is no customer's money.
        var service: ServiceDirectory.Number?
        for output in own {
            guard let spender = outputs.spender(Int(output)),
                let sweep = consolidation(spender, outputs, &memory)
            else { continue }
            service = sweep.service
            break
        }
        guard let service else { return nil }
        var account = OutputAccount(address: address, chain: chain, outputs: outputs, service: service)
        for output in own { account.take(Int(output), self, &memory) }
        return account.finish(self, &memory)
    }
}

/// One address of a UTXO chain under suspicion: its outputs, one by one, in ledger order.
private struct OutputAccount {
    let address: AddressID
    let chain: ChainID
    let outputs: OutputLedger
    let service: ServiceDirectory.Number
    private var received: Amount = 0
    private var forwarded: Amount = 0
    private var servesOthers = false
    private var others: Set<Int> = []
    private var senders: [AddressID] = []
    private var hotWallet: AddressID?
    private var feeders = 0
    /// By sweeping transaction: the last output of the address that it spends in time, how many, and the hot wallet's.
    private var sweeps: [Int: DepositSweep] = [:]

    init(address: AddressID, chain: ChainID, outputs: OutputLedger, service: ServiceDirectory.Number) {
        (self.address, self.chain, self.outputs, self.service) = (address, chain, outputs, service)
    }
}

extension OutputAccount {
    mutating func take(_ output: Int, _ search: DepositAddresses, _ memory: inout DepositAddresses.Memory) {
        let amount = Amount(outputs.amount(output))
        let created = outputs.transaction(ofOutput: output)
        if let created, isOwn(created, search, &memory) { return }
        guard let spender = outputs.spender(output) else {
            // What has waited too long is not swept.
            let last = outputs.transactionCount - 1
            if let created, !isSoon(created, last) { received += amount }
            return
        }
        received += amount
        guard let sweep = search.consolidation(spender, outputs, &memory) else {
            if others.count <= DepositRules.mostOtherRecipients { others.insert(spender) }
            return
        }
        guard sweep.service == service else {
            servesOthers = true
            return
        }
        forwarded += amount
        guard let created, isSoon(created, spender) else { return }
        if hotWallet == nil { hotWallet = sweep.hotWallet }
        feeders = max(feeders, sweep.spenders)
        let first = search.ledger.firstRow(of: outputs)
        var kept =
            sweeps[spender]
            ?? DepositSweep(receipt: 0, receipts: 0, sweep: UInt32(first + sweep.output))
        kept.receipt = UInt32(first + output)
        kept.receipts += 1
        sweeps[spender] = kept
    }

    /// True where the service itself pays by `transaction`; notes whoever else does.
    private mutating func isOwn(
        _ transaction: Int, _ search: DepositAddresses, _ memory: inout DepositAddresses.Memory
    ) -> Bool {
        guard let input = outputs.inputs(of: transaction).first, let owner = outputs.owner(outputs.source(input))
        else { return false }
        let sender = Ledger.firstScript | owner
        if memory.services.service(sender, chain, search.field) == service { return true }
        if senders.count < DepositRules.manySenders, !senders.contains(sender), sender != address {
            senders.append(sender)
        }
        return false
    }

    private func isSoon(_ receipt: Int, _ sweep: Int) -> Bool {
        let (seconds, overflow) = outputs.time(sweep).subtractingReportingOverflow(outputs.time(receipt))
        return !overflow && seconds <= DepositRules.mostSecondsOfOutputs
    }

    func finish(_ search: DepositAddresses, _ memory: inout DepositAddresses.Memory) -> InferredDeposit? {
        guard let hotWallet, !servesOthers, others.count <= DepositRules.mostOtherRecipients,
            DepositRules.isShare(forwarded, of: received),
            let tag = memory.services.tag(hotWallet, chain, search.field), !ServiceDirectory.saysDeposit(tag)
        else { return nil }
        let evidence = sweeps.sorted { $0.key < $1.key }.map(\.value)
        return InferredDeposit(
            address: address, chain: chain, service: tag, hotWallet: hotWallet,
            // On UTXO chains nobody needs fuel to be swept.
            confidence: DepositRules.confidence(
                sweeps: sweeps.count, feeders: feeders, hasOtherRecipient: !others.isEmpty, isFuelled: false),
            sweeps: sweeps.count, evidence: Array(evidence.prefix(DepositRules.keptSweeps)), senders: senders.count,
            hasOtherRecipient: !others.isEmpty, nesting: search.field.nesting(senders, chain))
    }
}
