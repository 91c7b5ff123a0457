/// The transfers of the last `seconds` seconds as a graph: who pays whom, how often, and when. Transfers come in ledger
/// order; what is older than the newest by more than the window leaves in the same order. All assets together.
///
/// `TransferWindow` leads back through the transfers of an address and takes what is paid as it comes; this knows pairs, and
/// so distinct neighbours and who pays whom in O(1): what exact counts of patterns need.
///
/// Addresses of the window are numbered densely by *vertices* that are used again, pairs (payer, recipient) by *pairs*.
/// A transfer in the window takes 24 bytes, a pair 32 and 29 of look-up and lists, an address 44 and 13 of look-up: some
/// 200 bytes where nearly every transfer has a pair of its own. In and out again touches about ten cache lines of the
/// window's own memory, none of the ledger's size.
///
/// Transfers of an address to itself are not part of it: they move nothing.
///
/// - Complexity: amortised O(1) a transfer. A list moves its neighbours between live and dead only when an address has its
///   first payment, or loses its last; between two such moments of one address a whole window passes, so every transfer is
///   moved at most twice for it.
public struct WindowGraph: ~Copyable {
    /// A transfer is in the window while it is at most this much older than the newest.
    public let seconds: Int64
    /// The newest time seen.
    public private(set) var clock = Int64.min

    struct Edge: BitwiseCopyable {
        var time: Int64
        var row: UInt32
        var pair: UInt32
        /// The transfer before it in the same pair.
        var older: UInt32
    }

    struct Pair: BitwiseCopyable {
        var newestTime: Int64
        var from: UInt32
        var to: UInt32
        /// Number of its newest transfer.
        var newest: UInt32
        var count: UInt32
        /// Its places in the payer's list of recipients and the recipient's list of payers.
        var placeOut: UInt32
        var placeIn: UInt32
    }

    // What `WindowGraph+Pairs` keeps in step.
    /// A ring of a power of two: transfer n stands at n & mask.
    var edges = Column<Edge>(zeros: 256)
    private(set) var mask: UInt32 = 255
    var oldest: UInt32 = 0
    private(set) var next: UInt32 = 0
    var pairs = Column<Pair>()
    var freePairs = Column<UInt32>()
    var pairTable = WindowTable()
    private(set) var addresses = Column<AddressID>()
    var freeVertices = Column<UInt32>()
    var vertexTable = WindowTable()
    var adjacency = Adjacency()
    let hash = WindowHash()

    public init(seconds: Int64) {
        precondition(seconds >= 0)
        self.seconds = seconds
    }

    /// Transfers in the window.
    public var count: Int { Int(next &- oldest) }
    /// Addresses in the window.
    public var addressCount: Int { addresses.count - freeVertices.count }
    /// Distinct (payer, recipient) in the window.
    public var pairCount: Int { pairs.count - freePairs.count }
    /// The most vertices there have been at a time: what a kernel's own arrays are sized by.
    var vertexRoom: Int { addresses.count }

    public var byteCount: Int {
        edges.byteCount + pairs.byteCount + freePairs.byteCount + pairTable.byteCount + addresses.byteCount
            + freeVertices.byteCount + vertexTable.byteCount + adjacency.byteCount
    }

    /// Lets everything older than `time` − `seconds` go. `insert` does this by itself.
    public mutating func expire(at time: Int64) {
        if time > clock { clock = time }
        let (first, overflow) = clock.subtractingReportingOverflow(seconds)
        if overflow { return }
        while oldest != next, edges.base[Int(oldest & mask)].time < first { removeOldest() }
    }

    /// Adds a transfer and lets go what is too old for it. A time before the newest one counts as the newest: ledger order
    /// rules.
    ///
    /// - Returns: the transfer's place in the window; `nil` where an address pays itself.
    /// - Complexity: amortised O(1).
    public mutating func insert(row: UInt32, time: Int64, from: AddressID, to: AddressID) -> NewestTransfer? {
        expire(at: time)
        if from == to { return nil }
        let payer = vertex(from)
        let recipient = vertex(to)
        let number = next
        if next &- oldest == mask { growRing() }
        precondition(number < .max, "transfers are numbered by 32 bits")
        let prefix = hash(payer, recipient)
        let pair: UInt32
        if let known = findPair(payer, recipient, prefix) {
            pair = known
            let record = pairs.base + Int(pair)
            edges.base[Int(number & mask)] = Edge(time: clock, row: row, pair: pair, older: record.pointee.newest)
            record.pointee.newest = number
            record.pointee.newestTime = clock
            record.pointee.count += 1
        } else {
            pair = addPair(payer, recipient, prefix, newest: number)
            edges.base[Int(number & mask)] = Edge(time: clock, row: row, pair: pair, older: .max)
        }
        adjacency.list(payer, .out).pointee.transfers += 1
        adjacency.list(recipient, .in).pointee.transfers += 1
        next = number + 1
        return NewestTransfer(number: number, row: row, time: clock, payer: payer, recipient: recipient)
    }

    @inline(__always)
    func edge(_ number: UInt32) -> Edge { edges.base[Int(number & mask)] }

    /// The pair of two vertices, where the first pays the second in the window.
    @inline(__always)
    func pair(_ from: UInt32, _ to: UInt32) -> UInt32? { findPair(from, to, hash(from, to)) }

    @inline(__always)
    private func findPair(_ from: UInt32, _ to: UInt32, _ prefix: UInt32) -> UInt32? {
        pairTable.find(prefix) { pairs.base[Int($0)].from == from && pairs.base[Int($0)].to == to }
    }

    /// The vertex of an address that has a transfer in the window.
    @inline(__always)
    func find(_ address: AddressID) -> UInt32? {
        vertexTable.find(hash(address)) { addresses.base[Int($0)] == address }
    }

    @inline(__always)
    private mutating func vertex(_ address: AddressID) -> UInt32 {
        let prefix = hash(address)
        if let known = vertexTable.find(prefix, where: { addresses.base[Int($0)] == address }) { return known }
        let vertex: UInt32
        if freeVertices.isEmpty {
            vertex = UInt32(addresses.count)
            addresses.append(address)
            adjacency.addVertex()
        } else {
            vertex = freeVertices.base[freeVertices.count - 1]
            freeVertices.truncate(to: freeVertices.count - 1)
            addresses.base[Int(vertex)] = address
        }
        vertexTable.insert(prefix, vertex)
        return vertex
    }

    private mutating func growRing() {
        let old = mask
        let fresh = Column<Edge>(zeros: edges.count * 2)
        mask = old * 2 + 1
        for number in oldest..<next { fresh.base[Int(number & mask)] = edges.base[Int(number & old)] }
        edges = fresh
    }
}

/// A transfer that has just entered a `WindowGraph`.
public struct NewestTransfer: BitwiseCopyable, Sendable {
    let number: UInt32
    public let row: UInt32
    public let time: Int64
    let payer: UInt32
    let recipient: UInt32
}
