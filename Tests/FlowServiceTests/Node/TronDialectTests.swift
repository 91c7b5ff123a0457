import FlowFormats
import FlowTracing
import Foundation
import Testing

@testable import FlowService

/// Answers of the shape that TRON's full nodes give: the calls of an EVM node, addresses as 20 bytes in hex, amounts in sun,
/// gas as energy, block times in seconds, hashes of blocks that begin with their number.
/// Source: java-tron, package org.tron.core.services.jsonrpc.
@Suite struct TronDialectTests {
    private let usdt = "a614f803b6fd780986a42c78ec9c7f77e6ded13c"
    private let alice = "dd791d6b49e190062d650e6a23c575510d35f2f9"
    private let bob = "9ff8fc48fb114ccd5bbdc24a86f0c73082f08825"

    private func hash(_ number: Int, _ digit: Character) -> String {
        "0x" + String(repeating: "0", count: 8) + String(format: "%08x", number) + String(repeating: digit, count: 48)
    }

    private func transaction(_ place: Int, _ hash: String, _ from: Any, _ to: Any, _ value: Any) -> [String: Any] {
        [
            "hash": hash, "nonce": "0x0000000000000000", "blockHash": self.hash(0x3fe_1ca0, "b"),
            "blockNumber": "0x3fe1ca0", "transactionIndex": hex(place), "from": from, "to": to, "value": value,
            "gas": "0xae29", "gasPrice": "0x64", "input": "0x", "type": "0x0", "v": "0x1b",
        ]
    }

    private func receipt(_ place: Int, _ hash: String, logs: [[String: Any]] = [], status: String = "0x1") -> [String:
        Any]
    {
        [
            "blockHash": self.hash(0x3fe_1ca0, "b"), "blockNumber": "0x3fe1ca0", "transactionHash": hash,
            "transactionIndex": hex(place), "gasUsed": "0xae29", "cumulativeGasUsed": "0xae29",
            "effectiveGasPrice": "0x64", "contractAddress": NSNull(), "logs": logs, "status": status, "type": "0x0",
        ]
    }

    private func node() -> AnsweringNode {
        let (paid, moved, voted, failed) = (hash(1, "1"), hash(2, "2"), hash(3, "3"), hash(4, "4"))
        func word(_ text: String) -> String { "0x" + String(repeating: "0", count: 64 - text.count) + text }
        let log: [String: Any] = [
            "address": "0x" + usdt, "topics": [EVMLog.transferTopic, word(alice), word(bob)], "data": word("f4240"),
            "logIndex": "0x0", "transactionHash": moved, "transactionIndex": "0x1",
            "blockHash": hash(0x3fe_1ca0, "b"), "blockNumber": "0x3fe1ca0", "removed": false,
        ]
        return AnsweringNode([
            "eth_chainId": "0x2b6653dc", "eth_blockNumber": "0x3fe1ca5",
            "eth_getBlockByNumber 0x3fe1ca0": [
                "number": "0x3fe1ca0", "hash": hash(0x3fe_1ca0, "b"), "parentHash": hash(0x3fe_1c9f, "a"),
                "timestamp": "0x69f18a5c", "nonce": "0x0000000000000000", "gasLimit": "0x0", "uncles": [Any](),
                "baseFeePerGas": "0x0", "logsBloom": "0x" + String(repeating: "0", count: 512),
                "transactions": [
                    transaction(0, paid, "0x" + alice, "0x" + bob, "0x4c4b40"),
                    // Some versions keep the prefix.
                    transaction(1, moved, "0x41" + alice, "0x41" + usdt, "0x0"),
                    transaction(2, voted, "0x" + alice, NSNull(), "0x0"),
                    transaction(3, failed, "0x" + alice, "0x" + usdt, "0x9"),
                ],
            ] as [String: Any],
            "eth_getBlockReceipts 0x3fe1ca0": [
                receipt(0, paid), receipt(1, moved, logs: [log]), receipt(2, voted), receipt(3, failed, status: "0x0"),
            ],
        ])
    }

    @Test func blocks() throws {
        var options = EVMSourceOptions()
        options.start = .block(0x3fe_1ca0)
        options.end = 0x3fe_1ca0
        options.chain = "tron"
        let following = Following(try EVMSource(node(), options: options, clock: SleepingClock()))
        try following.follow()
        let (a, b, token) = (
            Base58Check.encode([0x41] + Hex.bytes(Array(alice.utf8))!),
            Base58Check.encode([0x41] + Hex.bytes(Array(bob.utf8))!),
            "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
        )
        let rows = following.texts.map { $0.split(separator: " ").map(String.init) }
        #expect(rows.map { $0[1] } == ["native", "native", "log", "native"])
        #expect(
            rows.map { $0[0] }
                == [hash(1, "1"), hash(2, "2"), hash(2, "2"), hash(4, "4")].map { String($0.dropFirst(2)) })
        #expect(rows.map { $0[5] } == [a, a, a, a])
        #expect(rows.map { $0[6] } == [b, token, b, token])
        // Energy is no fee, and what failed moved nothing.
        #expect(
            rows.map { Array($0.suffix(4)) } == [
                ["TRX", "6", "5000000", "0"], ["TRX", "6", "0", "0"], ["USDT", "6", "1000000", "0"],
                ["TRX", "6", "0", "0"],
            ])
        #expect(following.notes.filter { $0.contains("TRON's JSON-RPC") }.count == 3)
        // TRON is never guessed from a node's number.
        options.chain = nil
        let guessed = Following(try EVMSource(node(), options: options, clock: SleepingClock()))
        try guessed.step()
        #expect(guessed.source.position.bytes.starts(with: [1, 16] + Array("eip155:728126428".utf8)))
    }
}
