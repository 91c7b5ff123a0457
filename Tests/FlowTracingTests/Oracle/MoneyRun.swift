/// One case under a rule that is money.
struct MoneyRun {
    typealias Key = NaiveTracer.Key

    let tracer: NaiveTracer
    let aCase: NaiveCase
    let seeded: Set<Int>
    private var holdings: [Key: NaiveHolding<Claim>] = [:]
    /// The fewest hops by which taint ever reached a holding.
    private var hops: [Key: Int] = [:]
    /// Since when a holding has held taint without a break.
    private var since: [Key: Int64] = [:]
    private var run = NaiveRun(isMoney: true)

    init(tracer: NaiveTracer, aCase: NaiveCase, seeded: Set<Int>) {
        (self.tracer, self.aCase, self.seeded) = (tracer, aCase, seeded)
        for (key, amount) in tracer.openings { holdings[key, default: .init()].open(amount) }
    }

    /// The null address owns nothing: what it sends is minted, what it should pay nobody pays.
    private mutating func spend(_ key: Key, _ amount: UInt128) -> [NaiveLot<Claim>] {
        if key.address == NaiveRow.null { return [NaiveLot(amount: amount, label: nil)] }
        var holding = holdings[key] ?? .init()
        // The shortfall appears, untracked and oldest, at the moment it is missed. (An inferred opening misses nothing.)
        if holding.balance < amount { holding.open(amount - holding.balance) }
        let moved = holding.spend(amount, rule: tracer.question.rule)
        if holding.tainted == 0 { since[key] = nil }
        holdings[key] = holding
        return moved
    }

    consuming func finished() -> NaiveRun {
        for i in tracer.ledger.rows.indices { step(i) }
        rest()
        return run
    }

    private mutating func step(_ i: Int) {
        let row = tracer.ledger.rows[i]
        // The fee leaves first; a seed never covers it.
        if row.fee > 0 {
            let moved = spend(Key(chain: row.chain, asset: row.effectiveFeeAsset, address: row.from), row.fee)
            run.noteFee(i, asset: .init(chain: row.chain, name: row.effectiveFeeAsset), tainted: taint(of: moved))
        }
        guard row.movesValue else { return }
        let sender = Key(chain: row.chain, asset: row.asset, address: row.from)
        let recipient = Key(chain: row.chain, asset: row.asset, address: row.to)
        let moved = spend(sender, row.amount)
        let isSeeded = seeded.contains(i)
        let tainted = isSeeded ? row.amount : taint(of: moved)
        if isSeeded {
            // Value of the case that passes a seed again is not injected again.
            let asset = NaiveAnswer.Asset(chain: row.chain, name: row.asset)
            run.add(row.amount - taint(of: moved), to: \.injected, of: asset)
        }
        var arriving = moved
        if tainted > 0 {
            let hop = isSeeded ? 0 : hops[sender]! + 1
            let booking = tracer.book(i, tainted: tainted, hop: hop, isSeeded: isSeeded, of: aCase)
            run.note(i, of: row, tainted: tainted, hop: hop, as: booking)
            if booking == .rests {
                if isSeeded { arriving = [NaiveLot(amount: row.amount, label: Claim())] }
                hops[recipient] = min(hops[recipient] ?? .max, hop)
                if since[recipient] == nil { since[recipient] = row.time }
            } else {
                arriving = [NaiveLot(amount: row.amount, label: nil)]
            }
        }
        if row.to != NaiveRow.null { holdings[recipient, default: .init()].receive(arriving) }
    }

    private func taint(of lots: [NaiveLot<Claim>]) -> UInt128 { NaiveHolding(lots: lots).tainted }

    /// The end of the ledger: what still holds taint, and the untracked value of all that ever did.
    private mutating func rest() {
        for (key, hop) in hops {
            let asset = NaiveAnswer.Asset(chain: key.chain, name: key.asset)
            switch tracer.untracked[key] {
            case .some(.some(let amount)): run.add(amount, to: \.untrackedOnPath, of: asset)
            case .some(nil): run.isTooLarge = true
            case nil: break
            }
            guard let holding = holdings[key], holding.tainted > 0, let start = since[key] else { continue }
            let isCovered = tracer.covers(key.address, chain: key.chain)
            run.add(holding.tainted, to: isCovered ? \.closing.resting : \.closing.unseen, of: asset)
            run.assets[asset]!.resting.append(
                .init(
                    address: key.address, amount: holding.tainted, balance: holding.balance, since: start,
                    minHops: hop, isCovered: isCovered, outgoing: tracer.ledger.outgoing(key.address)))
        }
    }
}

extension NaiveLedger {
    /// Transfers that `address` sends in the ledger, whatever their value.
    func outgoing(_ address: String) -> Int { rows.count { $0.from == address } }
}
