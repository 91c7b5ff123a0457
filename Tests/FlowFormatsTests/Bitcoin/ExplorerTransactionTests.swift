import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

@Suite("Explorer transactions")
struct ExplorerTransactionTests {
    static let key = "1111111111111111111111111111111111111111"

    /// A transaction of one input of `spends` and outputs of the amounts given.
    static func json(
        spends: String = "1000", outputs: [String] = ["600", "300"], fee: String = "100",
        status: String = #"{"confirmed": true, "block_height": 7, "block_time": 1700000000}"#, extra: String = ""
    ) -> String {
        let coins = outputs.map { #"{"scriptpubkey": "0014\#(key)", "value": \#($0)}"# }
        return """
            {"txid": "\(String(repeating: "ab", count: 32))", "version": 1,
             "vin": [{"txid": "\(String(repeating: "cd", count: 32))", "vout": 3, "is_coinbase": false,
                      "prevout": {"scriptpubkey": "0014\(key)", "value": \(spends)}}],
             "vout": [\(coins.joined(separator: ", "))], "fee": \(fee)\(extra), "status": \(status)}
            """
    }

    @Test func readsATransaction() {
        #expect(
            decoded(ExplorerTransaction.self, Self.json()) == [
                String(repeating: "ab", count: 32) + " 7/- 1700000000",
                "in " + String(repeating: "cd", count: 32) + ":3 1000 bc1qzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3h8ffkz",
                "out 600 bc1qzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3h8ffkz",
                "out 300 bc1qzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3h8ffkz",
            ])
    }

