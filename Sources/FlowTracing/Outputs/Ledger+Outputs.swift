/// Outputs of UTXO chains as rows of the ledger, so that results and reports name them as they name transfers.
extension Ledger {
    /// Script addresses are numbered from here on; other addresses never come so far.
    static var firstScript: AddressID { 1 << 31 }
    /// Stands for a shielded pool as the source of value: no script of the ledger need name it.
    static var shieldedPool: AddressID { .max - 1 }

    /// The UTXO chain called `chain`, where it is one.
    public func outputs(on chain: ChainID) -> OutputLedger? { outputChains.first { $0.chain == chain } }

    /// True where `row` is an output of a UTXO chain, not a transfer.
    public func isOutput(_ row: Int) -> Bool { row >= count }

    /// Outputs that the transactions of UTXO chains create.
    public var outputCount: Int { outputChains.reduce(0) { $0 + $1.outputCount } }
    /// Transactions of UTXO chains.
    public var transactionCount: Int { outputChains.reduce(0) { $0 + $1.transactionCount } }
    /// Addresses of UTXO chains.
    public var scriptCount: Int { scripts.count }

    /// The UTXO chain of an output's row, and the output's number there.
    ///
    /// - Complexity: O(UTXO chains).
    public func output(_ row: Int) -> (ledger: OutputLedger, output: Int) {
        for (place, rows) in outputRows.enumerated() where row < rows.upperBound {
            return (outputChains[place], row - rows.lowerBound)
        }
        preconditionFailure("row \(row) is beyond the ledger")
    }

    /// The row of output 0 of a UTXO chain.
    public func firstRow(of outputs: OutputLedger) -> Int {
        guard let place = outputChains.firstIndex(where: { $0 === outputs }) else {
            preconditionFailure("the chain is another ledger's")
        }
        return outputRows[place].lowerBound
    }

    /// Everybody whose outputs the transaction of an output spends, each once, in listed order; for a transfer its
    /// sender. Empty for a coinbase.
    public func senders(_ row: Int) -> [AddressID] {
        guard row >= count else { return [sender(row)] }
        let (ledger, output) = output(row)
        guard let transaction = ledger.transaction(ofOutput: output) else { return [] }
        var seen: Set<UInt32> = []
        return ledger.inputs(of: transaction).compactMap { ledger.owner(ledger.source($0)) }
            .filter { seen.insert($0).inserted }.map { Ledger.firstScript | $0 }
    }

    func scriptAddress(_ id: AddressID) -> Address {
        switch id {
        case .max: .text("unknown")
        case Ledger.shieldedPool: .text("shielded")
        default: .script(scripts[id & ~Ledger.firstScript])
        }
    }

    func outputSender(_ row: Int) -> AddressID {
        let (ledger, output) = output(row)
        guard let transaction = ledger.transaction(ofOutput: output),
            let first = ledger.inputs(of: transaction).first
        else { return .max }
        return ledger.owner(ledger.source(first)).map { Ledger.firstScript | $0 } ?? .max
    }

    func outputOwner(_ row: Int) -> AddressID {
        let (ledger, output) = output(row)
        return ledger.owner(output).map { Ledger.firstScript | $0 } ?? .max
    }

    func outputAmount(_ row: Int) -> Amount {
        let (ledger, output) = output(row)
        return Amount(ledger.amount(output))
    }

    /// When its transaction was; for a prior output when it was spent, which is all that is known.
    func outputTime(_ row: Int) -> Int64 {
        let (ledger, output) = output(row)
        return (ledger.transaction(ofOutput: output) ?? ledger.spender(output)).map { ledger.time($0) } ?? 0
    }

    func outputBlock(_ row: Int) -> UInt64? {
        let (ledger, output) = output(row)
        return ledger.transaction(ofOutput: output).flatMap { ledger.block($0) }
    }

    func outputReference(_ row: Int) -> (id: Hash32, index: UInt32)? {
        let (ledger, output) = output(row)
        return ledger.reference(output)
    }

    /// Ids of UTXO chains are written as bare hex digits; value out of a shielded pool has none.
    func outputTransactionText(_ row: Int) -> String {
        outputReference(row).map { Hex.text($0.id.bytes) } ?? "shielded"
    }

    func outputSiblings(_ row: Int) -> [Int] {
        let (ledger, output) = output(row)
        guard let transaction = ledger.transaction(ofOutput: output) else { return [row] }
        let first = row - output
        return ledger.outputs(of: transaction).map { first + $0 }
    }
}
