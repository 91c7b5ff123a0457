/// Where every injected unit is. All in base units of one asset.
///
/// `injected + convertedIn = resting + unseen + endpoint + inferredEndpoint + mixer + bridge + convertedOut + fee +
/// burned + pruned`, exactly, for every rule that is money.
public struct Closing: Equatable, Sendable {
    public var resting: Amount = 0
    public var unseen: Amount = 0
    public var endpoint: Amount = 0
    public var inferredEndpoint: Amount = 0
    public var mixer: Amount = 0
    public var bridge: Amount = 0
    public var convertedOut: Amount = 0
    public var convertedIn: Amount = 0
    public var fee: Amount = 0
    public var burned: Amount = 0
    public var pruned: Amount = 0

    public init() {}

    /// The lines of the balance in the order they are printed; `convertedIn` stands on the other side.
    public var lines: [(name: String, amount: Amount)] {
        [
            ("resting", resting), ("unseen", unseen), ("endpoint", endpoint), ("inferredEndpoint", inferredEndpoint),
            ("mixer", mixer), ("bridge", bridge), ("convertedOut", convertedOut), ("fee", fee), ("burned", burned),
            ("pruned", pruned),
        ]
    }
}

/// A transfer of the ledger that carries tainted value; `row` is its place in ledger order.
public struct Flow: Equatable, Sendable {
    public var row: UInt32
    /// Tainted part of the value (for poison and reach: all of it).
    public var tainted: Amount
    /// Tainted part of the fee.
    public var fee: Amount
    public init(row: UInt32, tainted: Amount, fee: Amount = 0) {
        (self.row, self.tainted, self.fee) = (row, tainted, fee)
    }
}

/// How value came to its end at an address.
public enum EndKind: UInt8, Sendable, Equatable {
    case endpoint, inferredEndpoint, mixer, bridge
}

/// An address where value ends: endpoint, mixer, bridge, or a service by inference; or a coinjoin.
public struct Endpoint: Sendable, Equatable {
    /// For a coinjoin the owner of the first tainted input; `coinjoin` says which transaction it is.
    public var address: AddressID
    /// Set where value ended by entering a coinjoin: its place in `AssetTrace.coinjoins`. The arrivals are then the
    /// outputs that it spends.
    public var coinjoin: Int?
    public var kind: EndKind
    /// The deciding tag; `nil` for an address stopped without a label (category `stop`) or by inference.
    public var tag: Tag?
    /// The other tags, in order of precedence.
    public var otherTags: [Tag]
    public var amount: Amount
    public var minHops: Int
    /// Tainted arrivals in ledger order.
    public var arrivals: [Flow]
    /// Rows from a seed transfer to an arrival; see `spec`: widest, then shortest, then earliest.
    public var path: [UInt32]
    /// `endpoint` for the table: exchange, …; `stop` where the user named it; `inferred` for the guard.
    public var category: String
    /// Why an address without a label is taken for a service's: set where it is a deposit address by inference.
    public var deposit: InferredDeposit?
}

/// A deposit address by inference that the case's value reached, and that did not end it: an inference beside the balance,
/// which books the value wherever it went from there.
public struct PossibleEndpoint: Sendable, Equatable {
    public var deposit: InferredDeposit
    /// All tainted value that arrived there; it may be part of what is booked elsewhere.
    public var amount: Amount
    /// Tainted arrivals.
    public var transfers: Int
    /// Rows of the first and the last of them.
    public var first: UInt32
    public var last: UInt32
}

/// A key that still holds tainted value (for poison and reach: was reached).
public struct Resting: Sendable, Equatable {
    public var address: AddressID
    public var amount: Amount
    /// All that the key holds at the end of the ledger; 0 for poison and reach.
    public var balance: Amount
    /// Unix seconds since when it has held taint without a break.
    public var since: Int64
    public var minHops: Int
    /// True: resting. False: unseen, the data do not cover it.
    public var isCovered: Bool
    /// Transfers that the address sends in the ledger.
    public var outgoing: Int
    /// Tags that do not stop (scam, sanctioned_party …), for the reader.
    public var tags: [Tag]
    /// The behaviour guard's counts where it fired (`warn`).
    public var guardFinding: GuardFinding?
    /// UTXO chains: the unspent outputs that hold the amount, in ledger order.
    public var outputs: [Flow] = []
}

/// Why the behaviour guard calls an address a service.
public struct GuardFinding: Sendable, Equatable {
    public var address: AddressID
    public var counterparties: Int
    public var transfers: Int
}

public struct Burn: Sendable, Equatable {
    public var flow: Flow
}

/// A swap: the tainted part ended here, and this is what the sender received for it in the same transaction.
public struct Conversion: Sendable, Equatable {
    public var flow: Flow
    /// Rows of the same transaction in which the sender receives another asset.
    public var received: [UInt32]
}

public struct Pruned: Sendable, Equatable {
    public enum Reason: String, Sendable {
        case maxHops = "max-hops"
        case minAmount = "min-amount"
    }
    public var address: AddressID
    public var amount: Amount
    public var reason: Reason
}

