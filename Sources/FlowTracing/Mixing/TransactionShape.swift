/// A UTXO transaction as coinjoin heuristics see it: amounts and scripts, nothing of what came before or after.
public struct TransactionShape: Sendable, Equatable {
    public struct Coin: Sendable, Equatable {
        /// Base units; `nil` where the ledger does not know (a spent output of which only the reference was read).
        public var amount: UInt64?
        /// `nil` where the ledger does not know.
        public var owner: ScriptAddress?

        public init(amount: UInt64?, owner: ScriptAddress?) { (self.amount, self.owner) = (amount, owner) }
    }
    /// In listed order.
    public var inputs: [Coin]
    public var outputs: [Coin]
    /// Height; `nil` where unknown.
    public var block: UInt64?

    public init(inputs: [Coin], outputs: [Coin], block: UInt64? = nil) {
        (self.inputs, self.outputs, self.block) = (inputs, outputs, block)
    }
}
