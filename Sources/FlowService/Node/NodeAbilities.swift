import FlowFormats

/// What a node can tell, found by asking, and what it cannot, in plain sentences.
struct NodeAbilities: Equatable {
    enum Receipts: Equatable {
        /// `eth_getBlockReceipts`.
        case byBlock
        /// `eth_getTransactionReceipt`, one a transaction.
        case byTransaction
        /// Neither: token transfers by `eth_getLogs`.
        case logsOnly
    }
    enum Traces: Equatable {
        /// `trace_block`.
        case byBlock
        /// `debug_traceBlockByNumber` with `callTracer`.
        case callTracer
        case none
    }
    var receipts: Receipts
    var traces: Traces

    /// Tries the methods on block `number`, which must be there and not be the first.
    ///
    /// - Parameter wantsTraces: false: value moved inside contracts is not asked for.
    static func probe(
        _ client: NodeClient, block number: UInt64, wantsTraces: Bool
    ) throws(NodeTrouble) -> NodeAbilities {
        let block = NodeCalls.quantity(number)
        func has(_ call: RPCCall) throws(NodeTrouble) -> Bool {
            // One by one: some providers refuse a whole batch for one method they do not have.
            // A method that is there, but fails for this very block (pruned state), is no use either.
            if case .error = try client.ask([call])[0] { return false }
            return true
        }
        var receipts = Receipts.logsOnly
        if try has(NodeCalls.blockReceipts(number)) {
            receipts = .byBlock
        } else if try has(RPCCall("eth_getTransactionReceipt", #"["0x\#(String(repeating: "0", count: 64))"]"#)) {
            receipts = .byTransaction
        } else {
            // By a hash that no block has: nodes that look for it first say so, which is an answer too.
            let logs = NodeCalls.transferLogs(block: "0x\(String(repeating: "0", count: 64))")
            if case .error(let refusal) = try client.ask([logs])[0], client.isUnavailable(refusal) {
                throw .permanent("the node offers neither receipts nor eth_getLogs: it says '\(refusal.message)'")
            }
        }
        var traces = Traces.none
        if wantsTraces {
            if try has(RPCCall("trace_block", "[\(block)]")) {
                traces = .byBlock
            } else if try has(NodeCalls.callTracer(number)) {
                traces = .callTracer
            }
        }
        return NodeAbilities(receipts: receipts, traces: traces)
    }
}

/// The calls a node is asked by.
enum NodeCalls {
    /// A quoted hexadecimal number.
    static func quantity(_ number: UInt64) -> String { "\"0x\(String(number, radix: 16))\"" }

    static func block(_ number: UInt64, whole: Bool) -> RPCCall {
        RPCCall("eth_getBlockByNumber", "[\(quantity(number)),\(whole)]")
    }
    static func blockReceipts(_ number: UInt64) -> RPCCall { RPCCall("eth_getBlockReceipts", "[\(quantity(number))]") }
    static func traceBlock(_ number: UInt64) -> RPCCall { RPCCall("trace_block", "[\(quantity(number))]") }
    static func callTracer(_ number: UInt64) -> RPCCall {
        RPCCall("debug_traceBlockByNumber", #"[\#(quantity(number)),{"tracer":"callTracer"}]"#)
    }
    static func receipt(_ transaction: String) -> RPCCall {
        RPCCall("eth_getTransactionReceipt", #"["\#(transaction)"]"#)
    }
    /// By the block's hash: never of another branch (EIP-234).
    static func transferLogs(block hash: String) -> RPCCall {
        RPCCall("eth_getLogs", #"[{"blockHash":"\#(hash)","topics":["\#(EVMLog.transferTopic)"]}]"#)
    }
    static func contract(_ address: String, data: String) -> RPCCall {
        RPCCall("eth_call", #"[{"to":"\#(address)","data":"\#(data)"},"latest"]"#)
    }
    static let head = RPCCall("eth_blockNumber")
    static let chainID = RPCCall("eth_chainId")
}
