import FlowFormats
import FlowTracing

/// Gets whole blocks from a node, checked against themselves.
struct BlockFetch {
    let client: NodeClient
    let abilities: NodeAbilities

    /// Calls that a block takes in the first request.
    var callsPerBlock: Int {
        1 + (abilities.receipts == .byBlock ? 1 : 0) + (abilities.traces == .none ? 0 : 1)
    }

    /// What the node says of the blocks `numbers`; fewer where it does not have the later ones yet.
    ///
    /// - Throws: `.transient` also where the answers contradict each other: they are not used.
    func blocks(_ numbers: ClosedRange<UInt64>) throws(NodeTrouble) -> [EVMBlockAnswers] {
        var calls: [RPCCall] = []
        // Of the first block of all nothing else can be asked: it has no receipts and no traces.
        for number in numbers {
            calls.append(NodeCalls.block(number, whole: true))
            if number == 0 { continue }
            if abilities.receipts == .byBlock { calls.append(NodeCalls.blockReceipts(number)) }
            switch abilities.traces {
            case .byBlock: calls.append(NodeCalls.traceBlock(number))
            case .callTracer: calls.append(NodeCalls.callTracer(number))
            case .none: break
            }
        }
        var replies = zip(calls, try client.ask(calls)).makeIterator()
        var found: [EVMBlockAnswers] = []
        do throws(NodeFault) {
            for number in numbers {
                guard let (call, reply) = replies.next(), let text = try result(call, reply) else { break }
                var answers = EVMBlockAnswers(block: try EVMBlock(text))
                guard answers.block.number == number else {
                    throw NodeFault("asked for block \(number), the node answered with \(answers.block.number)")
                }
                if number > 0 {
                    if abilities.receipts == .byBlock { answers.receipts = try EVMReceipt.list(try needed(&replies)) }
                    switch abilities.traces {
                    case .byBlock: answers.calls = try EVMCalls(traceBlock: try needed(&replies))
                    case .callTracer: answers.calls = try EVMCalls(callTracer: try needed(&replies))
                    case .none: break
                    }
                }
                found.append(answers)
            }
        } catch { throw .transient(error.reason) }
        try complete(&found)
        do throws(NodeFault) {
            for answers in found { try answers.check() }
        } catch { throw .transient(error.reason) }
        return found
    }

    /// Receipts or logs that are asked for by what the blocks hold.
    private func complete(_ blocks: inout [EVMBlockAnswers]) throws(NodeTrouble) {
        guard abilities.receipts != .byBlock else { return }
        var calls: [RPCCall] = []
        for answers in blocks where answers.block.number > 0 {
            switch abilities.receipts {
            case .byTransaction: calls += answers.block.transactions.map { NodeCalls.receipt($0.hash.prefixedText) }
            case .logsOnly where !answers.block.transactions.isEmpty:
                calls.append(NodeCalls.transferLogs(block: answers.block.hash.prefixedText))
            default: break
            }
        }
        guard !calls.isEmpty else { return }
        var replies = zip(calls, try client.ask(calls)).makeIterator()
        do throws(NodeFault) {
            for place in blocks.indices where blocks[place].block.number > 0 {
                if abilities.receipts == .byTransaction {
                    var receipts: [EVMReceipt] = []
                    for _ in blocks[place].block.transactions {
                        receipts.append(try EVMReceipt(try needed(&replies)))
                    }
                    blocks[place].receipts = receipts
                } else {
                    blocks[place].logs =
                        blocks[place].block.transactions.isEmpty ? [] : try EVMLog.list(try needed(&replies))
                }
            }
        } catch { throw .transient(error.reason) }
    }

    private typealias Replies = Zip2Sequence<[RPCCall], [RPCReply]>.Iterator

    /// The result of the next call, which must be there: the block is.
    private func needed(_ replies: inout Replies) throws(NodeFault) -> ArraySlice<UInt8> {
        guard let (call, reply) = replies.next() else { preconditionFailure("as many replies as calls") }
        guard let text = try result(call, reply) else {
            throw NodeFault("\(call.method) \(call.parameters): the node has the block, but answered null")
        }
        return text
    }

    private func result(_ call: RPCCall, _ reply: RPCReply) throws(NodeFault) -> ArraySlice<UInt8>? {
        switch reply {
        case .result(let text): return text
        case .null: return nil
        case .error(let refusal):
            throw NodeFault("\(call.method) \(call.parameters.prefix(90)): the node says '\(refusal.message)'")
        }
    }
}

extension Hash32 {
    /// As EVM chains write it.
    var prefixedText: String { TransactionHash.bytes(self).text(form: .evm) }
}
