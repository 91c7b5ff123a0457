import SeededRandom
import Testing

@testable import FlowTracing

/// Where a trace keeps what outputs hold, and whether it keeps lists, never changes an answer.
@Suite struct OutputScheduleTests {
    static let worlds = 200

    @Test(arguments: TaintRule.allCases)
    func `tables, columns and sums agree`(rule: TaintRule) throws {
        var tried = 0
        for i in 0..<Self.worlds {
            let seed = SeededRandom.base &+ 300 << 32 &+ UInt64(i)
            let world = RandomOutputWorld.make(seed: seed).asking(rule.rawValue)
            guard let ledger = try? EngineOutputs.ledger(world) else { continue }
            try expectAgreement(ledger, world.question, try EngineOutputs.cases(world.cases), rule, "world \(seed)")
            tried += 1
        }
        #expect(tried > Self.worlds / 2, "too few worlds of seed \(SeededRandom.base) can be read")
    }

    /// Large enough that a trace goes from tables to columns on its way.
    @Test(arguments: TaintRule.allCases)
    func `a trace that grows wide`(rule: TaintRule) throws {
        let wide = 6_000
        var random = SeededRandom(seed: SeededRandom.base)
        var transactions: [NaiveTransaction] = []
        func add(_ inputs: [(Int, Int)], _ outputs: [UInt64]) {
            let id = transactions.count + 1
            transactions.append(
                NaiveTransaction(
                    id: id, block: UInt64(1 + id / 1_000), position: UInt32(id % 1_000), time: Int64(1 + id / 1_000),
                    isCoinbase: inputs.isEmpty, inputs: inputs.map { .init(previous: $0.0, vout: $0.1) },
                    outputs: outputs.enumerated().map { .init(amount: $0.element, owner: "a\((id + $0.offset) % 997)") }
                ))
        }
        // Two coinbases, one of them the seed; then layers of transactions that mix two outputs each.
        add([], (0..<wide).map { _ in UInt64(random.number(1...1_000_000)) })
        add([], (0..<wide).map { _ in UInt64(random.number(1...1_000_000)) })
        var coins = (0..<wide).flatMap { [(1, $0), (2, $0)] }
        for _ in 0..<3 {
            coins.shuffle(using: &random)
            var next: [(Int, Int)] = []
            for pair in 0..<coins.count / 2 {
                let spent = [coins[2 * pair], coins[2 * pair + 1]]
                let sum = spent.reduce(0) { $0 + transactions[$1.0 - 1].outputs[$1.1].amount }
                let first = UInt64(random.number(0...Int(sum)))
                let fee = min(sum - first, 10)
                add(spent, [first, sum - first - fee])
                next += [(transactions.count, 0), (transactions.count, 1)]
            }
            coins = next
        }
        let world = OutputWorld(transactions: transactions, cases: [], question: OutputQuestion(rule: rule.rawValue))
        let id = NaiveTransaction.idText(1)
        let question = Case(id: "wide", seeds: [try Seed(parsing: "tx:\(id):*")])
        try expectAgreement(
            try EngineOutputs.ledger(world), world.question, [question], rule, "seed \(SeededRandom.base)")
    }

    private func expectAgreement(
        _ ledger: Ledger, _ question: OutputQuestion, _ cases: [Case], _ rule: TaintRule, _ context: String
    ) throws {
        let automatic = try EngineOutputs.tracer(ledger, question).trace(cases, rule: rule)
        for schedule in [Schedule.automatic, .indexDriven, .scan] {
            let tracer = try EngineOutputs.tracer(ledger, question, schedule: schedule)
            if schedule != .automatic, tracer.trace(cases, rule: rule) != automatic {
                Issue.record("\(schedule) differs from the choice between them\n\(context)")
            }
            guard rule.isMoney else { continue }
            for (aCase, trace) in zip(cases, automatic) where trace.failure == nil {
                let totals = try tracer.outputTotals(aCase, rule: rule)
                let closings = trace.assets.map { asset in
                    var closing = asset.closing
                    // Sums do not know what is covered.
                    (closing.resting, closing.unseen) = (closing.resting + closing.unseen, 0)
                    return closing
                }
                #expect(totals.map(\.closing) == closings, "\(context)")
                #expect(totals.map(\.injected) == trace.assets.map(\.injected), "\(context)")
            }
        }
    }

    @Test func `pending transactions come in ledger order, each once`() {
        for schedule in [Schedule.automatic, .indexDriven, .scan] {
            var random = SeededRandom(seed: SeededRandom.base)
            let count = 700_000
            var pending = PendingTransactions(count: count, schedule: schedule)
            var wanted: Set<Int> = []
            var last = -1
            for _ in 0..<3_000 { wanted.insert(random.number(0...count - 1)) }
            for one in wanted { pending.insert(one) }
            var seen = 0
            while let first = pending.popFirst(before: count - 1_000) {
                #expect(first > last && wanted.remove(first) != nil)
                last = first
                seen += 1
                // What a transaction reaches is behind it; twice is once.
                if seen % 2 == 0, first + 1 < count {
                    let later = random.number(first + 1...min(count - 1, first + 100_000))
                    pending.insert(later)
                    pending.insert(later)
                    wanted.insert(later)
                }
                if pending.isWide, let next = pending.next(after: first) { #expect(wanted.contains(next)) }
            }
            #expect(wanted.allSatisfy { $0 >= count - 1_000 })
            while let first = pending.popFirst() { #expect(wanted.remove(first) != nil) }
            #expect(wanted.isEmpty && seen > 3_000)
        }
    }

    @Test func `cells keep what they were given`() {
        for schedule in [Schedule.automatic, .indexDriven, .scan] {
            var random = SeededRandom(seed: SeededRandom.base)
            let count = 300_000
            var cells = OutputCells(outputs: count, schedule: schedule)
            var known: [Int: (value: UInt64, hop: UInt32)] = [:]
            for step in 0..<20_000 {
                let output = random.number(0...count - 1)
                if known[output] == nil {
                    let kept = (value: UInt64.random(in: 1 ... .max, using: &random), hop: UInt32(step))
                    known[output] = kept
                    cells.keep(kept.value, hop: kept.hop, in: output)
                }
                let asked = random.number(0...count - 1)
                let cell = cells[asked]
                #expect(cell.value == known[asked]?.value ?? 0 && cell.hop == known[asked]?.hop ?? 0)
            }
            #expect(cells.isDense == (schedule != .indexDriven))
            for (output, kept) in known { #expect(cells[output].value == kept.value && cells[output].hop == kept.hop) }
        }
    }
}
