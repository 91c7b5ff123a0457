/// One transaction of a UTXO chain as cluster heuristics see it, with what came before it on the chain. Made once, moved
/// from transaction to transaction.
final class SpendingStep {
    struct Payee {
        var output: Int
        var owner: UInt32
        var amount: UInt64
    }

    private(set) var ledger: Ledger
    private(set) var outputs: OutputLedger
    private(set) var transaction = 0
    /// Distinct owners of the inputs, in listed order; those that the ledger does not know are left out.
    private(set) var payers: [UInt32] = []
    /// Amounts of the inputs in listed order.
    private(set) var paid: [UInt64] = []
    /// Every input's owner and amount are known.
    private(set) var isKnown = false
    /// Outputs that carry value and can be spent.
    private(set) var payees: [Payee] = []
    /// A heuristic takes it for a coinjoin, or it may be a PayJoin or a coinjoin of two: its inputs may have several owners.
    private(set) var isShared = false

    /// By script: the first transaction in which it pays or is paid, `never` for none yet.
    private var firstSeen = Column<UInt32>()
    /// By script: the last transaction in which it pays.
    private var lastPaid = Column<UInt32>()
    private var amounts: [UInt64] = []
    private(set) var links = ClusterLinks()
    private var heuristic: UInt8 = 0
    /// Transactions left out because their inputs may have several owners, ascending.
    private(set) var coinjoins: [UInt32] = []
    private(set) var suspects: [UInt32] = []

    private static let never = UInt32.max

    init(_ ledger: Ledger, _ outputs: OutputLedger) { (self.ledger, self.outputs) = (ledger, outputs) }

    /// The one owner of all inputs, as far as can be told: what a change heuristic joins the change with.
    var spender: UInt32? { isShared || !isKnown ? nil : payers.first }

    /// True where the script neither paid nor was paid before this transaction.
    func isFresh(_ owner: UInt32) -> Bool { firstSeen[owner] >= UInt32(transaction) }

    /// True where the transaction spends a coin of the script.
    func pays(_ owner: UInt32) -> Bool { lastPaid[owner] == UInt32(transaction) }

    /// The first transaction in which the script pays or is paid.
    func firstAppearance(of owner: UInt32) -> Int { Int(firstSeen[owner]) }

    /// Says that `a` and `b` seem to have one owner.
    func join(_ a: UInt32, _ b: UInt32) {
        if a != b { links.append(a, b, heuristic: heuristic, place: UInt32(transaction)) }
    }

    /// Asks the selected heuristics about the transactions from `first` on, whatever it knew of them before.
    ///
    /// - Complexity: O(coins of them), and O(scripts) where earlier ones are taken back.
    func walk(_ ledger: Ledger, _ outputs: OutputLedger, from first: Int, _ selection: ClusterHeuristics.Selection) {
        (self.ledger, self.outputs) = (ledger, outputs)
        truncate(to: first)
        firstSeen.resize(to: ledger.scriptCount, filling: Self.never)
        lastPaid.resize(to: ledger.scriptCount, filling: Self.never)
        let selected = ClusterHeuristics.all.enumerated().compactMap { place, one in
            selection[place] ? (one as? any SpendingClusterHeuristic).map { (UInt8(place), $0) } : nil
        }
        for transaction in first..<max(first, outputs.transactionCount) {
            enter(transaction)
            for (place, one) in selected {
                heuristic = place
                one.join(in: self)
            }
        }
    }

    private func truncate(to transaction: Int) {
        links.truncate(to: links.first(notBefore: transaction))
        while let last = coinjoins.last, last >= transaction { coinjoins.removeLast() }
        while let last = suspects.last, last >= transaction { suspects.removeLast() }
        guard transaction <= self.transaction else { return }
        for script in 0..<firstSeen.count where firstSeen[script] >= transaction {
            firstSeen[script] = Self.never
        }
        for script in 0..<lastPaid.count where lastPaid[script] >= transaction { lastPaid[script] = Self.never }
    }

    private func enter(_ transaction: Int) {
        self.transaction = transaction
        payers.removeAll(keepingCapacity: true)
        paid.removeAll(keepingCapacity: true)
        payees.removeAll(keepingCapacity: true)
        isKnown = !outputs.isCoinbase(transaction)
        for input in outputs.inputs(of: transaction) {
            let source = outputs.source(input)
            paid.append(outputs.amount(source))
            guard let owner = outputs.owner(source), isSpendable(owner) else {
                isKnown = false
                continue
            }
            if outputs.isInferred(source) { isKnown = false }
            if !pays(owner) { payers.append(owner) }
            lastPaid[owner] = UInt32(transaction)
            see(owner)
        }
        for output in outputs.outputs(of: transaction) {
            guard let owner = outputs.owner(output), isSpendable(owner) else { continue }
            see(owner)
            let amount = outputs.amount(output)
            if amount > 0 { payees.append(Payee(output: output, owner: owner, amount: amount)) }
        }
        judge()
    }

    /// A data output has no owner, and a shielded pool has many.
    private func isSpendable(_ owner: UInt32) -> Bool {
        let kind = ledger.scripts.kind(owner)
        return kind != .data && kind != .shielded
    }

    private func see(_ owner: UInt32) {
        if firstSeen[owner] == Self.never { firstSeen[owner] = UInt32(transaction) }
    }

    private func judge() {
        isShared = true
        if ledger.isMix(transaction, in: outputs, &amounts) {
            coinjoins.append(UInt32(transaction))
        } else if PayJoin.isSuspect(self) || TwoPartyMix.isSuspect(self) {
            suspects.append(UInt32(transaction))
        } else {
            isShared = false
        }
    }

    /// Bytes that the walk keeps: what it has seen, and links.
    var byteCount: Int {
        firstSeen.byteCount + lastPaid.byteCount + links.byteCount + 4 * (coinjoins.count + suspects.count)
    }
}
