import FlowTracing
import SeededRandom
import Testing

/// Engine against oracle on random transaction graphs: the same order, the same faults, the same answer to every case
/// under every rule.
@Suite struct OutputDifferentialTests {
    static let batches = 20
    static let worldsPerBatch = 500

    @Test(arguments: 0..<batches)
    func `engine and oracle agree on the transactions and on every trace`(batch: Int) {
        let first = batch * OutputDifferentialTests.worldsPerBatch
        expectAgreement(
            "engine first, oracle second",
            seeds: (first..<first + OutputDifferentialTests.worldsPerBatch).lazy.map {
                SeededRandom.base &+ UInt64($0)
            },
            make: RandomOutputWorld.make, difference: OutputComparison.difference)
    }

    /// Agreement over graphs on which nothing happens would mean nothing.
    @Test func `the random graphs reach every corner`() throws {
        var seen: [String: Int] = [:]
        func count(_ corner: String, _ isSeen: Bool) { if isSeen { seen[corner, default: 0] += 1 } }
        let worlds = 1500
        for i in 0..<worlds {
            let world = RandomOutputWorld.make(seed: SeededRandom.base &+ UInt64(i))
            let ledgers: [NaiveOutputs]
            do throws(NaiveOutputs.Fault) { ledgers = try world.naiveLedgers() } catch {
                count("\(error)", true)
                continue
            }
            count("several files", world.files > 1)
            count("two chains", ledgers.count > 1)
            count("duplicates", ledgers.contains { $0.duplicates > 0 })
            count("undecided order", ledgers.contains { $0.undecidedOrder > 0 })
            count("until", world.until != nil)
            for ledger in ledgers {
                let written = world.transactions.filter { $0.chain == ledger.chain && $0.position != nil }
                    .sorted { ($0.block!, $0.position!) < ($1.block!, $1.position!) }.map(\.id)
                let kept = ledger.entries.map(\.transaction.id)
                count("parents after children", written.filter(kept.contains) != kept && written.count == kept.count)
                count(
                    "unknown amount",
                    ledger.entries.contains { $0.inputs.contains { $0.point == nil && $0.amount > 0 } })
                count("fee taken", ledger.entries.contains { $0.fee > 0 && ledger.feeTaker($0) != nil })
            }
            var tracer = OutputTracer(ledgers, world.question, coinJoin: OutputWorld.coinJoin)
            for rule in ["fifo", "tiho", "reach"] {
                tracer.question.rule = rule
                for answer in world.cases.map(tracer.trace) {
                    count("refused", answer.isRefused)
                    for chain in answer.chains.values {
                        count("beyond 2^63", chain.injected >> 63 != 0)
                        count("untracked on the path", chain.untrackedOnPath > 0)
                        count("commingled", chain.resting.contains { $0.amount < $0.balance })
                        count("several outputs of one address", chain.resting.contains { $0.outputs.count > 1 })
                        count("resting", chain.closing.resting > 0)
                        count("unseen", chain.closing.unseen > 0)
                        count("shielded", chain.resting.contains { $0.address == NaiveTransaction.shielded })
                        count("endpoint", chain.closing.endpoint > 0)
                        count("mixer by label", chain.endpoints.contains { $0.end == .mixer && $0.coinjoin == nil })
                        count("coinjoin stopped", chain.endpoints.contains { $0.coinjoin != nil })
                        count(
                            "coinjoin passed through",
                            !world.question.stopsAtCoinJoins && !chain.coinjoins.isEmpty)
                        count("bridge", chain.closing.bridge > 0)
                        count("fee", chain.closing.fee > 0)
                        count("burn", chain.closing.burned > 0)
                        count("pruned by hops", chain.pruned.contains { $0.reason == "max-hops" })
                        count("pruned by amount", chain.pruned.contains { $0.reason == "min-amount" })
                        count("seeded inputs", chain.transactions.contains { !$0.seeded.isEmpty })
                        count("two hops", chain.resting.contains { $0.minHops >= 2 })
                        count("a path of three", chain.endpoints.contains { $0.path.count >= 3 })
                        let coinbases = ledgers.flatMap(\.entries).filter(\.transaction.isCoinbase).map(
                            \.transaction.id)
                        count(
                            "a followed fee",
                            world.question.followsFees
                                && chain.resting.contains { resting in
                                    resting.minHops > 0
                                        && resting.outputs.contains { coinbases.contains($0.point!.id) }
                                })
                    }
                }
            }
        }
        let corners = [
            "contradiction", "doubleSpend", "noSuchOutput", "outputsExceedInputs", "several files", "two chains",
            "duplicates", "undecided order", "until", "parents after children", "unknown amount", "fee taken",
            "refused",
            "beyond 2^63", "untracked on the path", "commingled", "several outputs of one address", "resting", "unseen",
            "shielded", "endpoint", "mixer by label", "coinjoin stopped", "coinjoin passed through", "bridge", "fee",
            "burn", "pruned by hops", "pruned by amount", "seeded inputs", "two hops", "a path of three",
            "a followed fee",
        ]
        for corner in corners {
            #expect(seen[corner, default: 0] >= 3, "\(corner): \(seen[corner, default: 0]) in \(worlds) worlds")
        }
    }
}
