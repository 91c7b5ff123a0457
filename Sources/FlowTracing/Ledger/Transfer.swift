/// Where in a transaction value moved. Native value comes before the logs of its transaction.
public enum TransferKind: UInt8, Sendable, Comparable {
    case native = 0
    case `internal` = 1
    case log = 2

    public static func < (a: TransferKind, b: TransferKind) -> Bool { a.rawValue < b.rawValue }
}

/// A transaction's identity: 32 bytes, or exact text where a chain or file names transactions otherwise.
public enum TransactionHash: Hashable, Sendable {
    case bytes(Hash32)
    case text(String)

    /// Reads a hash as a chain of `form` writes it: hex of 64 digits (with or without `0x`) becomes bytes on EVM and
    /// TRON chains and wherever the text is exactly `0x` and 64 lower-case digits; anything else stays text.
    public init?(_ text: some StringProtocol, form: AddressForm) {
        let utf8 = Array(text.utf8)
        guard !utf8.isEmpty else { return nil }
        let prefixed = utf8.count == 66 && utf8[0] == 0x30 && utf8[1] | 0x20 == 0x78
        if prefixed || utf8.count == 64 && form != .text, let bytes = Hex.bytes(Array(utf8.suffix(64))) {
            let isLower = !utf8.contains { $0 >= 0x41 && $0 <= 0x5a }
            if form != .text || isLower {
                self = .bytes(Hash32(bytes))
                return
            }
        }
        self = .text(String(text))
    }

    /// How the hash is written on a chain of `form`: with `0x`, except on TRON.
    public func text(form: AddressForm) -> String {
        switch self {
        case .text(let text): text
        case .bytes(let hash): Hex.text(hash.bytes, isPrefixed: form != .tron)
        }
    }
}

/// 32 bytes, first byte most significant.
public struct Hash32: Hashable, Sendable, BitwiseCopyable {
    // First byte most significant in `word0`.
    public var word0: UInt64
    public var word1: UInt64
    public var word2: UInt64
    public var word3: UInt64

    @inline(__always)
    public init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
        (self.word0, self.word1, self.word2, self.word3) = (word0, word1, word2, word3)
    }

    public init(_ bytes: some Collection<UInt8>) {
        precondition(bytes.count == 32)
        var all: [UInt64] = [0, 0, 0, 0]
        for (i, byte) in bytes.enumerated() { all[i / 8] = all[i / 8] << 8 | UInt64(byte) }
        self.init(all[0], all[1], all[2], all[3])
    }

    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            for place in 0..<32 {
                let word = place < 16 ? (place < 8 ? word0 : word1) : (place < 24 ? word2 : word3)
                buffer[place] = UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (place & 7)))
            }
            count = 32
        }
    }

    @inline(__always)
    public static func == (a: Hash32, b: Hash32) -> Bool {
        (a.word0 ^ b.word0) | (a.word1 ^ b.word1) | (a.word2 ^ b.word2) | (a.word3 ^ b.word3) == 0
    }

    /// All four words mixed, the high bits best. Whoever sends transactions chooses their hashes, and must not be able to
    /// choose where they fall in a table: take a new seed for every table.
    @inline(__always)
    func seededHash(_ seed: HashSeed) -> UInt64 {
        let a = (word0 ^ seed.word0).multipliedFullWidth(by: word1 ^ seed.word1)
        let b = (word2 ^ seed.word2).multipliedFullWidth(by: word3 ^ seed.word3)
        return (a.high ^ a.low ^ (b.high &+ b.low)) &* 0x9E37_79B9_7F4A_7C15
    }
}

/// What `Hash32.seededHash` is secret by: random, anew for every table.
struct HashSeed: Sendable {
    let word0: UInt64
    let word1: UInt64
    let word2: UInt64
    let word3: UInt64

    /// The words one after another.
    var words: Column<UInt64> {
        var column = Column<UInt64>()
        for word in [word0, word1, word2, word3] { column.append(word) }
        return column
    }

    init() {
        var random = SystemRandomNumberGenerator()
        (word0, word1, word2, word3) = (random.next(), random.next(), random.next(), random.next())
    }

    /// The seed of a stored table.
    init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
        (self.word0, self.word1, self.word2, self.word3) = (word0, word1, word2, word3)
    }
}

/// One transfer as a decoder hands it to `LedgerBuilder`.
public struct Transfer: Sendable {
    public var transaction: TransactionHash
    /// Index of the transfer: in its transaction or block, as the format counts; `nil` where the format has none.
    public var index: UInt32?
    public var block: UInt64?
    /// The transaction's position in its block, where the format says.
    public var position: UInt32?
    /// Unix seconds.
    public var time: Int64
    public var sender: AddressID
    public var recipient: AddressID
    public var asset: AssetID
    public var amount: Amount
    /// Paid by the sender, in base units of `feeAsset`.
    public var fee: Amount
    /// `nil`: the transfer's own asset.
    public var feeAsset: AssetID?
    public var kind: TransferKind
    /// Line in its file, from 1; for messages.
    public var line: Int
    /// Hash over every column of the row, known or not: within a file, rows without an index that agree in it and in
    /// every field above are one transfer.
    public var fingerprint: UInt64

    public init(
        transaction: TransactionHash, index: UInt32? = nil, block: UInt64? = nil, position: UInt32? = nil, time: Int64,
        sender: AddressID, recipient: AddressID, asset: AssetID, amount: Amount, fee: Amount = 0,
        feeAsset: AssetID? = nil, kind: TransferKind = .native, line: Int = 0, fingerprint: UInt64 = 0
    ) {
        (self.transaction, self.index, self.block, self.position) = (transaction, index, block, position)
        (self.time, self.sender, self.recipient, self.asset) = (time, sender, recipient, asset)
        (self.amount, self.fee, self.feeAsset, self.kind) = (amount, fee, feeAsset, kind)
        (self.line, self.fingerprint) = (line, fingerprint)
    }
}
