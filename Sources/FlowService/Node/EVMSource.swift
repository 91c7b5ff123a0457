import FlowFormats
import FlowTracing

/// An EVM node, followed by JSON-RPC: every block from a start on, in order; where the chain takes blocks back, that it
/// did, and then those that replace them.
///
/// The node's methods are found by asking. What it cannot tell is said in `notes`, which become those of the source's file
/// in the ledger. TRON's full nodes answer the same calls in a dialect.
public final class EVMSource: Source {
    public static let format = "evm-node"

    public let name: String
    let client: NodeClient
    let clock: any NodeClock
    let options: EVMSourceOptions
    /// Known once the node was asked which chain it is on.
    var window: ForkWindow?
    var rows: EVMBlockRows?
    private(set) var abilities: NodeAbilities?
    /// The head's number when last asked.
    var head: UInt64?
    private var rowsPerBlock = 64.0
    /// A stored position: its chain is not yet compared with the node's.
    private var isResumed = false

    /// - Parameter position: where a former run stopped; `nil`: begin where the options say.
    /// - Throws: `SourceError.permanent` where `position` is not one of this kind of source.
    public init(
        _ transport: any RPCTransport, options: EVMSourceOptions = EVMSourceOptions(), position: SourcePosition? = nil,
        clock: any NodeClock = MonotonicClock()
    ) throws(SourceError) {
        precondition(options.keptBlocks > 0 && options.pollInterval > 0)
        name = transport.place
        (self.options, self.clock) = (options, clock)
        client = NodeClient(
            transport, clock: clock, pacing: RequestPacing(callsPerSecond: options.callsPerSecond, seed: options.seed),
            largestBatch: options.largestBatch)
        // The position before the first step: nothing was ever delivered.
        guard let position, !position.bytes.isEmpty else { return }
        guard let stored = ForkWindow(position.bytes) else {
            throw .permanent(source: transport.place, reason: "the position stored for it is not one of an EVM node's")
        }
        (window, head, isResumed) = (stored, position.head, true)
    }

    public var position: SourcePosition {
        guard let window else { return SourcePosition(bytes: [], description: "not begun") }
        let text = window.last.map { "block \($0.number)" } ?? "before block \(window.next)"
        return SourcePosition(bytes: window.bytes, head: head, description: text)
    }

    /// How far the backfill has come: the next block, and the last there is to deliver. `nil` before the first step.
    public var progress: (next: UInt64, target: UInt64)? {
        guard let window, let target else { return nil }
        return (window.next, target)
    }

    /// HTTP requests made.
    public var requests: Int { client.requests }

    /// What the node cannot tell, as sentences for the reader of a result.
    public var notes: [String] { EVMSourceNotes.sentences(self) }

    /// The last block that may be delivered now.
    private var target: UInt64? {
        guard let head, head >= options.confirmations else { return nil }
        return min(head - options.confirmations, options.end ?? .max)
    }

    public func next(
        into intake: inout LedgerBuilder, limit: Int, patience: Double
    ) throws(SourceError) -> SourceStep {
        let deadline = clock.now + patience
        // After a failure the node is left alone for a while.
        if client.pause > 0 {
            clock.sleep(min(client.pause, patience))
            if client.pause > 0 { return .idle }
        }
        do throws(NodeTrouble) {
            while true {
                if let step = try step(into: &intake, limit: limit) {
                    client.trust()
                    return step
                }
                client.trust()
                let left = deadline - clock.now
                guard left > 0 else { return .idle }
                clock.sleep(min(left, options.pollInterval))
            }
        } catch {
            switch error {
            case .transient(let reason, let retryAfter):
                client.distrust(retryAfter: retryAfter)
                throw .transient(source: name, reason: reason)
            case .permanent(let reason): throw .permanent(source: name, reason: reason)
            case .tooDeep(let fork, let oldest):
                throw .tooDeep(source: name, chain: window?.chain ?? "", fork: fork, oldestKept: oldest)
            }
        }
    }

