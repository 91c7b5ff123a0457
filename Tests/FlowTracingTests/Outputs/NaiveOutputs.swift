/// The transactions of one UTXO chain in order, every input resolved: dictionaries and arrays, nothing clever.
struct NaiveOutputs {
    enum Fault: Error, Equatable {
        case contradiction, doubleSpend, noSuchOutput, outputsExceedInputs, noInputs, otherAmount
    }

    struct Input: Equatable {
        /// The output it spends; `nil` where the ledger does not contain that.
        var point: NaivePoint?
        var amount: UInt128
        var owner: String?
    }
    struct Entry: Equatable {
        var transaction: NaiveTransaction
        var inputs: [Input]
        var fee: UInt128

        func point(_ vout: Int) -> NaivePoint {
            NaivePoint(chain: transaction.chain, id: transaction.id, vout: vout)
        }
    }

    let chain: String
    let entries: [Entry]
    let duplicates: Int
    /// Transactions whose place only input order decided.
    let undecidedOrder: Int

    /// - Parameter until: the ledger ends before the first transaction in chain order that is later.
    init(chain: String, _ input: [NaiveTransaction], until: Int64?) throws(Fault) {
        self.chain = chain
        var ordered = NaiveOutputs.chainOrder(input.filter { $0.chain == chain })
        if let until, let end = ordered.firstIndex(where: { $0.time > until }) { ordered.removeSubrange(end...) }
        let read = ordered.count
        // What is wrong or repeated after the end is not looked at. The earliest of one id counts.
        for place in ordered.indices.reversed() {
            guard let first = ordered[..<place].firstIndex(where: { $0.id == ordered[place].id }) else { continue }
            if !ordered[first].agrees(with: ordered[place]) { throw .contradiction }
            ordered[first].learn(from: ordered[place])
            ordered.remove(at: place)
        }
        duplicates = read - ordered.count
        undecidedOrder = zip(ordered, ordered.dropFirst()).count { a, b in
            NaiveOutputs.isOneBlock(a, b) && a.time == b.time && ordered.contains { $0.position == nil }
        }
        entries = try NaiveOutputs.resolved(ordered)
    }

    /// Block, time, position, input order, a column that any transaction lacks skipped; then within a block no
    /// transaction before one whose output it spends.
    private static func chainOrder(_ list: [NaiveTransaction]) -> [NaiveTransaction] {
        let hasBlock = list.allSatisfy { $0.block != nil }
        let hasPosition = list.allSatisfy { $0.position != nil }
        func key(_ i: Int) -> (UInt64, Int64, UInt32, Int) {
            (hasBlock ? list[i].block! : 0, list[i].time, hasPosition ? list[i].position! : 0, i)
        }
        var left = list.indices.sorted { key($0) < key($1) }.map { list[$0] }
        var result: [NaiveTransaction] = []
        while let first = left.first {
            var block = left.filter { isOneBlock($0, first) }
            left.removeAll { isOneBlock($0, first) }
            // Always the first that waits for nobody.
            while !block.isEmpty {
                let next = block.firstIndex { transaction in
                    !transaction.inputs.contains { input in
                        block.contains { $0.id != transaction.id && $0.id == input.previous }
                    }
                }
                result.append(block.remove(at: next ?? 0))
            }
        }
        return result
    }

    static func isOneBlock(_ a: NaiveTransaction, _ b: NaiveTransaction) -> Bool {
        a.block == b.block && (a.block != nil || a.time == b.time)
    }

    /// Finds what every input spends. An input that the ledger does not contain counts as the source says; where the
    /// source is silent, all that the transaction misses stands at the first such input.
    private static func resolved(_ list: [NaiveTransaction]) throws(Fault) -> [Entry] {
        var spent: Set<NaivePoint> = []
        var result: [Entry] = []
        for transaction in list {
            if transaction.inputs.isEmpty && !transaction.isCoinbase { throw .noInputs }
            var inputs: [Input] = []
            var isUnknown: [Bool] = []
            for input in transaction.inputs {
                guard let id = input.previous, let parent = list.first(where: { $0.id == id }) else {
                    inputs.append(.init(point: nil, amount: UInt128(input.amount ?? 0), owner: input.owner))
                    isUnknown.append(input.amount == nil)
                    if let id = input.previous {
                        let point = NaivePoint(chain: transaction.chain, id: id, vout: input.vout)
                        guard spent.insert(point).inserted else { throw .doubleSpend }
                    }
                    continue
                }
                guard parent.outputs.indices.contains(input.vout) else { throw .noSuchOutput }
                let point = NaivePoint(chain: transaction.chain, id: id, vout: input.vout)
                guard spent.insert(point).inserted else { throw .doubleSpend }
                let output = parent.outputs[input.vout]
                if let amount = input.amount, amount != output.amount { throw .otherAmount }
                inputs.append(.init(point: point, amount: UInt128(output.amount), owner: output.owner))
                isUnknown.append(false)
            }
            let outgoing = transaction.outputs.reduce(UInt128(0)) { $0 + UInt128($1.amount) }
            var incoming = inputs.reduce(UInt128(0)) { $0 + $1.amount }
            if transaction.isCoinbase {
                incoming = outgoing
            } else if outgoing > incoming {
                guard let first = isUnknown.firstIndex(of: true) else { throw .outputsExceedInputs }
                inputs[first].amount = outgoing - incoming
                incoming = outgoing
            }
            result.append(Entry(transaction: transaction, inputs: inputs, fee: incoming - outgoing))
        }
        return result
    }

    /// Outputs of `address` that the ledger spends, those included that it does not contain.
    func outgoing(_ address: String) -> Int {
        entries.reduce(0) { sum, entry in sum + entry.inputs.count { $0.owner == address } }
    }

    /// The coinbase that can take the fees of the block of `entry`: the block's own, unless the block itself already
    /// spends an output of it.
    func feeTaker(_ entry: Entry) -> Int? {
        let coinbase = entries.firstIndex {
            $0.transaction.isCoinbase && NaiveOutputs.isOneBlock($0.transaction, entry.transaction)
        }
        guard let coinbase else { return nil }
        let isSpentInside = entries.contains { other in
            NaiveOutputs.isOneBlock(other.transaction, entry.transaction)
                && other.inputs.contains { $0.point?.id == entries[coinbase].transaction.id }
        }
        return isSpentInside ? nil : coinbase
    }

    /// Whose turn comes when. Ledger order; where fees are followed a block's coinbase comes after the block's other
    /// transactions.
    func turns(followsFees: Bool) -> [Int] {
        guard followsFees else { return Array(entries.indices) }
        return entries.indices.map { place -> (place: Int, key: (Int, Int, Int)) in
            let first = entries.firstIndex { NaiveOutputs.isOneBlock($0.transaction, entries[place].transaction) }!
            return (place, (first, feeTaker(entries[place]) == place ? 1 : 0, place))
        }.sorted { $0.key < $1.key }.map(\.place)
    }
}
