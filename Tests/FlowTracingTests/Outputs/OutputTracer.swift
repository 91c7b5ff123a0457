import FlowTracing

/// The spec's words on UTXO chains recomputed: every transaction in order, every output an array of lots.
struct OutputTracer {
    typealias Entry = NaiveOutputs.Entry
    /// Who calls a transaction a coinjoin: the heuristic's name, and whether it mixes or only prepares a mix.
    typealias CoinJoinDetector = (Entry) -> (heuristic: String, isMix: Bool)?

    let ledgers: [NaiveOutputs]
    var question: OutputQuestion
    let coinJoin: CoinJoinDetector

    init(_ ledgers: [NaiveOutputs], _ question: OutputQuestion, coinJoin: @escaping CoinJoinDetector) {
        (self.ledgers, self.question, self.coinJoin) = (ledgers, question, coinJoin)
    }

    func trace(_ aCase: NaiveCase) -> OutputAnswer {
        guard let seeds = OutputSeeds.of(aCase, in: ledgers) else { return OutputAnswer(id: aCase.id, isRefused: true) }
        var answer = OutputAnswer(id: aCase.id)
        for ledger in ledgers {
            let part =
                question.isMoney
                ? OutputMoneyRun(ledger, self, aCase, seeds).finished()
                : OutputReachRun(ledger, self, aCase, seeds).finished()
            if part != .init() { answer.chains[ledger.chain] = part }
        }
        return answer
    }
}

/// What a run over one chain notes down on its way.
struct OutputNotes {
    typealias Answer = OutputAnswer.ChainAnswer

    struct Arrival {
        var point: NaivePoint
        var owner: String
        var tainted: UInt128
        var rests: Bool
        /// Its transaction's place in ledger order, and when it had its turn.
        var place: Int
        var turn: Int
        /// A seed, or fed by an input that a seed covers.
        var isStart: Bool
        /// Tainted outputs that its transaction spends (for reach: the reached addresses it spends from).
        var parents: [NaivePoint]
        var senders: Set<String>
    }

    var answer = Answer()
    var arrivals: [Arrival] = []
    /// Transactions that had their turn.
    var turn = 0
    /// Coinjoin inputs that a seed covers: a way may start right there.
    var seededEntries: Set<NaivePoint> = []
    /// The fewest hops by which taint ever came to rest at an address.
    var hops: [String: Int] = [:]
    let isMoney: Bool

    /// Books a tainted output everywhere except in holdings.
    mutating func note(_ arrival: Arrival, hop: Int, as booking: OutputQuestion.Booking) {
        let flow = OutputAnswer.Flow(point: arrival.point, tainted: arrival.tainted)
        answer.flows.append(flow)
        arrivals.append(arrival)
        switch booking {
        case .burn:
            add(arrival.tainted, \.burned)
            answer.burns.append(flow)
        case .end(let end):
            noteEnd(flow, at: arrival.owner, coinjoin: nil, end, hop: hop)
        case .pruned(let reason):
            add(arrival.tainted, \.pruned)
            let place =
                answer.pruned.firstIndex { $0.address == arrival.owner && $0.reason == reason } ?? answer.pruned.count
            if place == answer.pruned.count {
                answer.pruned.append(.init(address: arrival.owner, amount: 0, reason: reason))
            }
            answer.pruned[place].amount += arrival.tainted
        case .rests:
            hops[arrival.owner] = min(hops[arrival.owner] ?? .max, hop)
        }
    }

    mutating func noteFee(_ fee: UInt128, of entry: NaiveOutputs.Entry) {
        if fee == 0 || entry.transaction.outputs.isEmpty { return }
        let place = answer.flows.firstIndex { $0.point?.id == entry.transaction.id } ?? answer.flows.count
        if place == answer.flows.count { answer.flows.append(.init(point: entry.point(0), tainted: 0)) }
        answer.flows[place].fee = fee
    }

    mutating func noteEnd(
        _ flow: OutputAnswer.Flow, at address: String, coinjoin: Int?, _ end: NaiveAnswer.End, hop: Int
    ) {
        switch end {
        case .endpoint: add(flow.tainted, \.endpoint)
        case .mixer: add(flow.tainted, \.mixer)
        case .bridge: add(flow.tainted, \.bridge)
        }
        let place =
            answer.endpoints.firstIndex { $0.coinjoin == coinjoin && (coinjoin != nil || $0.address == address) }
            ?? answer.endpoints.count
        if place == answer.endpoints.count {
            answer.endpoints.append(.init(address: address, coinjoin: coinjoin, end: end))
        }
        answer.endpoints[place].amount += flow.tainted
        answer.endpoints[place].minHops = min(answer.endpoints[place].minHops, hop)
        answer.endpoints[place].arrivals.append(flow)
    }

    mutating func add(_ amount: UInt128, _ line: WritableKeyPath<FlowTracing.Closing, UInt128>) {
        if isMoney { answer.closing[keyPath: line] += amount }
    }
}
