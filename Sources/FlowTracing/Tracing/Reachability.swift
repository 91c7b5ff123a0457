/// Which addresses the value of many cases can have reached: `reach` for batches, without amounts and lists.
///
/// The same relation as `Tracer.trace(_:rule: .reach)` without limits: everything an address sends, in any asset of the
/// chain, once it was reached; endpoints, mixers, bridges, stops and the null address are reached and not left. A case
/// that reaches little is followed by the index, the others share scans of the ledger.
public struct Reachability: ~Copyable {
    private let answers: [Reached]
    private let addressCount: Int

    enum Reached {
        case few([AddressID])
        /// A bit an address.
        case set(BitSet)
        /// A bit of a mask an address.
        case lane(MaskSet, UInt128)
    }

    final class BitSet: Sendable {
        let bits: BitColumn
        init(_ bits: consuming BitColumn) { self.bits = bits }
    }

    final class MaskSet: Sendable {
        let masks: Column<UInt128>
        init(_ masks: consuming Column<UInt128>) { self.masks = masks }
    }

    init(answers: [Reached], addressCount: Int) { (self.answers, self.addressCount) = (answers, addressCount) }

    public var caseCount: Int { answers.count }

    /// True where value of case `number` can have reached `address`.
    ///
    /// - Complexity: O(addresses reached) for a case that reached few, else O(1).
    public func contains(_ address: AddressID, case number: Int) -> Bool {
        switch answers[number] {
        case .few(let list): list.contains(address)
        case .set(let set): set.bits[Int(address)]
        case .lane(let set, let lane): set.masks[address] & lane != 0
        }
    }

    /// How many addresses each case reached.
    ///
    /// - Complexity: O(addresses) a case that reached many.
    public var counts: [Int] {
        answers.map { answer in
            switch answer {
            case .few(let list): return list.count
            case .set(let set): return (0..<addressCount).reduce(0) { $0 + (set.bits[$1] ? 1 : 0) }
            case .lane(let set, let lane):
                return (0..<addressCount).reduce(0) { $0 + (set.masks[$1] & lane != 0 ? 1 : 0) }
            }
        }
    }
}

extension Tracer {
    /// The addresses that each case can have reached, for many cases at once.
    ///
    /// - Throws: what matching a case's seeds throws; `refused` on a ledger of several chains, where an address is several
    ///   keys.
    /// - Complexity: O(transfers of the reached addresses) for a case that reaches little; O(rows) for every 128 of the
    ///   others.
    public func reachability(_ cases: [Case]) throws(FlowError) -> Reachability {
        guard ledger.chains.count <= 1 else {
            throw .refused("reachability tells addresses of one chain apart; this ledger has \(ledger.chains.count)")
        }
        let matching = SeedMatching(ledger: ledger, graph: graph, transactions: transactions)
        var answers = [Reachability.Reached](repeating: .few([]), count: cases.count)
        var narrow = NarrowReach(field: field, graph: graph)
        var wide: [(number: Int, seeds: [UInt32], stops: [AddressID])] = []
        let budget: Int =
            switch options.schedule {
            // Small: what a case that turns out wide has spent here is lost, and there may be a hundred of them.
            case .automatic: max(2048, ledger.count / 4096)
            case .indexDriven: .max
            case .scan: -1
            }
        for (number, question) in cases.enumerated() {
            let seeds = try matching.rows(of: question.seeds)
            let stops = question.stops.compactMap { ledger.find($0) }
            if let list = narrow.run(seeds, stops: stops, budget: budget) {
                answers[number] = .few(list)
            } else {
                wide.append((number, seeds, stops))
            }
        }
        if wide.count == 1, wide[0].stops.isEmpty {
            answers[wide[0].number] = .set(WideReach(field: field).one(wide[0].seeds))
        } else {
            for start in stride(from: 0, to: wide.count, by: 128) {
                let group = Array(wide[start..<min(start + 128, wide.count)])
                let set = WideReach(field: field).many(group.map { ($0.seeds, $0.stops) })
                for (lane, one) in group.enumerated() { answers[one.number] = .lane(set, 1 << UInt128(lane)) }
            }
        }
        return Reachability(answers: answers, addressCount: ledger.addressCount)
    }
}
