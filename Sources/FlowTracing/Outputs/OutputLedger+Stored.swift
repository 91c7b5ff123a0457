/// A sealed UTXO chain as bytes, and back: what a store keeps of it, written whole.
extension OutputLedger {
    /// Everything the chain is, valid while it lives.
    package var sections: [IndexSection] {
        func part(_ name: String, _ bytes: UnsafeRawBufferPointer) -> IndexSection {
            IndexSection(name: name, bytes: bytes)
        }
        return [
            part("about", about.bytes), part("ids", columns.ids.bytes), part("outputEnds", columns.outputEnds.bytes),
            part("inputEnds", columns.inputEnds.bytes), part("coinbases", columns.coinbases.bytes),
            part("blocks", columns.blocks.bytes), part("amounts", columns.amounts.bytes),
            part("owners", columns.owners.bytes), part("table", table.slots.bytes), part("sources", sources.bytes),
            part("spenders", spenders.bytes), part("priorIDs", priors.ids.bytes),
            part("priorIndexes", priors.indexes.bytes), part("priorsInferred", priors.inferred.bytes),
        ]
    }

    /// What is not a column.
    static func about(
        chain: ChainID, asset: AssetID, network: ScriptNetwork, table: borrowing TransactionTable, coverage: Coverage,
        duplicates: Int, undecidedOrder: Int
    ) -> Column<UInt8> {
        var out = ByteEncoder()
        out.put(chain)
        out.put(asset)
        out.put(network.rawValue)
        out.put(table.seed)
        out.put(UInt64(table.capacityCount))
        out.put(coverage)
        out.put(UInt64(duplicates))
        out.put(UInt64(undecidedOrder))
        var column = Column<UInt8>()
        out.bytes.withUnsafeBufferPointer { if let base = $0.baseAddress { column.append(base, count: $0.count) } }
        return column
    }

    /// The chain over the bytes of one that was sealed before; `owner` sees to it that they stay.
    ///
    /// - Throws: `IndexError` where the sections do not fit one another; what the rows say is for `verify` to judge.
    /// - Complexity: O(1).
    package convenience init(_ sections: [IndexSection], owner: any AnyObject & Sendable) throws(IndexError) {
        let parts = IndexSections(sections)
        let about = try parts.column("about", of: UInt8.self)
        var columns = OutputColumns()
        columns.ids = try parts.column("ids", of: Hash32.self)
        let transactions = columns.ids.count
        columns.outputEnds = try parts.column("outputEnds", of: UInt32.self, count: transactions)
        columns.inputEnds = try parts.column("inputEnds", of: UInt32.self, count: transactions)
        columns.coinbases = try parts.column("coinbases", of: UInt32.self)
        columns.blocks = try parts.column("blocks", of: BlockRun.self)
        columns.amounts = try parts.column("amounts", of: UInt64.self)
        columns.owners = try parts.column("owners", of: UInt32.self, count: columns.amounts.count)
        let inputs = transactions == 0 ? 0 : Int(columns.inputEnds[transactions - 1])
        let sources = try parts.column("sources", of: UInt32.self, count: inputs)
        let spenders = try parts.column("spenders", of: UInt32.self, count: columns.amounts.count)
        var priors = PriorOutputs()
        priors.ids = try parts.column("priorIDs", of: Hash32.self)
        priors.indexes = try parts.column("priorIndexes", of: UInt32.self, count: priors.ids.count)
        priors.inferred = try parts.column("priorsInferred", of: UInt32.self)
        let created = transactions == 0 ? 0 : Int(columns.outputEnds[transactions - 1])
        guard created + priors.count == columns.amounts.count, transactions == 0 || !columns.blocks.isEmpty else {
            throw .unsound(index: "a UTXO chain", reason: "its outputs are not as many as its transactions create")
        }
        let slots = try parts.column("table", of: UInt32.self)
        let read: About
        do throws(ByteDecoder.Damage) { read = try About(about) } catch {
            throw .unsound(index: "a UTXO chain", reason: "its description is damaged at byte \(error.position)")
        }
        guard let table = TransactionTable(slots: slots, capacity: read.capacity, seed: read.seed) else {
            throw .unsound(index: "a UTXO chain", reason: "its table of transactions has another size")
        }
        self.init(
            chain: read.chain, asset: read.asset, network: read.network, columns: columns, table: table,
            sources: sources, spenders: spenders, priors: priors, coverage: read.coverage, duplicates: read.duplicates,
            undecidedOrder: read.undecidedOrder, owner: owner)
    }

    private struct About {
        let chain: ChainID
        let asset: AssetID
        let network: ScriptNetwork
        let seed: HashSeed
        let capacity: Int
        let coverage: Coverage
        let duplicates: Int
        let undecidedOrder: Int

