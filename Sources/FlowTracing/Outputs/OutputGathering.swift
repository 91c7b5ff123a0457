/// The transactions of one UTXO chain as decoders hand them over, before they are in order and know each other.
///
/// An input names the output it spends by 36 bytes until sealing finds it; then 4 are enough.
struct OutputGathering: ~Copyable {
    var columns = OutputColumns()
    /// Position in the block, `.max` where the source has none.
    var positions = OptionalColumn<UInt32>(default: .max)
    var references = Column<Reference>()
    /// What the source says of spent outputs.
    var inputAmounts = OptionalColumn<UInt64>(default: unknownAmount)
    var inputOwners = OptionalColumn<UInt32>(default: OutputColumns.noOwner)
    var origins: [Origin] = []
    /// Numbers of the transactions of each file.
    var fileTransactions: [(file: Int, transactions: Range<Int>)] = []

    /// The output an input spends.
    struct Reference: BitwiseCopyable, Hashable {
        var transaction: Hash32
        /// `untracked` for value out of a shielded pool.
        var index: UInt32

        static var untracked: UInt32 { .max }

        static func == (a: Reference, b: Reference) -> Bool { a.index == b.index && a.transaction == b.transaction }
    }

    /// A stretch of transactions whose places in a file rise by one.
    struct Origin: Sendable {
        var firstTransaction: Int
        var file: Int
        var firstLine: Int
    }

    /// No amount of a real chain comes near it.
    static var unknownAmount: UInt64 { .max }

    init() {}

    var count: Int { columns.transactionCount }

    /// - Throws: `tooMany` beyond 2³²−2 transactions, outputs or inputs; `overflow` for an output of 2⁶⁴−1, which stands
    ///   for an amount that is not known.
    mutating func append(
        _ transaction: borrowing OutputTransaction, scripts: inout ScriptTable, file: Int
    ) throws(FlowError) {
        let number = count
        let limit = Int(UInt32.max) - 1
        guard number < limit, columns.amounts.count + transaction.outputs.count < limit,
            references.count + transaction.inputs.count < limit
        else { throw .tooMany(what: "transactions, outputs or inputs", limit: limit) }
        guard !transaction.outputs.contains(where: { $0.amount == Self.unknownAmount }) else {
            throw .overflow(row: "transaction \(PriorOutputs.text(transaction.id))", asset: "the chain's coin")
        }
        columns.begin(
            transaction.id, block: transaction.block ?? Run.noBlock, time: transaction.time,
            isCoinbase: transaction.isCoinbase)
        positions.append(transaction.position ?? .max, row: number)
        note(line: transaction.line, file: file, number: number)
        appendOutputs(transaction.outputs, &scripts)
        appendInputs(transaction.inputs, &scripts)
        columns.outputEnds.append(UInt32(columns.amounts.count))
        columns.inputEnds.append(UInt32(references.count))
    }

    private mutating func note(line: Int, file: Int, number: Int) {
        if let last = origins.last, last.file == file, last.firstLine + number - last.firstTransaction == line {
            return
        }
        origins.append(Origin(firstTransaction: number, file: file, firstLine: line))
    }

    private mutating func appendOutputs(_ outputs: [OutputTransaction.Output], _ scripts: inout ScriptTable) {
        let count = outputs.count
        let amounts = columns.amounts.extend(by: count)
        let owners = columns.owners.extend(by: count)
        outputs.withUnsafeBufferPointer { outputs in
            // The tags stand where the numbers will: a transaction's slots and cells are asked for together.
            for i in 0..<count {
                amounts[i] = outputs[i].amount
                owners[i] = scripts.tag(outputs[i].owner)
                scripts.prefetch(owners[i])
            }
            for i in 0..<count { scripts.prefetchCell(owners[i]) }
            for i in 0..<count { owners[i] = scripts.intern(outputs[i].owner, tag: owners[i]) }
        }
    }

    private mutating func appendInputs(_ inputs: [OutputTransaction.Input], _ scripts: inout ScriptTable) {
        for input in inputs {
            let row = references.count
            references.append(
                Reference(transaction: input.previous, index: input.isUntracked ? Reference.untracked : input.index))
            inputAmounts.append(input.amount ?? Self.unknownAmount, row: row)
            inputOwners.append(input.owner.map { scripts.intern($0) } ?? OutputColumns.noOwner, row: row)
        }
    }

    /// Appends transaction `number` of another gathering.
    mutating func append(_ number: Int, of other: borrowing OutputGathering) {
        let run = other.columns.blocks[other.columns.blockIndex(of: number)]
        positions.append(other.positions[number], row: count)
        columns.begin(
            other.columns.ids[number], block: run.block, time: run.time, isCoinbase: other.columns.isCoinbase(number))
        let outputs = other.columns.outputs(of: number)
        columns.amounts.append(other.columns.amounts.base + outputs.lowerBound, count: outputs.count)
        columns.owners.append(other.columns.owners.base + outputs.lowerBound, count: outputs.count)
        for input in other.columns.inputs(of: number) {
            inputAmounts.append(other.inputAmounts[input], row: references.count)
            inputOwners.append(other.inputOwners[input], row: references.count)
            references.append(other.references[input])
        }
        columns.outputEnds.append(UInt32(columns.amounts.count))
        columns.inputEnds.append(UInt32(references.count))
    }
}
