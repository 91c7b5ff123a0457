import CFlowKernels

/// Which addresses the value of many cases can have reached: `reach` for batches, one bit a case and address, up to
/// 128 cases in one pass over the ledger.
///
/// The same relation as `Tracer.trace(_:rule: .reach)` without limits: everything an address sends, in any asset of the
/// chain, once it was reached; endpoints, mixers, bridges, stops and the null address are reached and not left.
///
/// - Complexity: O(rows) for every 128 cases, 8 bytes a row in order and two random lines.
public struct Reachability: ~Copyable {
    /// Bit a case of the group of 128, an address.
    private let groups: [MaskColumn]
    public let caseCount: Int

    /// A row that value starts from, with its cases.
    private struct Start {
        var row: UInt32
        var lanes: UInt128
    }

    private final class MaskColumn {
        let masks: Column<UInt128>
        init(_ masks: consuming Column<UInt128>) { self.masks = masks }
    }

    /// - Parameter seeds: rows of each case, in ledger order.
    init(field: TraceField, seeds: [[UInt32]], stops: [[AddressID]]) {
        caseCount = seeds.count
        let ledger = field.ledger
        let closed = Reachability.closed(field)
        groups = stride(from: 0, to: seeds.count, by: 128).map { start in
            let masks = Column<UInt128>(zeros: ledger.addressCount)
            var lanes: [UInt32: UInt128] = [:]
            var ownStops: [AddressID: UInt128] = [:]
            for lane in start..<min(start + 128, seeds.count) {
                for row in seeds[lane] { lanes[row, default: 0] |= 1 << UInt128(lane - start) }
                for stop in stops[lane] { ownStops[stop, default: 0] |= 1 << UInt128(lane - start) }
            }
            let rows = lanes.map { Start(row: $0.key, lanes: $0.value) }.sorted { $0.row < $1.row }
            Reachability.spread(ledger, closed, masks, rows, ownStops)
            return MaskColumn(masks)
        }
    }

    /// Addresses that value does not leave, and that no value leaves from anyway.
    private static func closed(_ field: TraceField) -> BitColumn {
        let closed = BitColumn(count: field.ledger.addressCount)
        for address in 0..<UInt32(field.ledger.addressCount) {
            let standing = field.standing(address, chain: 0)
            if standing.contains(.stop) || standing.contains(.null) || standing.role != .none { closed.set(Int(address)) }
        }
        return closed
    }

    private static func spread(
        _ ledger: Ledger, _ closed: borrowing BitColumn, _ masks: borrowing Column<UInt128>, _ seeds: [Start],
        _ stops: [AddressID: UInt128]
    ) {
        guard let first = seeds.first else { return }
        let senders = ledger.columns.senders.base
        let recipients = ledger.columns.recipients.base
        let count = ledger.count
        var next = 0
        var seedRow = Int(first.row)
        for row in seedRow..<count {
            let far = row + 32
            if far < count {
                flow_prefetch_read(masks.base + Int(senders[far]))
                flow_prefetch_write(masks.base + Int(recipients[far]))
            }
            let sender = Int(senders[row])
            var lanes = masks.base[sender]
            if lanes != 0 {
                if closed[sender] || ledger.columns.amounts[row] == 0 { lanes = 0 }
                if !stops.isEmpty { lanes &= ~(stops[UInt32(sender)] ?? 0) }
            }
            if row == seedRow {
                lanes |= seeds[next].lanes
                next += 1
                seedRow = next < seeds.count ? Int(seeds[next].row) : count
            }
            if lanes != 0 { masks.base[Int(recipients[row])] |= lanes }
        }
    }

    /// True where value of case `number` can have reached `address`.
    public func contains(_ address: AddressID, case number: Int) -> Bool {
        groups[number / 128].masks[address] >> UInt128(number % 128) & 1 == 1
    }

    /// How many addresses each case reached.
    public var counts: [Int] {
        var counts = [Int](repeating: 0, count: caseCount)
        for (place, group) in groups.enumerated() {
            for address in 0..<group.masks.count {
                var lanes = group.masks[address]
                while lanes != 0 {
                    counts[place * 128 + lanes.trailingZeroBitCount] += 1
                    lanes &= lanes &- 1
                }
            }
        }
        return counts
    }
}

extension Tracer {
    /// The addresses that each case can have reached, for many wide cases at once.
    ///
    /// - Throws: what matching a case's seeds throws; `refused` on a ledger of several chains, where an address is several
    ///   keys.
    public func reachability(_ cases: [Case]) throws(FlowError) -> Reachability {
        guard ledger.chains.count <= 1 else {
            throw .refused("reachability tells addresses of one chain apart; this ledger has \(ledger.chains.count)")
        }
        let matching = SeedMatching(ledger: ledger, graph: graph, transactions: transactions)
        var seeds: [[UInt32]] = []
        for question in cases { seeds.append(try matching.rows(of: question.seeds)) }
        return Reachability(
            field: field, seeds: seeds, stops: cases.map { $0.stops.compactMap { ledger.find($0) } })
    }
}
