/// Scatter-gather: one source pays several middles that all pay one sink. The search finds every (source, sink) whose
/// pattern the newest transfer is part of, as a payment of the source to a middle or of a middle to the sink, and how many
/// middles it has, two or more.
///
/// As in the peer's definition it asks neither for an order in time nor for amounts: whoever needs them looks at the
/// pattern's transfers (`patterns`). Source, middles and sink are different addresses.
///
/// - Complexity: of a payment u → m, Σ over the sinks w of m of min(middles of u, middles of w) look-ups, or
///   Σ over the middles x of u of min(sinks of x, sinks of m), whichever starts from fewer; limited by `PatternLimits.steps`.
///
/// Source: Altman, Blanuša and others, Realistic Synthetic Financial Transactions for Anti-Money Laundering Models
/// (NeurIPS 2023); Blanuša and others, Graph Feature Preprocessor (ICAIF 2024).
public struct ScatterGatherSearch: ~Copyable {
    /// By vertex: other middles that pay it too, while one transfer is looked at.
    private var common = Column<UInt32>()
    private var touched = Column<UInt32>()

    public init() {}

    public var byteCount: Int { common.byteCount + touched.byteCount }

    /// Adds the sizes (numbers of middles) of all patterns that `transfer`, the newest, is part of.
    ///
    /// - Returns: what limits left out; then what was added is a part.
    public mutating func count(
        _ transfer: NewestTransfer, in graph: borrowing WindowGraph, limits: PatternLimits = PatternLimits(),
        into sizes: inout SizeHistogram
    ) -> PatternCuts {
        forEach(transfer, in: graph, middles: 2, limits: limits) { _, _, middles in sizes.add(middles) }
    }

    /// Calls `body` with the vertices of source and sink and the number of middles, where these are `least` or more.
    @inline(__always)
    mutating func forEach(
        _ transfer: NewestTransfer, in graph: borrowing WindowGraph, middles least: Int, limits: PatternLimits,
        _ body: (_ source: UInt32, _ sink: UInt32, _ middles: Int) -> Void
    ) -> PatternCuts {
        var budget = StepBudget(limits)
        let (payer, recipient) = (transfer.payer, transfer.recipient)
        search(anchor: payer, middle: recipient, .out, UInt32(clamping: max(2, least)), graph, &budget) {
            sink, middles in body(payer, sink, middles)
        }
        search(anchor: recipient, middle: payer, .in, UInt32(clamping: max(2, least)), graph, &budget) {
            source, middles in
            body(source, recipient, middles)
        }
        return budget.cuts
    }

    /// Seen from the source (`.out`) or from the sink (`.in`) as the anchor: the far ends that `middle` and other middles
    /// of the anchor share.
    @inline(__always)
    private mutating func search(
        anchor: UInt32, middle: UInt32, _ side: FlowSide, _ least: UInt32, _ graph: borrowing WindowGraph,
        _ budget: inout StepBudget,
        _ found: (_ end: UInt32, _ middles: Int) -> Void
    ) {
        let middles = graph.adjacency.list(anchor, side)
        let ends = graph.adjacency.list(middle, side)
        // The other middles go on, so they are live.
        if middles.pointee.live < least || ends.pointee.count == 0 { return }
        if budget.leavesOut(middles.pointee.live) || budget.leavesOut(ends.pointee.count) { return }
        if ends.pointee.count <= middles.pointee.live {
            fromEnds(anchor, middle, side, least, middles, ends, graph, &budget, found)
        } else {
            fromMiddles(anchor, middle, side, least, middles, ends, graph, &budget, found)
        }
    }

    /// For every end: the smaller of its middles and the anchor's, and which are the other's too.
    @inline(__always)
    private func fromEnds(
        _ anchor: UInt32, _ middle: UInt32, _ side: FlowSide, _ least: UInt32,
        _ middles: UnsafeMutablePointer<Adjacency.List>,
        _ ends: UnsafeMutablePointer<Adjacency.List>, _ graph: borrowing WindowGraph, _ budget: inout StepBudget,
        _ found: (_ end: UInt32, _ middles: Int) -> Void
    ) {
        let anchors = graph.adjacency.neighbours(middles)
        let far = graph.adjacency.neighbours(ends)
        for i in 0..<Int(ends.pointee.count) {
            let end = far[i].vertex
            guard budget.take() else { return }
            if end == anchor { continue }
            let back = graph.adjacency.list(end, side.opposite)
            if back.pointee.live < least || budget.leavesOut(back.pointee.live) { continue }
            var common = 0
            if back.pointee.live <= middles.pointee.live {
                let others = graph.adjacency.neighbours(back)
                for j in 0..<Int(back.pointee.live) where others[j].vertex != middle {
                    guard budget.take() else { return }
                    if graph.pays(anchor, others[j].vertex, side) { common += 1 }
                }
            } else {
                for j in 0..<Int(middles.pointee.live) where anchors[j].vertex != middle {
                    guard budget.take() else { return }
                    if graph.pays(anchors[j].vertex, end, side) { common += 1 }
                }
            }
            if common + 1 >= least { found(end, common + 1) }
        }
    }

    /// For every other middle of the anchor: which ends it has in common with the middle.
    @inline(__always)
    private mutating func fromMiddles(
        _ anchor: UInt32, _ middle: UInt32, _ side: FlowSide, _ least: UInt32,
        _ middles: UnsafeMutablePointer<Adjacency.List>,
        _ ends: UnsafeMutablePointer<Adjacency.List>, _ graph: borrowing WindowGraph, _ budget: inout StepBudget,
        _ found: (_ end: UInt32, _ middles: Int) -> Void
    ) {
        if common.count < graph.vertexRoom { common.resize(to: graph.vertexRoom, filling: 0) }
        let anchors = graph.adjacency.neighbours(middles)
        let far = graph.adjacency.neighbours(ends)
        for i in 0..<Int(middles.pointee.live) {
            let other = anchors[i].vertex
            if !budget.take() { break }
            if other == middle { continue }
            let list = graph.adjacency.list(other, side)
            if budget.leavesOut(list.pointee.count) { continue }
            if list.pointee.count <= ends.pointee.count {
                let reached = graph.adjacency.neighbours(list)
                for j in 0..<Int(list.pointee.count) where reached[j].vertex != anchor {
                    if !budget.take() { break }
                    if graph.pays(middle, reached[j].vertex, side) { touch(reached[j].vertex) }
                }
            } else {
                for j in 0..<Int(ends.pointee.count) where far[j].vertex != anchor {
                    if !budget.take() { break }
                    if graph.pays(other, far[j].vertex, side) { touch(far[j].vertex) }
                }
            }
        }
        for i in 0..<touched.count {
            let end = touched.base[i]
            if !budget.isSpent, common.base[Int(end)] + 1 >= least { found(end, Int(common.base[Int(end)]) + 1) }
            common.base[Int(end)] = 0
        }
        touched.truncate(to: 0)
    }

    @inline(__always)
    private mutating func touch(_ end: UInt32) {
        if common.base[Int(end)] == 0 { touched.append(end) }
        common.base[Int(end)] += 1
    }
}

extension WindowGraph {
    /// True where `near` pays `far` in the window; for `.in` where `far` pays `near`.
    @inline(__always)
    func pays(_ near: UInt32, _ far: UInt32, _ side: FlowSide) -> Bool {
        (side == .out ? pair(near, far) : pair(far, near)) != nil
    }
}
