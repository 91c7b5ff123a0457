import Foundation
import LocalServers
import Testing

@testable import FlowService

@Suite struct HTTPClientTests {
    @Test func whatIsShownOfAnAddress() {
        #expect(
            HTTPClient.shown("https://user:secret@node.example:8545/v3/KEY?token=1#x") == "https://node.example:8545")
        #expect(HTTPClient.shown("http://127.0.0.1:1") == "http://127.0.0.1:1")
        #expect(HTTPClient.shown("node.example/v3/KEY") == "node.example")
        #expect(HTTPClient.shown("") == "")
        #expect(HTTPClient.shown("https://host?key=1") == "https://host")
    }

    @Test func nobodyThere() {
        // The port of discard, which nothing serves.
        let client = HTTPClient(connectTimeout: 2)
        do {
            _ = try client.post(url: "http://secret:word@127.0.0.1:9/key", body: [], timeout: 2)
            Issue.record("an answer")
        } catch {
            #expect(error.isTransient && error.url == "http://127.0.0.1:9")
            #expect(!error.description.contains("secret") && !error.description.contains("key"))
        }
    }

    @Test(arguments: ["ftp://127.0.0.1/", "file:///etc/passwd", "http://a b/", "http://x\r\ny/", ""])
    func addressesRefused(_ url: String) {
        #expect(throws: HTTPError.self) { try HTTPClient().post(url: url, body: [], timeout: 1) }
    }

    @Test func headersWithLineBreaks() {
        #expect(throws: HTTPError.self) {
            try HTTPClient().post(
                url: "http://127.0.0.1:9/", headers: [("X", "a\r\nHost: other")], body: [], timeout: 1)
        }
    }

    @Test func answersLongerThanAllowed() throws {
        let node = try LiveNode()
        let client = HTTPClient(answerLimit: 64)
        let body = Array(#"{"id":1,"method":"test_accounts","params":[]}"#.utf8)
        do {
            _ = try client.post(url: node.url, body: body, timeout: 10)
            Issue.record("an answer")
        } catch { #expect(error.kind == .tooLong) }
        // The client is as good as new.
        let short = Array(#"{"id":1,"method":"eth_chainId","params":[]}"#.utf8)
        #expect(try client.post(url: node.url, body: short, timeout: 10).status == 200)
    }

    @Test func busyServers() throws {
        let node = try LiveNode()
        try node.call("test_disturb", 1, 503, 7)
        let answer = try HTTPClient().post(url: node.url, body: Array("{}".utf8), timeout: 10)
        #expect(answer.status == 503 && answer.retryAfter == 7 && answer.body == Array("not now".utf8))
    }
}