/// One case's answer for one asset.
public struct AssetTrace: Sendable, Equatable {
    public var asset: AssetID
    public var injected: Amount = 0
    public var closing = Closing()
    /// Opening value of every holding that ever held taint.
    public var untrackedOnPath: Amount = 0
    public var endpoints: [Endpoint] = []
    public var resting: [Resting] = []
    public var burns: [Burn] = []
    public var conversions: [Conversion] = []
    public var pruned: [Pruned] = []
    public var flows: [Flow] = []
    /// Services by behaviour that value was followed through (`warn`).
    public var crossed: [GuardFinding] = []
    /// Deposit addresses by inference that value reached and was followed through, or rests at.
    public var possibleEndpoints: [PossibleEndpoint] = []
    /// UTXO chains: every transaction that tainted value or a seed entered, in ledger order, so that each can be worked
    /// out by hand.
    public var transactions: [TransactionTrace] = []
    /// Coinjoins that tainted value entered, in ledger order.
    public var coinjoins: [CoinJoinTrace] = []
    /// Peel chains along the flows, in ledger order of their first transaction.
    public var peelChains: [PeelChain] = []

    public init(asset: AssetID) { self.asset = asset }

    /// `injected + convertedIn` less everything booked: 0, or the engine is wrong.
    public var residual: Int128 {
        let booked = closing.lines.reduce(Int128(0)) { $0 &+ Int128(truncatingIfNeeded: $1.amount) }
        return Int128(truncatingIfNeeded: injected) &+ Int128(truncatingIfNeeded: closing.convertedIn) &- booked
    }
}

/// One case's answer under one rule.
public struct CaseTrace: Sendable, Equatable {
    public var id: String
    public var rule: TaintRule
    public var seeds: [String]
    /// In the order of the assets' chain and display name.
    public var assets: [AssetTrace]
    /// The case could not be run (its seed matches nothing, …); the other cases stand.
    public var failure: String?
}

/// Where value came from.
public struct Origin: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// Minted: the address is the null address. On UTXO chains a coinbase: the address is the owner of its output.
        case mint
        /// Sent by a custodial service or an address named with `--stop`: that address.
        case service
        /// There before the ledger: the holder's address; on UTXO chains `unknown` where no source says whose the output
        /// was, and `shielded` for value out of a shielded pool.
        case opening
        /// Sent from beyond `--max-hops`: the sender's address; of a transaction the owner of its first input.
        case limit
    }
    public var kind: Kind
    public var address: AddressID
    public var tag: Tag?
    /// `nil` for `reach`, which has no amounts.
    public var amount: Amount?
    /// Transfers between the origin and the target (UTXO chains: transactions): 0 for what the target's sender or holder
    /// had or minted itself into the target, 1 for what arrived by one transfer more.
    public var minHops: Int
}

public struct AssetOrigins: Sendable, Equatable {
    public var asset: AssetID
    public var amount: Amount
    public var origins: [Origin]
    /// What the floors of `haircut` leave unexplained; may be negative.
    public var rounding: Int128
}

public struct CaseOrigins: Sendable, Equatable {
    public var id: String
    public var rule: TaintRule
    public var seeds: [String]
    public var assets: [AssetOrigins]
    public var failure: String?
}

/// A UTXO transaction on a trace: what went in. What came out stands among the flows.
public struct TransactionTrace: Sendable, Equatable {
    /// Its number in its chain's `OutputLedger`.
    public var transaction: UInt32
    /// All inputs in listed order: the row of the output spent, and its tainted part (0 for clean ones).
    public var inputs: [Flow]
    /// Inputs that a seed covers (`out:`), by place in `inputs`.
    public var seeded: [Int]
    /// Tainted part of the transaction's fee that was booked as fee.
    public var fee: Amount

    public init(transaction: UInt32, inputs: [Flow], seeded: [Int] = [], fee: Amount = 0) {
        (self.transaction, self.inputs, self.seeded, self.fee) = (transaction, inputs, seeded, fee)
    }
}

/// A coinjoin on a trace: who says so, what entered, and where it may have gone. Nothing here is traced value.
public struct CoinJoinTrace: Sendable, Equatable {
    public var transaction: UInt32
    public var finding: CoinJoinFinding
    /// Tainted value that entered.
    public var entered: Amount
    public var entropy: MixEntropy
    public var candidates: [MixCandidate]

    public init(
        transaction: UInt32, finding: CoinJoinFinding, entered: Amount, entropy: MixEntropy, candidates: [MixCandidate]
    ) {
        (self.transaction, self.finding, self.entered) = (transaction, finding, entered)
        (self.entropy, self.candidates) = (entropy, candidates)
    }
}

/// Hop after hop most of the value moves to a fresh address and a small part leaves: heuristic `peel-chain` version 1.
public struct PeelChain: Sendable, Equatable {
    /// Transactions in ledger order, each spending the remainder of the one before.
    public var transactions: [UInt32]
    /// Rows of the outputs that left the chain.
    public var peeled: [UInt32]
    /// Row of what remained after the last transaction.
    public var remainder: UInt32

    public init(transactions: [UInt32], peeled: [UInt32], remainder: UInt32) {
        (self.transactions, self.peeled, self.remainder) = (transactions, peeled, remainder)
    }
}
