import Foundation
import Testing

/// Bitcoin through the built binary: options, refusals, ledgers of several kinds in one command.
@Suite struct OutputChainTests {
    let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.write(SmallLedger.text, to: "t.csv")
    }

    static let coinjoin = story("coinjoin")
    static let peel = story("bitcoin-peel-chain")
    static let theft = "tx:8343fe70eeb1173fda11e53e5f56d691ef509650b09289bfc6da1d612ca5a29b"
    static let peelTheft = "tx:c266d193997516df3d4841e081aeb6a07e85bca4c198461df54a962686a4755f"
    static let mix = "0dbdd3b6b74690eced0a86ed5357de68f6f867886cc1d2c4acd9c265aacd3dba"

    private static func story(_ name: String) -> String {
        LymerRun.repository.appendingPathComponent("SampleChains/\(name)/chain.jsonl").path
    }

    private func run(_ arguments: String...) throws -> LymerRun { try LymerRun(arguments, in: scratch) }

    private func rules(_ run: LymerRun) throws -> [String] {
        try #require(try run.json()["cases"] as? [[String: Any]]).compactMap { $0["rule"] as? String }
    }

    @Test func coinjoinsStopUnlessLetThrough() throws {
        let stop = try run("trace", Self.coinjoin, "--from", Self.theft + ":1", "--format", "json")
        #expect(stop.status == 0, "\(stop.errors)")
        #expect(
            SmallLedger.closing(try stop.json())
                == ["injected": "16000000", "mixer": "10020000", "resting": "5975000", "fee": "5000", "residual": "0"])
        let through = try run(
            "trace", Self.coinjoin, "--from", Self.theft + ":1", "--coinjoin", "through", "--format", "json")
        #expect(
            SmallLedger.closing(try through.json())
                == ["injected": "16000000", "resting": "15983068", "fee": "16932", "residual": "0"])
        #expect(try run("trace", Self.coinjoin, "--from", Self.theft, "--coinjoin", "maybe").status == 2)
    }

    @Test func anAmbiguousSeedListsTheOutputs() throws {
        let run = try run("trace", Self.coinjoin, "--from", Self.theft)
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(run.errors.contains("16000000") && run.errors.contains("1998000"), "\(run.errors)")
    }

    @Test func whatHoldsUnderEveryRuleNamesOneShare() throws {
        let run = try run("trace", Self.coinjoin, "--from", Self.theft + ":1", "--rule", "all")
        #expect(run.output.contains("Whatever the rule, 0.00 BTC of 0.16 BTC reached services."), "\(run.output)")
    }

    @Test func backwardNamesTheChainForPeople() throws {
        let run = try run("trace", Self.coinjoin, "--from", Self.theft + ":1", "--backward")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("BTC on bitcoin  0.16 BTC"), "\(run.output)")
    }

    @Test func tihoIsARuleOfUTXOChains() throws {
        let bitcoin = try run("trace", Self.peel, "--from", Self.peelTheft + ":0", "--rule", "tiho", "--format", "json")
        #expect(SmallLedger.closing(try bitcoin.json())["fee"] == "28665", "\(bitcoin.errors)")
        let account = try run("trace", "t.csv", "--from", SmallLedger.payment, "--rule", "tiho")
        #expect(account.status == 2 && account.output.isEmpty)
        #expect(account.errors.contains("tiho") && account.errors.contains("UTXO"), "\(account.errors)")
    }

    @Test func allRulesAreThoseOfTheLedger() throws {
        let account = ["haircut", "fifo", "lifo", "libr", "taint-first", "poison", "reach"]
        let all = ["haircut", "fifo", "lifo", "libr", "taint-first", "tiho", "poison", "reach"]
        let cases = [
            (["t.csv"], SmallLedger.payment, account), ([Self.peel], Self.peelTheft + ":0", all),
            ([Self.peel, "t.csv"], SmallLedger.payment, account), ([Self.peel, "t.csv"], Self.peelTheft + ":0", all),
        ]
        for (sources, seed, expected) in cases {
            let run = try LymerRun(
                ["trace"] + sources + ["--from", seed, "--rule", "all", "--format", "json"], in: scratch)
            #expect(run.status == 0, "\(run.errors)")
            #expect(try rules(run) == expected)
        }
    }

    /// Bitcoin and USDT in one question: each asset is answered as it would be alone.
    @Test func mixedLedgersAreOneCommand() throws {
        let together = try run(
            "trace", Self.peel, "t.csv", "--from", Self.peelTheft + ":0", SmallLedger.payment, "--stop",
            SmallLedger.exchange, "--format", "json")
        #expect(together.status == 0, "\(together.errors)")
        let bitcoin = try run("trace", Self.peel, "--from", Self.peelTheft + ":0", "--format", "json")
        let account = try run(
            "trace", "t.csv", "--from", SmallLedger.payment, "--stop", SmallLedger.exchange, "--format", "json")
        func assets(_ run: LymerRun) throws -> [NSDictionary] {
            let cases = try #require(try run.json()["cases"] as? [[String: Any]])
            return try #require(cases.first?["assets"] as? [NSDictionary])
        }
        #expect(try assets(together) == assets(bitcoin) + assets(account))
        let ledger = try #require(try together.json()["ledger"] as? [String: Any])
        #expect(ledger["transfers"] as? Int == 29 && ledger["outputs"] as? Int == 26)
        let table = try run(
            "trace", Self.peel, "t.csv", "--from", Self.peelTheft + ":0", SmallLedger.payment, "--rule", "all")
        #expect(table.status == 0, "\(table.errors)")
        #expect(table.output.contains("BTC on bitcoin") && table.output.contains("USDT on eip155:1"))
        #expect(table.output.contains("Read 3 transfers and 14 transactions with 26 outputs of 30 addresses"))
    }

    @Test func unfoldShowsHopsAndChangesNoAmount() throws {
        let folded = try run("trace", Self.peel, "--from", Self.peelTheft + ":0")
        let unfolded = try run("trace", Self.peel, "--from", Self.peelTheft + ":0", "--unfold")
        #expect(folded.status == 0 && unfolded.status == 0)
        #expect(folded.output.contains("9 hops") && !folded.output.contains("moves on  "))
        #expect(unfolded.output.contains("moves on  "))
        let json = ["trace", Self.peel, "--from", Self.peelTheft + ":0", "--format", "json"]
        #expect(try LymerRun(json, in: scratch).output == LymerRun(json + ["--unfold"], in: scratch).output)
    }

    @Test func followFeesIsAnOption() throws {
        // No block of the story has a coinbase beside the thief's transactions: fees stay fees.
        let question = ["trace", Self.peel, "--from", Self.peelTheft + ":0", "--format", "json"]
        let plain = try LymerRun(question, in: scratch)
        let followed = try LymerRun(question + ["--follow-fees"], in: scratch)
        #expect(followed.status == 0, "\(followed.errors)")
        #expect(SmallLedger.closing(try followed.json()) == SmallLedger.closing(try plain.json()))
        let fees = try FeeStory.write(to: scratch)
        let kept = try LymerRun(["trace", fees, "--from", FeeStory.seed, "--format", "json"], in: scratch)
        #expect(SmallLedger.closing(try kept.json())["fee"] == "100", "\(kept.errors)")
        let mined = try LymerRun(
            ["trace", fees, "--from", FeeStory.seed, "--follow-fees", "--format", "json"], in: scratch)
        #expect(
            SmallLedger.closing(try mined.json()) == ["injected": "1000", "resting": "1000", "residual": "0"],
            "\(mined.errors)")
    }

    @Test func coinjoinsAreListedAndJudged() throws {
        for format in ["table", "json", "csv"] {
            let list = try run("coinjoins", Self.coinjoin, "--format", format)
            #expect(list.status == 0 && list.output.contains(Self.mix), "\(list.errors)")
            let one = try run("coinjoins", Self.coinjoin, "--tx", Self.mix, "--format", format)
            #expect(one.status == 0 && one.output.contains("joinmarket"), "\(one.errors)")
        }
        #expect(try run("coinjoins", Self.peel).output.contains("0 among 14 transactions"))
        let file = try run("coinjoins", Self.coinjoin, "--format", "csv", "--output", "list.csv")
        #expect(file.status == 0 && file.output.isEmpty)
        #expect(try scratch.read("list.csv").contains(Self.mix))
    }

    @Test(
        arguments: [
            (["coinjoins"], 2, "SOURCE"), (["coinjoins", "t.csv"], 2, "UTXO"),
            (["coinjoins", "none.jsonl"], 1, "none.jsonl"),
            (["coinjoins", coinjoin, "--tx", "abc"], 2, "'abc'"),
            (["coinjoins", coinjoin, "--format", "dot"], 2, "dot"),
        ] as [([String], Int32, String)])
    func coinjoinsFailWithASentence(arguments: [String], status: Int32, named: String) throws {
        let run = try LymerRun(arguments, in: scratch)
        #expect(run.status == status && run.output.isEmpty, "\(run.errors)")
        #expect(run.errors.contains(named), "\(run.errors)")
    }

    @Test func cataloguesListWhatIsNew() throws {
        let heuristics = try run("heuristics").output
        for name in [
            "wabisabi", "wasabi1", "whirlpool", "whirlpool-tx0", "joinmarket", "generic", "peel-chain",
            "behaviour-guard",
        ] {
            #expect(heuristics.split(separator: "\n").contains { $0.hasPrefix(name + " ") }, "\(name)")
        }
        #expect(try run("rules").output.contains("tiho"))
        #expect(try run("formats").output.contains("bitcoin-etl"))
    }
}

