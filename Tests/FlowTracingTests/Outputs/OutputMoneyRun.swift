/// One case on one chain under a rule that is money.
struct OutputMoneyRun {
    typealias Lot = NaiveLot<Claim>

    let ledger: NaiveOutputs
    let tracer: OutputTracer
    let aCase: NaiveCase
    let seeds: OutputSeeds
    private var question: OutputQuestion { tracer.question }
    private var notes = OutputNotes(isMoney: true)
    /// What every unspent output holds, oldest lot first.
    private var unspent: [NaivePoint: [Lot]] = [:]
    private var owner: [NaivePoint: String] = [:]
    /// The hop of every output that arrived tainted and rested.
    private var hop: [NaivePoint: Int] = [:]
    /// Since when an address has held taint without a break.
    private var since: [String: Int64] = [:]
    /// Fees that wait for their block's coinbase, in block order.
    private var waiting: [Int: [Fee]] = [:]

    private struct Fee {
        var lots: [Lot]
        /// Fewest hops by which taint came to the payer's inputs; -1 where a seed covers one; `nil` for a clean fee.
        var hop: Int?
        /// The payer's tainted inputs.
        var parents: [NaivePoint]
    }

    init(_ ledger: NaiveOutputs, _ tracer: OutputTracer, _ aCase: NaiveCase, _ seeds: OutputSeeds) {
        (self.ledger, self.tracer, self.aCase, self.seeds) = (ledger, tracer, aCase, seeds)
    }

    consuming func finished() -> OutputAnswer.ChainAnswer {
        for place in ledger.turns(followsFees: question.followsFees) { step(place) }
        rest()
        let order = Dictionary(
            uniqueKeysWithValues: ledger.entries.enumerated().map { ($1.transaction.id, $0) })
        notes.restoreLedgerOrder(order)
        notes.addPaths(byAddress: false)
        notes.answer.sort()
        return notes.answer
    }

    private mutating func step(_ place: Int) {
        let entry = ledger.entries[place]
        let transaction = entry.transaction
        notes.turn += 1
        var record = OutputAnswer.Transaction(id: transaction.id, inputs: [], seeded: [], fee: 0)
        var pool: [Lot] = []
        var entering: [(point: NaivePoint?, owner: String?, tainted: UInt128)] = []
        /// The fewest hops of the tainted inputs; -1 where a seed covers one.
        var least: Int?
        var untracked: UInt128 = 0

        for (number, input) in entry.inputs.enumerated() {
            var lots =
                input.point.flatMap { unspent.removeValue(forKey: $0) } ?? [Lot(amount: input.amount, label: nil)]
            if seeds.inputs.contains(entry.point(number)) && input.amount > 0 {
                notes.answer.injected += input.amount - taint(lots)
                lots = [Lot(amount: input.amount, label: Claim())]
                record.seeded.append(number)
                least = -1
            } else if input.point == nil {
                untracked += input.amount
            }
            let tainted = taint(lots)
            if tainted > 0, let point = input.point, let own = hop[point] { least = min(least ?? .max, own) }
            entering.append((input.point, input.owner, tainted))
            record.inputs.append(.init(point: input.point, tainted: tainted))
            pool += lots
        }
        var parents = entering.filter { $0.tainted > 0 }.compactMap(\.point)
        if transaction.isCoinbase { (pool, least, parents) = coinbasePool(place, entry) }

        let entered = entering.reduce(UInt128(0)) { $0 + $1.tainted }
        let arrivingHop = least.map { $0 + 1 }
        var isMixedAway = false
        if entered > 0, let finding = tracer.coinJoin(entry) {
            notes.answer.coinjoins.append(
                .init(id: transaction.id, heuristic: finding.heuristic, entered: entered))
            if finding.isMix && question.stopsAtCoinJoins {
                isMixedAway = true
                let first = entering.first { $0.tainted > 0 }!.owner ?? ""
                for (number, input) in entering.enumerated() where input.tainted > 0 {
                    if record.seeded.contains(number), let point = input.point { notes.seededEntries.insert(point) }
                    notes.noteEnd(
                        .init(point: input.point, tainted: input.tainted), at: first, coinjoin: transaction.id, .mixer,
                        hop: arrivingHop!)
                }
                pool = pool.map { Lot(amount: $0.amount, label: nil) }
            }
        }
        if entered > 0 && !isMixedAway { notes.answer.untrackedOnPath += untracked }

        let (parts, fee) = OutputRules.divide(
            pool, among: transaction.outputs.map { UInt128($0.amount) }, rule: question.rule)
        let isFeeFollowed = question.followsFees && !transaction.isCoinbase && ledger.feeTaker(entry) != nil
        if isFeeFollowed {
            waiting[ledger.feeTaker(entry)!, default: []].append(
                Fee(lots: fee, hop: taint(fee) > 0 ? least : nil, parents: taint(fee) > 0 ? parents : []))
        } else {
            record.fee = taint(fee)
            notes.answer.closing.fee += record.fee
        }

        var isSeeded = !record.seeded.isEmpty
        for (vout, output) in transaction.outputs.enumerated() {
            let point = entry.point(vout)
            owner[point] = output.owner
            let isSeed = seeds.outputs.contains(point) && output.amount > 0
            if isSeed { isSeeded = true }
            if isSeed { notes.answer.injected += UInt128(output.amount) - taint(parts[vout]) }
            let tainted = isSeed ? UInt128(output.amount) : taint(parts[vout])
            unspent[point] = parts[vout]
            guard tainted > 0 else { continue }
            let ownHop = isSeed ? 0 : arrivingHop!
            let booking = question.book(
                output, chain: ledger.chain, tainted: tainted, hop: ownHop, isSeeded: isSeed, of: aCase)
            notes.note(
                .init(
                    point: point, owner: output.owner, tainted: tainted, rests: booking == .rests, place: place,
                    turn: notes.turn,
                    isStart: isSeed || least == -1 && taint(parts[vout]) > 0,
                    parents: isMixedAway ? [] : parents, senders: []),
                hop: ownHop, as: booking)
            if booking == .rests {
                hop[point] = ownHop
                if isSeed { unspent[point] = [Lot(amount: UInt128(output.amount), label: Claim())] }
            } else {
                unspent[point] = [Lot(amount: UInt128(output.amount), label: nil)]
            }
        }
        notes.noteFee(record.fee, of: entry)
        if entered > 0 || isSeeded || !transaction.isCoinbase && record.fee > 0
            || transaction.isCoinbase && taint(pool) > 0
        {
            notes.answer.transactions.append(record)
        }
        noteBreaks(at: transaction.time)
    }

