import FlowFormats

/// Why a node could not be asked, or its answer not used.
enum NodeTrouble: Error, Equatable {
    /// Worth another try.
    case transient(String, retryAfter: Double? = nil)
    case permanent(String)
    /// The chain took back more blocks than are kept.
    case tooDeep(fork: UInt64, oldestKept: UInt64)
}

/// Asks a node: batches calls, keeps to the rate allowed, and learns how large a batch the node takes.
final class NodeClient {
    let transport: any RPCTransport
    private let clock: any NodeClock
    private(set) var pacing: RequestPacing
    /// Calls in one request: halved where the node finds it too much, grown again while it answers quickly.
    private(set) var batchSize: Int
    private var largestBatch: Int
    /// HTTP requests made, for metrics.
    private(set) var requests = 0

    /// Seconds in which an answer is quick.
    private static let quick = 2.0

    init(_ transport: any RPCTransport, clock: any NodeClock, pacing: RequestPacing, largestBatch: Int) {
        precondition(largestBatch > 0)
        (self.transport, self.clock, self.pacing, self.largestBatch) = (transport, clock, pacing, largestBatch)
        batchSize = min(largestBatch, 16)
    }

    /// Seconds until the node may be asked again after a failure.
    var pause: Double { max(0, pacing.notBefore - clock.now) }

    /// Notes that what the node answered was no use, so that the next try waits.
    func distrust(retryAfter: Double? = nil) { pacing.failed(now: clock.now, retryAfter: retryAfter) }

    /// Notes that what the node answered was.
    func trust() { pacing.succeeded() }

    /// The replies to `calls`, in their order, by as many requests as it takes.
    func ask(_ calls: [RPCCall]) throws(NodeTrouble) -> [RPCReply] {
        var replies: [RPCReply] = []
        while replies.count < calls.count {
            let batch = Array(calls[replies.count...].prefix(batchSize))
            if let some = try ask(batch: batch) { replies += some }
        }
        return replies
    }

    /// The result of one call that every node has.
    func result(_ call: RPCCall) throws(NodeTrouble) -> ArraySlice<UInt8> {
        switch try ask([call])[0] {
        case .result(let bytes): return bytes
        case .null: throw .transient("\(call.method): the node answered null")
        case .error(let refusal): throw trouble(refusal, call)
        }
    }

    /// `nil`: the batch was too large and is to be tried again, smaller.
    private func ask(batch: [RPCCall]) throws(NodeTrouble) -> [RPCReply]? {
        clock.sleep(pacing.delay(for: batch.count, now: clock.now))
        let begun = clock.now
        requests += 1
        let answer: HTTPAnswer
        do throws(HTTPError) {
            answer = try transport.exchange(RPCEnvelope.encode(batch))
        } catch {
            if error.kind == .tooLong, halve(batch.count) { return nil }
            if error.kind == .timedOut { _ = halve(batch.count) }
            guard error.isTransient else { throw .permanent(error.reason) }
            throw .transient(error.reason)
        }
        if answer.status == 429 || answer.status == 503 {
            throw .transient("the node is busy (HTTP \(answer.status))", retryAfter: answer.retryAfter)
        }
        let decoded: RPCEnvelope.Answer
        do throws(NodeFault) {
            decoded = try RPCEnvelope.decode(answer.body, calls: batch.count)
        } catch {
            if answer.status == 413, halve(batch.count) { return nil }
            throw trouble(status: answer.status, retryAfter: answer.retryAfter) ?? .transient(error.reason)
        }
        switch decoded {
        case .refused(let refusal):
            if isTooBusy(refusal) {
                throw .transient("the node says '\(refusal.message)'", retryAfter: answer.retryAfter)
            }
            // The node takes no batches, or none so large.
            guard halve(batch.count) else { throw .transient("the node says '\(refusal.message)'") }
            largestBatch = batchSize
            return nil
        case .replies(let replies):
            for case .error(let refusal) in replies where isTooBusy(refusal) {
                _ = halve(batch.count)
                throw .transient("the node says '\(refusal.message)'", retryAfter: answer.retryAfter)
            }
            if batch.count == batchSize, clock.now - begun < NodeClient.quick {
                batchSize = min(largestBatch, batchSize + max(1, batchSize / 4))
            }
            return replies
        }
    }

    /// False where it was one call already.
    private func halve(_ count: Int) -> Bool {
        batchSize = max(1, count / 2)
        return count > 1
    }

    /// What an HTTP status without a JSON-RPC answer means.
    private func trouble(status: Int, retryAfter: Double?) -> NodeTrouble? {
        switch status {
        case 200...299: nil
        case 401, 403: .permanent("the node refuses access (HTTP \(status)): check its address and key")
        case 404, 405, 410: .permanent("nothing answers JSON-RPC there (HTTP \(status)): check the node's address")
        case 300...399: .permanent("the node's address leads elsewhere (HTTP \(status)); redirects are not followed")
        default: .transient("the node answered HTTP \(status)", retryAfter: retryAfter)
        }
    }

    /// What a refused call means, where it is one that every node should have.
    func trouble(_ refusal: RPCRefusal, _ call: RPCCall) -> NodeTrouble {
        if isUnavailable(refusal) { return .permanent("the node has no \(call.method): it says '\(refusal.message)'") }
        return .transient("\(call.method): the node says '\(refusal.message)'")
    }

    /// True where the node does not have the method, or not for us.
    func isUnavailable(_ refusal: RPCRefusal) -> Bool {
        if refusal.code == -32601 || refusal.code == -32004 { return true }
        let text = refusal.message.lowercased()
        let signs = [
            "does not exist", "not supported", "unsupported", "not available", "not allowed", "not enabled", "disabled",
            "whitelist", "unknown method", "method not found", "upgrade your plan", "not implemented",
        ]
        return signs.contains { NodeClient.contains(text, $0) }
    }

    private func isTooBusy(_ refusal: RPCRefusal) -> Bool {
        if [429, -32005, -32029, -32429].contains(refusal.code) { return true }
        let text = refusal.message.lowercased()
        return ["rate limit", "too many requests", "limit exceeded", "capacity exceeded"].contains {
            NodeClient.contains(text, $0)
        }
    }

    private static func contains(_ text: String, _ part: String) -> Bool {
        let (text, part) = (Array(text.utf8), Array(part.utf8))
        guard part.count <= text.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
    }
}
