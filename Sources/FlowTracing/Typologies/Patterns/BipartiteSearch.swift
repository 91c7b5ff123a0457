/// A dense two-layer block: payers each of whom pays many of the recipients, each of whom is paid by many of the payers.
public struct BipartiteBlock: Sendable, Equatable {
    /// Ascending.
    public let payers: [AddressID]
    /// Ascending.
    public let recipients: [AddressID]
    /// (payer, recipient) that occur; of payers · recipients, where the block is complete.
    public let pairs: Int
    /// The rows of all these pairs, ascending.
    public let rows: [UInt32]
}

/// Finds the block round the newest transfer u → v: the (α, β)-core of those who pay v and those whom u pays, that is the
/// largest sets in which every payer pays at least `recipients` of the recipients and every recipient is paid by at least
/// `payers` of the payers. It is the newest transfer's block where u and v are in it. An address that stands on both sides
/// (u pays it and it pays v) belongs to neither: that is a scatter-gather's middle.
///
/// The core is unique, so neither the order of peeling nor that of the lists matters.
///
/// - Complexity: Σ over the payers x of v of min(recipients of x, recipients of u) look-ups, then O(pairs found); limited by
///   `PatternLimits`.
///
/// Source: Ding, Li and others, Efficient fault-tolerant group recommendation using alpha-beta-core (CIKM 2017).
public struct BipartiteSearch: ~Copyable {
    /// By vertex: its number among the recipients, from 1.
    private var numbers = Column<UInt32>()
    /// Members of one layer, with their pairs: `payers` first u, `recipients` in the order of u's list.
    private var payers = Column<Member>()
    private var recipients = Column<Member>()
    private var pairs = Column<Leg>()
    private var byRecipient = Column<UInt32>()
    /// Members to be taken out: payers as they are, recipients with the top bit set.
    private var leaving = Column<UInt32>()

    struct Member: BitwiseCopyable {
        var vertex: UInt32
        var degree: UInt32 = 0
        var first: UInt32 = 0
        var end: UInt32 = 0
        var isOut = false
    }

    struct Leg: BitwiseCopyable {
        var payer: UInt32
        var recipient: UInt32
        var pair: UInt32
    }

    private static var recipientMark: UInt32 { 1 << 31 }

    public init() {}

    public var byteCount: Int {
        numbers.byteCount + payers.byteCount + recipients.byteCount + pairs.byteCount + byRecipient.byteCount
            + leaving.byteCount
    }

    /// The block that `transfer`, the newest, is in, of at least `payers` and `recipients`.
    ///
    /// - Parameter cuts: what limits left out is added; a search that was out of steps finds nothing.
    public mutating func block(
        _ transfer: NewestTransfer, in graph: borrowing WindowGraph, payers leastPayers: Int,
        recipients leastRecipients: Int, limits: PatternLimits = PatternLimits(), cuts: inout PatternCuts
    ) -> BipartiteBlock? {
        precondition(leastPayers >= 2 && leastRecipients >= 2)
        let paid = graph.adjacency.list(transfer.payer, .out)
        let paying = graph.adjacency.list(transfer.recipient, .in)
        if Int(paid.pointee.count) < leastRecipients || Int(paying.pointee.count) < leastPayers { return nil }
        var budget = StepBudget(limits)
        defer { cuts += budget.cuts }
        if budget.leavesOut(paid.pointee.count) || budget.leavesOut(paying.pointee.count) { return nil }
        let isGathered = gather(transfer, graph, paid, paying, leastRecipients, &budget)
        for i in 0..<recipients.count { numbers.base[Int(recipients.base[i].vertex)] = 0 }
        guard isGathered else { return nil }
        index()
        peel(payers: UInt32(clamping: leastPayers), recipients: UInt32(clamping: leastRecipients))
        return block(transfer, graph)
    }

