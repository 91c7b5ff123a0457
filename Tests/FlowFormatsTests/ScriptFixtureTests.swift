import FlowFormats
import FlowTracing
import Foundation
import Testing

/// Scripts of real transactions and the addresses that explorers and nodes give them.
@Suite struct ScriptFixtureTests {
    private func address(_ hex: String, _ network: ScriptNetwork) throws -> ScriptAddress {
        try #require(Hex.bytes(Array(hex.utf8))).withUnsafeBufferPointer { ScriptAddress(script: $0, network: network) }
    }

    private struct ExplorerOutput: Decodable {
        var script: String
        var type: String
        var address: String?

        enum CodingKeys: String, CodingKey {
            case script = "scriptpubkey"
            case type = "scriptpubkey_type"
            case address = "scriptpubkey_address"
        }
    }
    private struct ExplorerTransaction: Decodable {
        struct Input: Decodable { var prevout: ExplorerOutput? }
        var vin: [Input]
        var vout: [ExplorerOutput]
    }

    @Test(.enabled(if: SharedData.path != nil, "no shared data"))
    func `explorer pages`() throws {
        let folder = try #require(SharedData.path) + "/bitcoin/mempool-json"
        let kinds: [String: ScriptKind] = [
            "p2pkh": .pubkeyHash, "p2sh": .scriptHash, "v0_p2wpkh": .witnessPubkeyHash, "v0_p2wsh": .witnessScriptHash,
            "v1_p2tr": .taproot, "p2pk": .pubkeyHash, "multisig": .multisig, "op_return": .data,
        ]
        var addressed = 0
        var others = 0
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.hasSuffix(".json") {
            let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + file))
            let page = try JSONDecoder().decode(ExplorerTransaction.self, from: data)
            for output in page.vin.compactMap(\.prevout) + page.vout {
                let found = try address(output.script, .bitcoin)
                #expect(found.kind == kinds[output.type])
                if let text = output.address {
                    #expect(found.text == text)
                    #expect(ScriptAddress(text, network: .bitcoin) == found)
                    addressed += 1
                } else {
                    others += 1
                }
            }
        }
        #expect(addressed == 777)
        #expect(others == 1)
    }

    private struct NodeRow: Decodable {
        struct Output: Decodable {
            var script: String?
            var addresses: [String]?

            enum CodingKeys: String, CodingKey {
                case script = "script_hex"
                case addresses
            }
        }
        var outputs: [Output]
    }

    @Test(
        .enabled(if: SharedData.path != nil, "no shared data"),
        arguments: [
            ("bitcoin", ScriptNetwork.bitcoin, 11), ("bitcoin_cash", .bitcoinCash, 1), ("dogecoin", .dogecoin, 21),
            ("zcash", .zcash, 23),
        ])
    func `rows of nodes`(folder: String, network: ScriptNetwork, count: Int) throws {
        let root = try #require(SharedData.path) + "/bitcoin/bitcoin-etl/test_export_blocks_job/" + folder
        var addressed = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: root) {
            let lines = try String(contentsOfFile: "\(root)/\(name)/expected_transactions.json", encoding: .utf8)
            for line in lines.split(whereSeparator: \.isNewline) {
                for output in try JSONDecoder().decode(NodeRow.self, from: Data(line.utf8)).outputs {
                    guard let script = output.script, let text = output.addresses?.first else { continue }
                    #expect(try address(script, network).text == text)
                    addressed += 1
                }
            }
        }
        #expect(addressed == count)
    }
}
