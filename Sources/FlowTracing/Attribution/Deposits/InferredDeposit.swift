/// An address without a name that sweeps what it receives to a hot wallet of a service: the service's, by inference
/// (heuristic `deposit-address`), held for one customer.
public struct InferredDeposit: Sendable, Equatable {
    public var address: AddressID
    public var chain: ChainID
    /// The tag of the hot wallet first swept to: it names the service, and so the reach of its law.
    public var service: Tag
    /// The hot wallet first swept to.
    public var hotWallet: AddressID
    /// 0…`DepositRules.mostConfidence`; never that of a record.
    public var confidence: Int
    /// Sweeps that kept all limits, over the whole ledger.
    public var sweeps: Int
    /// The first of them, `DepositRules.keptSweeps` at most, in ledger order.
    public var evidence: [DepositSweep]
    /// Distinct senders of what was received, the service itself left out; `DepositRules.manySenders` stands for that many
    /// or more.
    public var senders: Int
    /// Another recipient than the service had some small part.
    public var hasOtherRecipient: Bool
    /// The service paid for the sweeps: it sent the address what it needed.
    public var isFuelled: Bool
    /// Why the customer may be a service itself.
    public var nesting: Nesting?

    public init(
        address: AddressID, chain: ChainID, service: Tag, hotWallet: AddressID, confidence: Int, sweeps: Int,
        evidence: [DepositSweep], senders: Int = 1, hasOtherRecipient: Bool = false, isFuelled: Bool = false,
        nesting: Nesting? = nil
    ) {
        (self.address, self.chain, self.service, self.hotWallet) = (address, chain, service, hotWallet)
        (self.confidence, self.sweeps, self.evidence, self.senders) = (confidence, sweeps, evidence, senders)
        (self.hasOtherRecipient, self.isFuelled, self.nesting) = (hasOtherRecipient, isFuelled, nesting)
    }

    /// True where the inference is strong enough to end a trace, once the user lets inferences do that.
    public var ends: Bool { confidence >= Tag.stoppingConfidence }

    /// A nested service: an instant swap, say, that keeps an account at an exchange and takes its own customers' payments
    /// there.
    public enum Nesting: Sendable, Equatable {
        /// So many senders as a service's customers are; the number counted, `DepositRules.manySenders` at most.
        case manySenders(Int)
        /// A swapping service by its tag pays in.
        case swapService(Tag)
    }
}

/// What was received and swept: the evidence that a trace prints and a court can check.
public struct DepositSweep: Sendable, Equatable, BitwiseCopyable {
    /// Row of the last receipt before the sweep.
    public var receipt: UInt32
    /// Receipts that the sweep took along, this one included.
    public var receipts: UInt32
    /// Row of the transfer (UTXO chains: of the output) to the hot wallet.
    public var sweep: UInt32

    public init(receipt: UInt32, receipts: UInt32, sweep: UInt32) {
        (self.receipt, self.receipts, self.sweep) = (receipt, receipts, sweep)
    }
}
