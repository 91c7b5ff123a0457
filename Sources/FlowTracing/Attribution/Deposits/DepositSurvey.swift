/// The deposit addresses of one account chain, by its rows in order: what a scan of a whole ledger and clusters, which
/// grow with a ledger, both ask, so that both say the same.
///
/// Every row is first met and then told. Whoever first sends to a service has an account from then on, and is told all
/// its rows, the earlier ones too: where some were told before, whoever reads the rows tells them to the new accounts
/// (`tell(_:at:from:)`).
final class DepositSurvey {
    private(set) var field: TraceField
    let chain: ChainID
    private var fold: DepositFold
    private var services = ServiceDirectory()
    /// By address its account, one more than its number; 0 for none.
    private var accounts = Column<UInt32>()
    /// Named, and no service: whatever they send, it is not asked again.
    private var outsiders: Set<AddressID> = []
    /// By address of a service: the first distinct senders, as many as matter.
    private var feeders: [AddressID: [AddressID]] = [:]
    /// By account.
    private var verdicts: [Verdict] = []

    /// What an account is by the rows told when it was last judged.
    struct Verdict: OptionSet {
        let rawValue: UInt8
        /// A deposit address by inference.
        static let inferred = Verdict(rawValue: 1)
        /// A list says whose address it is, and it behaves as a deposit address of that service.
        static let confirmed = Verdict(rawValue: 2)
        /// The customer may be a service itself.
        static let nested = Verdict(rawValue: 4)
        static let deposit: Verdict = [.inferred, .confirmed]
    }

    init(_ field: TraceField, chain: ChainID) {
        (self.field, self.chain) = (field, chain)
        fold = DepositFold(field.ledger, chain: chain)
        accounts.resize(to: field.ledger.addressCount, filling: 0)
    }

    /// The ledger has grown.
    func grow(to field: TraceField) {
        self.field = field
        fold.ledger = field.ledger
        accounts.resize(to: field.ledger.addressCount, filling: 0)
    }

    var accountCount: Int { fold.accounts.count }
    var byteCount: Int { accounts.byteCount + fold.byteCount + feeders.count * 64 + verdicts.capacity }

    /// Puts the sender of a row under suspicion where it sends to a service. Labelled addresses of services too: those
    /// may be deposit addresses themselves, and then who pays there is a customer.
    ///
    /// - Returns: the sender, where it is new.
    @inline(__always)
    @discardableResult
    func meet(_ row: Int) -> AddressID? {
        let recipient = field.ledger.columns.recipients.base[row]
        guard field.standing(recipient, chain: chain).role == .endpoint else { return nil }
        return meet(row, recipient)
    }

    private func meet(_ row: Int, _ recipient: AddressID) -> AddressID? {
        let sender = field.ledger.columns.senders.base[row]
        guard sender != recipient, field.ledger.columns.amounts[row] != 0 else { return nil }
        let service = services.service(recipient, chain, field)
        if service == ServiceDirectory.none { return nil }
        note(sender, feeding: recipient)
        if accounts[sender] != 0 || outsiders.contains(sender) { return nil }
        if field.isNamed(sender, chain), services.service(sender, chain, field) == ServiceDirectory.none {
            outsiders.insert(sender)
            return nil
        }
        accounts[sender] = UInt32(fold.add(sender, service: service, hotWallet: recipient)) + 1
        return sender
    }

    private func note(_ sender: AddressID, feeding service: AddressID) {
        let known = feeders[service]?.count ?? 0
        if known >= DepositRules.manyFeeders.count || field.ledger.isNull(sender) { return }
        if known == 0 || feeders[service]?.contains(sender) == false { feeders[service, default: []].append(sender) }
    }

    /// Tells the accounts from `first` on what a row says of them.
    ///
    /// - Returns: the sender's account where the row is a sweep within all limits.
    @inline(__always)
    @discardableResult
    func tell(_ row: Int, at moment: Moment, from first: Int = 0) -> Int? {
        let ledger = field.ledger
        let (sender, recipient) = (ledger.columns.senders.base[row], ledger.columns.recipients.base[row])
        let (from, to) = (accounts.base[Int(sender)], accounts.base[Int(recipient)])
        if from | to == 0 { return nil }
        return tell(row, Int(from) - 1, Int(to) - 1, at: moment, from: first)
    }

    private func tell(_ row: Int, _ from: Int, _ to: Int, at moment: Moment, from first: Int) -> Int? {
        let sender = field.ledger.columns.senders.base[row]
        let recipient = field.ledger.columns.recipients.base[row]
        if sender == recipient || field.ledger.columns.amounts[row] == 0 { return nil }
        var isSweep = false
        if from >= first {
            let service = services.service(recipient, chain, field)
            isSweep = fold.send(from, row, to: recipient, service: service, at: moment)
        }
        if to >= first {
            fold.receive(to, row, from: sender, service: services.service(sender, chain, field), at: moment)
        }
        return isSweep ? from : nil
    }

    /// Judges every account by the rows told so far.
    ///
    /// - Returns: true where an account that had swept is something else than it was.
    /// - Complexity: O(accounts and their assets).
    @discardableResult
    func judge() -> Bool {
        let end = field.ledger.lastMoment(of: chain)
        let behaves = fold.accounts.indices.map { fold.isDeposit($0, end: end) }
        let before = verdicts
        verdicts = fold.accounts.indices.map { number in
            guard behaves[number], gathers(fold.accounts[number].hotWallet, behaves) else { return [] }
            return verdict(number)
        }
        return zip(before, verdicts).contains { $0 != $1 }
    }

    private func verdict(_ number: Int) -> Verdict {
        let account = fold.accounts[number]
        var verdict: Verdict = []
        if !field.isNamed(account.address, chain) {
            verdict = .inferred
        } else if services.service(account.address, chain, field) == account.service {
            verdict = .confirmed
        }
        if field.nesting(account.senderList, chain) != nil { verdict.insert(.nested) }
        return verdict
    }

    /// False where the tagged address is itself a customer's: a list says so, or it behaves so.
    private func gathers(_ hotWallet: AddressID, _ behaves: [Bool]) -> Bool {
        guard let tag = services.tag(hotWallet, chain, field), !ServiceDirectory.saysDeposit(tag) else { return false }
        let account = Int(accounts[hotWallet]) - 1
        return account < 0 || !behaves[account]
    }

    /// What `address` was when accounts were last judged.
    func verdict(of address: AddressID) -> Verdict {
        let account = Int(accounts[address]) - 1
        return account < 0 || account >= verdicts.count ? [] : verdicts[account]
    }

    /// Distinct senders of an account, as many as matter, in order of coming.
    func senders(of account: Int) -> [AddressID] { fold.accounts[account].senderList }

    /// 0…100, of an address that is a deposit address.
    func confidence(of address: AddressID) -> Int {
        let account = fold.accounts[Int(accounts[address]) - 1]
        return InferredDeposit.confidence(account, feeders: feeders[account.hotWallet]?.count ?? 0)
    }

    /// Every deposit address that no list names, as last judged.
    func all() -> [InferredDeposit] {
        var evidence: [Int32: [DepositSweep]] = [:]
        for (account, sweep) in fold.evidence { evidence[account, default: []].append(sweep) }
        return fold.accounts.indices.compactMap { number in
            let account = fold.accounts[number]
            guard verdicts[number].contains(.inferred), let tag = services.tag(account.hotWallet, chain, field) else {
                return nil
            }
            return InferredDeposit(
                account, tag, feeders: feeders[account.hotWallet]?.count ?? 0, evidence: evidence[Int32(number)] ?? [],
                field, chain)
        }
    }
}
