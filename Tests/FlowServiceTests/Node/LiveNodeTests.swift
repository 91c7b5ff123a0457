import Foundation
import LocalServers
import Testing

@testable import FlowService

/// A real chain, followed over HTTP: real blocks, hashes, receipts and branches.
@Suite(.serialized) struct LiveNodeTests {
    private let ether = "000000000000000000"

    @Test func nativeAndTokenTransfers() throws {
        let node = try LiveNode()
        let party = try node.accounts()
        let token = try node.deploy("Token", by: party[0], ["string", "uint8", "uint256"], ["TST", 6, 1_000_000])
        let paid = try node.transfer(party[1], party[2], "3" + ether)
        let sent = try node.invoke(party[0], token, "transfer(address,uint256)", [party[3], "250000"])
        // More than it has: fails, pays its fee.
        let failed = try node.invoke(party[4], token, "transfer(address,uint256)", [party[5], "1"])
        try node.mine()
        let following = Following(try node.source())
        try following.follow()
        func rows(of transaction: String) -> [[Substring]] {
            following.texts.map { $0.split(separator: " ") }.filter { $0[0] == transaction }
        }
        let native = try #require(rows(of: paid).first)
        #expect(rows(of: paid).count == 1)
        #expect(native[1] == "native" && native[5] == party[1] && native[6] == party[2])
        #expect(native[native.count - 2] == "3" + ether)
        // 21,000 gas at the price the receipt says.
        let receipt = try #require(try node.call("eth_getTransactionReceipt", paid) as? [String: Any])
        let price = try #require((receipt["effectiveGasPrice"] as? String).flatMap { Int($0.dropFirst(2), radix: 16) })
        #expect(native.last.map(String.init) == String(21_000 * price))
        let log = try #require(rows(of: sent).first { $0[1] == "log" })
        #expect(rows(of: sent).count == 2)
        #expect(log[5] == party[0] && log[6] == party[3] && log[log.count - 2] == "250000")
        #expect(log.contains("TST") && log[log.count - 3] == "6")
        #expect(rows(of: failed).count == 1)
        #expect(rows(of: failed)[0].suffix(2).first == "0" && rows(of: failed)[0].last != "0")
    }

    @Test func aBranchReplacesAnother() throws {
        let node = try LiveNode()
        let party = try node.accounts()
        try node.mine(2)
        let snapshot = try node.call("test_snapshot")
        let taken = try node.transfer(party[0], party[1], "1" + ether)
        try node.mine(2)
        let following = Following(try node.source())
        try following.follow()
        #expect(following.texts.contains { $0.hasPrefix(taken) })
        try node.call("test_revert", snapshot)
        let other = try node.transfer(party[0], party[2], "2" + ether)
        try node.mine(3)
        try following.follow()
        #expect(following.reverts == [2])
        #expect(!following.texts.contains { $0.hasPrefix(taken) })
        #expect(following.texts.contains { $0.hasPrefix(other) })
        let fresh = Following(try node.source())
        try fresh.follow()
        #expect(following.texts == fresh.texts)
    }

    /// Value that contracts move: by either method the same; without one, a plain sentence.
    @Test func internalTransfers() throws {
        let node = try LiveNode()
        let party = try node.accounts()
        let splitter = try node.deploy("Splitter", by: party[0])
        let split = try node.invoke(party[1], splitter, "split(address,address)", [party[2], party[3]], value: "7")
        let regretted = try node.invoke(party[1], splitter, "regret(address)", [party[4]], value: "9")
        try node.mine()
        let parity = Following(try node.source())
        try parity.follow()
        let inner = parity.texts.map { $0.split(separator: " ") }.filter { $0[1] == "internal" }
        // Three of seven to the first, the rest to the second; what was taken back never moved.
        #expect(inner.map { $0[0] } == [split[...], split[...]])
        #expect(inner.map { $0[6] } == [party[2][...], party[3][...]])
        #expect(inner.map { $0[$0.count - 2] } == ["3", "4"])
        #expect(parity.texts.contains { $0.hasPrefix(regretted) && $0.contains(" native ") })
        #expect(!parity.source.notes.contains { $0.hasPrefix("internal") })
    }