    /// New coins, and where fees are followed those of the block behind them: what the outputs hold of the fees is not
    /// new. A payer pays the coinbase directly, as it pays its other outputs.
    private mutating func coinbasePool(_ place: Int, _ entry: NaiveOutputs.Entry) -> ([Lot], Int?, [NaivePoint]) {
        let created = entry.transaction.outputs.reduce(UInt128(0)) { $0 + UInt128($1.amount) }
        let fees = waiting.removeValue(forKey: place) ?? []
        let paid = fees.flatMap(\.lots).reduce(UInt128(0)) { $0 + $1.amount }
        let subsidy = Lot(amount: created > paid ? created - paid : 0, label: nil)
        return ([subsidy] + fees.flatMap(\.lots), fees.compactMap(\.hop).min(), fees.flatMap(\.parents))
    }

    /// After every transaction: who holds taint no longer, and who does anew.
    private mutating func noteBreaks(at time: Int64) {
        var holders: Set<String> = []
        for (point, lots) in unspent where taint(lots) > 0 { holders.insert(owner[point]!) }
        for address in since.keys where !holders.contains(address) { since[address] = nil }
        for address in holders where since[address] == nil { since[address] = time }
    }

    private func taint(_ lots: [Lot]) -> UInt128 { NaiveHolding(lots: lots).tainted }

    private mutating func rest() {
        for address in Set(owner.values) {
            let own = unspent.filter { owner[$0.key] == address }
            let tainted = own.values.reduce(UInt128(0)) { $0 + taint($1) }
            guard tainted > 0 else { continue }
            let isCovered = question.covers(address)
            notes.add(tainted, isCovered ? \.resting : \.unseen)
            notes.answer.resting.append(
                .init(
                    address: address, amount: tainted,
                    balance: own.values.reduce(UInt128(0)) { $0 + NaiveHolding(lots: $1).balance },
                    since: since[address]!, minHops: notes.hops[address]!, isCovered: isCovered,
                    outgoing: ledger.outgoing(address),
                    outputs: own.filter { taint($0.value) > 0 }.map { .init(point: $0.key, tainted: taint($0.value)) }))
        }
    }
}

/// How a transaction's outputs and fee take from its pool.
enum OutputRules {
    /// - Parameter pool: the inputs' lots in listed order; may hold more than `amounts`: the rest is the fee.
    static func divide(
        _ pool: [NaiveLot<Claim>], among amounts: [UInt128], rule: String
    ) -> (parts: [[NaiveLot<Claim>]], fee: [NaiveLot<Claim>]) {
        var holding = NaiveHolding(lots: pool.filter { $0.amount > 0 })
        if rule == "tiho" { return highestFirst(holding, among: amounts) }
        let parts = amounts.map { $0 == 0 ? [] : holding.spend($0, rule: rule) }
        return (parts, holding.balance == 0 ? [] : holding.spend(holding.balance, rule: rule))
    }

    /// All tainted value fills the largest outputs first, ties in listed order; the fee gets what is then left.
    private static func highestFirst(
        _ pool: NaiveHolding<Claim>, among amounts: [UInt128]
    ) -> (parts: [[NaiveLot<Claim>]], fee: [NaiveLot<Claim>]) {
        var left = pool.tainted
        func part(_ amount: UInt128) -> [NaiveLot<Claim>] {
            let tainted = min(left, amount)
            left -= tainted
            return [NaiveLot(amount: amount - tainted, label: nil), NaiveLot(amount: tainted, label: Claim())]
                .filter { $0.amount > 0 }
        }
        var parts: [[NaiveLot<Claim>]] = amounts.map { _ in [] }
        for vout in amounts.indices.sorted(by: { (amounts[$1], $0) < (amounts[$0], $1) }) {
            parts[vout] = part(amounts[vout])
        }
        return (parts, part(pool.balance - amounts.reduce(0, +)))
    }
}
