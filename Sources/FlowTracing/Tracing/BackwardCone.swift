/// The transfers that can have fed a target, found by walking the ledger backwards from it.
///
/// Rows are visited from last to first, so a key is first met by the latest of its spends that matters; only what it
/// received before that can have reached the target.
///
/// - Complexity: O(transfers of the keys in the cone · log keys).
struct BackwardCone {
    /// For every key of the cone the row before which its transfers matter.
    private(set) var bounds: [Key: UInt32] = [:]
    /// Fewest transfers from each key's holding to the target.
    private(set) var hops: [Key: Int] = [:]
    /// Rows that bring value from outside the cone.
    private(set) var entries: [UInt32: Entry] = [:]

    struct Entry {
        var kind: Origin.Kind
        var hop: Int
    }

    private let field: TraceField
    private let graph: FlowGraph
    private let followsAddresses: Bool
    private let maxHops: Int
    private var targets: Set<UInt32> = []
    private var queue: [(row: UInt32, key: Key, place: RowsBehind)] = []

    init(field: TraceField, graph: FlowGraph, followsAddresses: Bool, maxHops: Int?) {
        (self.field, self.graph, self.followsAddresses) = (field, graph, followsAddresses)
        self.maxHops = maxHops ?? .max
    }

    private var ledger: Ledger { field.ledger }

    /// A key of the cone; for `reach` an address on a chain, whatever the asset.
    func key(_ address: AddressID, of row: Int) -> Key {
        Key(address: address, asset: followsAddresses ? AssetID(ledger.chain(row)) : ledger.asset(row))
    }

    /// The kind of origin that `row`'s sender is by itself, `nil` for one whose own sources count.
    func ownOrigin(_ row: Int) -> Origin.Kind? {
        let standing = field.standing(ledger.sender(row), chain: ledger.chain(row))
        if standing.contains(.null) { return .mint }
        return standing.contains(.stop) || standing.role == .endpoint ? .service : nil
    }

    /// Follows the target transfers and holdings back. Targets may be given in any order.
    mutating func follow(transfers: [UInt32], holdings: [(key: Key, before: UInt32)]) {
        targets = Set(transfers)
        var pending: [(bound: UInt32, key: Key)] = holdings.map { ($0.before, $0.key) }
        for row in transfers {
            if let kind = ownOrigin(Int(row)) {
                entries[row] = Entry(kind: kind, hop: 0)
            } else {
                pending.append((row, key(ledger.sender(Int(row)), of: Int(row))))
            }
        }
        pending.sort { $0.bound > $1.bound }
        var next = 0
        while next < pending.count || !queue.isEmpty {
            if next < pending.count, queue.isEmpty || pending[next].bound > queue[0].row {
                hops[pending[next].key] = 0
                enter(pending[next].key, before: pending[next].bound)
                next += 1
            } else if let top = pop() {
                visit(top.row, of: top.key)
                var place = top.place
                graph.received.retreat(&place, of: top.key.address)
                push(top.key, from: place)
            }
        }
    }

    private mutating func enter(_ key: Key, before row: UInt32) {
        guard bounds[key] == nil else { return }
        bounds[key] = row
        push(key, from: graph.received.behind(key.address, before: row))
    }

    /// Queues the last row at or before `place` that brings value to the key.
    private mutating func push(_ key: Key, from place: RowsBehind) {
        var place = place
        while let at = place.row {
            let row = Int(at)
            if ledger.amount(row) != 0, ledger.sender(row) != ledger.recipient(row),
                self.key(key.address, of: row) == key
            {
                queue.append((at, key, place))
                rise()
                return
            }
            graph.received.retreat(&place, of: key.address)
        }
    }

    private mutating func visit(_ row: UInt32, of key: Key) {
        // A target that also feeds a later target is 0 transfers back, and followed already.
        if targets.contains(row) { return }
        let hop = (hops[key] ?? 0) + 1
        if let kind = ownOrigin(Int(row)) {
            entries[row] = Entry(kind: kind, hop: hop)
        } else if hop > maxHops {
            entries[row] = Entry(kind: .limit, hop: hop)
        } else {
            let sender = self.key(ledger.sender(Int(row)), of: Int(row))
            hops[sender] = min(hops[sender] ?? .max, hop)
            // The spend itself is the last row of the sender that matters.
            enter(sender, before: row + 1)
        }
    }

    // A heap with the last row on top.

    private mutating func rise() {
        var child = queue.count - 1
        while child > 0, queue[(child - 1) / 2].row < queue[child].row {
            queue.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func pop() -> (row: UInt32, key: Key, place: RowsBehind)? {
        guard let first = queue.first, let last = queue.popLast() else { return nil }
        guard !queue.isEmpty else { return first }
        queue[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            if child >= queue.count { break }
            if child + 1 < queue.count, queue[child + 1].row > queue[child].row { child += 1 }
            if queue[parent].row >= queue[child].row { break }
            queue.swapAt(parent, child)
            parent = child
        }
        return first
    }
}
