import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

/// A small world whose every amount can be recomputed by hand.
///
/// A collector has 500 USDT of its own and receives the victim's 1,000; it pays 600 to an exchange, 300 to a mule and
/// swaps 150 at a pool for 0.05 WETH. The mule pays 100 to a mixer and burns 30. Pro rata two thirds of each are the
/// victim's.
enum ReportFixture {
    static func address(_ n: Int) -> String {
        let digits = String(n, radix: 16)
        return "0x" + String(repeating: "0", count: 40 - digits.count) + digits
    }

    static func evm(_ n: Int) throws -> Address { try #require(Address(address(n), form: .evm)) }

    static func hash(_ n: Int) -> String {
        let digits = String(n, radix: 16)
        return "0x" + String(repeating: "0", count: 64 - digits.count) + digits
    }

    static let funder = address(0xf0)
    static let victim = address(0xa1)
    static let collector = address(0xb1)
    static let exchange = address(0xe1)
    static let mule = address(0xc1)
    static let mixer = address(0xd1)
    static let pool = address(0x51)
    static let usdt = "0xdac17f958d2ee523a2206206994597c13d831ec7"
    static let weth = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"
    static let seed = "tx:" + hash(2)

    static let chain: String = {
        var rows = ["chain,tx,index,block,time,from,to,asset,amount"]
        func row(_ tx: Int, _ index: Int, _ from: String, _ to: String, _ asset: String, _ amount: String) {
            rows.append(
                "eip155:1,\(hash(tx)),\(index),\(100 + tx),\(1_721_131_000 + tx * 60),\(from),\(to),\(asset),\(amount)")
        }
        row(1, 0, funder, collector, usdt, "500000000")
        row(2, 0, victim, collector, usdt, "1000000000")
        row(3, 0, collector, exchange, usdt, "600000000")
        row(4, 0, collector, mule, usdt, "300000000")
        row(5, 0, collector, pool, usdt, "150000000")
        row(5, 1, pool, collector, weth, "50000000000000000")
        row(6, 0, mule, mixer, usdt, "100000000")
        row(7, 0, mule, address(0), usdt, "30000000")
        return rows.joined(separator: "\n") + "\n"
    }()

    static let labels = """
        address,label,category,entity,jurisdiction,confidence,source
        \(exchange),Harbour 7,exchange,Harbour Exchange,SG,90,desk
        \(exchange),maybe a mixer,mixer,,,40,forum
        \(mixer),Fogbank,mixer,Fogbank,,95,desk
        \(collector),reported by victims,pig_butchering,,,70,desk

        """

    static func ledger(_ chain: String = chain) throws -> Ledger {
        try LedgerReader.read(paths: [try labelFile(chain, "chain.csv")]).ledger
    }

    static func report(
        _ rules: [TaintRule] = [.haircut], chain: String = chain, labels: String? = labels, seeds: [String] = [seed],
        backward: Bool = false, change: (inout TraceOptions) throws -> Void = { _ in }
    ) throws -> TraceReport {
        let ledger = try ledger(chain)
        let reading = try labels.map { try LabelReader.read([try labelFile($0, "labels.csv")]) } ?? LabelReading()
        var options = TraceOptions()
        options.rule = rules[0]
        try change(&options)
        let tracer = try Tracer(ledger: ledger, attribution: reading.attribution, options: options)
        let cases = [Case(id: "case-1", seeds: try seeds.map { try Seed(parsing: $0) })]
        let answer: TraceReport.Answer =
            backward
            ? .origins(try tracer.origins(cases))
            : .destinations(rules.flatMap { tracer.trace(cases, rule: $0) })
        return TraceReport(
            ledger: ledger, attribution: reading.attribution, options: options,
            rule: rules.count == 1 ? rules[0] : nil, answer: answer)
    }
}
