import CFlowKernels

/// Which output every input spends, and which transaction spends every output.
///
/// Spent outputs that the ledger does not contain ("prior") are numbered behind those it does, in the order of their
/// spending.
struct OutputResolution: ~Copyable {
    var sources = Column<UInt32>()
    var spenders: Column<UInt32>
    /// The inputs that spend prior outputs.
    var priorInputs = Column<UInt32>()
    /// A transaction spends from one that stands behind it.
    var earliestBackward: (spending: Int, created: Int)?

    static var unspent: UInt32 { .max }

    /// Why two transactions of a chain cannot both be.
    enum Fault: Error {
        case spentTwice(OutputGathering.Reference, first: Int, second: Int)
        case noSuchOutput(OutputGathering.Reference, spending: Int, created: Int, outputs: Int)
        case contradictsAmount(OutputGathering.Reference, spending: Int, says: UInt64, holds: UInt64)
    }

    /// - Complexity: O(inputs), some cache misses each, asked for ahead.
    init(_ gathering: borrowing OutputGathering, _ table: borrowing TransactionTable) throws(Fault) {
        let outputCount = gathering.columns.amounts.count
        spenders = Column(repeating: Self.unspent, count: outputCount)
        let count = gathering.references.count
        let sources = self.sources.extend(by: count)
        let chunk = 64
        var fault: Fault?
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: chunk) { tags in
            var spending = 0
            var start = 0
            while start < count, fault == nil {
                let part = min(chunk, count - start)
                for i in 0..<part {
                    tags[i] = table.tag(gathering.references.base[start + i].transaction)
                    table.prefetch(tags[i])
                }
                for i in 0..<part {
                    guard let number = table.candidate(tags[i]) else { continue }
                    flow_prefetch_read(gathering.columns.ids.base + Int(number))
                    flow_prefetch_read(gathering.columns.outputEnds.base + Int(number))
                }
                for i in 0..<part {
                    let input = start + i
                    while Int(gathering.columns.inputEnds.base[spending]) <= input { spending += 1 }
                    do throws(Fault) {
                        sources[input] = try source(of: input, spending, tags[i], gathering, table)
                    } catch {
                        fault = error
                        break
                    }
                }
                start += part
            }
        }
        if let fault { throw fault }
        try noteSpenders(gathering)
    }

    @inline(__always)
    private mutating func source(
        of input: Int, _ spending: Int, _ tag: UInt32, _ gathering: borrowing OutputGathering,
        _ table: borrowing TransactionTable
    ) throws(Fault) -> UInt32 {
        let reference = gathering.references.base[input]
        guard reference.index != OutputGathering.Reference.untracked,
            let number = table.find(reference.transaction, tag: tag, in: gathering.columns.ids)
        else {
            priorInputs.append(UInt32(input))
            return UInt32(gathering.columns.amounts.count + priorInputs.count - 1)
        }
        let outputs = gathering.columns.outputs(of: Int(number))
        guard reference.index < outputs.count else {
            throw .noSuchOutput(reference, spending: spending, created: Int(number), outputs: outputs.count)
        }
        if Int(number) >= spending, earliestBackward == nil { earliestBackward = (spending, Int(number)) }
        let output = outputs.lowerBound + Int(reference.index)
        let said = gathering.inputAmounts[input]
        if said != OutputGathering.unknownAmount, said != gathering.columns.amounts.base[output] {
            throw .contradictsAmount(
                reference, spending: spending, says: said, holds: gathering.columns.amounts.base[output])
        }
        return UInt32(output)
    }

    private mutating func noteSpenders(_ gathering: borrowing OutputGathering) throws(Fault) {
        var spending: UInt32 = 0
        let ahead = 32
        for input in 0..<sources.count {
            if input + ahead < sources.count, sources.base[input + ahead] < spenders.count {
                flow_prefetch_write(spenders.base + Int(sources.base[input + ahead]))
            }
            while Int(gathering.columns.inputEnds.base[Int(spending)]) <= input { spending += 1 }
            let source = Int(sources.base[input])
            if source >= spenders.count { continue }
            if spenders.base[source] != Self.unspent {
                throw .spentTwice(
                    gathering.references[input], first: Int(spenders.base[source]), second: Int(spending))
            }
            spenders.base[source] = spending
        }
        try notePriors(gathering)
    }

    /// No prior output may be spent twice either.
    private mutating func notePriors(_ gathering: borrowing OutputGathering) throws(Fault) {
        guard !priorInputs.isEmpty else { return }
        var bits = 6
        while 1 << bits < priorInputs.count * 2 { bits += 1 }
        let slots = Column<UInt32>(zeros: 1 << bits)
        let seed = HashSeed()
        func spender(_ input: Int) -> Int { gathering.spendingTransaction(ofInput: input) }
        let created = spenders.count
        spenders.resize(to: created + priorInputs.count, filling: Self.unspent)
        var spending = 0
        for prior in 0..<priorInputs.count {
            let input = Int(priorInputs[prior])
            while Int(gathering.columns.inputEnds.base[spending]) <= input { spending += 1 }
            spenders[created + prior] = UInt32(spending)
            let reference = gathering.references.base[input]
            if reference.index == OutputGathering.Reference.untracked { continue }
            let mixed = (reference.transaction.seededHash(seed) ^ UInt64(reference.index)) &* 0x9E37_79B9_7F4A_7C15
            var place = Int(truncatingIfNeeded: mixed >> UInt64(64 - bits))
            while slots[place] != 0 {
                let other = Int(slots[place]) - 1
                if gathering.references.base[other] == reference {
                    throw .spentTwice(reference, first: spender(other), second: spending)
                }
                place = (place + 1) & (slots.count - 1)
            }
            slots[place] = UInt32(input + 1)
        }
    }
}

extension OutputGathering {
    /// - Complexity: O(log transactions).
    func spendingTransaction(ofInput input: Int) -> Int { columns.inputEnds.group(of: input) }
}
