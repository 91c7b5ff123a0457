import FlowFormats
import FlowTracing
import Foundation
import SeededRandom
import Testing

@testable import FlowService

/// Answers as bytes: traces by either method, and what no honest node says.
@Suite struct NodeAnswerTests {
    private struct Trace {
        var transaction: String
        var place: Int
        var path: [Int]
        var type: String
        var callType: String
        var sender: String
        var recipient: String
        var value: String
        var hasFailed: Bool
    }

    /// The traces of a block as ethereum-etl lists them, rewards left out.
    private func traces(_ name: String) throws -> [Trace] {
        guard let sharedData else { try Test.cancel("no ../shared/data here") }
        let text = try String(
            contentsOfFile: "\(sharedData)/ethereum/test_export_traces_job/\(name)/expected_traces.csv", encoding: .utf8
        )
        let lines = text.split(whereSeparator: \.isNewline).map { fields(String($0)) }
        let names = lines[0]
        return lines.dropFirst().compactMap { line in
            func field(_ name: String) -> String { line[names.firstIndex(of: name)!] }
            guard field("trace_type") != "reward" else { return nil }
            return Trace(
                transaction: field("transaction_hash"), place: Int(field("transaction_index"))!,
                path: field("trace_address").split(separator: ",").map { Int($0)! }, type: field("trace_type"),
                callType: field("call_type"), sender: field("from_address"), recipient: field("to_address"),
                value: field("value"), hasFailed: !field("error").isEmpty)
        }
    }

    /// Fields of a CSV line; quotes hold commas.
    private func fields(_ line: String) -> [String] {
        var fields = [""]
        var isQuoted = false
        for character in line {
            if character == "\"" {
                isQuoted.toggle()
            } else if character == ",", !isQuoted {
                fields.append("")
            } else {
                fields[fields.count - 1].append(character)
            }
        }
        return fields
    }

    private func number(_ text: String) -> String { hex(UInt128(text) ?? 0) }

    private func traceBlock(_ traces: [Trace]) throws -> [UInt8] {
        let list = traces.map { trace -> [String: Any] in
            var action: [String: Any] = ["from": trace.sender, "to": trace.recipient, "value": number(trace.value)]
            var result: Any = NSNull()
            switch trace.type {
            case "suicide":
                action = ["address": trace.sender, "refundAddress": trace.recipient, "balance": number(trace.value)]
            case "create":
                action = ["from": trace.sender, "value": number(trace.value)]
                if !trace.recipient.isEmpty { result = ["address": trace.recipient] }
            default: action["callType"] = trace.callType
            }
            var object: [String: Any] = [
                "action": action, "result": result, "type": trace.type, "traceAddress": trace.path,
                "transactionHash": trace.transaction, "transactionPosition": trace.place,
            ]
            if trace.hasFailed { object["error"] = "Reverted" }
            return object
        }
        return Array(try JSONSerialization.data(withJSONObject: list))
    }

    private func callTracer(_ traces: [Trace]) throws -> [UInt8] {
        func frame(_ own: Trace, _ all: [Trace]) -> [String: Any] {
            let types = ["suicide": "SELFDESTRUCT", "create": "CREATE"]
            var object: [String: Any] = [
                "type": types[own.type] ?? own.callType.uppercased(), "from": own.sender, "value": number(own.value),
            ]
            if !own.recipient.isEmpty { object["to"] = own.recipient }
            if own.hasFailed { object["error"] = "execution reverted" }
            let inner = all.filter { $0.path.count == own.path.count + 1 && $0.path.starts(with: own.path) }
            if !inner.isEmpty { object["calls"] = inner.map { frame($0, all) } }
            return object
        }
        let places = Set(traces.map(\.place)).sorted()
        let list = places.map { place -> [String: Any] in
            let own = traces.filter { $0.place == place }
            return ["txHash": own[0].transaction, "result": frame(own.first { $0.path.isEmpty }!, own)]
        }
        return Array(try JSONSerialization.data(withJSONObject: list))
    }

    @Test(arguments: ["block_with_create", "block_with_error", "block_with_subtraces", "block_with_suicide"])
    func recordedTraces(_ name: String) throws {
        let traces = try traces(name)
        try #require(!traces.isEmpty)
        let parity = try EVMCalls(traceBlock: try traceBlock(traces)[...])
        let geth = try EVMCalls(callTracer: try callTracer(traces)[...])
        #expect(parity.calls == geth.calls)
        // By hand: what is neither outermost, nor failed, nor inside a failed call, nor worth nothing.
        let moved = traces.filter { trace in
            !trace.path.isEmpty && trace.value != "0" && !trace.value.isEmpty
                && ["", "call"].contains(trace.callType)
                && !traces.contains { $0.hasFailed && $0.place == trace.place && trace.path.starts(with: $0.path) }
        }
        #expect(parity.calls.map { String($0.amount) } == moved.map(\.value))
        #expect(parity.calls.map { Address.bytes($0.recipient).text(form: .evm) } == moved.map(\.recipient))
        #expect(parity.calls.map { Address.bytes($0.sender).text(form: .evm) } == moved.map(\.sender))
    }

