import FlowService
import Foundation
import Testing

/// A real EVM chain in a process of its own (`scripts/evm-node`), driven over HTTP.
///
/// Where it is not installed the calling test is cancelled with a message, and fails on a build server (`CI` set).
package final class LiveNode {
    package let url: String
    private let process: Process
    private let input: Pipe
    private let client = HTTPClient()

    /// - Parameter without: methods that this node does not have.
    package init(without methods: [String] = [], sourceLocation: SourceLocation = #_sourceLocation) throws {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        process = Process()
        process.executableURL = root.appendingPathComponent("scripts/evm-node")
        process.arguments = ["--"] + methods.flatMap { ["--without", $0] }
        input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line: [UInt8] = []
        while line.last != 0x0A, let byte = try output.fileHandleForReading.read(upToCount: 1), let one = byte.first {
            line.append(one)
        }
        let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.first == "listening", let last = words.last else {
            process.waitUntilExit()
            url = ""
            let reason = words.isEmpty ? "the EVM chain does not start" : words.joined(separator: " ")
            throw try LiveNode.absence(reason, status: process.terminationStatus, sourceLocation)
        }
        url = String(last)
    }

    /// Cancels the test where nobody installed the chain and nobody has to; else says what to fail with.
    private static func absence(_ reason: String, status: Int32, _ place: SourceLocation) throws -> Missing {
        let isInstalled = status != 69
        if !isInstalled, ProcessInfo.processInfo.environment["CI"] == nil {
            try Test.cancel("\(reason)", sourceLocation: place)
        }
        return Missing(reason: reason)
    }

    package struct Missing: Error { var reason: String }
    package struct Refused: Error { var answer: String }

    deinit {
        // The node ends with its standard input.
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    @discardableResult
    package func call(_ method: String, _ parameters: Any...) throws -> Any {
        let request: [String: Any] = ["jsonrpc": "2.0", "id": 1, "method": method, "params": parameters]
        let answer = try client.post(
            url: url, headers: [("Content-Type", "application/json")],
            body: Array(try JSONSerialization.data(withJSONObject: request)), timeout: 60)
        let reply = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        guard let result = reply?["result"] else { throw Refused(answer: String(decoding: answer.body, as: UTF8.self)) }
        return result
    }

    package func accounts() throws -> [String] { try call("test_accounts") as? [String] ?? [] }
    package func mine(_ count: Int = 1) throws { try call("test_mine", count) }
    package func transfer(_ sender: String, _ to: String, _ value: String) throws -> String {
        try call("test_transfer", sender, to, value) as? String ?? ""
    }

    /// Deploys a contract in a block of its own; its address.
    package func deploy(_ contract: String, by sender: String, _ types: [String] = [], _ values: [Any] = []) throws
        -> String
    {
        let transaction = try call("test_deploy", contract, sender, types, values)
        try mine()
        let receipt = try call("eth_getTransactionReceipt", transaction) as? [String: Any]
        return receipt?["contractAddress"] as? String ?? ""
    }

    package func invoke(
        _ sender: String, _ contract: String, _ signature: String, _ values: [Any] = [], value: String = "0"
    ) throws -> String {
        try call("test_invoke", sender, contract, signature, values, value) as? String ?? ""
    }
}