    /// Who pays the recipient, whom the payer pays, and the pairs between them.
    private mutating func gather(
        _ transfer: NewestTransfer, _ graph: borrowing WindowGraph, _ paid: UnsafeMutablePointer<Adjacency.List>,
        _ paying: UnsafeMutablePointer<Adjacency.List>, _ leastRecipients: Int, _ budget: inout StepBudget
    ) -> Bool {
        if numbers.count < graph.vertexRoom { numbers.resize(to: graph.vertexRoom, filling: 0) }
        payers.truncate(to: 0)
        recipients.truncate(to: 0)
        pairs.truncate(to: 0)
        let ends = graph.adjacency.neighbours(paid)
        for i in 0..<Int(paid.pointee.count) {
            guard budget.take() else { return false }
            if graph.pair(ends[i].vertex, transfer.recipient) != nil { continue }
            recipients.append(Member(vertex: ends[i].vertex))
            numbers.base[Int(ends[i].vertex)] = UInt32(recipients.count)
        }
        let starts = graph.adjacency.neighbours(paying)
        for i in 0..<Int(paying.pointee.count) {
            guard budget.take() else { return false }
            let payer = starts[i].vertex
            if graph.pair(transfer.payer, payer) != nil { continue }
            let list = graph.adjacency.list(payer, .out)
            if Int(list.pointee.count) < leastRecipients || budget.leavesOut(list.pointee.count) { continue }
            let number = UInt32(payers.count)
            payers.append(Member(vertex: payer, first: UInt32(pairs.count)))
            if Int(list.pointee.count) <= recipients.count {
                let neighbours = graph.adjacency.neighbours(list)
                for j in 0..<Int(list.pointee.count) {
                    guard budget.take() else { return false }
                    let recipient = numbers.base[Int(neighbours[j].vertex)]
                    guard recipient > 0 else { continue }
                    pairs.append(Leg(payer: number, recipient: recipient - 1, pair: neighbours[j].pair))
                }
            } else {
                for j in 0..<recipients.count {
                    guard budget.take() else { return false }
                    guard let pair = graph.pair(payer, recipients.base[j].vertex) else { continue }
                    pairs.append(Leg(payer: number, recipient: UInt32(j), pair: pair))
                }
            }
            payers.base[Int(number)].end = UInt32(pairs.count)
            payers.base[Int(number)].degree = UInt32(pairs.count) - payers.base[Int(number)].first
        }
        return true
    }

    /// The pairs by recipient: a counting sort.
    private mutating func index() {
        for i in 0..<pairs.count { recipients.base[Int(pairs.base[i].recipient)].degree += 1 }
        var next: UInt32 = 0
        for i in 0..<recipients.count {
            (recipients.base[i].first, recipients.base[i].end) = (next, next)
            next += recipients.base[i].degree
        }
        byRecipient.truncate(to: 0)
        _ = byRecipient.extend(by: pairs.count)
        for i in 0..<pairs.count {
            let recipient = recipients.base + Int(pairs.base[i].recipient)
            byRecipient.base[Int(recipient.pointee.end)] = UInt32(i)
            recipient.pointee.end += 1
        }
    }

    /// Takes out whoever has too few pairs left, until all that are left have enough.
    private mutating func peel(payers leastPayers: UInt32, recipients leastRecipients: UInt32) {
        leaving.truncate(to: 0)
        for i in 0..<payers.count where payers.base[i].degree < leastRecipients {
            payers.base[i].isOut = true
            leaving.append(UInt32(i))
        }
        for i in 0..<recipients.count where recipients.base[i].degree < leastPayers {
            recipients.base[i].isOut = true
            leaving.append(UInt32(i) | Self.recipientMark)
        }
        var next = 0
        while next < leaving.count {
            let number = leaving.base[next]
            next += 1
            if number & Self.recipientMark == 0 {
                let member = payers.base[Int(number)]
                for i in member.first..<member.end {
                    let other = pairs.base[Int(i)].recipient
                    recipients.base[Int(other)].degree -= 1
                    if recipients.base[Int(other)].isOut || recipients.base[Int(other)].degree >= leastPayers {
                        continue
                    }
                    recipients.base[Int(other)].isOut = true
                    leaving.append(other | Self.recipientMark)
                }
            } else {
                let member = recipients.base[Int(number & ~Self.recipientMark)]
                for i in member.first..<member.end {
                    let other = pairs.base[Int(byRecipient.base[Int(i)])].payer
                    payers.base[Int(other)].degree -= 1
                    if payers.base[Int(other)].isOut || payers.base[Int(other)].degree >= leastRecipients { continue }
                    payers.base[Int(other)].isOut = true
                    leaving.append(other)
                }
            }
        }
    }

    /// What is left, where both ends of the newest transfer are.
    private func block(_ transfer: NewestTransfer, _ graph: borrowing WindowGraph) -> BipartiteBlock? {
        var (froms, tos): ([AddressID], [AddressID]) = ([], [])
        var (hasPayer, hasRecipient) = (false, false)
        for i in 0..<payers.count where !payers.base[i].isOut {
            froms.append(graph.addresses[payers.base[i].vertex])
            if payers.base[i].vertex == transfer.payer { hasPayer = true }
        }
        for i in 0..<recipients.count where !recipients.base[i].isOut {
            tos.append(graph.addresses[recipients.base[i].vertex])
            if recipients.base[i].vertex == transfer.recipient { hasRecipient = true }
        }
        guard hasPayer, hasRecipient else { return nil }
        var rows: [UInt32] = []
        var count = 0
        for i in 0..<pairs.count {
            let leg = pairs.base[i]
            if payers.base[Int(leg.payer)].isOut || recipients.base[Int(leg.recipient)].isOut { continue }
            count += 1
            rows += graph.rows(ofPair: leg.pair)
        }
        return BipartiteBlock(payers: froms.sorted(), recipients: tos.sorted(), pairs: count, rows: rows.sorted())
    }
}
