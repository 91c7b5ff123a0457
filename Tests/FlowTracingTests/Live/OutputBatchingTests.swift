import SeededRandom
import Testing

@testable import FlowTracing

/// A UTXO chain that grows by commits is the one sealed at once.
@Suite struct OutputBatchingTests {
    private static func told(_ ledger: Ledger) -> [String] {
        ledger.outputChains.flatMap { chain in
            let transactions = (0..<chain.transactionCount).map { number in
                let outputs = chain.outputs(of: number).map { output in
                    "\(chain.amount(output)) \(owner(chain, output, ledger)) \(chain.spender(output) ?? -1)"
                }
                let inputs = chain.inputs(of: number).map { input in
                    let source = chain.source(input)
                    let reference = chain.reference(source)
                    return
                        "\(reference.map { "\(Hex.text($0.id.bytes)):\($0.index)" } ?? "pool") \(chain.amount(source)) "
                        + "\(owner(chain, source, ledger)) \(chain.isInferred(source))"
                }
                return "\(Hex.text(chain.id(number).bytes)) \(chain.block(number) ?? 0) \(chain.time(number)) "
                    + "\(chain.isCoinbase(number)) \(inputs) -> \(outputs)"
            }
            return ["\(ledger.chains[Int(chain.chain)].name) \(chain.coverage) \(chain.duplicates)"] + transactions
        }
    }

    private static func owner(_ chain: OutputLedger, _ output: Int, _ ledger: Ledger) -> String {
        chain.owner(output).map { ledger.address(Ledger.firstScript | $0).text(form: .text) } ?? "-"
    }

    /// The world's blocks dealt out to commits, each whole: a sealed chain does not know positions any more.
    private static func commits(_ world: OutputWorld, _ random: inout SeededRandom) -> [[NaiveTransaction]] {
        var commits: [[NaiveTransaction]] = Array(repeating: [], count: random.number(1...5))
        var places: [String: Int] = [:]
        for one in world.transactions {
            let key = "\(one.chain) \(one.block.map(String.init) ?? "-") \(one.time)"
            let place = places[key] ?? random.number(0...commits.count - 1)
            places[key] = place
            commits[place].append(one)
        }
        return commits
    }

    static func difference(_ world: OutputWorld, seed: UInt64) -> String? {
        var random = SeededRandom(seed: seed)
        let commits = commits(world, &random)
        let file = SourceFile(name: "blocks", format: "test", hasIndex: true)
        func append(_ transactions: [NaiveTransaction], to builder: inout LedgerBuilder) throws {
            for (line, one) in transactions.enumerated() {
                let transaction = EngineOutputs.transaction(one, line: line + 1, &builder)
                try builder.append(transaction)
            }
        }
        var sealed: [String]?
        var streamed: [String]?
        do {
            var builder = LedgerBuilder()
            builder.beginFile(file)
            for commit in commits { try append(commit, to: &builder) }
            builder.endFile()
            sealed = told(try builder.seal())
        } catch {}
        do {
            var live = LiveLedger()
            live.intake.beginFile(file)
            for commit in commits {
                try append(commit, to: &live.intake)
                _ = try live.commit()
            }
            streamed = told(live.snapshot())
        } catch {}
        if sealed == streamed { return nil }
        return "sealed:\n\((sealed ?? ["fails"]).joined(separator: "\n"))\nstreamed:\n"
            + (streamed ?? ["fails"]).joined(separator: "\n")
    }

    @Test func `outputs streamed in any batching are those sealed at once`() {
        let base = SeededRandom.base &+ 14 << 40
        for i in 0..<UInt64(600) {
            let seed = base &+ i
            expectAgreement("sealed, streamed", seeds: [seed], make: RandomOutputWorld.make) { (world: OutputWorld) in
                var world = world
                // A cut ends a chain at its first later block: one that grows is not cut.
                world.until = nil
                return Self.difference(world, seed: seed)
            }
        }
    }
}
