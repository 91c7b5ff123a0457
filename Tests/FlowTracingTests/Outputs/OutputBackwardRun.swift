/// Where outputs of one UTXO chain came from, by the definition: every transaction of the ledger is replayed, each origin
/// a label of its own, and the composition of what is asked about is read. Distances are relaxed until nothing changes.
struct OutputBackwardRun {
    typealias Origin = NaiveOrigins.Origin

    struct Answer: Equatable {
        var amount: UInt128 = 0
        var parts: [Origin: UInt128] = [:]
        /// Fewest transfers back; for `reach` its keys are the answer.
        var hops: [Origin: Int] = [:]
        /// What the floors leave; may be negative.
        var rounding: Int128 { Int128(truncatingIfNeeded: amount &- parts.values.reduce(0, &+)) }
    }

    let ledger: NaiveOutputs
    let question: OutputQuestion
    let aCase: NaiveCase
    private(set) var target = OutputBackwardTarget()
    private var isReach: Bool { question.rule == "reach" }
    private var most: Int { question.maxHops ?? .max }
    /// Fewest transfers from an output's creation to the target, where it can have fed it.
    private var created: [NaivePoint: Int] = [:]
    /// The same of each transaction that is looked through.
    private var through: [Int: Int] = [:]
    /// For `reach`: who spends before which transaction, and how far back.
    private var spends: [Spend] = []

    private struct Spend: Equatable {
        var address: String
        var place: Int
        var hop: Int
    }

    /// By chain; `nil` where a seed names nothing.
    static func answers(_ world: OutputWorld, _ aCase: NaiveCase, _ ledgers: [NaiveOutputs]) -> [String: Answer]? {
        guard let targets = OutputBackwardTarget.of(aCase, in: ledgers) else { return nil }
        var answers: [String: Answer] = [:]
        for ledger in ledgers {
            guard let target = targets[ledger.chain], !target.isEmpty else { continue }
            var run = OutputBackwardRun(ledger: ledger, question: world.question, aCase: aCase)
            run.target = target
            answers[ledger.chain] = run.answer()
        }
        return answers
    }

    private init(ledger: NaiveOutputs, question: OutputQuestion, aCase: NaiveCase) {
        (self.ledger, self.question, self.aCase) = (ledger, question, aCase)
    }

    private mutating func answer() -> Answer {
        var before: ([NaivePoint: Int], [Int: Int], [Spend])
        repeat {
            before = (created, through, spends)
            if isReach { relaxAddresses() } else { relaxOutputs() }
        } while before != (created, through, spends)
        var answer = isReach ? Answer() : replayed()
        answer.amount = target.amount(ledger)
        for (origin, hop) in met() { answer.hops[origin] = min(answer.hops[origin] ?? .max, hop) }
        if !isReach { answer.hops = answer.hops.filter { answer.parts[$0.key] ?? 0 > 0 } }
        return answer
    }

    // MARK: Who is an origin

    private func isService(_ owner: String?) -> Bool {
        owner.map { question.end($0, chain: ledger.chain, of: aCase) == .endpoint } ?? false
    }

    /// What an input is by itself.
    private func ownOrigin(_ entry: NaiveOutputs.Entry, _ place: Int) -> Origin? {
        let input = entry.inputs[place]
        if isService(input.owner) { return Origin(kind: "service", address: input.owner!) }
        return input.point == nil ? opening(entry, place) : nil
    }

    private func opening(_ entry: NaiveOutputs.Entry, _ place: Int) -> Origin {
        let isShielded = entry.transaction.inputs[place].previous == nil
        return Origin(
            kind: "opening",
            address: isShielded ? NaiveTransaction.shielded : entry.inputs[place].owner ?? "unknown")
    }

    /// What an output is by itself, its creation being `hop` transfers back.
    private func origin(_ entry: NaiveOutputs.Entry, _ vout: Int, hop: Int?) -> Origin? {
        if entry.transaction.isCoinbase { return Origin(kind: "mint", address: entry.transaction.outputs[vout].owner) }
        guard let hop, hop > most else { return nil }
        return Origin(kind: "limit", address: entry.inputs[0].owner ?? "unknown")
    }

    private func entry(_ point: NaivePoint) -> NaiveOutputs.Entry {
        ledger.entries.first { $0.transaction.id == point.id }!
    }

    // MARK: Distances

    private mutating func relaxOutputs() {
        func improve(_ point: NaivePoint, _ hop: Int) { created[point] = min(created[point] ?? .max, hop) }
        for point in target.created { improve(point, 0) }
        for point in target.held { improve(point, 1) }
        for (place, entry) in ledger.entries.enumerated() {
            for vout in entry.transaction.outputs.indices {
                guard let hop = created[entry.point(vout)], origin(entry, vout, hop: hop) == nil else { continue }
                through[place] = min(through[place] ?? .max, hop)
            }
            for (number, input) in entry.inputs.enumerated() where input.amount > 0 && ownOrigin(entry, number) == nil {
                if target.spent.contains(entry.point(number)) { improve(input.point!, 1) }
                if let hop = through[place] { improve(input.point!, hop + 1) }
            }
        }
    }

