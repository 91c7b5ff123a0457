import CFlowKernels

/// One transfer of an account chain as cluster heuristics see it, with what came before it. Made once, moved from row to row.
final class TransferStep {
    private(set) var ledger: Ledger
    private(set) var row = 0
    /// Rows seen so far.
    private var walked = 0
    /// Addresses that the ledger had then.
    private var walkedAddresses = 0
    private(set) var sender: AddressID = 0
    private(set) var recipient: AddressID = 0
    private(set) var amount: Amount = 0
    private(set) var isNative = false
    /// Unix seconds.
    private(set) var time: Int64 = 0
    /// The sender has not paid anybody before, and this is its first payment.
    private(set) var isFirstPayment = false

    var facts = TransferFacts()
    private(set) var tags: ClusterTags
    private(set) var links = ClusterLinks(hasSubjects: true)
    private var heuristic: UInt8 = 0
    /// Something became known since the last `takeChange` that may make a link void that was not, or the other way.
    private var hasTurned = false
    /// By address: a subject of some link.
    private var subjects = BitColumn()
    private var areNative: [Bool] = []
    /// By chain: deposit addresses; none where there are no labels.
    private var surveys: [DepositSurvey] = []
    /// The account of the sender in the chain's survey, where this row is a sweep within all limits of
    /// `deposit-address`: whether it is a deposit address, only the whole ledger tells.
    private(set) var sweeper: Int?

    init(_ ledger: Ledger) {
        self.ledger = ledger
        tags = ClusterTags()
    }

    func isService(_ address: AddressID) -> Bool { tags.isService(address) }
    func isNamed(_ address: AddressID) -> Bool { tags.isNamed(address) }
    /// Of the chain of a row.
    func deposits(atRow row: Int) -> DepositSurvey { surveys[Int(ledger.chain(row))] }

    /// Says that `a` and `b` seem to have one owner, which stands and falls with `subject`.
    func join(_ a: AddressID, _ b: AddressID, subject: AddressID) {
        if a == b { return }
        links.append(a, b, heuristic: heuristic, place: UInt32(row), subject: subject)
        subjects.set(Int(subject))
    }

    /// What the sender received last of this row's kind (a token, or the native coin), at most `seconds` before: the row
    /// whose value this one may pass on.
    func received(within seconds: Int64) -> Int? {
        let last = isNative ? facts.lastNativeReceived[sender] : facts.lastTokenReceived[sender]
        guard last != TransferFacts.never, ledger.asset(Int(last)) == ledger.asset(row),
            time - ledger.time(Int(last)) <= seconds
        else { return nil }
        return Int(last)
    }

    /// True where this row passes on what `before` brought: a token to the unit, of the native coin at least 95%, because
    /// the fee comes out of it.
    func passesOn(_ before: Int) -> Bool {
        let brought = ledger.amount(before)
        if !isNative { return amount == brought }
        return amount <= brought && DepositRules.isShare(amount, of: brought)
    }

    /// What is known now may make links void that were not.
    func turn() { hasTurned = true }

    /// A link may have become void, or valid again, since this was last asked.
    func takeChange() -> Bool {
        defer { hasTurned = false }
        return hasTurned
    }

    /// Asks the selected heuristics about the rows from `first` on, whatever it knew of them before.
    ///
    /// - Complexity: O(rows), and O(addresses + rows before) where earlier rows are taken back.
    func walk(_ ledger: Ledger, from first: Int, _ selection: ClusterHeuristics.Selection, _ attribution: Attribution) {
        self.ledger = ledger
        subjects.words.resize(to: max(subjects.words.count, (ledger.addressCount + 63) / 64), filling: 0)
        let chains = ledger.chains.map(\.name)
        tags.extend(
            to: ledger.addressCount, attribution, chains: chains,
            member: { ledger.find($0).flatMap { $0 < Ledger.firstScript ? $0 : nil } }, address: { ledger.address($0) })
        areNative = ledger.assets.map { $0.identity == .native }
        facts.grow(to: ledger.addressCount)
        let known = first < walked ? 0 : walkedAddresses
        if first < walked { takeBack(to: first) }
        survey(ledger, attribution, from: first, known: known)
        (walked, walkedAddresses) = (ledger.count, ledger.addressCount)
        let selected = ClusterHeuristics.all.enumerated().compactMap { place, one in
            selection[place] ? (one as? any TransferClusterHeuristic).map { (UInt8(place), $0) } : nil
        }
        defer { for survey in surveys where survey.judge() { hasTurned = true } }
        guard first < ledger.count else { return }
        for run in ledger.columns.runIndex(of: first)..<ledger.columns.runs.count {
            time = ledger.columns.runs[run].time
            let moment = Moment(time: time, block: ledger.columns.runs[run].block)
            let survey = surveys.isEmpty ? nil : surveys[Int(ledger.columns.runs[run].chain)]
            for row in ledger.columns.rows(ofRun: run).clamped(to: first..<ledger.count) {
                prefetch(row + 16)
                sweeper = survey?.tell(row, at: moment)
                guard enter(row) else { continue }
                for (place, one) in selected {
                    heuristic = place
                    one.join(in: self)
                }
                remember()
            }
        }
    }

