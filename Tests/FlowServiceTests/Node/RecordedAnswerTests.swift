import FlowFormats
import FlowTracing
import Foundation
import Testing

@testable import FlowService

/// Recorded answers of real nodes, against the rows that ethereum-etl made of them.
@Suite struct RecordedAnswerTests {
    /// Follows blocks `first…last` of `node` into one ledger.
    private func follow(
        _ node: AnsweringNode, _ first: UInt64, _ last: UInt64, chain: String? = nil
    ) throws -> (ledger: Ledger, source: EVMSource) {
        var options = EVMSourceOptions()
        options.start = .block(first)
        options.end = last
        options.chain = chain
        let source = try EVMSource(node, options: options, clock: SleepingClock())
        var builder = LedgerBuilder()
        while true {
            let step = try source.next(into: &builder, limit: 10, patience: 0)
            if step == .finished { break }
            try #require(step != .idle)
        }
        return (try builder.seal(), source)
    }

    private func folder(_ name: String) throws -> String {
        guard let sharedData else {
            try Test.cancel("no ../shared/data here")
        }
        return "\(sharedData)/ethereum/\(name)/"
    }

    private func json(_ path: String) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func lines(_ path: String) throws -> [[String: Any]] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as! [String: Any]
        }
    }

    @Test(arguments: [
        ("blocks_with_transactions", [UInt64(0xb872), 0xb873]), ("block_with_logs", [0x76250]),
    ])
    func recordedBlocks(_ name: String, _ numbers: [UInt64]) throws {
        let folder = try folder("test_export_blocks_job/" + name)
        // Nothing but blocks was recorded: a node without receipts, whose transactions left no logs.
        var results: [String: Any] = [
            "eth_chainId": "0x1", "eth_blockNumber": hex(numbers.last! + 5), "eth_getLogs": [Any](),
        ]
        for number in numbers {
            let answer = try json(folder + "web3_response.eth_getBlockByNumber_\(hex(number))_true.json")
            results["eth_getBlockByNumber \(hex(number))"] = try #require((answer as? [String: Any])?["result"])
        }
        let (ledger, source) = try follow(AnsweringNode(results), numbers.first!, numbers.last!)
        let expected = try LedgerReader.read(
            paths: [folder + "expected_blocks.csv", folder + "expected_transactions.csv"]
        ).ledger
        #expect(ledger.count > 0)
        #expect(texts(ledger) == texts(expected))
        #expect(
            source.notes.contains {
                $0.hasPrefix("internal transfers: the node offers neither trace_block nor debug_traceBlockByNumber")
            })
        #expect(source.notes.contains { $0.hasPrefix("receipts: the node offers neither") })
    }

    /// Two whole blocks, as the node that the rows were made from must have answered.
    @Test(arguments: [NodeAbilities.Receipts.byBlock, .byTransaction])
    func wholeBlocks(_ receipts: NodeAbilities.Receipts) throws {
        let folder = try folder("test_stream/blocks_17173049_17173050")
        let blocks = try lines(folder + "expected_blocks.json")
        let transactions = try lines(folder + "expected_transactions.json")
        let logs = try lines(folder + "expected_logs.json")
        let node = AnsweringNode(nodeAnswers(blocks, transactions, logs, receipts))
        let (ledger, source) = try follow(node, 17_173_049, 17_173_050)
        let expected = try LedgerReader.read(
            paths: ["blocks", "transactions", "logs", "token_transfers"].map { folder + "expected_\($0).json" }
        ).ledger
        let rows = (0..<ledger.count)
        // Files hold no withdrawals.
        let withdrawn = rows.filter { ledger.address(ledger.sender($0)).isNull && ledger.kind($0) == .native }
        #expect(rows.filter { !withdrawn.contains($0) }.map { text(ledger, $0) }.sorted() == texts(expected).sorted())
        #expect(rows.filter { !withdrawn.contains($0) }.map { text(ledger, $0) } == texts(expected))
        let listed = blocks.flatMap { $0["withdrawals"] as? [[String: Any]] ?? [] }
        #expect(withdrawn.map { String(ledger.amount($0)) } == listed.map { "\($0["amount"]!)" + "000000000" })
        // Counted in the data: 298 transactions, 9 failed, 82.692 ETH less 0.4458 moved.
        let native = rows.filter { ledger.kind($0) == .native && !withdrawn.contains($0) }
        #expect(native.count == 298)
        #expect(!source.notes.contains { $0.contains("status") })
        #expect(ledger.undecidedOrder == 0)
    }

    /// Turns rows back into answers; the other way round from what is tested.
    private func nodeAnswers(
        _ blocks: [[String: Any]], _ transactions: [[String: Any]], _ logs: [[String: Any]],
        _ mode: NodeAbilities.Receipts
    ) -> [String: Any] {
        func number(_ value: Any?) -> String { hex(UInt128("\(value ?? 0)") ?? 0) }
        var results: [String: Any] = ["eth_chainId": "0x1", "eth_blockNumber": hex(17_173_060)]
        for block in blocks {
            let height = block["number"] as! Int
            let own = transactions.filter { $0["block_number"] as! Int == height }
                .sorted { ($0["transaction_index"] as! Int) < ($1["transaction_index"] as! Int) }
            results["eth_getBlockByNumber \(hex(height))"] = [
                "number": hex(height), "hash": block["hash"]!, "parentHash": block["parent_hash"]!,
                "timestamp": number(block["timestamp"]), "logsBloom": block["logs_bloom"]!,
                "withdrawals": (block["withdrawals"] as? [[String: Any]] ?? []).map {
                    [
                        "index": number($0["index"]), "validatorIndex": number($0["validator_index"]),
                        "address": $0["address"]!, "amount": number($0["amount"]),
                    ] as [String: Any]
                },
                "transactions": own.map {
                    [
                        "hash": $0["hash"]!, "transactionIndex": number($0["transaction_index"]),
                        "from": $0["from_address"]!, "to": $0["to_address"] ?? NSNull(), "value": number($0["value"]),
                        "nonce": number($0["nonce"]), "gasPrice": number($0["gas_price"]), "input": $0["input"]!,
                    ] as [String: Any]
                },
            ]
            let receipts = own.map { row -> [String: Any] in
                [
                    "transactionHash": row["hash"]!, "transactionIndex": number(row["transaction_index"]),
                    "blockHash": row["block_hash"]!, "status": number(row["receipt_status"]),
                    "gasUsed": number(row["receipt_gas_used"]),
                    "effectiveGasPrice": number(row["receipt_effective_gas_price"]),
                    "contractAddress": row["receipt_contract_address"] ?? NSNull(),
                    "logs": logs.filter { $0["transaction_hash"] as! String == row["hash"] as! String }
                        .sorted { ($0["log_index"] as! Int) < ($1["log_index"] as! Int) }
                        .map {
                            [
                                "address": $0["address"]!, "topics": $0["topics"]!, "data": $0["data"]!,
                                "logIndex": number($0["log_index"]), "transactionHash": $0["transaction_hash"]!,
                                "transactionIndex": number($0["transaction_index"]), "blockHash": row["block_hash"]!,
                                "removed": false,
                            ] as [String: Any]
                        },
                ]
            }
            if mode == .byBlock { results["eth_getBlockReceipts \(hex(height))"] = receipts }
            if mode == .byTransaction {
                for receipt in receipts {
                    results["eth_getTransactionReceipt \(receipt["transactionHash"]!)"] = receipt
                }
            }
        }
        return results
    }
}
