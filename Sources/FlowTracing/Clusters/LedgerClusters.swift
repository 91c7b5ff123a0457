/// Clusters of the addresses of a ledger, by every selected heuristic, grown as the ledger grows.
///
/// The account chains are one space, because an address of one EVM chain is the same on another; every UTXO chain is a
/// space of its own. Links are kept in ledger order, so clusters depend on the ledger alone, not on the batches in which
/// it came: incremental is batch. So is what remains without a heuristic: it is what there would be had it never run.
public final class LedgerClusters {
    public let selection: ClusterHeuristics.Selection
    public let guards: ClusterGuards
    public private(set) var ledger: Ledger
    let attribution: Attribution
    private(set) var transfers: TransferClusters
    /// By place of the UTXO chain.
    private(set) var spending: [SpendingClusters] = []

    /// - Complexity: O(rows + coins + links · log members).
    public init(
        _ ledger: Ledger, attribution: Attribution = Attribution(),
        selection: ClusterHeuristics.Selection = .standard, guards: ClusterGuards = ClusterGuards()
    ) {
        (self.ledger, self.attribution, self.selection, self.guards) = (ledger, attribution, selection, guards)
        transfers = TransferClusters(ledger, guards)
        update(ledger)
    }

    /// Follows the ledger to what it is now.
    ///
    /// - Parameters:
    ///   - rows: the first so many transfers are as they were.
    ///   - transactions: by place of the UTXO chain, the first so many transactions are as they were; chains that are
    ///     not named are read anew.
    /// - Precondition: addresses keep their numbers.
    /// - Complexity: O(new rows and coins), and O(addresses + rows) where rows were taken back, O(links) where the whole
    ///   ledger now speaks against a link that held or the other way.
    public func update(_ ledger: Ledger, unchangedRows rows: Int = 0, unchangedTransactions transactions: [Int] = []) {
        self.ledger = ledger
        transfers.update(ledger, from: rows, selection, attribution)
        for (place, outputs) in ledger.outputChains.enumerated() {
            let known = place < spending.count && spending[place].outputs.chain == outputs.chain
            if !known {
                spending.removeSubrange(min(place, spending.count)...)
                spending.append(SpendingClusters(ledger, outputs, guards))
            }
            let unchanged = known && place < transactions.count ? transactions[place] : 0
            spending[place].update(ledger, outputs, from: unchanged, selection, attribution)
        }
        if spending.count > ledger.outputChains.count { spending.removeSubrange(ledger.outputChains.count...) }
    }

    /// Bytes of links, unions and what the heuristics remember.
    public var byteCount: Int { transfers.byteCount + spending.reduce(0) { $0 + $1.byteCount } }
    public var linkCount: Int { spaces.reduce(0) { $0 + $1.linkCount } }
    public var unionCount: Int { spaces.reduce(0) { $0 + $1.unionCount } }
    /// Transactions whose inputs may have several owners, which no heuristic joined.
    public var coinjoins: Int { spending.reduce(0) { $0 + $1.step.coinjoins.count } }
    public var suspects: Int { spending.reduce(0) { $0 + $1.step.suspects.count } }

    var spaces: [any ClusterSpace] { [transfers as any ClusterSpace] + spending.map { $0 as any ClusterSpace } }
}

/// Addresses that may be in one cluster with each other.
protocol ClusterSpace: AnyObject {
    /// Members are addresses less this number.
    var firstAddress: AddressID { get }
    /// The UTXO chain, `nil` for the account chains.
    var chain: OutputLedger? { get }
    var memberCount: Int { get }
    var linkCount: Int { get }
    var unionCount: Int { get }
    func link(_ number: Int) -> SpaceLink
    /// The link holds: no guard refused it, and the ledger does not speak against it.
    func holds(_ link: Int) -> Bool
    func root(_ member: UInt32) -> UInt32
    func size(_ member: UInt32) -> Int
    func confidence(_ link: Int) -> Int
    var refusals: [(link: Int, reason: Clustering.Refusal)] { get }
    var alarms: [(link: Int, sizes: (Int, Int))] { get }
    /// Clusters by the links of `selection` alone.
    func clusters(by selection: ClusterHeuristics.Selection) -> Partition
}

struct SpaceLink {
    var a: UInt32
    var b: UInt32
    /// Row, or number of a transaction.
    var place: UInt32
    /// In `ClusterHeuristics.all`.
    var heuristic: UInt8
}