    private func takeBack(to first: Int) {
        links.truncate(to: links.first(notBefore: first))
        facts.truncate(to: first, in: ledger)
        hasTurned = true
        surveys = surveys.map { DepositSurvey($0.field, chain: $0.chain) }
        for row in 0..<first where enter(row) { rememberReceipt() }
    }

    /// Makes the surveys ready for the rows from `first` on.
    ///
    /// - Parameter known: addresses below had rows before `first`, those from it on had none.
    private func survey(_ ledger: Ledger, _ attribution: Attribution, from first: Int, known: Int) {
        if attribution.isEmpty { return }
        let field =
            surveys.first.map { TraceField(growing: $0.field, to: ledger) }
            ?? TraceField(ledger: ledger, attribution: attribution, stops: [], grows: true)
        field.lookUpAll()
        for survey in surveys { survey.grow(to: field) }
        while surveys.count < ledger.chains.count {
            surveys.append(DepositSurvey(field, chain: ChainID(surveys.count)))
        }
        let isNew = known == 0
        let firstAccounts = isNew ? surveys.map { _ in 0 } : surveys.map(\.accountCount)
        // Those who pay a service for the first time now may have had something before.
        var isBehind = isNew && first > 0
        if isNew { forEachRow(in: 0..<first) { survey, row, _ in survey.meet(row) } }
        forEachRow(in: first..<ledger.count) { survey, row, _ in
            if let sender = survey.meet(row), sender < known { isBehind = true }
        }
        guard isBehind else { return }
        forEachRow(in: 0..<first) { survey, row, moment in
            survey.tell(row, at: moment, from: firstAccounts[Int(survey.chain)])
        }
    }

    @inline(__always)
    private func forEachRow(in rows: Range<Int>, _ body: (DepositSurvey, Int, Moment) -> Void) {
        guard !rows.isEmpty else { return }
        for run in ledger.columns.runIndex(of: rows.lowerBound)..<ledger.columns.runs.count {
            let own = ledger.columns.rows(ofRun: run).clamped(to: rows)
            if own.isEmpty { return }
            let (one, survey) = (ledger.columns.runs[run], surveys[Int(ledger.columns.runs[run].chain)])
            for row in own { body(survey, row, Moment(time: one.time, block: one.block)) }
        }
    }

    @inline(__always)
    private func prefetch(_ row: Int) {
        guard row < ledger.columns.count else { return }
        let (sender, recipient) = (Int(ledger.columns.senders[row]), Int(ledger.columns.recipients[row]))
        flow_prefetch_read(facts.firstSent.base + sender)
        flow_prefetch_read(facts.firstStray.base + sender)
        flow_prefetch_read(facts.lastTokenReceived.base + sender)
        flow_prefetch_write(facts.lastTokenReceived.base + recipient)
    }

    /// - Returns: false where the row moves nothing between two addresses.
    @inline(__always)
    private func enter(_ row: Int) -> Bool {
        self.row = row
        amount = ledger.columns.amounts[row]
        (sender, recipient) = (ledger.columns.senders[row], ledger.columns.recipients[row])
        if amount == 0 || sender == recipient || ledger.isNull(sender) || ledger.isNull(recipient) { return false }
        isNative = areNative[Int(ledger.columns.assets[row])]
        isFirstPayment = facts.firstSent[sender] == TransferFacts.never
        return true
    }

    /// What the heuristics of later rows will know of this one.
    private func remember() {
        if isFirstPayment {
            facts.firstSent[sender] = UInt32(row)
        } else if facts.firstStray[sender] == TransferFacts.never, strays() {
            facts.firstStray[sender] = UInt32(row)
            if subjects[Int(sender)] { hasTurned = true }
        }
        if !isNative, facts.firstTokenSent[sender] == TransferFacts.never, facts.funding[sender] != TransferFacts.never
        {
            facts.firstTokenSent[sender] = UInt32(row)
        }
        rememberReceipt()
        guard isNative, facts.funding[recipient] == TransferFacts.never, !ledger.swapLegs[row] else { return }
        facts.funding[recipient] = UInt32(row)
        facts.funded[sender] += 1
        if facts.funded[sender] > CommonGasFunder.mostFunded, subjects[Int(sender)] { hasTurned = true }
    }

    /// The sender pays another than it paid first, where not both are services.
    @inline(__always)
    private func strays() -> Bool {
        let first = ledger.columns.recipients[facts.firstSent[sender]]
        return recipient != first && !(isService(recipient) && isService(first))
    }

    @inline(__always)
    private func rememberReceipt() {
        if !isNative {
            facts.lastTokenReceived[recipient] = UInt32(row)
        } else if !isService(sender) {
            // Gas from a service is not what a deposit address passes on.
            facts.lastNativeReceived[recipient] = UInt32(row)
        }
    }

    /// Bytes that the walk keeps: facts, tags and links.
    var byteCount: Int {
        facts.byteCount + links.byteCount + subjects.words.byteCount + tags.services.words.byteCount
            + tags.named.words.byteCount + surveys.reduce(0) { $0 + $1.byteCount }
    }
}
