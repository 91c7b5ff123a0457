import FlowTracing

/// Decodes blocks one after another: checks one whole, then hands its transactions over. Its memory is used again.
struct RawBlockDecoder: ~Copyable {
    private let network: RawNetwork
    private let hash = DoubleSHA256()
    private(set) var found: [RawTransaction] = []
    private var ids: [Hash32] = []
    private var tree = MerkleTree()
    private var witnessTree = MerkleTree()
    private var transaction = OutputTransaction(chain: 0)

    /// Which of a block's promises are checked. All of them, but when damaged blocks are made on purpose by the million.
    enum Trust { case nothing, hashes }
    private let trust: Trust

    init(_ network: RawNetwork, chain: ChainID, trusting trust: Trust = .nothing) {
        (self.network, self.trust) = (network, trust)
        transaction.chain = chain
    }

    /// Hash of the header, which is the block's name.
    func id(_ header: UnsafeRawPointer) -> Hash32 { hash.hash(header, count: RawHeader.length) }

    /// Walks over the block and checks all that it says of itself: proof of work, Merkle root, witness commitment
    /// (BIP 141), one coinbase and that at the front, nothing behind the last transaction.
    ///
    /// - Returns: how many transactions it has.
    /// - Complexity: O(bytes): each byte outside witnesses is hashed once, each byte of a transaction with a witness once
    ///   more.
    mutating func check(_ block: UnsafeRawBufferPointer) throws(RawFault) -> Int {
        var cursor = RawCursor(block)
        try cursor.skip(RawHeader.length, "header")
        let header = RawHeader(cursor.base)
        if trust == .nothing { try header.checkWork(cursor.base, hash: id(cursor.base), network: network) }
        let start = cursor.i
        let count = try cursor.count("transaction count", of: RawTransaction.length)
        guard count > 0 else { throw cursor.fault(start, "transaction count", "0", "a block needs a coinbase") }
        found.removeAll(keepingCapacity: true)
        ids.removeAll(keepingCapacity: true)
        found.reserveCapacity(count)
        ids.reserveCapacity(count)
        for number in 0..<count {
            let transaction = try cursor.transaction(number, mostMoney: network.mostMoney)
            guard transaction.isCoinbase == (number == 0) else {
                throw cursor.fault(
                    transaction.start, "coinbase", number == 0 ? "none" : "another",
                    "a block has one coinbase, its first transaction")
            }
            found.append(transaction)
            ids.append(id(of: transaction, cursor.base))
        }
        cursor.part = RawPart()
        guard cursor.left == 0 else {
            throw cursor.fault(
                cursor.i, "transaction count", "\(count)", "\(cursor.left) bytes follow the last transaction")
        }
        if trust == .nothing {
            try checkRoot(header, cursor)
            try checkWitnesses(cursor)
        }
        return count
    }

    /// The hash of a transaction without its witnesses, taken piece by piece where they lie between.
    @inline(__always)
    private func id(of transaction: RawTransaction, _ base: UnsafeRawPointer) -> Hash32 {
        guard transaction.hasWitness else {
            return hash.hash(base + transaction.start, count: transaction.end - transaction.start)
        }
        hash.begin()
        hash.add(base + transaction.start, count: 4)
        hash.add(base + transaction.body, count: transaction.witness - transaction.body)
        hash.add(base + transaction.end - 4, count: 4)
        return hash.finish()
    }

    private mutating func checkRoot(_ header: RawHeader, _ cursor: RawCursor) throws(RawFault) {
        tree.begin(ids.count)
        for id in ids { tree.append(id) }
        let (root, isMalleated) = tree.root(hash)
        guard root == header.merkleRoot else {
            throw cursor.fault(
                36, "merkle root", header.merkleRoot.digits, "the transactions have the root \(root.digits)")
        }
        guard !isMalleated else {
            throw cursor.fault(36, "merkle root", root.digits, "two equal branches: transactions are repeated")
        }
    }

