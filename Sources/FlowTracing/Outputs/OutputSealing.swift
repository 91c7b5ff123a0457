/// Turns what was gathered of one UTXO chain into its ledger: order, duplicates, who spends what, and what the sources do
/// not say of spent outputs.
///
/// - Complexity: O(transactions + inputs + outputs) where blocks stand in chain order, else a sort more.
struct OutputSealing: ~Copyable {
    private var gathering: OutputGathering
    private let files: [SourceFile]
    /// Number as gathered of each transaction once they have moved; empty while they stand as read.
    private var gathered = Column<UInt32>()
    private let origins: [OutputGathering.Origin]
    private var duplicates: Int

    /// - Parameter duplicates: transactions found twice when some of these were sealed before.
    init(_ gathering: consuming OutputGathering, files: [SourceFile], duplicates: Int = 0) {
        self.duplicates = duplicates
        origins = gathering.origins
        self.gathering = gathering
        self.files = files
    }

    /// - Throws: `contradiction` for two contents of one id; `unsound` where transactions cannot all be: an output spent
    ///   twice or never created, more out than in, spending in a circle.
    consuming func finish(
        chain: ChainID, asset: AssetID, network: ScriptNetwork, coverage: Coverage, until: Int64?
    ) throws(FlowError) -> OutputLedger {
        let order = OutputOrder(gathering)
        if !order.isSorted(gathering) { rearrange(to: order.sorted(gathering)) }
        cut(until)
        var table = try settleDuplicates()
        var resolution = try resolve(table)
        if resolution.earliestBackward != nil {
            try orderByDependency(resolution, usesBlock: order.usesBlock)
            table = uniqueTable()
            resolution = try resolve(table)
        }
        let priors = try PriorOutputs(&gathering, resolution) { [origins, files, gathered] (number) in
            OutputSealing.place(of: number, gathered, origins, files)
        }
        let undecided = OutputSealing.undecidedOrder(gathering)
        return OutputLedger(
            chain: chain, asset: asset, network: network, columns: gathering.columns, table: table,
            sources: resolution.sources, spenders: resolution.spenders, priors: priors, coverage: coverage,
            duplicates: duplicates, undecidedOrder: undecided)
    }
}

extension OutputSealing {
    /// Keeps `numbers`, in that order.
    private mutating func rearrange(to numbers: [Int]) {
        var kept = OutputGathering()
        var moved = Column<UInt32>()
        for number in numbers {
            kept.append(number, of: gathering)
            moved.append(gathered.isEmpty ? UInt32(number) : gathered[number])
        }
        gathering = kept
        gathered = moved
    }

    /// The chain ends before its first block later than `until`: what follows may spend from it.
    private mutating func cut(_ until: Int64?) {
        guard let until else { return }
        for i in 0..<gathering.columns.blocks.count where gathering.columns.blocks[i].time > until {
            rearrange(to: Array(0..<Int(gathering.columns.blocks[i].firstTransaction)))
            return
        }
    }

    /// Drops transactions that are there already.
    private mutating func settleDuplicates() throws(FlowError) -> TransactionTable {
        let table = TransactionTable(capacity: gathering.count)
        var repeated: [(number: UInt32, earlier: UInt32)] = []
        table.addAll(gathering.columns.ids) { repeated.append(($0, $1)) }
        if repeated.isEmpty { return table }
        for pair in repeated {
            guard hasEqualContent(Int(pair.number), Int(pair.earlier)) else {
                throw .contradiction(
                    first: place(of: Int(pair.earlier)), second: place(of: Int(pair.number)),
                    transaction: PriorOutputs.text(gathering.columns.ids[pair.number]))
            }
            learn(from: Int(pair.number), for: Int(pair.earlier))
        }
        duplicates += repeated.count
        let removed = Set(repeated.map { Int($0.number) })
        rearrange(to: (0..<gathering.count).filter { !removed.contains($0) })
        return uniqueTable()
    }

    /// The table of transactions of which none is there twice.
    private func uniqueTable() -> TransactionTable {
        let table = TransactionTable(capacity: gathering.count)
        table.addAll(gathering.columns.ids) { _, _ in }
        return table
    }

    private func hasEqualContent(_ a: Int, _ b: Int) -> Bool {
        let (outputsA, outputsB) = (gathering.columns.outputs(of: a), gathering.columns.outputs(of: b))
        let (inputsA, inputsB) = (gathering.columns.inputs(of: a), gathering.columns.inputs(of: b))
        guard outputsA.count == outputsB.count, inputsA.count == inputsB.count else { return false }
        for (x, y) in zip(outputsA, outputsB) {
            if gathering.columns.amounts[x] != gathering.columns.amounts[y] { return false }
            if gathering.columns.owners[x] != gathering.columns.owners[y] { return false }
        }
        func agree(_ x: UInt64, _ y: UInt64) -> Bool {
            x == y || x == OutputGathering.unknownAmount || y == OutputGathering.unknownAmount
        }
        return zip(inputsA, inputsB).allSatisfy {
            gathering.references[$0] == gathering.references[$1]
                && agree(gathering.inputAmounts[$0], gathering.inputAmounts[$1])
        }
    }