    private mutating func relaxAddresses() {
        func spend(_ address: String, _ place: Int, _ hop: Int) {
            let new = Spend(address: address, place: place, hop: hop)
            if !spends.contains(new) { spends.append(new) }
        }
        for holder in target.holders { spend(holder.address, holder.before, 0) }
        for (place, entry) in ledger.entries.enumerated() {
            for (vout, output) in entry.transaction.outputs.enumerated() where output.amount > 0 {
                var hop = spends.filter { $0.address == output.owner && $0.place > place }.map { $0.hop + 1 }.min()
                if target.created.contains(entry.point(vout)) { hop = 0 }
                created[entry.point(vout)] = hop
                guard let hop, origin(entry, vout, hop: hop) == nil else { continue }
                through[place] = min(through[place] ?? .max, hop)
            }
            for (number, input) in entry.inputs.enumerated() where input.amount > 0 && !isService(input.owner) {
                guard let owner = input.owner else { continue }
                if target.spent.contains(entry.point(number)) { spend(owner, place, 0) }
                if let hop = through[place] { spend(owner, place, hop) }
            }
        }
    }

    /// Every origin at every distance at which it is met.
    private func met() -> [(Origin, Int)] {
        var list: [(Origin, Int)] = []
        for (place, entry) in ledger.entries.enumerated() {
            for (number, input) in entry.inputs.enumerated() where input.amount > 0 {
                let point = entry.point(number)
                let hop = target.spent.contains(point) ? 0 : through[place]
                if let hop, let own = ownOrigin(entry, number) { list.append((own, hop)) }
                if target.heldPriors.contains(point) { list.append((opening(entry, number), 0)) }
                // Whoever had something before the ledger can have sent it on.
                guard isReach, input.point == nil, let owner = input.owner else { continue }
                for spend in spends where spend.address == owner { list.append((opening(entry, number), spend.hop)) }
            }
            for vout in entry.transaction.outputs.indices {
                guard let hop = created[entry.point(vout)], let own = origin(entry, vout, hop: hop) else { continue }
                list.append((own, hop))
            }
        }
        return list
    }

    // MARK: Amounts

    private func replayed() -> Answer {
        var answer = Answer()
        var holdings: [NaivePoint: NaiveComposition] = [:]
        func add(_ composition: NaiveComposition) {
            for (origin, amount) in composition.parts where amount > 0 { answer.parts[origin, default: 0] += amount }
        }
        for entry in ledger.entries {
            var pool = NaiveComposition(rule: question.rule)
            for (place, input) in entry.inputs.enumerated() where input.amount > 0 {
                var brought = NaiveComposition(rule: question.rule)
                if let own = ownOrigin(entry, place) {
                    brought.add(input.amount, own)
                } else {
                    brought = holdings[input.point!]!
                }
                if target.spent.contains(entry.point(place)) { add(brought) }
                if target.heldPriors.contains(entry.point(place)) {
                    var held = NaiveComposition(rule: question.rule)
                    held.add(input.amount, opening(entry, place))
                    add(held)
                }
                pool.take(brought)
            }
            for (vout, output) in entry.transaction.outputs.enumerated() where output.amount > 0 {
                let point = entry.point(vout)
                var made = NaiveComposition(rule: question.rule)
                if !entry.transaction.isCoinbase { made = pool.spend(UInt128(output.amount)) }
                if let own = origin(entry, vout, hop: created[point]) {
                    made = NaiveComposition(rule: question.rule)
                    made.add(UInt128(output.amount), own)
                }
                holdings[point] = made
                if target.created.contains(point) { add(made) }
                if target.held.contains(point) { add(made) }
            }
        }
        return answer
    }
}

/// A holding whose every unit has the name of its origin: lots, and for `haircut` totals a name.
private struct NaiveComposition {
    let rule: String
    private var lots = NaiveHolding<NaiveOrigins.Origin>()
    private var totals: [NaiveOrigins.Origin: UInt128] = [:]
    private var balance: UInt128 = 0

    init(rule: String) { self.rule = rule }

    var parts: [NaiveOrigins.Origin: UInt128] {
        if rule == "haircut" { return totals }
        return lots.lots.reduce(into: [:]) { $0[$1.label!, default: 0] += $1.amount }
    }

    mutating func add(_ amount: UInt128, _ origin: NaiveOrigins.Origin) {
        lots.receive([NaiveLot(amount: amount, label: origin)])
        totals[origin, default: 0] += amount
        balance += amount
    }

    mutating func take(_ other: NaiveComposition) {
        lots.receive(other.lots.lots)
        for (origin, amount) in other.totals { totals[origin, default: 0] += amount }
        balance += other.balance
    }

    mutating func spend(_ amount: UInt128) -> NaiveComposition {
        var moved = NaiveComposition(rule: rule)
        moved.balance = amount
        switch rule {
        case "fifo": moved.lots.receive(lots.spendOldest(amount))
        case "lifo": moved.lots.receive(lots.spendNewest(amount))
        default:
            moved.totals = totals.mapValues { amount == balance ? $0 : floorOfProduct($0, amount, over: balance) }
            for (origin, part) in moved.totals { totals[origin]! -= part }
        }
        balance -= amount
        return moved
    }
}
