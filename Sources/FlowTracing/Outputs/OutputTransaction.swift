/// One transaction of a UTXO chain as a decoder hands it to `LedgerBuilder`. Made once and filled again and again.
public struct OutputTransaction: Sendable {
    public struct Input: Sendable, BitwiseCopyable {
        /// The transaction whose output is spent, in the byte order in which it is written.
        public var previous: Hash32
        public var index: UInt32
        /// What the source says the spent output held; `nil` where it does not say.
        public var amount: UInt64?
        /// What the source says it was locked by; `nil` where it does not say.
        public var owner: ScriptAddress?
        /// True for value that comes out of a shielded pool: no output is spent, `previous` and `index` mean nothing.
        public var isUntracked: Bool

        public init(
            previous: Hash32, index: UInt32, amount: UInt64? = nil, owner: ScriptAddress? = nil,
            isUntracked: Bool = false
        ) {
            (self.previous, self.index, self.amount, self.owner) = (previous, index, amount, owner)
            self.isUntracked = isUntracked
        }
    }

    public struct Output: Sendable, BitwiseCopyable {
        /// Base units of the chain's coin.
        public var amount: UInt64
        public var owner: ScriptAddress

        public init(amount: UInt64, owner: ScriptAddress) { (self.amount, self.owner) = (amount, owner) }
    }

    /// The transaction's id, first byte as it is written (the reverse of its double SHA-256).
    public var id = Hash32(0, 0, 0, 0)
    public var chain: ChainID
    /// Height; `nil` where the source does not say.
    public var block: UInt64?
    /// Position in its block; `nil` where the source does not say.
    public var position: UInt32?
    /// Unix seconds of the block.
    public var time: Int64 = 0
    /// It creates value: its outputs are clean, and it has no inputs.
    public var isCoinbase = false
    /// Where it stands in its file, for messages: a line, or for block files the transaction's number from 1.
    public var line = 0
    public var inputs: [Input] = []
    public var outputs: [Output] = []

    public init(chain: ChainID) { self.chain = chain }

    /// Forgets the transaction and keeps the memory.
    public mutating func removeAll() {
        inputs.removeAll(keepingCapacity: true)
        outputs.removeAll(keepingCapacity: true)
        isCoinbase = false
        (block, position) = (nil, nil)
    }
}