    @Test func refusesWhatIsWrong() {
        let cases: [(String, String)] = [
            (Self.json(fee: "99"), "fee '99': is not inputs less outputs, 100: inputs are 1000, outputs 900"),
            (
                Self.json(outputs: ["600", "500"]),
                "vout '1100': the outputs exceed the inputs: inputs are 1000, outputs 1100"
            ),
            (Self.json(outputs: ["600", "-1"]), "vout[1].value '-1': is negative"),
            (Self.json(outputs: ["1.5"]), "vout[0].value '1.5': is not a whole number"),
            (Self.json(outputs: ["1e3"]), "vout[0].value '1e3': is not a whole number"),
            (
                Self.json(outputs: ["9223372036854775808"]),
                "vout[0].value '9223372036854775808': is more than 9223372036854775807"
            ),
            (
                Self.json(outputs: ["999999999999999999999999999999"]),
                "vout[0].value '999999999999999999999999999999': is more than 9223372036854775807"
            ),
            (Self.json(outputs: ["{}"]), "vout[0].value '{…}': is not a whole number"),
            (Self.json(outputs: ["null"]), "vout[0].value '': is missing"),
            (Self.json(extra: #", "fee": 100"#), "fee '100': is given twice"),
            (
                Self.json(status: #"{"confirmed": false}"#),
                "status.confirmed 'false': the transaction is not confirmed: it has no block"
            ),
            (Self.json(status: #"{"confirmed": true}"#), "status.block_height '': is missing"),
            (Self.json(status: "[]"), "status '[…]': is not an object"),
            (
                Self.json(status: #"{"confirmed": true, "block_height": 1, "block_time": 4294967296}"#),
                "status.block_time '4294967296': is more than 4294967295"
            ),
            (
                Self.json().replacingOccurrences(of: #""vout": 3"#, with: #""vout": 4294967295"#),
                "vin[0].vout '4294967295': is no number of an output"
            ),
            (
                Self.json().replacingOccurrences(of: "cdcd", with: "cdxy"),
                "vin[0].txid '" + String(repeating: "cdxy", count: 16) + "': is not 64 hexadecimal digits"
            ),
            (
                Self.json().replacingOccurrences(of: "0014", with: "014"),
                "vin[0].prevout.scriptpubkey '014\(Self.key)': is not hexadecimal"
            ),
        ]
        for (json, expected) in cases { #expect(decoded(ExplorerTransaction.self, json) == [expected]) }
    }

    @Test func addressesMustMatchTheirScripts() {
        func with(_ address: String) -> String {
            Self.json().replacingOccurrences(
                of: #""value": 300"#, with: #""value": 300, "scriptpubkey_address": "\#(address)""#)
        }
        #expect(decoded(ExplorerTransaction.self, with("bc1qzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3h8ffkz")).count == 4)
        #expect(
            decoded(ExplorerTransaction.self, with("1BoatSLRHtKNngkdXEeobR76b53LETtpyT")) == [
                "vout[1].scriptpubkey_address '1BoatSLRHtKNngkdXEeobR76b53LETtpyT': is not the address of the script "
                    + "beside it, which pays to bc1qzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3h8ffkz"
            ])
        #expect(
            decoded(ExplorerTransaction.self, with("bc1qzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3h8ffkx")) == [
                "vout[1].scriptpubkey_address 'bc1qzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3h8ffkx': is no address of Bitcoin"
            ])
    }

    @Test(.enabled(if: BitcoinData.mempool != nil, "no shared data beside the package"))
    func everySavedTransaction() throws {
        let folder = try #require(BitcoinData.mempool)
        var count = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where name.hasSuffix(".json") {
            let path = folder + "/" + name
            let bytes = try BitcoinData.bytes(path)
            let found = try ExplorerTransaction.transactions(of: bytes, network: .bitcoin).get()
            let json = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
            let transaction = try #require(found.first)
            #expect(found.count == 1 && Hex.text(transaction.id.bytes) == json["txid"] as? String)
            let inputs = try #require(json["vin"] as? [[String: Any]]).map { $0["prevout"] as? [String: Any] ?? [:] }
            let outputs = try #require(json["vout"] as? [[String: Any]])
            #expect(inputs.count == transaction.inputs.count && outputs.count == transaction.outputs.count)
            for (input, json) in zip(transaction.inputs, inputs) {
                #expect(input.amount == json["value"] as? UInt64)
                try check(input.owner, json)
            }
            for (output, json) in zip(transaction.outputs, outputs) {
                #expect(output.amount == json["value"] as? UInt64)
                try check(output.owner, json)
            }
            #expect(TransactionSum(transaction).fee == (json["fee"] as? UInt64).map { Amount($0) })
            let (ledger, _) = try LedgerReader.read(paths: [path])
            #expect(ledger.outputCount >= transaction.outputs.count && ledger.files[0].isAccountExport)
            #expect(ledger.files[0].format == "explorer-transactions")
            count += 1
        }
        #expect(count == 7)
    }

    private func check(_ owner: ScriptAddress?, _ json: [String: Any]) throws {
        let owner = try #require(owner)
        if let address = json["scriptpubkey_address"] as? String {
            #expect(owner.text == address)
        } else {
            #expect(json["scriptpubkey_type"] as? String == "multisig" && owner.kind == .multisig)
        }
    }

    /// Seven saved transactions are one ledger, and what a coinjoin's first output received is traced from it.
    @Test(.enabled(if: BitcoinData.mempool != nil, "no shared data beside the package"))
    func savedTransactionsAreTraced() throws {
        let folder = try #require(BitcoinData.mempool)
        let (ledger, _) = try LedgerReader.read(paths: [folder + "/*.json"])
        #expect(ledger.transactionCount == 7 && ledger.files.count == 7)
        let seed = "tx:323df21f0b0756f98336437aa3d2fb87e02b59f1946b714a7b09df04d429dec2:0"
        let traces = try Tracer(ledger: ledger).trace([Case(id: "a", seeds: [try Seed(parsing: seed)])])
        let asset = try #require(traces.first?.assets.first)
        #expect(asset.injected == 5_000_000 && asset.residual == 0)
        #expect(
            asset.resting.map { ledger.text($0.address, asset: asset.asset) } == [
                "bc1qqmmc3s46efrdq0jglhf8l8jg0xw37exgne6q3k"
            ])
    }
}