    /// One step; `nil`: nothing new.
    private func step(into intake: inout LedgerBuilder, limit: Int) throws(NodeTrouble) -> SourceStep? {
        if window == nil || isResumed || rows == nil { try begin() }
        guard var window else { return nil }
        if let end = options.end, window.next > end { return .finished }
        if head == nil || target.map({ window.next > $0 }) ?? true {
            if let step = try look() { return step }
            guard let target, window.next <= target else { return nil }
        }
        guard let target else { return nil }
        let fetch = BlockFetch(client: client, abilities: try known(abilitiesAt: min(max(window.next, 1), head ?? 1)))
        let most = max(1, min(client.batchSize / fetch.callsPerBlock, Int(Double(limit) / max(1, rowsPerBlock))))
        let count = UInt64(min(most, 1 << 16))
        let blocks = try fetch.blocks(window.next...min(target, window.next + count - 1))
        // The head went back, or another node answers that is behind.
        guard let first = blocks.first else { return try look() }
        if let last = window.last, first.block.parent != last.hash { return try goBack() }
        for (before, block) in zip(blocks, blocks.dropFirst()) where block.block.parent != before.block.hash {
            throw .transient("blocks \(before.block.number) and \(block.block.number) are of different branches")
        }
        try describeTokens(in: blocks)
        let appended = try append(blocks, into: &intake)
        // One more than may be taken back: the block they all stand on.
        for answers in blocks { window.append(answers.block.hash, keeping: options.keptBlocks + 1) }
        window.overflowing = rows?.overflowing ?? []
        self.window = window
        // A moving average: a step should bring about as many rows as are wanted.
        rowsPerBlock += (Double(appended) / Double(blocks.count) - rowsPerBlock) / 4
        return .rows(appended)
    }

    /// Asks which chain it is, and where to begin.
    private func begin() throws(NodeTrouble) {
        let chain = try chainName()
        if let window, isResumed, window.chain != chain {
            throw .permanent("the node is on \(chain), but what is stored from it is of \(window.chain)")
        }
        isResumed = false
        if window == nil {
            try askHead()
            switch options.start {
            case .block(let number): window = ForkWindow(chain: chain, first: number)
            case .head: if let target { window = ForkWindow(chain: chain, first: target) }
            }
        }
        guard let window else { return }
        rows = EVMBlockRows(
            chain: Chain(name: chain), tokens: options.tokens.map { Set($0.compactMap(\.bytes)) },
            decimals: options.decimals, overflowing: window.overflowing)
        for token in options.tokens ?? [] {
            if let bytes = token.bytes, !token.symbol.isEmpty || token.decimals != nil {
                rows?.describe(bytes, symbol: token.symbol, decimals: token.decimals)
            }
        }
    }

    private func chainName() throws(NodeTrouble) -> String {
        let asked = options.chain.map { Chain(name: $0).name }
        let text = try client.result(NodeCalls.chainID)
        let number: UInt64
        do throws(NodeFault) { number = try NodeAnswer.number(text) } catch { throw .transient(error.reason) }
        let found = "eip155:\(number)"
        guard let asked, asked != found else { return found }
        // TRON's networks have numbers of their own, which no EVM chain has.
        guard asked == "tron" else { throw .permanent("the node is on \(found), not on \(asked)") }
        return asked
    }

    func askHead() throws(NodeTrouble) {
        let text = try client.result(NodeCalls.head)
        do throws(NodeFault) { head = try NodeAnswer.number(text) } catch { throw .transient(error.reason) }
    }

    private func known(abilitiesAt block: UInt64) throws(NodeTrouble) -> NodeAbilities {
        if let abilities { return abilities }
        // The first block of all has neither receipts nor traces to try: ask when there is another.
        guard let head, head > 0 else { return NodeAbilities(receipts: .logsOnly, traces: .none) }
        let found = try NodeAbilities.probe(
            client, block: min(block, head), wantsTraces: options.wantsInternalTransfers && rows?.chain.form != .tron)
        abilities = found
        return found
    }

    private func append(
        _ blocks: [EVMBlockAnswers], into intake: inout LedgerBuilder
    ) throws(NodeTrouble) -> Int {
        guard var rows else { preconditionFailure("begin first") }
        let before = intake.count
        if let file = intake.file(named: name, format: EVMSource.format) {
            intake.resumeFile(file)
        } else {
            intake.beginFile(SourceFile(name: name, format: EVMSource.format, hasIndex: true))
        }
        var line = 0
        var fault: NodeFault?
        do throws(NodeFault) { try rows.append(blocks, into: &intake, line: &line) } catch { fault = error }
        self.rows = rows
        let notes = notes
        intake.endFile { $0.notes = notes }
        if let fault { throw .permanent(fault.reason) }
        return intake.count - before
    }
}
