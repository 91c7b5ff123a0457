import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

@Suite("Bitcoin fixtures", .enabled(if: BitcoinData.etl != nil, "no shared data beside the package"))
struct BitcoinFixtureTests {
    static func network(_ fixture: String) -> ScriptNetwork {
        let chain = fixture.prefix { $0 != "/" }
        return ScriptNetwork(chain: String(chain)) ?? .bitcoin
    }

    /// Every row decodes to what an independent JSON reader sees in it.
    @Test func rowsOfBitcoinETL() throws {
        var count = 0
        for fixture in try BitcoinData.fixtures() {
            let network = Self.network(fixture.name)
            let decoded = try BitcoinData.transactions(BitcoinETLRow.self, rows: fixture.rows, network: network)
            let rows = try BitcoinData.bytes(fixture.rows).split(separator: 0x0A).map {
                try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
            }
            #expect(decoded.count == rows.count, "\(fixture.name)")
            for (transaction, row) in zip(decoded, rows) {
                try compare(transaction, row, fixture.name)
                count += 1
            }
        }
        #expect(count == 34)
    }

    private func compare(_ transaction: OutputTransaction, _ row: [String: Any], _ name: String) throws {
        #expect(Hex.text(transaction.id.bytes) == row["hash"] as? String)
        #expect(
            transaction.block == row["block_number"] as? UInt64 && transaction.time == row["block_timestamp"] as? Int64)
        #expect(transaction.position == row["index"] as? UInt32)
        #expect(transaction.isCoinbase == row["is_coinbase"] as? Bool)
        let inputs = try #require(row["inputs"] as? [[String: Any]])
        let outputs = try #require(row["outputs"] as? [[String: Any]])
        #expect(transaction.inputs.count == inputs.count && transaction.outputs.count == outputs.count)
        for (input, json) in zip(transaction.inputs, inputs) {
            #expect(input.isUntracked == (json["type"] as? String == "shielded"))
            #expect(input.amount == json["value"] as? UInt64)
            let addresses = json["addresses"] as? [String] ?? []
            #expect(input.owner?.text == (addresses.count == 1 ? addresses[0] : nil))
            guard !input.isUntracked else { continue }
            #expect(Hex.text(input.previous.bytes) == json["spent_transaction_hash"] as? String)
            #expect(input.index == json["spent_output_index"] as? UInt32)
        }
        for (output, json) in zip(transaction.outputs, outputs) {
            #expect(output.amount == json["value"] as? UInt64)
            let addresses = try #require(json["addresses"] as? [String])
            #expect(output.owner.text == (json["type"] as? String == "shielded" ? "shielded" : addresses[0]), "\(name)")
        }
    }

    /// A node's block is the rows that bitcoin-etl makes of it.
    @Test func blocksOfNodes() throws {
        var blocks = 0
        for fixture in try BitcoinData.fixtures() where !fixture.blocks.isEmpty {
            let network = Self.network(fixture.name)
            var rows = try BitcoinData.transactions(BitcoinETLRow.self, rows: fixture.rows, network: network)
            // Where the rows were enriched, the block does not know as much.
            for i in rows.indices {
                for j in rows[i].inputs.indices where !rows[i].inputs[j].isUntracked {
                    (rows[i].inputs[j].amount, rows[i].inputs[j].owner) = (nil, nil)
                }
            }
            var found: [OutputTransaction] = []
            for block in fixture.blocks {
                found += try NodeBlock.transactions(of: try BitcoinData.bytes(block), network: network).get()
                blocks += 1
            }
            #expect(found.flatMap { lines($0) } == rows.flatMap { lines($0) }, "\(fixture.name)")
        }
        #expect(blocks == 10)
    }

    /// The chain is told by the addresses; both sources give one ledger.
    @Test func ledgersAreEqual() throws {
        for fixture in try BitcoinData.fixtures() {
            let (rows, _) = try LedgerReader.read(paths: [fixture.rows])
            let network = Self.network(fixture.name)
            #expect(rows.chains.map(\.name) == [network.chainName], "\(fixture.name)")
            #expect(rows.assets.map(\.symbol) == [network.symbol])
            #expect(rows.files.map(\.format) == ["bitcoin-etl"])
            guard !fixture.blocks.isEmpty else { continue }
            let (blocks, _) = try LedgerReader.read(paths: fixture.blocks)
            #expect(blocks.chains.map(\.name) == [network.chainName])
            #expect(blocks.files.allSatisfy { $0.format == "node-blocks" && $0.notes.isEmpty })
            #expect(outputs(blocks) == outputs(rows), "\(fixture.name)")
        }
    }

    private func outputs(_ ledger: Ledger) -> [String] {
        (ledger.count..<ledger.count + ledger.outputCount).map { row in
            [
                ledger.transactionText(row), String(ledger.index(row)), ledger.block(row).map { String($0) } ?? "-",
                String(ledger.time(row)), ledger.text(ledger.recipient(row), asset: ledger.asset(row)),
                ledger.amount(row).decimalDigits,
            ].joined(separator: " ")
        }
    }

    @Test func verbosityOneIsRefused() throws {
        let etl = try #require(BitcoinData.etl)
        let path = etl + "/dogecoin/block_without_transactions"
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: path).first { $0.contains("getblock_") })
        #expect(throws: InputError.self) { try LedgerReader.read(paths: [path + "/" + name]) }
        #expect(
            decoded(NodeBlock.self, String(decoding: try BitcoinData.bytes(path + "/" + name), as: UTF8.self)) == [
                "tx[0] '3b14b76d22a3f2859d73316002bc1b9bfc7f37e2c3393be9b722b62bbd786983': is only the id of a "
                    + "transaction: getblock needs verbosity 2 or 3"
            ])
    }
}
