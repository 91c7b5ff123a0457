import Foundation
import Testing

/// Where coins came from, asked of saved explorer answers.
///
/// 1000 of a and of nobody in the data become 600 for b, 300 for a and a fee of 100; b and d, with 400, then pay 900 to e.
@Suite struct BackwardOutputTests {
    let scratch: Scratch
    private static let first = String(repeating: "a1", count: 32)
    private static let second = String(repeating: "b2", count: 32)

    init() throws {
        scratch = try Scratch()
        func coin(_ owner: String, _ amount: Int) -> String {
            #"{"scriptpubkey": "0014\#(String(repeating: owner, count: 20))", "value": \#(amount)}"#
        }
        func transaction(_ id: String, _ height: Int, _ inputs: [String], _ outputs: [String], fee: Int) -> String {
            """
            {"txid": "\(id)", "version": 1, "vin": [\(inputs.joined(separator: ", "))],
             "vout": [\(outputs.joined(separator: ", "))], "fee": \(fee),
             "status": {"confirmed": true, "block_height": \(height), "block_time": \(1_700_000_000 + 600 * height)}}
            """
        }
        func input(_ id: String, _ vout: Int, _ coin: String) -> String {
            #"{"txid": "\#(id)", "vout": \#(vout), "is_coinbase": false, "prevout": \#(coin)}"#
        }
        let unknown = String(repeating: "c3", count: 32)
        let all = [
            transaction(
                Self.first, 1, [input(unknown, 0, coin("0a", 1000))], [coin("0b", 600), coin("0a", 300)], fee: 100),
            transaction(
                Self.second, 2, [input(Self.first, 0, coin("0b", 600)), input(unknown, 1, coin("0d", 400))],
                [coin("0e", 900)], fee: 100),
        ]
        try scratch.write("[\(all.joined(separator: ",\n"))]", to: "coins.json")
    }

    private func ask(_ seed: String, _ rule: String, _ more: String...) throws -> LymerRun {
        try LymerRun(["trace", "coins.json", "--backward", "--from", seed, "--rule", rule] + more, in: scratch)
    }

    private func origins(_ run: LymerRun) throws -> [String] {
        let answer = try run.json()
        #expect(answer["direction"] as? String == "backward")
        let cases = try #require(answer["cases"] as? [[String: Any]])
        let asset = try #require((cases[0]["assets"] as? [[String: Any]])?.first)
        let origins = try #require(asset["origins"] as? [[String: Any]])
        return try ["\(asset["asset"]!) \(asset["amount"]!)"]
            + origins.map { one in
                let address = try #require(one["address"] as? String)
                return "\(one["kind"]!) \(address.prefix(6)) \(one["amount"] ?? "-") \(one["minHops"]!)"
            }
    }

    @Test func answersWhereAnOutputCameFrom() throws {
        // Witness programs of one byte repeated: bc1qpg… is 0a, bc1qpv… 0b, bc1qp5… 0d.
        let fifo = try origins(ask("tx:\(Self.second):0", "fifo", "--format", "json"))
        #expect(fifo == ["BTC 900", "opening bc1qpg 600 1", "opening bc1qp5 300 0"])
        // ⌊600·900/1000⌋ and ⌊400·900/1000⌋.
        let haircut = try origins(ask("tx:\(Self.second)", "haircut", "--format", "json"))
        #expect(haircut == ["BTC 900", "opening bc1qpg 540 1", "opening bc1qp5 360 0"])
        #expect(
            try origins(ask("tx:\(Self.second)", "fifo", "--max-hops", "0", "--format", "json"))
                == ["BTC 900", "limit bc1qpg 600 1", "opening bc1qp5 300 0"])
    }

    @Test func everyFormatSaysIt() throws {
        for format in ["table", "json", "jsonl", "csv", "dot", "graphml"] {
            for rule in ["haircut", "fifo", "lifo", "reach"] {
                let run = try ask("tx:\(Self.second)", rule, "--format", format)
                #expect(run.status == 0, "\(format), \(rule): \(run.errors)")
                #expect(run.output.contains("bc1qp5"), "\(format), \(rule)")
            }
        }
    }

    @Test func refusesWhatNeedsOneClaimant() throws {
        #expect(try ask("tx:\(Self.second)", "tiho").status == 2)
        #expect(try ask("tx:\(String(repeating: "d4", count: 32))", "fifo").status == 2)
    }
}
