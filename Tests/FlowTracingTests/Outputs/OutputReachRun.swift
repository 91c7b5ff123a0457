/// One case on one chain under `poison` or `reach`: what is reached, and how much passed. Not money: no balances, no
/// fees.
///
/// `poison` follows outputs: a transaction that spends a poisoned one poisons all of its own. `reach` follows
/// addresses: once one was reached, every later transaction that spends from it is. A fee that is followed reaches all
/// of its coinbase.
struct OutputReachRun {
    let ledger: NaiveOutputs
    let tracer: OutputTracer
    let aCase: NaiveCase
    let seeds: OutputSeeds
    private var question: OutputQuestion { tracer.question }
    private var isReach: Bool { question.rule == "reach" }
    private var notes = OutputNotes(isMoney: false)
    /// Hop of every poisoned output.
    private var poisoned: [NaivePoint: Int] = [:]
    private var passed: [String: OutputAnswer.Resting] = [:]
    /// Who pays a coinbase reached fees: fewest hops to its inputs (-1: seeded), its reached inputs and their owners.
    private var payers: [Int: [(hop: Int, parents: [NaivePoint], senders: Set<String>)]] = [:]

    init(_ ledger: NaiveOutputs, _ tracer: OutputTracer, _ aCase: NaiveCase, _ seeds: OutputSeeds) {
        (self.ledger, self.tracer, self.aCase, self.seeds) = (ledger, tracer, aCase, seeds)
    }

    consuming func finished() -> OutputAnswer.ChainAnswer {
        for place in ledger.turns(followsFees: question.followsFees) { step(place) }
        notes.answer.resting = Array(passed.values)
        let order = Dictionary(
            uniqueKeysWithValues: ledger.entries.enumerated().map { ($1.transaction.id, $0) })
        notes.restoreLedgerOrder(order)
        notes.addPaths(byAddress: isReach)
        notes.answer.sort()
        return notes.answer
    }

    /// Fewest hops by which the input is reached; `nil` where it is not.
    private func hop(_ input: NaiveOutputs.Input) -> Int? {
        // What is worth nothing moves nothing.
        if input.amount == 0 { return nil }
        if isReach { return input.owner.flatMap { notes.hops[$0] } }
        return input.point.flatMap { poisoned[$0] }
    }

    private mutating func step(_ place: Int) {
        let entry = ledger.entries[place]
        let transaction = entry.transaction
        notes.turn += 1
        var record = OutputAnswer.Transaction(id: transaction.id, inputs: [], seeded: [], fee: 0)
        var least: Int?
        var senders: Set<String> = []
        for (number, input) in entry.inputs.enumerated() {
            let isSeeded = seeds.inputs.contains(entry.point(number)) && input.amount > 0
            let own = hop(input)
            if isSeeded {
                record.seeded.append(number)
                least = -1
            }
            if let own {
                least = min(least ?? .max, own)
                senders.formUnion(input.owner.map { [$0] } ?? [])
            }
            record.inputs.append(.init(point: input.point, tainted: isSeeded || own != nil ? input.amount : 0))
        }
        var parents = record.inputs.filter { $0.tainted > 0 }.compactMap(\.point)
        for payer in payers[place] ?? [] {
            least = min(least ?? .max, payer.hop)
            parents += payer.parents
            senders.formUnion(payer.senders)
        }
        let entered = record.inputs.reduce(UInt128(0)) { $0 + $1.tainted }
        var isMixedAway = false
        if least != nil, let finding = tracer.coinJoin(entry) {
            notes.answer.coinjoins.append(.init(id: transaction.id, heuristic: finding.heuristic, entered: entered))
            if finding.isMix && question.stopsAtCoinJoins {
                isMixedAway = true
                let first = zip(record.inputs, entry.inputs).first { $0.0.tainted > 0 }?.1.owner ?? ""
                for (number, flow) in record.inputs.enumerated() where flow.tainted > 0 {
                    if record.seeded.contains(number), let point = flow.point { notes.seededEntries.insert(point) }
                    notes.noteEnd(flow, at: first, coinjoin: transaction.id, .mixer, hop: least! + 1)
                }
            }
        }

        if let least, !isMixedAway, entry.fee > 0, question.followsFees, let taker = ledger.feeTaker(entry) {
            payers[taker, default: []].append((least, parents, senders))
        }

        var isSeed = false
        for (vout, output) in transaction.outputs.enumerated() where output.amount > 0 {
            let point = entry.point(vout)
            let isOwnSeed = seeds.outputs.contains(point)
            if isOwnSeed { isSeed = true }
            guard isOwnSeed || least != nil && !isMixedAway else { continue }
            let ownHop = isOwnSeed ? 0 : least! + 1
            let booking = question.book(
                output, chain: ledger.chain, tainted: UInt128(output.amount), hop: ownHop, isSeeded: isOwnSeed,
                of: aCase)
            notes.note(
                .init(
                    point: point, owner: output.owner, tainted: UInt128(output.amount), rests: booking == .rests,
                    place: place, turn: notes.turn, isStart: isOwnSeed || least == -1 && !isMixedAway,
                    parents: isMixedAway ? [] : parents, senders: isMixedAway ? [] : senders),
                hop: ownHop, as: booking)
            if booking == .rests { rest(output, point, ownHop, at: transaction.time) }
        }
        let hasArrived = notes.arrivals.last?.place == place
        if entered > 0 || isSeed || hasArrived { notes.answer.transactions.append(record) }
    }

    private mutating func rest(
        _ output: NaiveTransaction.Output, _ point: NaivePoint, _ hop: Int, at time: Int64
    ) {
        poisoned[point] = hop
        var resting =
            passed[output.owner]
            ?? .init(
                address: output.owner, amount: 0, balance: 0, since: time, minHops: hop,
                isCovered: question.covers(output.owner), outgoing: ledger.outgoing(output.owner), outputs: [])
        resting.amount += UInt128(output.amount)
        resting.minHops = min(resting.minHops, hop)
        let isSpent = ledger.entries.contains { $0.inputs.contains { $0.point == point } }
        if !isSpent { resting.outputs.append(.init(point: point, tainted: UInt128(output.amount))) }
        passed[output.owner] = resting
    }
}