    /// What the coinbase says of the witnesses, which ids do not cover.
    private mutating func checkWitnesses(_ cursor: RawCursor) throws(RawFault) {
        guard let first = found.firstIndex(where: \.hasWitness) else { return }
        var cursor = cursor
        let base = cursor.base
        guard let commitment = RawBlockDecoder.commitment(in: found[0], base) else {
            cursor.part = RawPart(kind: .transaction, transaction: first)
            throw cursor.fault(found[first].body - 1, "flag", "1", "has witnesses, but the coinbase commits to none")
        }
        cursor.part = RawPart(kind: .witness)
        guard found[0].hasWitness, found[0].end - 4 - found[0].witness == 34,
            base.load(fromByteOffset: found[0].witness, as: UInt8.self) == 1,
            base.load(fromByteOffset: found[0].witness + 1, as: UInt8.self) == 32
        else {
            throw cursor.fault(found[0].witness, "witness reserved value", "", "a coinbase needs one of 32 bytes")
        }
        witnessTree.begin(found.count)
        witnessTree.append(Hash32(0, 0, 0, 0))
        for (number, transaction) in found.enumerated().dropFirst() {
            witnessTree.append(
                transaction.hasWitness
                    ? hash.hash(base + transaction.start, count: transaction.end - transaction.start) : ids[number])
        }
        let (root, isMalleated) = witnessTree.root(hash)
        let committed = withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { pair in
            root.store(to: pair.baseAddress!)
            (pair.baseAddress! + 32).copyMemory(from: base + found[0].witness + 2, byteCount: 32)
            return hash.hash(pair.baseAddress!, count: 64)
        }
        let stated = Hash32(stored: base + commitment)
        guard committed == stated, !isMalleated else {
            cursor.part = RawPart(kind: .transaction, transaction: 0)
            throw cursor.fault(
                commitment, "witness commitment", stated.digits, "the witnesses have \(committed.digits)")
        }
    }

    /// Where the 32 bytes of the last output that commits to the witnesses begin.
    private static func commitment(in coinbase: RawTransaction, _ base: UnsafeRawPointer) -> Int? {
        var cursor = CheckedCursor(base: base, i: coinbase.body)
        for _ in 0..<cursor.count() {
            cursor.i += 36
            _ = cursor.script()
            cursor.i += 4
        }
        var place: Int?
        for _ in 0..<cursor.count() {
            cursor.i += 8
            let script = cursor.script()
            // OP_RETURN, 36 bytes: a mark of four and the hash.
            if script.count >= 38, script[0] == 0x6A, script[1] == 0x24, script[2] == 0xAA, script[3] == 0x21,
                script[4] == 0xA9, script[5] == 0xED
            {
                place = cursor.i - script.count + 6
            }
        }
        return place
    }

    /// Appends the transactions of the block that was checked last.
    ///
    /// - Parameters:
    ///   - block: the same bytes.
    ///   - height: `nil` where it is not known.
    ///   - firstLine: what the first transaction is called in messages.
    ///   - file: the number of the file as the builder counts.
    mutating func append(
        _ block: UnsafeRawBufferPointer, height: UInt64?, firstLine: Int, file: Int, into builder: inout LedgerBuilder
    ) throws(FlowError) {
        guard let base = block.baseAddress else { preconditionFailure("check the block first") }
        transaction.time = Int64(RawHeader(base).time)
        transaction.block = height
        for number in found.indices {
            fill(from: found[number], base)
            transaction.id = ids[number]
            transaction.position = UInt32(number)
            transaction.line = firstLine + number
            try builder.append(transaction, file: file)
        }
    }

    @inline(__always)
    private mutating func fill(from found: RawTransaction, _ base: UnsafeRawPointer) {
        var cursor = CheckedCursor(base: base, i: found.body)
        transaction.inputs.removeAll(keepingCapacity: true)
        transaction.outputs.removeAll(keepingCapacity: true)
        transaction.isCoinbase = found.isCoinbase
        for _ in 0..<cursor.count() {
            let previous = cursor.hash()
            let index = cursor.uint32()
            _ = cursor.script()
            cursor.i += 4
            if !found.isCoinbase {
                transaction.inputs.append(OutputTransaction.Input(previous: previous, index: index))
            }
        }
        for _ in 0..<cursor.count() {
            let amount = cursor.uint64()
            let owner = ScriptAddress(script: cursor.script(), network: network.network)
            transaction.outputs.append(OutputTransaction.Output(amount: amount, owner: owner))
        }
    }
}
