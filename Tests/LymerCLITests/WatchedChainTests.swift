import Foundation
import LocalServers
import Testing

/// A real chain, watched from the victim's payment to the exchange and back: blocks come and are taken back, the watch is
/// stopped and killed, its receiver fails; every alert arrives, and the ledger is what the chain is.
@Suite(.serialized) struct WatchedChainTests {
    private let ether = "000000000000000000"

    /// A victim pays a collector, natively and in a token, before anybody watches.
    private final class Theft {
        let node: LiveNode
        let scratch: Scratch
        let collector, exchange, elsewhere: String
        let token: String
        let payments: [String]

        init() throws {
            (node, scratch) = (try LiveNode(), try Scratch())
            let party = try node.accounts()
            let victim = party[0]
            (collector, exchange, elsewhere) = (party[1], party[2], party[3])
            token = try node.deploy("Token", by: victim, ["string", "uint8", "uint256"], ["TST", 6, 1_000_000])
            payments = [
                try node.transfer(victim, collector, "3000000000000000000"),
                try node.invoke(victim, token, "transfer(address,uint256)", [collector, "500000"]),
            ]
            try node.mine()
            let seeds = payments.map { "\"tx:\($0)\"" }.joined(separator: ", ")
            try scratch.write("{\"cases\": [{\"id\": \"theft\", \"seeds\": [\(seeds)]}]}", to: "cases.json")
            try scratch.write(
                "address,label,category,entity\n\(exchange),hot wallet,exchange,Northgate Exchange\n", to: "labels.csv")
        }

        /// Collector to `recipient`, natively and in the token; both transactions.
        func passOn(to recipient: String) throws -> [String] {
            [
                try node.transfer(collector, recipient, "1000000000000000000"),
                try node.invoke(collector, token, "transfer(address,uint256)", [recipient, "400000"]),
            ]
        }

        func watch(_ alerts: String, ledger: String = "ledger", _ more: [String] = []) throws -> LymerProcess {
            try LymerProcess(
                [
                    "watch", "--node", node.url, "--from-block", "0", "--ledger", ledger, "--cases", "cases.json",
                    "--labels", "labels.csv", "--alerts", alerts, "--confirmations", "3",
                ] + more, in: scratch)
        }
    }

    @Test func fromThePaymentToTheExchangeAndBack() throws {
        let theft = try Theft()
        let (node, scratch) = (theft.node, theft.scratch)
        // Twice it takes nothing.
        let receiver = try AnsweringServer([503, 500, 200])
        defer { receiver.stop() }
        func told() throws -> [AlertText] { try receiver.requests.dropFirst(2).map { try AlertText($0.body) } }
        func wait(_ watch: LymerProcess, _ kind: String, _ state: String, _ transactions: [String], from: Int = 0)
            throws
        {
            try watch.wait {
                let told = try Array(told().dropFirst(from))
                return transactions.allSatisfy { told.contains(kind, state, $0) }
            }
        }

        var watch = try theft.watch(receiver.url)
        try wait(watch, "moved", "provisional", theft.payments)
        let tries = receiver.requests.prefix(3)
        #expect(Set(tries.map { $0.headers["idempotency-key"] }).count == 1)
        #expect(Set(tries.map(\.body)).count == 1)
        for request in receiver.requests {
            #expect(request.headers["idempotency-key"] == (try AlertText(request.body)).idempotencyKey)
        }

        // The exchange is reached, on a branch that will not last.
        let fork = try node.call("test_snapshot")
        let taken = try theft.passOn(to: theft.exchange)
        try node.mine()
        try wait(watch, "reachedEndpoint", "provisional", taken)
        let reached = try #require(receiver.requests.last { $0.body.contains("\"reachedEndpoint\"") }?.body)
        #expect(reached.contains("\"Northgate Exchange\"") && reached.contains("\"category\": \"exchange\""))
        #expect(reached.contains("\"opening\": \"observed\""))

        // Killed, it says what is open again, under the same keys.
        let before = try told()
        #expect(watch.end(by: SIGKILL) == -SIGKILL)
        watch = try theft.watch(receiver.url)
        try wait(watch, "reachedEndpoint", "provisional", taken, from: before.count)
        let again = try told().dropFirst(before.count)
        #expect(Set(again.map(\.content)) == Set(before.map(\.content)))

        // Another branch: the value went elsewhere.
        try node.call("test_revert", fork)
        let other = try theft.passOn(to: theft.elsewhere)
        try node.mine(2)
        try wait(watch, "reachedEndpoint", "withdrawn", taken)
        try wait(watch, "moved", "provisional", other)
        #expect(try !told().contains("moved", "confirmed", other[0]))

        // Stopped as operators stop it; blocks come meanwhile.
        #expect(watch.end(by: SIGTERM) == 0, "\(watch.errors)")
        try node.mine(3)
        watch = try theft.watch(receiver.url)
        try wait(watch, "moved", "confirmed", theft.payments + other)
        #expect(watch.end(by: SIGTERM) == 0, "\(watch.errors)")

        let all = try told().once
        let endpoints = all.filter { $0.kind == "reachedEndpoint" }
        #expect(Set(endpoints.map(\.transaction)) == Set(taken))
        #expect(Set(endpoints.map(\.state)) == ["provisional", "withdrawn"])
        for alert in endpoints where alert.state == "withdrawn" {
            #expect(endpoints.contains { $0.key == alert.key && $0.state == "provisional" })
        }
        #expect(!FileManager.default.fileExists(atPath: scratch.url.path + "/ledger.dead-letters.jsonl"))
        try expectLedgerIsTheChain(theft)

        // Whoever watches only now is told the same of what lasted.
        let late = try theft.watch("late.jsonl", ledger: "late", ["--to-block", "6"])
        #expect(late.end() == 0, "\(late.errors)")
        let confirmed = try AlertText.all(scratch.read("late.jsonl")).filter { $0.state == "confirmed" }
        #expect(Set(confirmed.map(\.content)) == Set(all.filter { $0.state == "confirmed" }.map(\.content)))
    }

    /// A trace of the ledger is a trace of the same blocks as ethereum-etl exports them.
    private func expectLedgerIsTheChain(_ theft: Theft) throws {
        let (node, scratch) = (theft.node, theft.scratch)
        let export = try ChainExport(of: node, token: (theft.token, "TST", 6), into: scratch)
        let rows = export.transactionCount + export.tokenTransferCount
        let verified = try LymerRun(["ledger", "verify", "ledger"], in: scratch)
        #expect(
            verified.output == "ledger: \(rows) transfers, every checksum and index is right\n", "\(verified.errors)")
        let info = try LymerRun(["ledger", "info", "ledger"], in: scratch)
        #expect(info.output.contains("came again        0\n"), "\(info.output)")
        let question = [
            "--case", "cases.json", "--labels", "labels.csv", "--opening", "observed", "--format", "json", "-q",
        ]
        for rule in ["haircut", "fifo", "all"] {
            let stored = try LymerRun(["trace", "ledger", "--rule", rule] + question, in: scratch)
            let files = try LymerRun(
                ["trace"] + ChainExport.files + ["--chain", export.chain, "--rule", rule] + question, in: scratch)
            #expect(stored.status == 0 && files.status == 0, "\(stored.errors)\(files.errors)")
            #expect(try stored.cases() == files.cases(), "\(rule)")
            #expect(try stored.cases().contains(theft.elsewhere))
        }
    }
}
