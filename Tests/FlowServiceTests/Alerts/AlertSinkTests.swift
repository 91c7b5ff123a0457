import FlowFormats
import Foundation
import LocalServers
import Testing

@testable import FlowService
@testable import FlowTracing

@Suite struct AlertSinkTests {
    @Test func anAlertIsOneLine() throws {
        var one = alert(3)
        one.kind = .reachedEndpoint
        one.end = one.to
        one.endTag = Tag(
            address: one.to, label: "Some \"Exchange\"\n", category: Category("exchange"), jurisdiction: "KH",
            confidence: 90)
        let line = String(decoding: AlertEncoder.line(one), as: UTF8.self)
        #expect(line.filter { $0 == "\n" }.count == 1 && line.hasSuffix("}\n"))
        let read = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(read["schema"] as? String == "lymer.alert/1")
        #expect(read["key"] as? String == one.key && one.key.count == 32)
        #expect(read["case"] as? String == "case \"3\"")
        #expect(read["amount"] as? String == "1267650600228229401496703205376")
        #expect(read["tainted"] as? String == "5")
        #expect(read["time"] as? String == "2023-11-14T22:13:20Z")
        #expect(read["opening"] as? String == "observed")
        let end = try #require(read["end"] as? [String: Any])
        #expect(end["entity"] as? String == "Some \"Exchange\"\n" && end["category"] as? String == "exchange")
        #expect((read["route"] as? [[String: Any]])?.first?["index"] as? Int == 0)
    }

    @Test func aFileSaysEveryThingOnce() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/alerts.jsonl"
        func run(_ alerts: [Alert]) throws {
            let sink = try AlertFile(path: path)
            try sink.deliver(alerts.map(AlertLine.init))
            try sink.commit()
            sink.close()
        }
        try run([alert(1), alert(2), alert(1, state: .confirmed, depth: 12)])
        #expect(try folder.text("alerts.jsonl").split(separator: "\n").count == 3)
        // A replay adds nothing, deeper or not.
        try run([alert(1, depth: 40), alert(2), alert(1, state: .confirmed, depth: 50)])
        #expect(try folder.text("alerts.jsonl").split(separator: "\n").count == 3)
        // What is new is said, and what is taken back, and what comes again after that.
        try run([alert(2, state: .confirmed), alert(1, state: .withdrawn), alert(1), alert(1, tainted: 6)])
        #expect(try folder.text("alerts.jsonl").split(separator: "\n").count == 7)
        // Half a line, as a crash leaves it, goes.
        try folder.append("alerts.jsonl", Array("{\"schema\": \"lymer.al".utf8))
        try run([alert(9)])
        let lines = try folder.text("alerts.jsonl").split(separator: "\n")
        #expect(lines.count == 8)
        for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    }

    @Test func postsInOrderAndTriesAgain() throws {
        let folder = try TemporaryFolder()
        let server = try AnsweringServer([503, 429, 200, 200, 400, 200])
        defer { server.stop() }
        var options = AlertPost.Options()
        options.firstDelay = 0.01
        let sink = AlertPost(url: server.url, deadLetters: folder.path + "/dead", options: options)
        let alerts = (1...4).map { alert($0, state: $0 == 4 ? .withdrawn : .provisional) }
        try sink.deliver(alerts.map(AlertLine.init))
        sink.close()
        let requests = server.requests
        #expect(
            requests.map { $0.headers["idempotency-key"] }
                == [0, 0, 0, 1, 2, 3].map { "\(alerts[$0].key)-\(alerts[$0].state.rawValue)" })
        #expect(requests.allSatisfy { $0.headers["content-type"] == "application/json" })
        #expect(requests[0].body + "\n" == String(decoding: AlertEncoder.line(alerts[0]), as: UTF8.self))
        #expect(sink.waiting == 0 && sink.deadLetters == 1)
        let dead = try folder.text("dead")
        let read = try #require(try JSONSerialization.jsonObject(with: Data(dead.utf8)) as? [String: Any])
        #expect(read["reason"] as? String == "http://127.0.0.1:\(server.port) answered 400")
        #expect((read["alert"] as? [String: Any])?["key"] as? String == alerts[2].key)
    }

    @Test func whatNobodyTakesIsKept() throws {
        let folder = try TemporaryFolder()
        let server = try AnsweringServer([200])
        server.stop()
        var options = AlertPost.Options()
        (options.attempts, options.firstDelay, options.closing, options.queueBytes) = (2, 0.01, 0.3, 2000)
        let sink = AlertPost(url: server.url, deadLetters: folder.path + "/dead", options: options)
        try sink.deliver((1...20).map { AlertLine(alert($0)) })
        sink.close()
        #expect(sink.deadLetters == 20)
        #expect(try folder.text("dead").split(separator: "\n").count == 20)
    }
}
