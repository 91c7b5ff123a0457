import CFlowKernels

/// Some transfers in columns, on their way from a decoder into a `LedgerBuilder`: what `Transfer` is for one row, without
/// an object or a dictionary a row. Addresses are still bytes; the builder numbers them, many at a time.
///
/// A batch carries native transfers of chains whose addresses are 20 bytes and whose hashes are 32. It is memory of a
/// fixed capacity, used over and over.
///
/// Sendable because it owns its memory and has one owner at a time.
public struct TransferBatch: ~Copyable, @unchecked Sendable {
    /// The columns as the row reader fills them; `assets` are asset numbers by the time a builder sees them.
    package var rows: flow_rows
    /// Columns the batch has; without them blocks and indexes are absent, fees zero.
    public var hasBlocks = true
    public var hasIndexes = false
    public var hasFees = false
    /// Address prefixes, two a row, sender first; and the numbers that `AddressReader` looked up, `AddressID.max` for none.
    let prefixes: UnsafeMutablePointer<UInt32>
    let senderIDs: UnsafeMutablePointer<AddressID>
    let recipientIDs: UnsafeMutablePointer<AddressID>
    /// Rows whose slots were asked for, rows whose candidates were noted, and whether all candidates were confirmed.
    var asked = 0
    var noted = 0
    var isConfirmed = false
    private let memory: UnsafeMutableRawPointer

    /// An empty batch with room for `capacity` rows.
    public init(capacity: Int) {
        precondition(capacity > 0 && capacity <= 1 << 20)
        // 64-byte alignment for every column.
        func space<T>(_ type: T.Type, each: Int) -> Int {
            (capacity * each * MemoryLayout<T>.stride + Int(FLOW_ROW_SLACK) + 63) & ~63
        }
        let total =
            space(UInt64.self, each: 11) + space(UInt32.self, each: 17)
            + 16 * (Int(FLOW_ROW_SLACK) + 64)
        memory = UnsafeMutableRawPointer.allocate(byteCount: total, alignment: 64)
        var next = memory
        func take<T>(_ type: T.Type, each: Int = 1) -> UnsafeMutablePointer<T> {
            defer { next += space(type, each: each) }
            return next.bindMemory(to: type, capacity: capacity * each)
        }
        rows = flow_rows(
            capacity: Int32(capacity), count: 0, hash_count: 0, begins: take(UInt64.self),
            hashes: take(UInt64.self, each: 4), senders: take(UInt32.self, each: 5),
            recipients: take(UInt32.self, each: 5), blocks: take(UInt64.self), times: take(Int64.self),
            indexes: take(UInt32.self), amounts: take(UInt64.self, each: 2), fees: take(UInt64.self, each: 2),
            assets: take(UInt32.self), fee_assets: take(UInt32.self))
        prefixes = take(UInt32.self, each: 2)
        senderIDs = take(UInt32.self)
        recipientIDs = take(UInt32.self)
        assert(next <= memory + total)
        rows.begins[0] = 0
    }

    deinit { memory.deallocate() }

    public var capacity: Int { Int(rows.capacity) }
    public var count: Int { Int(rows.count) }

    public mutating func removeAll() {
        rows.count = 0
        rows.hash_count = 0
        (asked, noted, isConfirmed) = (0, 0, false)
    }

    /// Adds a transfer. The batch must have room. `block`, `index`, `fee` and `feeAsset` count only where the batch has
    /// those columns.
    public mutating func append(
        transaction: Hash32, index: UInt32? = nil, block: UInt64? = nil, time: Int64, sender: AddressBytes,
        recipient: AddressBytes, asset: AssetID, amount: Amount, fee: Amount = 0, feeAsset: AssetID? = nil
    ) {
        precondition(count < capacity, "the batch is full")
        let i = count
        let isNew = rows.hash_count == 0 || hashes[Int(rows.hash_count) - 1] != transaction
        if i & 63 == 0 { rows.begins[i >> 6] = 0 }
        if isNew {
            hashes[Int(rows.hash_count)] = transaction
            rows.hash_count += 1
            rows.begins[i >> 6] |= 1 << UInt64(i & 63)
        }
        senders[i] = sender
        recipients[i] = recipient
        rows.blocks[i] = block ?? Run.noBlock
        rows.times[i] = time
        rows.indexes[i] = index ?? .max
        amounts[i] = amount
        fees[i] = fee
        rows.assets[i] = asset
        rows.fee_assets[i] = feeAsset ?? .max
        rows.count += 1
        isConfirmed = false
    }

    /// One hash for consecutive rows of one transaction.
    var hashes: UnsafeMutablePointer<Hash32> { TransferBatch.cast(rows.hashes) }
    var senders: UnsafeMutablePointer<AddressBytes> { TransferBatch.cast(rows.senders) }
    var recipients: UnsafeMutablePointer<AddressBytes> { TransferBatch.cast(rows.recipients) }
    var amounts: UnsafeMutablePointer<Amount> { TransferBatch.cast(rows.amounts) }
    var fees: UnsafeMutablePointer<Amount> { TransferBatch.cast(rows.fees) }

    /// True where row `row` pays a fee.
    package func hasFee(_ row: Int) -> Bool { rows.fees[2 * row] | rows.fees[2 * row + 1] != 0 }

    private static func cast<A, B>(_ pointer: UnsafeMutablePointer<A>) -> UnsafeMutablePointer<B> {
        UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: B.self)
    }

    /// The place of row `row`'s hash in `hashes`. - Complexity: O(row / 64).
    func hashOrdinal(of row: Int) -> Int {
        var ordinal = (rows.begins[row >> 6] & (UInt64.max >> UInt64(63 - row & 63))).nonzeroBitCount - 1
        for word in 0..<(row >> 6) { ordinal += rows.begins[word].nonzeroBitCount }
        return ordinal
    }

    /// Bits that say which of `length` ≤ 64 rows from `row` on start another transaction than the row before.
    @inline(__always)
    func begins(_ row: Int, length: Int) -> UInt64 {
        let shift = UInt64(row & 63)
        var bits = rows.begins[row >> 6] >> shift
        if shift > 0, Int(shift) + length > 64 { bits |= rows.begins[(row >> 6) + 1] << (64 - shift) }
        return bits & (UInt64.max >> UInt64(64 - length))
    }

    /// Row `row` as a transfer, its addresses numbered by `builder`.
    func transfer(_ row: Int, line: Int, in builder: inout LedgerBuilder) -> Transfer {
        let sender = builder.address(senders[row])
        let recipient = builder.address(recipients[row])
        return Transfer(
            transaction: .bytes(hashes[hashOrdinal(of: row)]),
            index: hasIndexes && rows.indexes[row] != .max ? rows.indexes[row] : nil,
            block: hasBlocks && rows.blocks[row] != Run.noBlock ? rows.blocks[row] : nil, time: rows.times[row],
            sender: sender, recipient: recipient, asset: rows.assets[row], amount: amounts[row],
            fee: hasFees ? fees[row] : 0,
            feeAsset: hasFees && rows.fee_assets[row] != .max ? rows.fee_assets[row] : nil, line: line)
    }
}