    @Test(arguments: [
        ["trace_block"], ["trace_block", "debug_traceBlockByNumber"],
        ["trace_block", "debug_traceBlockByNumber", "eth_getBlockReceipts"],
    ])
    func nodesWithFewerMethods(_ without: [String]) throws {
        let node = try LiveNode(without: without)
        let party = try node.accounts()
        let token = try node.deploy("Token", by: party[0], ["string", "uint8", "uint256"], ["TST", 6, 1_000_000])
        let splitter = try node.deploy("Splitter", by: party[0])
        _ = try node.invoke(party[1], splitter, "split(address,address)", [party[2], party[3]], value: "7")
        _ = try node.invoke(party[0], token, "transfer(address,uint256)", [party[3], "25"])
        try node.mine()
        let following = Following(try node.source())
        try following.follow()
        func rows(_ kind: Substring) -> [String] {
            following.texts.filter { $0.split(separator: " ")[1] == kind }
        }
        let inner = rows("internal")
        let tracesLeft = !without.contains("debug_traceBlockByNumber")
        #expect(inner.count == (tracesLeft ? 2 : 0))
        #expect(rows("log").count == 2)
        #expect(
            following.source.notes.contains { $0.hasSuffix("value moved by contracts is missing") } == !tracesLeft)
        // The rows say what the receipts say, however they are got.
        #expect(rows("native").count == 4 && rows("native").allSatisfy { !$0.hasSuffix(" 0") })
    }

    /// A token's number is not an amount, an amount beyond 2^128 is no ledger's, and neither stops the rest.
    @Test func whatIsNoTokenTransfer() throws {
        let node = try LiveNode()
        let party = try node.accounts()
        let collectible = try node.deploy("Collectible", by: party[0])
        let token = try node.deploy("Token", by: party[0], ["string", "uint8", "uint256"], ["LOUD", 0, 1_000])
        _ = try node.invoke(party[0], collectible, "mint(address,uint256)", [party[1], "77"])
        _ = try node.invoke(party[0], token, "shout()")
        try node.mine()
        _ = try node.invoke(party[0], token, "transfer(address,uint256)", [party[1], "5"])
        try node.mine()
        let following = Following(try node.source())
        try following.follow()
        #expect(!following.texts.contains { $0.contains("contract") && $0.contains(collectible) })
        #expect(!following.texts.contains { $0.split(separator: " ")[1] == "log" })
        #expect(following.source.notes.contains { $0.contains("2^128") && $0.contains(token) })
        // Known from then on, also after a new start.
        let resumed = try node.source(position: following.source.position)
        _ = try node.invoke(party[0], token, "transfer(address,uint256)", [party[1], "6"])
        try node.mine()
        let later = Following(resumed)
        try later.follow()
        #expect(later.texts.count == 1 && later.texts[0].split(separator: " ")[1] == "native")
    }

    @Test func onlyTheTokensOfAList() throws {
        let node = try LiveNode()
        let party = try node.accounts()
        let wanted = try node.deploy("Token", by: party[0], ["string", "uint8", "uint256"], ["ONE", 6, 1_000])
        let other = try node.deploy("Token", by: party[0], ["string", "uint8", "uint256"], ["TWO", 6, 1_000])
        for token in [wanted, other] {
            _ = try node.invoke(party[0], token, "transfer(address,uint256)", [party[1], "5"])
        }
        try node.mine()
        let list = try EVMSourceOptions.tokens(Array("address,symbol\n\(wanted),UNO,8\n".utf8), chain: "eip155:1")
        let following = Following(try node.source { $0.tokens = list })
        try following.follow()
        let logs = following.texts.filter { $0.contains(" log ") }
        #expect(logs.count == 2 && logs.allSatisfy { $0.contains(" UNO 8 ") })
    }

    /// A busy node is left alone for as long as it asks, and nothing is lost.
    @Test func aBusyNode() throws {
        let node = try LiveNode()
        let party = try node.accounts()
        _ = try node.transfer(party[0], party[1], "1")
        try node.mine()
        try node.call("test_disturb", 2, 429, 0)
        let following = Following(try node.source())
        try following.follow(quiet: 3)
        #expect(following.failures.count == 2)
        #expect(following.failures.allSatisfy { $0.contains("HTTP 429") })
        #expect(following.texts.count == 1)
    }
}

extension LiveNode {
    func source(
        _ change: (inout EVMSourceOptions) -> Void = { _ in }, position: SourcePosition? = nil
    ) throws -> EVMSource {
        var options = EVMSourceOptions()
        options.start = .block(0)
        options.pollInterval = 0.01
        change(&options)
        return try EVMSource(HTTPTransport(url: url, timeout: 60), options: options, position: position)
    }
}