    /// Changed bytes are refused or mean something else; none crashes or hangs.
    @Test func damagedAnswers() throws {
        let chain = BranchingChain(seed: 5)
        chain.mine(20)
        func bytes(_ method: String) throws -> [UInt8] {
            Array(try JSONSerialization.data(withJSONObject: chain.answer(method, ["0x5"]) as Any))
        }
        let (block, receipts) = (try bytes("eth_getBlockByNumber"), try bytes("eth_getBlockReceipts"))
        let trace = Array(
            #"[{"txHash":"0x\#(String(repeating: "1", count: 64))","result":{"type":"CALL","from":"0x","calls":[{"type":"#
                .utf8)
        _ = try EVMBlock(block[...])
        _ = try EVMReceipt.list(receipts[...])
        var random = SeededRandom(seed: SeededRandom.base)
        var refused = 0
        for _ in 0..<3_000 {
            for original in [block, receipts, trace] {
                var changed = original
                for _ in 0...random.below(2) { changed[random.below(changed.count)] = UInt8(random.below(128)) }
                if random.chance(20) { changed.removeLast(random.below(changed.count)) }
                do { _ = try EVMBlock(changed[...]) } catch { refused += 1 }
                do { _ = try EVMReceipt.list(changed[...]) } catch { refused += 1 }
                do { _ = try EVMCalls(callTracer: changed[...]) } catch { refused += 1 }
                do { _ = try EVMCalls(traceBlock: changed[...]) } catch { refused += 1 }
            }
        }
        #expect(refused > 20_000)
    }

    @Test func callsDeeperThanTheEVMAllows() throws {
        let frame = #"{"type":"CALL","from":"0x","calls":["#
        let deep = #"[{"result":"# + String(repeating: frame, count: 5_000)
        do {
            _ = try EVMCalls(callTracer: Array(deep.utf8)[...])
            Issue.record("calls")
        } catch { #expect(error.reason.contains("nested deeper than the EVM allows")) }
        // As deep as it allows, in whatever order members stand.
        let inner =
            #"{"type":"CALL","from":"0x\#(String(repeating: "1", count: 40))","to":"0x\#(String(repeating: "2", count: 40))","value":"0x1""#
        let right =
            #"[{"result":"# + String(repeating: inner + #","calls":["#, count: 1_024) + inner + "}"
            + String(repeating: "]}", count: 1_024) + "}]"
        let calls = try EVMCalls(callTracer: Array(right.utf8)[...]).calls
        #expect(calls.count == 1_024 && calls.map(\.index) == Array(1...1_024))
    }

    @Test func whatBelongsToAnotherBlock() throws {
        let chain = BranchingChain(seed: 11)
        chain.mine(40)
        let number = try #require(
            (1...40).first { ((chain.answer("eth_getBlockReceipts", [hex($0)]) as? [Any])?.count ?? 0) > 1 })
        func json(_ method: String, _ number: Int) throws -> ArraySlice<UInt8> {
            Array(try JSONSerialization.data(withJSONObject: chain.answer(method, [hex(number)]) as Any))[...]
        }
        let block = try EVMBlock(try json("eth_getBlockByNumber", number))
        let receipts = try EVMReceipt.list(try json("eth_getBlockReceipts", number))
        try EVMBlockAnswers(block: block, receipts: receipts).check()
        let others: [[EVMReceipt]] = [
            Array(receipts.dropLast()), receipts.reversed(), receipts + [receipts[0]],
            try EVMReceipt.list(try json("eth_getBlockReceipts", number - 1)),
        ]
        for wrong in others {
            #expect(throws: NodeFault.self) { try EVMBlockAnswers(block: block, receipts: wrong).check() }
        }
    }

    @Test func symbols() {
        func word(_ text: String) -> [UInt8] { Array(text.utf8) + [UInt8](repeating: 0, count: 32 - text.utf8.count) }
        func number(_ value: UInt8) -> [UInt8] { [UInt8](repeating: 0, count: 31) + [value] }
        #expect(TokenDescription.symbol(number(32) + number(4) + word("USDT")) == "USDT")
        #expect(TokenDescription.symbol(word("MKR")) == "MKR")
        #expect(TokenDescription.symbol(number(32) + number(200) + word("USDT")) == "")
        #expect(TokenDescription.symbol(number(255) + number(4)) == "")
        #expect(TokenDescription.symbol([]) == "")
        #expect(TokenDescription.decimals(number(6)) == 6)
        #expect(TokenDescription.decimals(number(39)) == nil)
        #expect(TokenDescription.decimals([6]) == nil)
    }

    @Test func tokenLists() throws {
        let contract = "0x" + String(repeating: "ab", count: 20)
        let list = try TokenList(
            Array("# mine\naddress,symbol,decimals\r\n\n\(contract), ABC ,18\n\(contract)\n".utf8), form: .evm)
        #expect(list.tokens.count == 1 && list.tokens[0].symbol == "ABC" && list.tokens[0].decimals == 18)
        for wrong in ["nothing", "\(contract),A,39", "0x12,A", "\(contract),A,x"] {
            #expect(throws: NodeFault.self, "\(wrong)") {
                try TokenList(Array("\(contract)\n\(wrong)".utf8), form: .evm)
            }
        }
    }
}
