extension OutputGathering {
    /// The transactions of a sealed chain as if they had just been gathered, so that more can come to them.
    ///
    /// What sealing has settled is not known any more: what sources said of outputs that the chain itself contains, and
    /// positions, for which the order of a block's transactions stands where it was decided.
    ///
    /// - Parameters:
    ///   - file: the number of the file they count as read from.
    ///   - isKept: says which blocks stay.
    /// - Complexity: O(transactions + inputs + outputs).
    init(unsealing ledger: OutputLedger, file: Int, keeping isKept: (BlockRun) -> Bool = { _ in true }) {
        self.init()
        for i in 0..<ledger.columns.blocks.count where isKept(ledger.columns.blocks[i]) {
            let members = ledger.columns.transactions(ofBlock: i)
            for number in members {
                let position = ledger.undecidedOrder == 0 ? UInt32(number - members.lowerBound) : .max
                append(number, of: ledger, block: ledger.columns.blocks[i], position: position, file: file)
            }
        }
    }

    private mutating func append(
        _ number: Int, of ledger: OutputLedger, block: BlockRun, position: UInt32, file: Int
    ) {
        if origins.isEmpty { origins.append(Origin(firstTransaction: 0, file: file, firstLine: 1)) }
        positions.append(position, row: count)
        columns.begin(
            ledger.columns.ids[number], block: block.block, time: block.time,
            isCoinbase: ledger.columns.isCoinbase(number))
        for output in ledger.outputs(of: number) {
            columns.amounts.append(ledger.columns.amounts[output])
            columns.owners.append(ledger.columns.owners[output])
        }
        for input in ledger.inputs(of: number) {
            let source = ledger.source(input)
            let said = ledger.isPrior(source) && !ledger.isInferred(source)
            inputAmounts.append(
                said ? ledger.columns.amounts[source] : OutputGathering.unknownAmount, row: references.count)
            inputOwners.append(
                ledger.isPrior(source) ? ledger.columns.owners[source] : OutputColumns.noOwner, row: references.count)
            let spent = ledger.reference(source)
            references.append(
                Reference(
                    transaction: spent?.id ?? Hash32(0, 0, 0, 0), index: spent?.index ?? Reference.untracked))
        }
        columns.outputEnds.append(UInt32(columns.amounts.count))
        columns.inputEnds.append(UInt32(references.count))
    }

    /// Appends all transactions of another gathering of the same chain, input order as given.
    mutating func append(_ other: borrowing OutputGathering) {
        let first = count
        for origin in other.origins {
            origins.append(
                Origin(
                    firstTransaction: first + origin.firstTransaction, file: origin.file, firstLine: origin.firstLine))
        }
        for number in 0..<other.count { append(number, of: other) }
    }
}

extension Coverage {
    /// What two sets of files of one chain cover together.
    func joined(with other: Coverage) -> Coverage {
        switch (self, other) {
        case (.all, _), (_, .all): .all
        case (.none, let one), (let one, .none): one
        case (.addresses(let a), .addresses(let b)): .addresses(a + b.filter { !a.contains($0) })
        }
    }
}
