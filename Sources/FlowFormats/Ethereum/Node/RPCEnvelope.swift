/// A JSON-RPC 2.0 request: a method and its parameters, which are a JSON list as text.
package struct RPCCall: Equatable, Sendable {
    package var method: String
    package var parameters: String

    package init(_ method: String, _ parameters: String = "[]") {
        (self.method, self.parameters) = (method, parameters)
    }
}

/// What a node answered to one call.
package enum RPCReply: Sendable {
    /// The JSON text of the result.
    case result(ArraySlice<UInt8>)
    /// The node does not have what was asked for.
    case null
    case error(RPCRefusal)
}

/// Why a node did not answer a call.
package struct RPCRefusal: Error, Equatable, Sendable {
    package var code: Int
    package var message: String
    package init(code: Int, message: String) { (self.code, self.message) = (code, message) }
}

/// Requests and answers as bytes. Source: JSON-RPC 2.0 specification, sections 4–6.
package enum RPCEnvelope {
    /// One call as an object, several as a batch; ids are places in `calls`.
    package static func encode(_ calls: [RPCCall]) -> [UInt8] {
        let objects = calls.enumerated().map { id, call in
            #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(call.method)","params":\#(call.parameters)}"#
        }
        return Array((calls.count == 1 ? objects[0] : "[" + objects.joined(separator: ",") + "]").utf8)
    }

    /// What the server answered to a batch as a whole.
    package enum Answer: Sendable {
        /// In the order of the calls.
        case replies([RPCReply])
        /// One error for all of them: it takes no batches, or none so large.
        case refused(RPCRefusal)
    }

    private enum Reply: String, JSONField {
        static let table = JSONFieldTable<Reply>()
        case id, result, error
    }
    private enum Refusal: String, JSONField {
        static let table = JSONFieldTable<Refusal>()
        case code, message
    }

    /// Reads the answer to `count` calls; batches may be answered in any order.
    ///
    /// - Throws: `NodeFault` where it is malformed, an answer is missing, or one is there twice.
    /// - Complexity: O(bytes).
    package static func decode(_ bytes: [UInt8], calls count: Int) throws(NodeFault) -> Answer {
        try NodeAnswer.read(bytes[...]) { cursor throws(JSONFault) in
            if try cursor.peek() == 0x7B {
                let (_, reply) = try read(&cursor, bytes)
                if count == 1 { return .replies([reply]) }
                guard case .error(let refusal) = reply else {
                    throw .bad(0, "is one answer, where \(count) were asked for")
                }
                return .refused(refusal)
            }
            var replies = [RPCReply?](repeating: nil, count: count)
            var refusal: RPCRefusal?
            try cursor.array { (cursor: inout JSONCursor, _) throws(JSONFault) in
                let at = cursor.i
                let (id, reply) = try read(&cursor, bytes)
                guard let id else {
                    guard case .error(let all) = reply else { throw .bad(at, "has no id") }
                    refusal = all
                    return
                }
                guard id < UInt64(count), replies[Int(id)] == nil else {
                    throw .bad(at, "answers a call that was not made, or one that is answered already")
                }
                replies[Int(id)] = reply
            }
            let complete = replies.compactMap { $0 }
            if complete.count == count { return .replies(complete) }
            guard let refusal else { throw .bad(0, "holds \(complete.count) answers, where \(count) were asked for") }
            return .refused(refusal)
        }
    }

    private static func read(
        _ cursor: inout JSONCursor, _ bytes: [UInt8]
    ) throws(JSONFault) -> (id: UInt64?, RPCReply) {
        var members = try JSONMembers<Reply>(&cursor)
        var id: UInt64?
        var reply: RPCReply = .null
        while let field = try members.next(&cursor) {
            switch field {
            case .id: id = try cursor.unsigned()
            case .result:
                let start = cursor.i
                try cursor.skipDeep()
                if case .null = reply { reply = .result(bytes[start..<cursor.i]) }
            case .error: reply = .error(try refusal(&cursor))
            }
        }
        return (id, reply)
    }

    private static func refusal(_ cursor: inout JSONCursor) throws(JSONFault) -> RPCRefusal {
        // Some servers answer with a bare sentence.
        if try cursor.peek() == 0x22 {
            return RPCRefusal(code: 0, message: try cursor.string { String(decoding: $0.prefix(400), as: UTF8.self) })
        }
        var members = try JSONMembers<Refusal>(&cursor)
        var refusal = RPCRefusal(code: 0, message: "")
        while let field = try members.next(&cursor) {
            switch field {
            case .code:
                if try cursor.peek() == 0x22 {
                    try cursor.skipValue()
                } else {
                    refusal.code = Int(String(decoding: try cursor.word().text, as: UTF8.self)) ?? 0
                }
            case .message where try cursor.peek() == 0x22:
                refusal.message = try cursor.string { Excerpt.text(String(decoding: $0, as: UTF8.self), limit: 200) }
            case .message: try cursor.skipValue()
            }
        }
        return refusal
    }
}

extension JSONCursor {
    /// Goes over a value that may be nested as deep as calls on a chain can be, by its brackets and strings alone: whoever
    /// reads the value checks its form.
    ///
    /// - Complexity: O(bytes), without recursion.
    mutating func skipDeep() throws(JSONFault) {
        let first = try peek()
        guard first == 0x7B || first == 0x5B else { return try skipValue() }
        var depth = 0
        repeat {
            switch try peek() {
            case 0x7B, 0x5B:
                depth += 1
                i += 1
            case 0x7D, 0x5D:
                depth -= 1
                i += 1
            case 0x22: try string { _ in }
            default: i += 1
            }
        } while depth > 0
    }
}
