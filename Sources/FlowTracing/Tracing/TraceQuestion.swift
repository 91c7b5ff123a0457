/// Which transfers a case starts from. Text form: `[CHAIN/]tx:HASH[:INDEX|:*][/ASSET]`,
/// `[CHAIN/]out:ADDRESS[@FROM..TO][/ASSET]`, `[CHAIN/]in:ADDRESS[@FROM..TO][/ASSET]`, and for `--backward`
/// `[CHAIN/]held:ADDRESS[@TIME][/ASSET]`. Windows include both ends; either end may be empty.
public struct Seed: Hashable, Sendable {
    public enum Index: Hashable, Sendable {
        /// The transaction must have exactly one non-zero transfer.
        case only
        case at(UInt32)
        case all
    }
    public enum Form: Hashable, Sendable {
        case transaction(String, Index)
        case out(String, from: Int64?, to: Int64?)
        case into(String, from: Int64?, to: Int64?)
        case held(String, at: Int64?)
    }
    /// As the user wrote it.
    public let text: String
    public let chain: String?
    /// Symbol, contract address or `native`.
    public let asset: String?
    public let form: Form

    public init(text: String, chain: String?, asset: String?, form: Form) {
        (self.text, self.chain, self.asset, self.form) = (text, chain, asset, form)
    }
}

/// One victim's question: where it starts, and which addresses stop it besides the run's own.
public struct Case: Sendable {
    public var id: String
    public var seeds: [Seed]
    public var stops: [Address]

    public init(id: String, seeds: [Seed], stops: [Address] = []) {
        (self.id, self.seeds, self.stops) = (id, seeds, stops)
    }
}

/// How value that a key spent but never received in the ledger is explained.
public enum Opening: Sendable, Equatable {
    /// The smallest opening balance that never goes negative over the ledger read.
    case inferred
    /// The shortfall appears at the moment it is missed.
    case observed
    /// Given by the user; anything missed beyond it as `observed`.
    case given([OpeningBalance])

    public var name: String {
        switch self {
        case .inferred: "inferred"
        case .observed: "observed"
        case .given: "file"
        }
    }
}

public struct OpeningBalance: Sendable, Equatable {
    public var chain: String
    public var address: Address
    /// Symbol, contract or `native`.
    public var asset: String
    public var amount: Amount
    public init(chain: String, address: Address, asset: String, amount: Amount) {
        (self.chain, self.address, self.asset, self.amount) = (chain, address, asset, amount)
    }
}

/// Which addresses the data follow to their end.
public enum Coverage: Sendable, Equatable {
    case all
    case none
    case addresses([Address])
}

/// An unlabelled address that behaves like a service (heuristic `behaviour-guard` version 1).
///
/// Known false positives: airdrop distributors, payroll, large OTC desks, popular contracts.
public struct BehaviourGuard: Sendable, Equatable {
    public enum Action: String, Sendable { case off, warn, stop }
    public var action: Action
    /// Distinct counterparties, both directions, from which on an address counts as a service.
    public var counterparties: Int
    /// Transfers, both directions, from which on an address counts as a service; both must be reached.
    public var transfers: Int

    public init(action: Action = .warn, counterparties: Int = 500, transfers: Int = 1_000) {
        (self.action, self.counterparties, self.transfers) = (action, counterparties, transfers)
    }
}

/// What an address that only the heuristic `deposit-address` calls a service's does to a trace.
public enum InferredEndpoints: String, Sendable, CaseIterable {
    /// Nobody looks for them.
    case ignored
    /// Those that value reached are listed beside the balance, which they do not change.
    case listed
    /// Value that arrives at one of sufficient confidence ends there, booked as `inferredEndpoint`; the others are listed.
    case ending
}

/// How the work is scheduled; never changes a result. On UTXO chains only what the trace reaches is looked at; it is kept
/// in tables (index-driven) or in columns of the whole chain (scan).
public enum Schedule: Sendable {
    /// Index-driven while few keys are reached, else a sequential scan.
    case automatic
    case indexDriven
    case scan
}

/// Everything a trace depends on besides the ledger, the tags and the cases.
public struct TraceOptions: Sendable {
    public var rule: TaintRule = .haircut
    public var opening: Opening = .inferred
    public var stops: [Address] = []
    public var coverage: Coverage?
    public var maxHops: Int?
    public var minAmount: Amount?
    public var behaviourGuard = BehaviourGuard()
    public var inferredEndpoints = InferredEndpoints.ignored
    public var schedule = Schedule.automatic
    /// What a coinjoin does to a trace on a UTXO chain.
    public var coinjoin = CoinJoinPolicy.stop
    /// Tainted fees go on to the coinbase outputs of their block (UTXO chains); otherwise they are booked as fees.
    public var followsFees = false

    public init() {}
}

/// What happens to tainted value that enters a coinjoin. Either way the candidates are listed beside the balance.
public enum CoinJoinPolicy: String, Sendable, CaseIterable {
    /// It is booked as `mixer` where it enters.
    case stop
    /// The rule is applied as to any transaction, and the transaction is marked.
    case through
}

/// The registered rules, in the table's order. `poison` and `reach` are not money.
public enum TaintRule: String, CaseIterable, Sendable {
    case haircut, fifo, lifo, libr
    case taintFirst = "taint-first"
    /// UTXO chains only.
    case tiho
    case poison, reach

    /// True where tainted amounts are conserved and a closing balance exists.
    public var isMoney: Bool { self != .poison && self != .reach }

    /// True where account chains know the rule too.
    public var isForAccounts: Bool { self != .tiho }
    /// The rules of account chains, in the table's order.
    public static let onAccounts = allCases.filter(\.isForAccounts)

    /// One line for people.
    public var summary: String {
        switch self {
        case .haircut: "pro rata: every spend carries the holding's tainted share, rounded down"
        case .fifo: "oldest lots first (Clayton's Case)"
        case .lifo: "newest lots first"
        case .libr: "lowest intermediate balance: the holder's own money goes first"
        case .taintFirst: "tainted money goes first"
        case .tiho: "taint in, highest out: tainted inputs fill the largest outputs first (UTXO chains only)"
        case .poison: "everything from a holding once tainted (not money)"
        case .reach: "everything an address sends once reached, any asset (not money)"
        }
    }
}
