import FlowFormats
import Foundation
import SeededRandom
import Testing

@testable import FlowService

@Suite struct NodeClientTests {
    private func client(
        _ node: any RPCTransport, _ clock: SleepingClock, rate: Double? = nil, largest: Int = 64
    ) -> NodeClient {
        NodeClient(node, clock: clock, pacing: RequestPacing(callsPerSecond: rate, seed: 3), largestBatch: largest)
    }

    private func calls(_ count: Int) -> [RPCCall] { (0..<count).map { NodeCalls.block(UInt64($0), whole: false) } }

    private func numbers(_ replies: [RPCReply]) -> [String] {
        replies.map {
            if case .result(let text) = $0 { return String(decoding: text, as: UTF8.self) }
            return "-"
        }
    }

    /// Answers each call with its own parameter.
    private func echo() -> AnsweringNode { AnsweringNode { _, parameters in parameters[0] } }

    @Test func batchesInAnyOrder() throws {
        let node = echo()
        let replies = try client(node, SleepingClock()).ask(calls(100))
        #expect(numbers(replies) == (0..<100).map { "\"\(hex($0))\"" })
        // Grows while the node answers quickly.
        let sizes = node.asked.map(\.count)
        #expect(sizes.first == 16 && sizes.max()! > 16 && sizes.reduce(0, +) == 100)
    }

    @Test(arguments: [1, 3, 10])
    func batchesNoLargerThanTheNodeTakes(_ most: Int) throws {
        let node = echo()
        node.disturbance = { calls in
            guard calls.count > most else { return nil }
            return HTTPAnswer(
                status: 200,
                body: Array(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch too large"}}"#.utf8))
        }
        let asking = client(node, SleepingClock())
        #expect(numbers(try asking.ask(calls(50))) == (0..<50).map { "\"\(hex($0))\"" })
        #expect(asking.batchSize <= most)
    }

    @Test func callsASecond() throws {
        let clock = SleepingClock()
        let asking = client(echo(), clock, rate: 10, largest: 8)
        _ = try asking.ask(calls(200))
        // The first second's worth is free.
        #expect(abs(clock.now - 19) < 0.2, "\(clock.now)")
    }

    @Test func backoffGrowsAndHonoursTheNode() {
        var pacing = RequestPacing(callsPerSecond: nil, seed: 5)
        var waits: [Double] = []
        for _ in 0..<12 {
            pacing.failed(now: 100, retryAfter: nil)
            waits.append(pacing.notBefore - 100)
        }
        for (number, wait) in waits.enumerated() {
            let most = min(60, 0.5 * Double(1 << min(number, 10)))
            #expect(wait >= most / 2 && wait <= most)
        }
        #expect(Set(waits).count == waits.count)
        pacing.failed(now: 100, retryAfter: 300)
        #expect(pacing.notBefore == 400)
        pacing.succeeded()
        pacing.failed(now: 0, retryAfter: nil)
        #expect(pacing.notBefore <= 0.5)
    }

    @Test(arguments: [
        (401, "refuses access"), (404, "nothing answers JSON-RPC"), (302, "redirects are not followed"),
        (502, "HTTP 502"), (429, "busy"),
    ])
    func statuses(_ status: Int, _ words: String) throws {
        let node = echo()
        node.disturbance = { _ in HTTPAnswer(status: status, body: Array("<html>".utf8)) }
        do {
            _ = try client(node, SleepingClock()).ask(calls(1))
            Issue.record("an answer")
        } catch {
            let isPermanent = status < 429
            switch error {
            case .permanent(let reason): #expect(isPermanent && reason.contains(words))
            case .transient(let reason, _): #expect(!isPermanent && reason.contains(words))
            case .tooDeep: Issue.record("not a fork")
            }
        }
    }

    /// What is no proper answer is refused with a sentence, whatever it is; nothing crashes.
    @Test func envelopes() throws {
        for text in [
            "", "null", "7", "[]", "{}", "[{}]", #"[{"id":0,"result":1},{"id":0,"result":1}]"#,
            #"[{"id":9,"result":1}]"#,
            #"[{"id":0,"result":1}"#, #"[{"id":0,"result":[[[}]"#, #"{"id":0,"result":1}"#, "<html>",
            #"[{"id":0,"result":1},{"id":1}] x"#,
        ] {
            #expect(throws: NodeFault.self, "\(text)") { try RPCEnvelope.decode(Array(text.utf8), calls: 2) }
        }
        let right = Array(#"[{"id":1,"result":{"a":[1,"x\"]"]}},{"error":{"code":-5,"message":"no"},"id":0}]"#.utf8)
        guard case .replies(let replies) = try RPCEnvelope.decode(right, calls: 2),
            case .error(let refusal) = replies[0]
        else {
            Issue.record("no replies")
            return
        }
        #expect(refusal == RPCRefusal(code: -5, message: "no"))
        #expect(numbers(replies) == ["-", #"{"a":[1,"x\"]"]}"#])
        var random = SeededRandom(seed: SeededRandom.base)
        for _ in 0..<5_000 {
            var bytes = right
            for _ in 0...random.below(3) { bytes[random.below(bytes.count)] = UInt8(random.below(128)) }
            _ = try? RPCEnvelope.decode(bytes, calls: 2)
        }
        let deep = Array((#"{"id":0,"result":"# + String(repeating: "[", count: 1 << 20)).utf8)
        #expect(throws: NodeFault.self) { try RPCEnvelope.decode(deep, calls: 1) }
    }
}
