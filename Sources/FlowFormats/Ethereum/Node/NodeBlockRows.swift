import FlowTracing

/// The rows of a node's blocks: the same rows, with the same identities, that ethereum-etl's files of them give.
///
/// - A transaction is one native transfer, index 0, with its fee: gas used × effective gas price, blob gas, and the fee of
///   the first layer. A failed one moves nothing but the fee.
/// - A token transfer is a log, its index that of the log in the block.
/// - Value that contracts moved is `internal`, its index that of the call in its transaction.
/// - Withdrawals of validators are minted: native transfers from the null address behind the block's transactions, under
///   the block's hash. What the block's producer earns is not in a block and so appears as opening balance.
package struct EVMBlockRows: Sendable {
    package let chain: Chain
    /// TRON's nodes tell prices of energy, which is mostly not paid in coins: no fee can be told.
    private let hasFees: Bool
    private let decimals: DecimalsChoice
    /// The only tokens read; `nil`: all.
    private let tokens: Set<AddressBytes>?
    /// What contracts say of themselves.
    private var described: [AddressBytes: (symbol: String, decimals: Int?)] = [:]
    /// Tokens left out whole: an amount of theirs reached 2¹²⁸.
    package private(set) var overflowing: Set<AddressBytes> = []
    private let knownCollections: Set<Address>

    /// Transactions of which the node does not say whether they failed, or what they paid.
    package private(set) var withoutStatus = 0
    package private(set) var withoutFee = 0

    package init(
        chain: Chain, tokens: Set<AddressBytes>? = nil, decimals: DecimalsChoice = DecimalsChoice(),
        overflowing: Set<AddressBytes> = []
    ) {
        (self.chain, self.tokens, self.decimals, self.overflowing) = (chain, tokens, decimals, overflowing)
        hasFees = chain.form != .tron
        knownCollections = chain.name == "eip155:1" ? NonFungibleContracts.ethereum : []
    }

    /// Tokens of the blocks that nobody has described: what to ask the node for.
    package func undescribed(in blocks: [EVMBlockAnswers]) -> [AddressBytes] {
        var found: [AddressBytes] = []
        var seen: Set<AddressBytes> = []
        for log in blocks.lazy.flatMap(\.tokenLogs) where isRead(log.contract) && described[log.contract] == nil {
            guard seen.insert(log.contract).inserted,
                KnownAssets.token(at: .bytes(log.contract), chain: chain.name) == nil
            else { continue }
            found.append(log.contract)
        }
        return found
    }

    /// Takes what a contract says of itself, or that it says nothing.
    package mutating func describe(_ token: AddressBytes, symbol: String, decimals: Int?) {
        described[token] = (symbol, decimals)
    }

    private func isRead(_ token: AddressBytes) -> Bool {
        if overflowing.contains(token) { return false }
        return tokens?.contains(token) ?? !knownCollections.contains(.bytes(token))
    }

    /// Appends the rows of `answers` to the open file of `builder`; `line` numbers them.
    ///
    /// - Throws: `NodeFault` where an amount cannot be, or the ledger is full.
    package mutating func append(
        _ answers: [EVMBlockAnswers], into builder: inout LedgerBuilder, line: inout Int
    ) throws(NodeFault) {
        var options = InputOptions()
        options.decimals = decimals
        var assets = AssetBook(chain: chain, options: options)
        leaveOutOverflowing(in: answers, of: &builder)
        for answer in answers {
            do throws(FlowError) {
                try append(answer, &assets, into: &builder, &line)
            } catch { throw NodeFault(error.description) }
        }
    }

    private mutating func append(
        _ answers: EVMBlockAnswers, _ assets: inout AssetBook, into builder: inout LedgerBuilder, _ line: inout Int
    ) throws(FlowError) {
        let block = answers.block
        let logs = answers.tokenLogs
        let calls = answers.calls?.calls ?? []
        var (nextLog, nextCall) = (0, 0)
        let coin = assets.coin(in: &builder)
        for (place, transaction) in block.transactions.enumerated() {
            let place = UInt32(place)
            let receipt = answers.receipts?[Int(place)]
            if receipt?.hasFailed == nil { withoutStatus += 1 }
            let isFailed = receipt?.hasFailed ?? false
            let fee = try fee(of: transaction, receipt, block)
            if let recipient = recipient(of: transaction, receipt) {
                line += 1
                try builder.append(
                    Transfer(
                        transaction: .bytes(transaction.hash), index: 0, block: block.number, position: place,
                        time: block.time, sender: builder.address(transaction.sender),
                        recipient: builder.address(recipient), asset: coin, amount: isFailed ? 0 : transaction.value,
                        fee: fee, kind: .native, line: line))
            }
            while nextCall < calls.count, calls[nextCall].place == place {
                let call = calls[nextCall]
                nextCall += 1
                if isFailed { continue }
                line += 1
                try builder.append(
                    Transfer(
                        transaction: .bytes(transaction.hash), index: call.index, block: block.number, position: place,
                        time: block.time, sender: builder.address(call.sender),
                        recipient: builder.address(call.recipient), asset: coin, amount: call.amount, kind: .internal,
                        line: line))
            }
            while nextLog < logs.count, logs[nextLog].place == place {
                try append(logs[nextLog], of: block, &assets, into: &builder, &line)
                nextLog += 1
            }
        }
        for (number, withdrawal) in block.withdrawals.enumerated() where withdrawal.gwei > 0 {
            line += 1
            try builder.append(
                Transfer(
                    transaction: .bytes(block.hash), index: UInt32(clamping: number), block: block.number,
                    position: UInt32(clamping: block.transactions.count), time: block.time,
                    sender: builder.address(AddressBytes.zero), recipient: builder.address(withdrawal.recipient),
                    asset: coin, amount: Amount(withdrawal.gwei) * 1_000_000_000, kind: .native, line: line))
        }
    }

    /// Worthless tokens claim to move 2²⁵⁶ − 1 to be noticed. One of their rows less would be a wrong ledger, so all go; a
    /// token that the ledger has rows of is excluded from it, which is dear, any other is simply not read.
    private mutating func leaveOutOverflowing(in answers: [EVMBlockAnswers], of builder: inout LedgerBuilder) {
        for log in answers.lazy.flatMap(\.tokenLogs) where log.amount == nil && isRead(log.contract) {
            guard overflowing.insert(log.contract).inserted else { continue }
            if let asset = builder.number(of: .contract(.bytes(log.contract)), chain: builder.chain(chain.name)) {
                builder.exclude(asset)
            }
        }
    }

    private mutating func append(
        _ log: EVMLog, of block: EVMBlock, _ assets: inout AssetBook, into builder: inout LedgerBuilder,
        _ line: inout Int
    ) throws(FlowError) {
        // A token with an amount that is too large is not read any more.
        guard isRead(log.contract), let amount = log.amount else { return }
        let asset = assets.token(at: .bytes(log.contract), in: &builder) { described[log.contract] ?? ("", nil) }
        line += 1
        try builder.append(
            Transfer(
                transaction: .bytes(log.transaction), index: log.index, block: block.number, position: log.place,
                time: block.time, sender: builder.address(log.sender), recipient: builder.address(log.recipient),
                asset: asset, amount: amount, kind: .log, line: line))
    }

    /// `nil`: the transaction moves nothing to anybody (TRON's votes and the like).
    private func recipient(of transaction: EVMTransaction, _ receipt: EVMReceipt?) -> AddressBytes? {
        if let to = transaction.recipient ?? receipt?.created { return to }
        guard chain.form != .tron, let nonce = transaction.nonce else { return nil }
        return CreatedContract.address(sender: transaction.sender, nonce: nonce)
    }

    private mutating func fee(
        of transaction: EVMTransaction, _ receipt: EVMReceipt?, _ block: EVMBlock
    ) throws(FlowError) -> Amount {
        guard hasFees, let receipt, let used = receipt.gasUsed, let price = receipt.gasPrice ?? transaction.gasPrice
        else {
            if hasFees { withoutFee += 1 }
            return 0
        }
        let (fee, overflow) = (Amount(used) * Amount(price)).addingReportingOverflow(receipt.extraFee)
        guard !overflow else {
            throw .overflow(row: "block \(block.number)", asset: "the chain's coin")
        }
        return fee
    }
}
