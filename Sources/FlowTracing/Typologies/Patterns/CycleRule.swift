/// What may stand on a cycle, besides being in time.
protocol CycleRule {
    /// The row may be on the cycle that the newest transfer closes: of its asset, say, and of about its amount. Asked of
    /// every transfer that a search meets, so what is not admitted costs nothing further.
    func admits(_ row: UInt32) -> Bool
    /// `later` may follow `earlier`: at least 80% of it, say.
    func follows(_ earlier: UInt32, _ later: UInt32) -> Bool
    /// Transfers of a pair differ by more than their time: each is looked at, and makes a cycle of its own.
    var tellsTransfersApart: Bool { get }
}

/// Every transfer may, as in the peers' definition.
struct AnyTransfer: CycleRule {
    @inline(__always) func admits(_ row: UInt32) -> Bool { true }
    @inline(__always) func follows(_ earlier: UInt32, _ later: UInt32) -> Bool { true }
    @inline(__always) var tellsTransfersApart: Bool { false }
}

extension WindowGraph {
    /// The newest transfer of a pair before `time`.
    @inline(__always)
    func latest(
        _ pair: UInt32, before time: Int64, _ rule: some CycleRule, _ budget: inout StepBudget
    ) -> UInt32? {
        let record = pairs.base + Int(pair)
        var number = record.pointee.newest
        if record.pointee.newestTime < time, rule.admits(edge(number).row) { return number }
        for _ in 1..<max(1, record.pointee.count) {
            guard budget.take() else { return nil }
            number = edge(number).older
            let edge = edge(number)
            if edge.time < time, rule.admits(edge.row) { return number }
        }
        return nil
    }

    /// The oldest transfer of a pair after `time`.
    @inline(__always)
    func earliest(
        _ pair: UInt32, after time: Int64, _ rule: some CycleRule, _ budget: inout StepBudget
    ) -> UInt32? {
        let record = pairs.base + Int(pair)
        if record.pointee.newestTime <= time { return nil }
        var number = record.pointee.newest
        var found = rule.admits(edge(number).row) ? number : nil
        for _ in 1..<max(1, record.pointee.count) {
            guard budget.take() else { return nil }
            number = edge(number).older
            let edge = edge(number)
            if edge.time <= time { break }
            if rule.admits(edge.row) { found = number }
        }
        return found
    }
}