    /// One source may say what another does not: what the outputs spent held, and whose they were.
    private mutating func learn(from number: Int, for other: Int) {
        for (from, to) in zip(gathering.columns.inputs(of: number), gathering.columns.inputs(of: other)) {
            if gathering.inputAmounts.isPresent, gathering.inputAmounts[to] == OutputGathering.unknownAmount {
                gathering.inputAmounts.values[to] = gathering.inputAmounts[from]
            }
            if gathering.inputOwners.isPresent, gathering.inputOwners[to] == OutputColumns.noOwner {
                gathering.inputOwners.values[to] = gathering.inputOwners[from]
            }
        }
    }

    private func resolve(_ table: borrowing TransactionTable) throws(FlowError) -> OutputResolution {
        do throws(OutputResolution.Fault) { return try OutputResolution(gathering, table) } catch {
            switch error {
            case .spentTwice(let output, let first, let second):
                throw .unsound(
                    place: place(of: second),
                    reason: "transaction \(text(second)) spends output \(text(output)), which \(text(first)) at "
                        + "\(place(of: first)) spends too")
            case .noSuchOutput(let output, let spending, let created, let count):
                throw .unsound(
                    place: place(of: spending),
                    reason: "transaction \(text(spending)) spends output \(text(output)), but that transaction at "
                        + "\(place(of: created)) has \(count) outputs")
            case .contradictsAmount(let output, let spending, let says, let holds):
                throw .unsound(
                    place: place(of: spending),
                    reason:
                        "transaction \(text(spending)) says that output \(text(output)) held \(says); it holds \(holds)"
                )
            }
        }
    }

    /// Puts transactions behind those they spend from: within a block, which some chains keep in the order of the ids, or
    /// where heights are missing anywhere.
    private mutating func orderByDependency(
        _ resolution: borrowing OutputResolution, usesBlock: Bool
    ) throws(FlowError) {
        var order: [Int] = []
        order.reserveCapacity(gathering.count)
        let ranges =
            usesBlock
            ? (0..<gathering.columns.blocks.count).map { gathering.columns.transactions(ofBlock: $0) }
            : [0..<gathering.count]
        for range in ranges {
            let first = range.isEmpty ? 0 : gathering.columns.outputs(of: range.lowerBound).lowerBound
            let end = range.isEmpty ? 0 : gathering.columns.outputs(of: range.upperBound - 1).upperBound
            let sorted = OutputOrder.byDependency(range) { number in
                gathering.columns.inputs(of: number).compactMap { input in
                    let source = Int(resolution.sources[input])
                    return source >= first && source < end ? gathering.columns.transaction(ofOutput: source) : nil
                }
            }
            guard let sorted else { throw circle(in: range) }
            order += sorted
        }
        // What remains behind is in a later block.
        for number in 0..<gathering.count {
            let block = gathering.columns.blockIndex(of: number)
            for input in gathering.columns.inputs(of: number) {
                let source = Int(resolution.sources[input])
                guard usesBlock, source < gathering.columns.amounts.count else { continue }
                let parent = gathering.columns.transaction(ofOutput: source)
                if gathering.columns.blockIndex(of: parent) > block {
                    throw .unsound(
                        place: place(of: number),
                        reason: "transaction \(text(number)) spends from \(text(parent)), which is in a later block")
                }
            }
        }
        rearrange(to: order)
    }

    private func circle(in range: Range<Int>) -> FlowError {
        .unsound(
            place: place(of: range.lowerBound),
            reason: "transactions of this block spend from each other in a circle")
    }

    /// Transactions whose key, input order aside, equals that of the transaction before.
    static func undecidedOrder(_ gathering: borrowing OutputGathering) -> Int {
        var count = 0
        for i in 0..<gathering.columns.blocks.count {
            for number in gathering.columns.transactions(ofBlock: i).dropFirst() {
                let (a, b) = (gathering.positions[number - 1], gathering.positions[number])
                if a == b || a == .max || b == .max { count += 1 }
            }
        }
        return count
    }

    private func text(_ number: Int) -> String { PriorOutputs.text(gathering.columns.ids[number]) }
    private func text(_ output: OutputGathering.Reference) -> String {
        "\(PriorOutputs.text(output.transaction)):\(output.index)"
    }

    private func place(of number: Int) -> String { OutputSealing.place(of: number, gathered, origins, files) }

    /// `file:line` of a transaction.
    static func place(
        of number: Int, _ gathered: borrowing Column<UInt32>, _ origins: [OutputGathering.Origin], _ files: [SourceFile]
    ) -> String {
        let number = gathered.isEmpty ? number : Int(gathered[number])
        guard let origin = origins.last(where: { $0.firstTransaction <= number }) else { return "?" }
        return "\(files[origin.file].name):\(origin.firstLine + number - origin.firstTransaction)"
    }
}
