/// Something happened to a watched case. Plain data: names instead of row numbers, which may change.
public struct Alert: Sendable, Equatable {
    public enum State: String, Sendable {
        /// Seen; the block may still be taken back.
        case provisional
        /// Durable, and deep enough.
        case confirmed
        /// Replaces what the same key said before: a reorg or a late record changed it.
        case amended
        /// Did not happen after all.
        case withdrawn
    }

    /// What became of the tainted amount.
    public enum Outcome: String, Sendable {
        case rests, endpoint, inferredEndpoint, mixer, bridge, converted, burned, pruned, fee
    }

    /// One transfer of a route.
    public struct Step: Sendable, Hashable {
        public var transaction: TransactionHash
        public var index: UInt32
        public init(transaction: TransactionHash, index: UInt32) {
            (self.transaction, self.index) = (transaction, index)
        }
    }

    /// Steps of a route that an alert lists at most: the seed and the last ones.
    public static let longestRoute = 64

    public var kind: AlertKind
    public var state: State
    public var caseID: String
    public var rule: TaintRule
    /// `observed` or `file`.
    public var opening: String
    public var chain: Chain
    public var asset: Asset
    /// What the asset is called in results.
    public var assetName: String
    public var transaction: TransactionHash
    public var index: UInt32
    public var block: UInt64?
    /// Unix seconds.
    public var time: Int64
    public var from: Address
    public var to: Address
    /// Tainted part, base units.
    public var tainted: Amount
    /// All that the transfer moves.
    public var amount: Amount
    public var outcome: Outcome
    public var isSeed: Bool
    /// What the case has left to follow in this asset, and what was injected so far.
    public var left: Amount
    public var injected: Amount
    /// The endpoint, mixer or bridge reached, or for `approaching` the endpoint that is near.
    public var end: Address?
    /// Of `end`: who it is.
    public var endTag: Tag?
    var path: Route
    /// Blocks that stand on the alert's block, itself included, when this was said; 0 where the chain's rows have none.
    public var depth: UInt64

    /// The transfers by which taint first came here, the seed first, this one last.
    ///
    /// - Complexity: O(hops).
    public var route: [Step] { path.steps(atMost: Alert.longestRoute) }
    /// Transfers left out after the first, where the route is longer than `longestRoute`.
    public var routeLeftOut: Int { max(0, path.count - Alert.longestRoute) }
    /// Transfers from the seed, 0 for the seed itself.
    public var hops: Int { path.count - 1 }

    /// The same for the same thing seen again, on any machine and in any run: 32 hex digits, half of a SHA-256 over case,
    /// kind, chain, transaction, index and asset.
    public var key: String {
        let asset =
            switch self.asset.identity {
            case .native: "native"
            case .contract(let address): address.text(form: chain.form)
            case .symbol(let symbol): "symbol \(symbol)"
            }
        let parts = [
            "lymer.alert/1", caseID, kind.rawValue, chain.name, transaction.text(form: chain.form), "\(index)", asset,
        ]
        // Lengths make the joined text unambiguous.
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        var digits = ""
        let digest = Array(text.utf8).withUnsafeBufferPointer { SHA256.digest($0) }
        for word in 0..<4 {
            let hex = String(digest[word], radix: 16)
            digits += String(repeating: "0", count: 8 - hex.utf8.count) + hex
        }
        return digits
    }

    /// True where both say the same, whatever their states and however deep.
    func says(_ other: Alert) -> Bool {
        var copy = other
        (copy.state, copy.depth) = (state, depth)
        return self == copy
    }
}

extension Alert.Outcome {
    init(_ booking: Booking) {
        switch booking {
        case .rests: self = .rests
        case .endpoint: self = .endpoint
        case .inferredEndpoint: self = .inferredEndpoint
        case .mixer: self = .mixer
        case .bridge: self = .bridge
        case .convertedOut: self = .converted
        case .burned: self = .burned
        case .prunedByHops, .prunedByAmount: self = .pruned
        case .fee, .recaptured: self = .fee
        }
    }
}