/// A block whose coinbase takes the fee of a tainted transaction.
enum FeeStory {
    static let seed = "tx:\(id(2)):0"
    private static func id(_ n: Int) -> String { String(repeating: "0", count: 63) + String(n) }

    static func write(to scratch: Scratch) throws -> String {
        func row(_ n: Int, _ block: Int, _ index: Int, inputs: String, outputs: String, isCoinbase: Bool = false)
            -> String
        {
            """
            {"type":"transaction","hash":"\(id(n))","block_number":\(block),"block_timestamp":\(1_700_000_000 + block * 600),\
            "is_coinbase":\(isCoinbase),"index":\(index),"inputs":[\(inputs)],"outputs":[\(outputs)]}
            """
        }
        func output(_ index: Int, _ owner: Int, _ value: Int) -> String {
            let digits = String(repeating: "0", count: 39) + String(owner)
            return #"{"index":\#(index),"script_hex":"0014\#(digits)","type":"witness_v0_keyhash","value":\#(value)}"#
        }
        func input(_ n: Int, _ output: Int) -> String {
            #"{"index":0,"spent_transaction_hash":"\#(id(n))","spent_output_index":\#(output)}"#
        }
        let rows = [
            row(1, 1, 0, inputs: "", outputs: output(0, 1, 1_000), isCoinbase: true),
            row(2, 2, 0, inputs: input(1, 0), outputs: output(0, 2, 1_000)),
            row(3, 3, 0, inputs: "", outputs: output(0, 3, 5_100), isCoinbase: true),
            row(4, 3, 1, inputs: input(2, 0), outputs: output(0, 4, 900)),
        ]
        return try scratch.write(rows.joined(separator: "\n") + "\n", to: "fees.jsonl")
    }
}
