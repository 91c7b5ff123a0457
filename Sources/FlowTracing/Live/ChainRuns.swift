/// How the runs of each chain lie between those of the others: what finds the place of late rows.
///
/// 12 bytes a run, made when first asked for.
struct ChainRuns: ~Copyable {
    static var none: UInt32 { .max }

    /// The last run of each chain.
    private var last: [UInt32] = []
    /// The run before of the same chain, by run.
    private var previous = Column<UInt32>()
    /// The latest time of all runs up to this one.
    private var latest = Column<Int64>()

    init() {}

    /// Takes in the runs that it does not know yet.
    mutating func cover(_ runs: borrowing Column<Run>) {
        for i in previous.count..<max(runs.count, previous.count) {
            let chain = Int(runs[i].chain)
            while last.count <= chain { last.append(ChainRuns.none) }
            previous.append(last[chain])
            last[chain] = UInt32(i)
            latest.append(i == 0 ? runs[i].time : max(latest[i - 1], runs[i].time))
        }
    }

    /// Forgets the runs from `count` on, which must still be there.
    mutating func truncate(to count: Int, _ runs: borrowing Column<Run>) {
        for i in stride(from: previous.count - 1, through: count, by: -1) {
            last[Int(runs[i].chain)] = previous[i]
        }
        previous.truncate(to: min(count, previous.count))
        latest.truncate(to: min(count, latest.count))
    }

    /// The runs of a chain, the last first.
    func reversed(of chain: ChainID) -> some Sequence<Int> {
        let links = previous.base
        let first = Int(chain) < last.count ? last[Int(chain)] : ChainRuns.none
        return sequence(state: first) { (next: inout UInt32) -> Int? in
            guard next != ChainRuns.none else { return nil }
            defer { next = links[Int(next)] }
            return Int(next)
        }
    }

    /// The first of the runs that no longer stands where it stood once `new`, the first new run of its chain, comes in: one
    /// of its own chain that is not before it, or one of another chain that is now to come after it.
    ///
    /// - Complexity: O(log runs + runs moved).
    func firstMoved(by new: Run, order: borrowing RowOrder, _ runs: borrowing Column<Run>) -> Int {
        var end = runs.count
        var start = 0
        for i in reversed(of: new.chain) {
            if order.when(runs[i]) < order.when(new) {
                start = i + 1
                break
            }
            end = i
        }
        // Before this run nothing is as late.
        var (low, high) = (start, end)
        while low < high {
            let middle = (low + high) / 2
            if latest[middle] < new.time { low = middle + 1 } else { high = middle }
        }
        let rank = order.chainRank[Int(new.chain)]
        for i in low..<end where (runs[i].time, order.chainRank[Int(runs[i].chain)]) > (new.time, rank) { return i }
        return end
    }
}
