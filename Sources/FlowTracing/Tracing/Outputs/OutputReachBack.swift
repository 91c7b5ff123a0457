/// Backward reach on a UTXO chain, where a key is an address: the origins from which value can have come to the target.
///
/// A transaction of the cone was paid by the owners of its inputs; all that such an owner received before can have
/// reached it, whichever output carried it. Transactions are visited against ledger order, so an address is first met by
/// the latest of its spends that matters.
///
/// - Complexity: O(inputs and outputs of the transactions visited + outputs of the addresses met · log transactions), and
///   a bit a transaction of the chain to begin.
struct OutputReachBack: ~Copyable {
    private let outputs: OutputLedger
    private let owners: OwnerIndex
    private let field: TraceField
    private let target: OutputTarget
    private let maxHops: Int
    private let firstRow: Int
    private var labels = OriginLabels()
    private var met: [UInt32: Met] = [:]
    private var pending: PendingTransactions

    /// An address of the cone.
    private struct Met {
        /// What it received in earlier transactions matters.
        var before: Int
        /// Fewest transfers from what it holds to the target.
        var hop: Int
        /// Some output of its was there before the ledger.
        var hasOpening = false
    }

    init(outputs: OutputLedger, owners: OwnerIndex, field: TraceField, target: OutputTarget, maxHops: Int?) {
        (self.outputs, self.owners, self.field, self.target) = (outputs, owners, field, target)
        self.maxHops = maxHops ?? .max
        firstRow = field.ledger.firstRow(of: outputs)
        pending = PendingTransactions(count: outputs.transactionCount, schedule: .automatic)
    }

    consuming func answer() -> AssetOrigins {
        walk()
        for (owner, address) in met where address.hasOpening {
            _ = labels.label(.opening, Ledger.firstScript | owner, hop: address.hop)
        }
        var answer = AssetOrigins(
            asset: outputs.asset, amount: target.amount(outputs),
            origins: labels.met.indices.map { labels.origin($0, asset: outputs.asset, amount: nil, in: field) },
            rounding: 0)
        answer.sort(field.ledger)
        return answer
    }

    private mutating func walk() {
        var spent: [Int: [Int]] = [:]
        for output in target.spent {
            guard let spender = outputs.spender(Int(output)) else { continue }
            spent[spender, default: []].append(Int(output))
            queue(spender)
        }
        for output in target.created { if let created = outputs.transaction(ofOutput: Int(output)) { queue(created) } }
        // An address asked about at a time is met as if it spent between two transactions.
        var holders = target.holders.sorted { $0.before > $1.before }[...]
        for holder in holders where holder.before > 0 { queue(holder.before - 1) }
        while let next = pending.popFirst() {
            let transaction = outputs.transactionCount - 1 - next
            while let holder = holders.first, holder.before > transaction {
                meet(holder.owner, before: holder.before, hop: 0)
                holders = holders.dropFirst()
            }
            for output in spent[transaction] ?? [] { enter(output, transaction, hop: 0) }
            guard let hop = hop(of: transaction) else { continue }
            for input in outputs.inputs(of: transaction) { enter(outputs.source(input), transaction, hop: hop) }
        }
        for holder in holders { meet(holder.owner, before: holder.before, hop: 0) }
    }

    /// Queues a transaction; the last comes first.
    private mutating func queue(_ transaction: Int) { pending.insert(outputs.transactionCount - 1 - transaction) }

    /// Fewest transfers from a transaction to the target; `nil` where nothing it creates is followed through it.
    private mutating func hop(of transaction: Int) -> Int? {
        var fewest: Int?
        for output in outputs.outputs(of: transaction) where outputs.amount(output) != 0 {
            let owner = outputs.ownerID(output)
            let hop: Int
            if target.created.contains(UInt32(output)) {
                hop = 0
            } else if let address = met[owner & ~Ledger.firstScript], address.before > transaction {
                hop = address.hop + 1
            } else {
                continue
            }
            if outputs.isCoinbase(transaction) {
                _ = labels.label(.mint, owner, hop: hop)
            } else if hop > maxHops {
                _ = labels.label(.limit, field.ledger.sender(firstRow + output), hop: hop)
            } else {
                fewest = min(fewest ?? .max, hop)
            }
        }
        return fewest
    }

    /// An output that a transaction `hop` transfers back spends.
    private mutating func enter(_ output: Int, _ transaction: Int, hop: Int) {
        if outputs.amount(output) == 0 { return }
        let owner = outputs.ownerID(output)
        let standing = field.standing(owner, chain: outputs.chain)
        if standing.contains(.stop) || standing.role == .endpoint {
            _ = labels.label(.service, owner, hop: hop)
        } else if let number = outputs.owner(output) {
            meet(number, before: transaction, hop: hop)
        } else {
            _ = labels.label(.opening, owner, hop: hop)
        }
    }

    private mutating func meet(_ owner: UInt32, before transaction: Int, hop: Int) {
        if let known = met[owner] {
            met[owner]?.hop = min(known.hop, hop)
            return
        }
        var address = Met(before: transaction, hop: hop)
        for output in owners.outputs(of: owner) where outputs.amount(Int(output)) != 0 {
            guard let created = outputs.transaction(ofOutput: Int(output)) else {
                address.hasOpening = true
                continue
            }
            if created < transaction { queue(created) }
        }
        met[owner] = address
    }
}
