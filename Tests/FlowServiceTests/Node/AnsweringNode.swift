import FlowFormats
import Foundation

@testable import FlowService

/// A node that answers from what it is given: results by method and parameters, as JSON values. It speaks the protocol
/// (batches in any order, errors, HTTP statuses), so that all but the socket is the real path.
final class AnsweringNode: RPCTransport {
    let place = "http://node.test"
    /// Asked with a method and its parameters; `nil`: it has no such method.
    var answer: (String, [Any]) throws -> Any?
    /// Met before the request is answered at all.
    var disturbance: (([RPCCallSeen]) throws -> HTTPAnswer?)?
    /// Calls of every request.
    private(set) var asked: [[RPCCallSeen]] = []

    struct RPCCallSeen {
        var method: String
        var parameters: [Any]
    }
    struct Refusal: Error {
        var code: Int
        var message: String
    }

    init(_ answer: @escaping (String, [Any]) throws -> Any?) { self.answer = answer }

    /// Answers from a table keyed `method parameter`; a bare `method` answers what the table does not hold.
    convenience init(_ results: [String: Any]) {
        let methods = Set(results.keys.map { $0.prefix { $0 != " " } })
        self.init { method, parameters in
            guard methods.contains(method[...]) else { return nil }
            if let any = results[method] { return any }
            let key = parameters.first.map { "\(method) \($0)" } ?? method
            return results[key] ?? NSNull()
        }
    }

    func exchange(_ body: [UInt8]) throws(HTTPError) -> HTTPAnswer {
        do {
            let request = try JSONSerialization.jsonObject(with: Data(body))
            let calls = (request as? [[String: Any]]) ?? [request as! [String: Any]]
            let seen = calls.map { RPCCallSeen(method: $0["method"] as! String, parameters: $0["params"] as! [Any]) }
            asked.append(seen)
            if let other = try disturbance?(seen) { return other }
            var answers: [[String: Any]] = []
            for (call, one) in zip(calls, seen) {
                var reply: [String: Any] = ["jsonrpc": "2.0", "id": call["id"]!]
                do {
                    if let result = try answer(one.method, one.parameters) {
                        reply["result"] = result
                    } else {
                        reply["error"] = ["code": -32601, "message": "the method \(one.method) does not exist"]
                    }
                } catch let refusal as Refusal {
                    reply["error"] = ["code": refusal.code, "message": refusal.message]
                }
                answers.append(reply)
            }
            // Batches may be answered in any order.
            let whole: Any = request is [Any] ? Array(answers.reversed()) : answers[0]
            return HTTPAnswer(status: 200, body: Array(try JSONSerialization.data(withJSONObject: whole)))
        } catch let error as HTTPError {
            throw error
        } catch {
            fatalError("\(error)")
        }
    }
}

/// A number as nodes write it.
func hex(_ number: some BinaryInteger) -> String { "0x" + String(number, radix: 16) }
