import FlowFormats
import FlowTracing

extension EVMSource {
    /// Hashes asked for at once on the way back.
    private static let stride: UInt64 = 16

    /// Looks for a new head, and whether the last block delivered still stands.
    ///
    /// - Returns: a step where it does not.
    func look() throws(NodeTrouble) -> SourceStep? {
        guard let window, let last = window.last else {
            try askHead()
            return nil
        }
        let replies = try client.ask([NodeCalls.head, NodeCalls.block(last.number, whole: false)])
        guard case .result(let text) = replies[0] else { throw .transient("the node does not tell its head") }
        do throws(NodeFault) { head = try NodeAnswer.number(text) } catch { throw .transient(error.reason) }
        if let hash = try hash(replies[1]) { return hash == last.hash ? nil : try goBack() }
        // Shorter than before: the node is behind, or about to change branches. What was delivered stands for as long as
        // nothing else takes its place.
        guard let head, head < last.number, let kept = window.hash(of: head),
            let other = try hash(try client.ask([NodeCalls.block(head, whole: false)])[0])
        else { return nil }
        return other == kept ? nil : try goBack()
    }

    /// Finds the last block that the chain still has, and goes back to it.
    ///
    /// - Complexity: O(blocks taken back) calls, `stride` a request.
    func goBack() throws(NodeTrouble) -> SourceStep {
        guard var window else { preconditionFailure("nothing was delivered") }
        var common: UInt64?
        var high = window.next
        search: while high > window.oldest {
            let low = max(window.oldest, high - min(high, EVMSource.stride))
            let numbers = (low..<high).reversed()
            let replies = try client.ask(numbers.map { NodeCalls.block($0, whole: false) })
            for (number, reply) in zip(numbers, replies) where try hash(reply) == window.hash(of: number) {
                common = number
                break search
            }
            high = low
        }
        if common == window.next - 1 {
            throw .transient("block \(window.next) does not follow block \(window.next - 1), which still stands")
        }
        if common == nil {
            // All that was ever delivered is gone, or more than is kept.
            guard window.oldest == window.first, window.first > 0 else {
                throw .tooDeep(fork: window.oldest == 0 ? 0 : window.oldest - 1, oldestKept: window.oldest)
            }
            common = window.first - 1
        }
        guard let common else { preconditionFailure("set above") }
        window.revert(after: common)
        self.window = window
        // What replaces them may be shorter, for a moment.
        try askHead()
        return .reverted(chain: window.chain, after: common)
    }

    /// The hash of the block a node answered with; `nil` where it has none.
    private func hash(_ reply: RPCReply) throws(NodeTrouble) -> Hash32? {
        switch reply {
        case .null: return nil
        case .result(let text):
            do throws(NodeFault) { return try EVMBlock(text, isWhole: false).hash } catch {
                throw .transient(error.reason)
            }
        case .error(let refusal): throw client.trouble(refusal, RPCCall("eth_getBlockByNumber"))
        }
    }
}