        init(_ bytes: borrowing Column<UInt8>) throws(ByteDecoder.Damage) {
            var input = ByteDecoder(bytes.bytes)
            chain = try input.take()
            asset = try input.take()
            guard let network = ScriptNetwork(rawValue: try input.take()) else { throw input.damage }
            self.network = network
            seed = try input.hashSeed()
            capacity = try input.count()
            coverage = try input.coverage()
            duplicates = try input.count()
            undecidedOrder = try input.count()
        }
    }

    /// Looks at everything that transactions, inputs and outputs refer to.
    ///
    /// - Throws: `IndexError.unsound`, naming the transaction.
    /// - Complexity: O(transactions + inputs + outputs).
    package func verify(scripts: Int) throws(IndexError) {
        func unsound(_ transaction: Int, _ reason: String) -> IndexError {
            .unsound(index: "a UTXO chain", reason: "transaction \(transaction): \(reason)")
        }
        for number in 0..<transactionCount {
            let (outputs, inputs) = (columns.rawOutputs(of: number), columns.rawInputs(of: number))
            guard outputs.first <= outputs.last, outputs.last <= outputCount, inputs.first <= inputs.last,
                inputs.last <= sources.count
            else { throw unsound(number, "its inputs or outputs are not there") }
            for output in outputs.first..<outputs.last {
                let owner = columns.owners[output]
                guard owner == OutputColumns.noOwner || Int(owner) < scripts else {
                    throw unsound(number, "an owner is not there")
                }
            }
            for input in inputs.first..<inputs.last {
                guard Int(sources[input]) < columns.amounts.count, Int(spenders[sources[input]]) == number else {
                    throw unsound(number, "an output it spends says otherwise")
                }
            }
            guard table.find(columns.ids[number], in: columns.ids) == UInt32(number) else {
                throw unsound(number, "it is not found by its id")
            }
        }
    }
}

extension OutputColumns {
    fileprivate func rawOutputs(of transaction: Int) -> (first: Int, last: Int) {
        (transaction == 0 ? 0 : Int(outputEnds[transaction - 1]), Int(outputEnds[transaction]))
    }

    fileprivate func rawInputs(of transaction: Int) -> (first: Int, last: Int) {
        (transaction == 0 ? 0 : Int(inputEnds[transaction - 1]), Int(inputEnds[transaction]))
    }
}

extension ScriptTable {
    /// Everything the table is, valid while it lives and is not added to.
    var sections: [IndexSection] {
        [
            IndexSection(name: "scripts", bytes: cells.bytes), IndexSection(name: "scriptTails", bytes: tails.bytes),
            IndexSection(name: "scriptSlots", bytes: slots.bytes),
            IndexSection(name: "scriptSeed", bytes: seedWords.bytes),
        ]
    }

    /// A table over the bytes of an earlier one. Its slots are copied, for it may grow; nothing else is.
    ///
    /// - Complexity: O(addresses), 6 bytes each in sequence.
    init(_ sections: [IndexSection]) throws(IndexError) {
        let parts = IndexSections(sections)
        let cells = try parts.column("scripts", of: Cell.self)
        let tails = try parts.column("scriptTails", of: Tail.self)
        let stored = try parts.column("scriptSlots", of: UInt32.self)
        let seed = try parts.column("scriptSeed", of: UInt64.self, count: 4)
        var slots = Column<UInt32>()
        slots.append(stored.base, count: stored.count)
        guard stored.count >= 256, stored.count.nonzeroBitCount == 1, cells.count * 10 <= stored.count * 7 else {
            throw .unsound(index: "scripts", reason: "its table has another size than its addresses need")
        }
        self.init(cells: cells, tails: tails, slots: slots, seed: HashSeed(seed[0], seed[1], seed[2], seed[3]))
    }
}

extension LiveLedger {
    /// The UTXO chains as bytes, one list a chain; the scripts of all of them last. Empty where there is none.
    package var outputSections: [[IndexSection]] {
        outputChains.isEmpty ? [] : outputChains.map(\.sections) + [intake.scripts.sections]
    }

    /// Takes over what `outputSections` gave.
    package mutating func restoreOutputs(
        _ lists: [[IndexSection]], owner: any AnyObject & Sendable
    ) throws(IndexError) {
        guard let scripts = lists.last else { return }
        outputChains = []
        for sections in lists.dropLast() { outputChains.append(try OutputLedger(sections, owner: owner)) }
        intake.scripts = try ScriptTable(scripts)
    }

    package func verifyOutputs() throws(IndexError) {
        for chain in outputChains { try chain.verify(scripts: intake.scripts.count) }
    }
}
