/// The route behind an endpoint: from a seed transfer to an arrival, time-respecting, maximising the smallest tainted
/// amount of its transfers; ties: fewer transfers, then the earlier last differing transfer in ledger order.
///
/// First one pass finds how wide the widest route to every endpoint is. Then, among the flows at least that wide, the
/// shortest route in time order, where the earliest of equal predecessors wins.
///
/// - Complexity: O(flows) for the widths, O(flows) for each distinct width.
struct WidestPaths {
    /// A tainted value transfer of one asset. Keys are numbers: addresses of an account chain, outputs of a UTXO chain
    /// (or for `reach` their owners).
    struct Step {
        var row: UInt32
        /// The keys it may come from, in `senders`: one on account chains, the tainted inputs of a UTXO transaction.
        var senders: Range<Int>
        var recipient: UInt32
        var tainted: Amount
        var isSeed: Bool
        /// Value went on from the recipient; false at an end.
        var rests: Bool
    }

    /// In the order in which they happened: ledger order, but a coinbase that takes fees comes last in its block.
    let steps: [Step]
    private let senders: [UInt32]
    private var widths: [Amount]

    init(_ steps: [Step], senders: [UInt32]) {
        self.steps = steps
        self.senders = senders
        var best: [UInt32: Amount] = [:]
        widths = []
        widths.reserveCapacity(steps.count)
        // The outputs of one transaction share their senders, and none of them spends from another: what the senders had
        // is asked before the first of them arrives, even where that is a seed.
        var last: (senders: Range<Int>, width: Amount)?
        for step in steps {
            if last?.senders != step.senders {
                last = (step.senders, senders[step.senders].reduce(Amount(0)) { max($0, best[$1] ?? 0) })
            }
            let width = step.isSeed ? step.tainted : min(step.tainted, last?.width ?? 0)
            widths.append(width)
            if step.rests, width > best[step.recipient] ?? 0 { best[step.recipient] = width }
        }
    }

    /// Rows of the best route to one of `arrivals` (places in `steps`), for every endpoint given.
    func routes(to endpoints: [[Int]]) -> [[UInt32]] {
        var result = [[UInt32]](repeating: [], count: endpoints.count)
        var byWidth: [Amount: [Int]] = [:]
        for (endpoint, arrivals) in endpoints.enumerated() {
            guard let width = arrivals.map({ widths[$0] }).max(), width > 0 else { continue }
            byWidth[width, default: []].append(endpoint)
        }
        for (width, members) in byWidth {
            let last = members.flatMap { endpoints[$0] }.max() ?? 0
            let (lengths, before) = shortest(width: width, upTo: last)
            for endpoint in members {
                var chosen: Int?
                for arrival in endpoints[endpoint] where lengths[arrival] != .max {
                    if let c = chosen, (lengths[c], steps[c].row) <= (lengths[arrival], steps[arrival].row) { continue }
                    chosen = arrival
                }
                var place = chosen
                while let step = place {
                    result[endpoint].append(steps[step].row)
                    place = before[step] < 0 ? nil : Int(before[step])
                }
                result[endpoint].reverse()
            }
        }
        return result
    }

    private func shortest(width: Amount, upTo last: Int) -> (lengths: [UInt32], before: [Int32]) {
        var lengths = [UInt32](repeating: .max, count: last + 1)
        var before = [Int32](repeating: -1, count: last + 1)
        // The arrival at each address that is reached by fewest transfers, the earliest of equals.
        var best: [UInt32: Int] = [:]
        var known: (senders: Range<Int>, arrival: Int?)?
        for (place, step) in steps[...last].enumerated() where step.tainted >= width {
            if known?.senders != step.senders {
                let arrivals = senders[step.senders].compactMap { best[$0] }
                known = (step.senders, arrivals.min { (lengths[$0], steps[$0].row) < (lengths[$1], steps[$1].row) })
            }
            if step.isSeed {
                lengths[place] = 1
            } else if let arrival = known?.arrival {
                lengths[place] = lengths[arrival] + 1
                before[place] = Int32(arrival)
            } else {
                continue
            }
            guard step.rests else { continue }
            if let known = best[step.recipient], (lengths[known], steps[known].row) <= (lengths[place], step.row) {
                continue
            }
            best[step.recipient] = place
        }
        return (lengths, before)
    }
}
