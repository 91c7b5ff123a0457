/// The fees of one block on their way to its coinbase (`--follow-fees`).
struct BlockFees {
    /// Transactions of the block; empty while there is none under way.
    var transactions = 0..<0
    var coinbase = 0
    /// Transactions before this one have paid.
    var paidUpTo = 0
    var hop = UInt32.max
}

extension OutputPass where H: ~Copyable {
    /// The parcel, a fee of `transaction`, goes on to the coinbase of its block. False where it cannot: the ledger has no
    /// coinbase for the block, or one of its outputs is spent in the block itself.
    mutating func collectFee(_ transaction: Int, hop: UInt32) -> Bool {
        guard fees.transactions.contains(transaction) || beginBlock(of: transaction) else { return false }
        // The parcel is under way: clean fees before it go in without one.
        payCleanFees(before: transaction)
        holdings.receive(Self.feePool, parcel)
        fees.paidUpTo = transaction + 1
        fees.hop = min(fees.hop, hop)
        return true
    }

    /// True where the coinbase waits for the end of its block, which may bring it tainted fees.
    mutating func awaitsFees(_ coinbase: Int) -> Bool {
        fees.transactions.contains(coinbase) || beginBlock(of: coinbase)
    }

    /// The block under way is over: the coinbase takes its fees. What its outputs do not take stays a fee.
    mutating func settleFees() {
        let block = fees.transactions
        payCleanFees(before: block.upperBound)
        fees.transactions = 0..<0
        moment = block.upperBound - 1
        sink.begin(fees.coinbase)
        pay(fees.coinbase, from: Self.feePool, hop: fees.hop)
        var unclaimed: Amount = 0
        let left = H.tracksBalances ? holdings.balance(Self.feePool) : 0
        if left != 0 {
            _ = holdings.spend(Self.feePool, left, into: &parcel)
            if parcel.lanes != 0 { unclaimed = parcel.tainted[0] }
        }
        sink.end(fee: unclaimed, passesFee: false, isMixer: false, hop: fees.hop == .max ? 0 : fees.hop)
    }

    private mutating func beginBlock(of transaction: Int) -> Bool {
        let block = outputs.columns.transactions(ofBlock: outputs.columns.blockIndex(of: transaction))
        guard let coinbase = block.first(where: { outputs.isCoinbase($0) }) else { return false }
        let created = outputs.outputs(of: coinbase)
        guard !created.contains(where: { outputs.spender($0).map(block.contains) ?? false }) else { return false }
        fees = BlockFees(transactions: block, coinbase: coinbase, paidUpTo: block.lowerBound)
        var claimed: Amount = 0
        for output in created { claimed += Amount(outputs.amount(output)) }
        var paid: Amount = 0
        for other in block { paid += outputs.fee(other) }
        holdings.clear(Self.feePool)
        // What the coinbase creates stands before the fees.
        if claimed > paid { holdings.receiveClean(Self.feePool, claimed - paid) }
        return true
    }

    private mutating func payCleanFees(before transaction: Int) {
        while fees.paidUpTo < transaction {
            let fee = outputs.fee(fees.paidUpTo)
            if fee != 0 { holdings.receiveClean(Self.feePool, fee) }
            fees.paidUpTo += 1
        }
    }
}
