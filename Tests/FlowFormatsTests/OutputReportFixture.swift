import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

/// The stories on Bitcoin, traced as the command line does.
enum OutputReportFixture {
    static let stories = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("SampleChains")

    static let coinjoinSeed = "tx:8343fe70eeb1173fda11e53e5f56d691ef509650b09289bfc6da1d612ca5a29b:1"
    static let peelSeed = "tx:c266d193997516df3d4841e081aeb6a07e85bca4c198461df54a962686a4755f:0"
    static let firstMix = "0dbdd3b6b74690eced0a86ed5357de68f6f867886cc1d2c4acd9c265aacd3dba"
    static let secondMix = "763890559024d5d9ec1fb7d2f4b7ee4b8393093a14a3fbb9124b5b85e9c82304"
    static let preparation = "32a17b33b88340ce9a088d15c0b7b26c7d9a255bb9141f315a7eaf7c1d0e8808"
    static let bitcoin = "bip122:000000000019d6689c085ae165831e93"

    static func coinjoin(
        _ rules: [TaintRule] = [.haircut], policy: CoinJoinPolicy = .stop
    ) throws -> TraceReport {
        try report("coinjoin", seed: coinjoinSeed, rules) { $0.coinjoin = policy }
    }

    static func peelChain(_ rules: [TaintRule] = [.haircut]) throws -> TraceReport {
        try report("bitcoin-peel-chain", seed: peelSeed, rules)
    }

    static func report(
        _ story: String, seed: String, _ rules: [TaintRule], change: (inout TraceOptions) -> Void = { _ in }
    ) throws -> TraceReport {
        let folder = stories.appendingPathComponent(story)
        let ledger = try LedgerReader.read(paths: [folder.appendingPathComponent("chain.jsonl").path]).ledger
        let labels = try LabelReader.read([folder.appendingPathComponent("labels.csv").path])
        return try report(ledger, labels.attribution, seeds: [seed], rules, change: change)
    }

    static func report(
        _ ledger: Ledger, _ attribution: Attribution = Attribution(), seeds: [String], _ rules: [TaintRule],
        change: (inout TraceOptions) -> Void = { _ in }
    ) throws -> TraceReport {
        var options = TraceOptions()
        options.rule = rules[0]
        change(&options)
        let tracer = try Tracer(ledger: ledger, attribution: attribution, options: options)
        let cases = [Case(id: "case-1", seeds: try seeds.map { try Seed(parsing: $0) })]
        return TraceReport(
            ledger: ledger, attribution: attribution, options: options, rule: rules.count == 1 ? rules[0] : nil,
            answer: .destinations(rules.flatMap { tracer.trace(cases, rule: $0) }))
    }

    static func asset(_ report: TraceReport) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(JSONReport.text(report).utf8)) as? [String: Any]
        let cases = try #require(object?["cases"] as? [[String: Any]])
        return try #require((cases[0]["assets"] as? [[String: Any]])?.first)
    }

    // MARK: Ledgers made here

    static func id(_ n: UInt64) -> Hash32 { Hash32(Array(repeating: 0, count: 24) + bytes(n)) }
    static func idText(_ n: UInt64) -> String { Hex.text(id(n).bytes) }
    private static func bytes(_ n: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: n >> (56 - 8 * $0)) } }

    static func owner(_ n: UInt64) -> ScriptAddress {
        ScriptAddress(
            network: .bitcoin, kind: .witnessPubkeyHash,
            payload: Hash32(bytes(n) + Array(repeating: 7, count: 12) + Array(repeating: 0, count: 12)))
    }

    /// One block of transactions: inputs as (id, output, owner and amount where the source says), outputs as (owner, amount).
    struct Row {
        var id: UInt64
        var isCoinbase = false
        var inputs: [(id: UInt64, index: UInt32, known: (owner: UInt64, amount: UInt64)?)] = []
        var outputs: [(owner: UInt64, amount: UInt64)]
    }

    static func ledger(_ rows: [Row]) throws -> Ledger {
        var builder = LedgerBuilder()
        let chain = builder.chain("bitcoin")
        _ = builder.asset(Asset(chain: chain, identity: .native, symbol: "BTC", decimals: 8))
        builder.beginFile(SourceFile(name: "made", format: "test", hasIndex: true))
        for (position, row) in rows.enumerated() {
            var transaction = OutputTransaction(chain: chain)
            (transaction.id, transaction.time) = (id(row.id), 1_700_000_000)
            transaction.block = 100
            transaction.position = UInt32(position)
            transaction.isCoinbase = row.isCoinbase
            for input in row.inputs {
                var one = OutputTransaction.Input(previous: id(input.id), index: input.index)
                one.owner = input.known.map { owner($0.owner) }
                one.amount = input.known?.amount
                transaction.inputs.append(one)
            }
            for output in row.outputs {
                transaction.outputs.append(.init(amount: output.amount, owner: owner(output.owner)))
            }
            try builder.append(transaction)
        }
        builder.endFile { _ in }
        return try builder.seal()
    }
}
