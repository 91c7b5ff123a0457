import FlowFormats
import FlowTracing
import Foundation
import SeededRandom

@testable import FlowService

/// A chain that grows, takes blocks back and grows otherwise, by chance; answers as a node does.
final class BranchingChain {
    private struct Block {
        var hash: String
        var parent: String
        var transactions: [[String: Any]]
        var receipts: [[String: Any]]
    }
    private var random: SeededRandom
    private var blocks: [Block] = []
    private var serial = 0
    let chainID: Int
    /// Methods that this node does not have.
    var without: Set<String> = []

    init(seed: UInt64, chainID: Int = 1) {
        (random, self.chainID) = (SeededRandom(seed: seed), chainID)
        mine(1)
    }

    var height: Int { blocks.count - 1 }

    func mine(_ count: Int) { for _ in 0..<count { mineOne() } }

    /// Takes `depth` blocks back and mines `count` others.
    func fork(depth: Int, mine count: Int) {
        blocks.removeLast(min(depth, blocks.count - 1))
        mine(count)
    }

    private func unique(_ digits: Int) -> String {
        serial += 1
        let text = String(serial, radix: 16)
        return "0x" + String(repeating: "a", count: 8) + String(repeating: "0", count: digits - 8 - text.count) + text
    }

    private func party() -> String {
        let text = String(random.below(12) + 1, radix: 16)
        return "0x" + String(repeating: "0", count: 40 - text.count) + text
    }

    private func mineOne() {
        let number = blocks.count
        let hash = unique(64)
        var transactions: [[String: Any]] = []
        var receipts: [[String: Any]] = []
        var logs = 0
        // The first block has none, as on most chains.
        for place in 0..<(number == 0 ? 0 : random.below(4)) {
            let transaction = unique(64)
            let isFailed = random.chance(10)
            let sender = party()
            transactions.append([
                "hash": transaction, "transactionIndex": hex(place), "from": sender, "to": party(),
                "value": hex(random.below(1_000)), "nonce": hex(serial), "gasPrice": "0x5",
            ])
            let own = (0..<(isFailed ? 0 : random.below(3))).map { _ -> [String: Any] in
                defer { logs += 1 }
                let amount = String(random.below(5_000), radix: 16)
                func word(_ address: String) -> String { "0x" + String(repeating: "0", count: 24) + address.dropFirst(2) }
                return [
                    "address": "0x" + String(repeating: "c", count: 39) + String(random.below(3) + 1),
                    "topics": [EVMLog.transferTopic, word(sender), word(party())],
                    "data": "0x" + String(repeating: "0", count: 64 - amount.count) + amount, "logIndex": hex(logs),
                    "transactionHash": transaction, "transactionIndex": hex(place), "blockHash": hash, "removed": false,
                ]
            }
            receipts.append([
                "transactionHash": transaction, "transactionIndex": hex(place), "blockHash": hash,
                "status": isFailed ? "0x0" : "0x1", "gasUsed": "0x5208", "effectiveGasPrice": "0x7", "logs": own,
            ])
        }
        blocks.append(
            Block(
                hash: hash, parent: blocks.last?.hash ?? "0x" + String(repeating: "0", count: 64),
                transactions: transactions, receipts: receipts))
    }

    /// `nil`: no such method.
    func answer(_ method: String, _ parameters: [Any]) -> Any? {
        if without.contains(method) { return nil }
        func block() -> Int? {
            guard let text = parameters.first as? String, let number = Int(text.dropFirst(2), radix: 16),
                number < blocks.count
            else { return nil }
            return number
        }
        let none: Any = NSNull()
        switch method {
        case "eth_chainId": return hex(chainID)
        case "eth_blockNumber": return hex(height)
        case "eth_getBlockByNumber":
            guard let number = block() else { return none }
            return [
                "number": hex(number), "hash": blocks[number].hash, "parentHash": blocks[number].parent,
                "timestamp": hex(1_700_000_000 + 12 * number), "transactions": blocks[number].transactions,
            ] as [String: Any]
        case "eth_getBlockReceipts": return block().map { blocks[$0].receipts as Any } ?? none
        case "eth_getTransactionReceipt":
            let hash = parameters.first as? String
            for receipt in blocks.flatMap(\.receipts) where receipt["transactionHash"] as? String == hash { return receipt }
            return none
        case "eth_getLogs":
            let hash = (parameters.first as? [String: Any])?["blockHash"] as? String
            let found = blocks.first { $0.hash == hash }
            return found?.receipts.flatMap { $0["logs"] as? [[String: Any]] ?? [] } ?? none
        default: return nil
        }
    }

    func node() -> AnsweringNode { AnsweringNode { [self] in answer($0, $1) } }
}
