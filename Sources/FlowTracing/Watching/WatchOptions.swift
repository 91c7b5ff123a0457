/// Everything a watch depends on besides the ledger, the tags and the cases.
public struct WatchOptions: Sendable {
    public var rule: TaintRule = .haircut
    /// `observed` or given; `inferred` looks at the future and is refused.
    public var opening: Opening = .observed
    /// Addresses that stop every case.
    public var stops: [Address] = []
    public var coverage: Coverage?
    public var maxHops: Int?
    /// Base units.
    public var minAmount: Amount?
    /// `warn` marks what it finds in answers; `stop` counts over the whole ledger, its future included, and is refused.
    public var behaviourGuard = BehaviourGuard()
    /// Blocks that must stand on an alert's block, itself included, before the alert is confirmed; by chain.
    public var confirmations: [String: Int] = [:]
    /// For every chain that is not named there; `nil`: the chain's default.
    public var confirmationsElsewhere: Int?
    /// Blocks that can be taken back; by chain.
    public var undoBlocks: [String: Int] = [:]
    public var undoBlocksElsewhere: Int?
    /// A chain that has fallen silent keeps no undo older than this, in seconds of ledger time.
    public var undoSeconds: Int64 = 6 * 3600
    /// Seconds after which value that lay still is dormant.
    public var dormantAfter: Int64 = 30 * 86_400
    /// Thousandths of what was injected; less than that left to follow raises an alert.
    public var threshold = 100
    /// Bytes that the watch may take, the ledger not included.
    public var memoryLimit = Int.max

    public init() {}

    /// Default: ETH mainnet 12, TRON 19 (its solid block), others 12.
    public func confirmations(on chain: String) -> Int {
        confirmations[chain] ?? confirmationsElsewhere ?? (chain == "tron" ? 19 : 12)
    }

    /// Default: TRON 30, others 64.
    public func undoBlocks(on chain: String) -> Int {
        undoBlocks[chain] ?? undoBlocksElsewhere ?? (chain == "tron" ? 30 : 64)
    }

    /// - Throws: `FlowError.refused`, saying which option a watch cannot have.
    func check() throws(FlowError) {
        if opening == .inferred {
            throw .refused("a watch cannot infer openings from a future it does not know: --opening observed or a file")
        }
        if !rule.isForAccounts {
            throw .refused("\(rule.rawValue) is a rule of UTXO chains, which are not watched yet")
        }
        if behaviourGuard.action == .stop {
            throw .refused(
                "a watch cannot stop at services by behaviour: they are counted over a future it does not know")
        }
        if let depth = confirmationsElsewhere, depth > undoBlocks(on: "") {
            throw .refused("\(depth) confirmations, but only \(undoBlocks(on: "")) blocks can be taken back")
        }
        for (chain, depth) in confirmations where depth > undoBlocks(on: chain) {
            throw .refused(
                "\(depth) confirmations on \(chain), but only \(undoBlocks(on: chain)) blocks can be taken back")
        }
    }
}
