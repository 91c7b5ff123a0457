/// The rows that can decide what some addresses received or sent within so many hops: every row of the keys fewer than
/// `hops` transfers away. Their holdings are then whole, so a pass over these rows gives the same numbers as one over all.
struct ScreeningCone {
    let ledger: Ledger
    let graph: FlowGraph
    let sources: [ExposureSources]
    let hops: Int
    /// The rows before it are read.
    let end: Int
    /// Rows from which on a pass over the whole ledger is cheaper.
    let limit: Int
    /// By asset, in ledger order.
    private(set) var rows: [AssetID: [UInt32]] = [:]

    private var known: Set<Key> = []
    private var looked = 0

    /// So few rows are always worth it.
    static var fewRows: Int { 100_000 }

    init(ledger: Ledger, graph: FlowGraph, sources: [ExposureSources], hops: Int, end: Int, limit: Int) {
        (self.ledger, self.graph, self.sources) = (ledger, graph, sources)
        (self.hops, self.end, self.limit) = (hops, end, limit)
    }

    /// Finds the rows for these addresses.
    ///
    /// - Returns: false where they are more than the limit; `rows` is then worth nothing.
    /// - Complexity: O(rows of the keys found).
    mutating func follow(_ addresses: [AddressID], _ directions: Set<Exposure.Direction>) -> Bool {
        var first: Set<Key> = []
        for address in addresses {
            guard let all = rows(of: address) else { return false }
            for row in all { first.insert(Key(address: address, asset: ledger.asset(Int(row)))) }
        }
        for direction in directions where !follow(first, direction) { return false }
        for asset in rows.keys {
            // A row between two keys was found at both.
            rows[asset]?.orderDistinct()
        }
        return true
    }

    private mutating func follow(_ first: Set<Key>, _ direction: Exposure.Direction) -> Bool {
        var seen = first
        var layer = first
        for depth in 0..<hops {
            var next: Set<Key> = []
            for key in layer {
                guard let own = rows(of: key.address) else { return false }
                if known.insert(key).inserted {
                    rows[key.asset, default: []] += own.filter { touches(Int($0), key.asset) }
                }
                if depth + 1 == hops { continue }
                for row in own where ledger.asset(Int(row)) == key.asset && ledger.amount(Int(row)) != 0 {
                    let (sender, recipient) = (ledger.sender(Int(row)), ledger.recipient(Int(row)))
                    let other = direction == .received ? sender : recipient
                    if other == key.address { continue }
                    // Only unattributed addresses pass anything on.
                    if mark(other, key.asset) != ExposureSources.plain { continue }
                    let found = Key(address: other, asset: key.asset)
                    if seen.insert(found).inserted { next.insert(found) }
                }
            }
            layer = next
        }
        return true
    }

    /// All rows of an address before the end; `nil` where the limit is reached.
    private mutating func rows(of address: AddressID) -> [UInt32]? {
        looked += graph.degree(address)
        if looked > limit { return nil }
        return (graph.sentRows(address) + graph.receivedRows(address)).filter { $0 < end }
    }

    private func touches(_ row: Int, _ asset: AssetID) -> Bool {
        ledger.asset(row) == asset || ledger.fee(row) != 0 && ledger.feeAsset(row) == asset
    }

    private func mark(_ address: AddressID, _ asset: AssetID) -> UInt8 {
        sources[Int(ledger.assets[Int(asset)].chain)].marks[address]
    }
}
