/// How clusters compare with who really has which address. Counts only: shares are for reports.
public struct ClusterEvaluation: Sendable {
    /// A part of a whole.
    public struct Share: Sendable, Equatable {
        public var part: Int
        public var whole: Int

        public init(_ part: Int, of whole: Int) { (self.part, self.whole) = (part, whole) }

        fileprivate mutating func count(_ isPart: Bool, if isOne: Bool) {
            if isOne { (part, whole) = (part + (isPart ? 1 : 0), whole + 1) }
        }
    }

    /// Of the pairs of addresses that clusters join, those of one owner.
    public var pairPrecision: Share
    /// Of the pairs of addresses of one owner, those that clusters join.
    public var pairRecall: Share
    /// Of the largest cluster, the members of the owner who has most of it.
    public var largestPurity: Share
    /// Of the links that hold, those between addresses of one owner; by heuristic.
    public var links: [(heuristic: String, right: Share)]
    /// Of the addresses without a label that `deposit-address` calls deposit addresses, those that are.
    public var depositPrecision: Share
    /// Of the deposit addresses that no label names and that spend something in this ledger, those that it finds.
    public var depositRecall: Share

    /// UTXO chains: of the transactions that no heuristic joins because they look like coinjoins, or might be a PayJoin
    /// or a coinjoin of two, those that several owners really pay.
    public var coinjoins = Share(0, of: 0)
    public var suspects = Share(0, of: 0)
    /// Of the transactions that several owners pay, those left out so.
    public var sharedLeftOut = Share(0, of: 0)

    /// - Parameters:
    ///   - owners: by address; the others are left out of every count.
    ///   - isDeposit: true for what really is a deposit address.
    /// - Complexity: O(members · log members + links).
    public init(
        _ clusters: LedgerClusters, owners: [AddressID: String], isDeposit: (AddressID) -> Bool
    ) {
        var numbers: [String: UInt32] = [:]
        var owner: [AddressID: UInt32] = [:]
        for (address, name) in owners.sorted(by: { $0.key < $1.key }) {
            let number = numbers[name] ?? UInt32(numbers.count)
            numbers[name] = number
            owner[address] = number
        }
        // A word of cluster and owner: how many members both have.
        var both: [UInt64: Int] = [:]
        var byCluster: [UInt32: Int] = [:]
        var byOwner: [UInt32: Int] = [:]
        let spaces = clusters.spaces
        for (address, number) in owner {
            guard let space = clusters.space(of: address) else { continue }
            // Addresses of accounts and of coins have numbers of their own.
            let root = space.root(address - space.firstAddress) + space.firstAddress
            both[UInt64(root) << 32 | UInt64(number), default: 0] += 1
            byCluster[root, default: 0] += 1
            byOwner[number, default: 0] += 1
        }
        func pairs(_ counts: some Sequence<Int>) -> Int { counts.reduce(0) { $0 + $1 * ($1 - 1) / 2 } }
        let right = pairs(both.values)
        pairPrecision = Share(right, of: pairs(byCluster.values))
        pairRecall = Share(right, of: pairs(byOwner.values))
        let largest = byCluster.max { ($0.value, $1.key) < ($1.value, $0.key) }
        let most = largest.map { one in both.filter { $0.key >> 32 == UInt64(one.key) }.values.max() ?? 0 }
        largestPurity = Share(most ?? 0, of: largest?.value ?? 0)

        var counts = [(right: Int, all: Int)](repeating: (0, 0), count: ClusterHeuristics.all.count)
        for space in spaces {
            for number in 0..<space.linkCount where space.holds(number) {
                let link = space.link(number)
                guard let a = owner[link.a + space.firstAddress], let b = owner[link.b + space.firstAddress] else {
                    continue
                }
                counts[Int(link.heuristic)].all += 1
                if a == b { counts[Int(link.heuristic)].right += 1 }
            }
        }
        links = counts.enumerated().filter { $0.element.all > 0 }.map {
            (ClusterHeuristics.all[$0.offset].name, Share($0.element.right, of: $0.element.all))
        }
        let found = clusters.depositAddresses()
        depositPrecision = Share(found.count(where: isDeposit), of: found.count)
        let spending = clusters.spendingAddresses()
        let findable = owner.keys.filter {
            isDeposit($0) && spending.contains($0) && !clusters.isNamed($0)
        }
        depositRecall = Share(findable.count { found.contains($0) }, of: findable.count)
        for space in clusters.spending { judge(space, owner) }
    }

    /// What was left out of a UTXO chain.
    private mutating func judge(_ space: SpendingClusters, _ owner: [AddressID: UInt32]) {
        let outputs = space.outputs
        let (mixes, suspected) = (Set(space.step.coinjoins), Set(space.step.suspects))
        for transaction in 0..<outputs.transactionCount {
            var payers: Set<UInt32> = []
            for input in outputs.inputs(of: transaction) {
                let script = outputs.owner(outputs.source(input))
                if let payer = script.flatMap({ owner[Ledger.firstScript | $0] }) { payers.insert(payer) }
            }
            let number = UInt32(transaction)
            let isShared = payers.count > 1
            let (isMix, isSuspect) = (mixes.contains(number), suspected.contains(number))
            coinjoins.count(isShared, if: isMix)
            suspects.count(isShared, if: isSuspect)
            sharedLeftOut.count(isMix || isSuspect, if: isShared)
        }
    }
}

extension LedgerClusters {
    /// Addresses without a label that `deposit-address` infers: on account chains by the links of `deposit-owner` that
    /// hold, on UTXO chains, where no link stands for it, by asking it.
    fileprivate func depositAddresses() -> Set<AddressID> {
        var found: Set<AddressID> = []
        for number in 0..<transfers.linkCount where transfers.holds(number) {
            let link = transfers.link(number)
            if ClusterHeuristics.all[Int(link.heuristic)] is DepositOwner { found.insert(link.b) }
        }
        if !ledger.outputChains.isEmpty {
            let search = DepositAddresses(ledger: ledger, graph: FlowGraph(ledger), attribution: attribution)
            for one in search.all() where one.address >= Ledger.firstScript { found.insert(one.address) }
        }
        return found.filter { !isNamed($0) }
    }

    fileprivate func spendingAddresses() -> Set<AddressID> {
        var found: Set<AddressID> = []
        for address in 0..<AddressID(transfers.memberCount)
        where transfers.step.facts.firstSent[address] != TransferFacts.never { found.insert(address) }
        for outputs in ledger.outputChains {
            for transaction in 0..<outputs.transactionCount {
                for output in outputs.outputs(of: transaction) where outputs.spender(output) != nil {
                    if let owner = outputs.owner(output) { found.insert(Ledger.firstScript | owner) }
                }
            }
        }
        return found
    }

    /// Some owner's tag names the address.
    fileprivate func isNamed(_ address: AddressID) -> Bool {
        ledger.chains.contains { chain in
            attribution.tags(of: ledger.address(address), chain: chain.name).contains { $0.relation == .owner }
        }
    }
}
