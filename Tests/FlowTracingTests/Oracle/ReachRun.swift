/// One case under `poison` or `reach`: what is reached, and how much passed. Not money: no balances, no fees.
///
/// Read so: stops, attribution and limits end the way as they do for money (a pruned arrival does not reach its
/// recipient), the amount that passed to where it ends is still shown. `poison` follows a holding, so a swap ends it;
/// `reach` follows an address in any asset, so a swap is one more way on.
struct ReachRun {
    typealias Key = NaiveTracer.Key

    let tracer: NaiveTracer
    let aCase: NaiveCase
    let seeded: Set<Int>
    /// The fewest hops to what was reached: a holding, or for `reach` an address (asset and chain empty).
    private var hops: [Key: Int] = [:]
    /// What came to rest at a holding.
    private var passed: [Key: NaiveAnswer.Resting] = [:]
    private var run = NaiveRun(isMoney: false)

    init(tracer: NaiveTracer, aCase: NaiveCase, seeded: Set<Int>) {
        (self.tracer, self.aCase, self.seeded) = (tracer, aCase, seeded)
    }

    private func node(_ row: NaiveRow, _ address: String) -> Key {
        tracer.question.rule == "reach"
            ? Key(chain: NaiveTracer.reachCrossesChains ? "" : row.chain, asset: "", address: address)
            : Key(chain: row.chain, asset: row.asset, address: address)
    }

    consuming func finished() -> NaiveRun {
        for i in tracer.ledger.rows.indices { step(i) }
        for (key, resting) in passed {
            run.assets[.init(chain: key.chain, name: key.asset)]!.resting.append(resting)
        }
        return run
    }

    private mutating func step(_ i: Int) {
        let row = tracer.ledger.rows[i]
        let isSeeded = seeded.contains(i)
        guard row.movesValue, isSeeded || hops[node(row, row.from)] != nil else { return }
        let hop = isSeeded ? 0 : hops[node(row, row.from)]! + 1
        let booking = tracer.book(i, tainted: row.amount, hop: hop, isSeeded: isSeeded, of: aCase)
        run.note(i, of: row, tainted: row.amount, hop: hop, as: booking)
        guard booking == .rests else { return }
        hops[node(row, row.to)] = min(hops[node(row, row.to)] ?? .max, hop)
        let key = Key(chain: row.chain, asset: row.asset, address: row.to)
        var resting =
            passed[key]
            ?? .init(
                address: row.to, amount: 0, balance: 0, since: row.time, minHops: hop,
                isCovered: tracer.covers(row.to, chain: row.chain), outgoing: tracer.ledger.outgoing(row.to))
        run.grow(&resting.amount, by: row.amount)
        resting.minHops = min(resting.minHops, hop)
        passed[key] = resting
    }
}

extension NaiveTracer {
    /// The same bytes on another chain may be another owner (a contract, a wallet not yet deployed there), so reach ends
    /// at the chain; the spec gives no edge from chain to chain but a bridge.
    static let reachCrossesChains = false
}
