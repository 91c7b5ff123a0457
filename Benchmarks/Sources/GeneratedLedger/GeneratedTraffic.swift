import FlowTracing

/// Transfers between invented addresses, a row at a time, with watched cases among them: what a watch is measured on where
/// it matters how much of the traffic is tainted.
///
/// The first `cases` rows are the cases' seeds, each from a victim to a key of its own. After that a row is, with a chance of
/// `taintedOf10000`, one that moves all of one case's money between its two keys; else it is clean: between log-uniform or
/// uniform addresses, so that a few take part in very much. Blocks have 120 rows and 12 seconds; three assets.
public struct GeneratedTraffic {
    public struct Options: Sendable {
        /// Addresses that are no case's.
        public var addresses = 1_000_000
        public var cases = 10_000
        public var taintedOf10000 = 0
        /// A clean row in so many of a hundred shares the transaction of the row before.
        public var sharedOf100 = 15
        public var seed: UInt64 = 1

        public init() {}
    }

    public struct Row: Sendable {
        public var number: UInt64
        /// The row that its transaction begins with.
        public var transaction: UInt64
        public var block: UInt64
        public var time: Int64
        public var index: UInt32
        public var sender: UInt64
        public var recipient: UInt64
        /// Place in `assets`.
        public var asset: Int
        public var amount: UInt64
        /// The case whose money it moves.
        public var ofCase: Int?

        /// Row `number`, a transaction of its own.
        public init(number: UInt64, from sender: UInt64, to recipient: UInt64, asset: Int = 1, amount: UInt64) {
            (self.number, transaction) = (number, number)
            let block = number / UInt64(GeneratedTraffic.rowsPerBlock)
            self.block = GeneratedTraffic.firstBlock + block
            time = GeneratedTraffic.firstTime + Int64(block) * 12
            index = UInt32(number % UInt64(GeneratedTraffic.rowsPerBlock))
            (self.sender, self.recipient, self.asset, self.amount) = (sender, recipient, asset, amount)
        }
    }

    public static let assets = ["ETH", "USDT", "DAI"]
    public static let rowsPerBlock = 120
    static let firstBlock: UInt64 = 18_000_000
    static let firstTime: Int64 = 1_700_000_000

    public let options: Options
    /// Rows made so far.
    public private(set) var count: UInt64 = 0
    private var random: UInt64
    private var isAtSecondKey: [Bool]
    private var lastTransaction: UInt64 = 0
    private var lastWasClean = false
    private let logarithm: Int

    public init(_ options: Options) {
        self.options = options
        random = options.seed
        isAtSecondKey = [Bool](repeating: false, count: options.cases)
        logarithm = max(1, Int.bitWidth - 1 - max(1, options.addresses).leadingZeroBitCount)
    }

    /// What is stolen in a case, base units of USDT.
    public static let stolen: UInt64 = 1_000_000_000_000

    /// Addresses by number: the clean ones, then two keys and a victim a case, then a few to be used freely.
    public func key(ofCase number: Int, second: Bool = false) -> UInt64 {
        UInt64(options.addresses + 2 * number + (second ? 1 : 0))
    }
    public func freeAddress(_ number: Int) -> UInt64 { UInt64(options.addresses + 3 * options.cases + number) }
    private func victim(_ number: Int) -> UInt64 { UInt64(options.addresses + 2 * options.cases + number) }

    public mutating func next() -> Row {
        let number = count
        count += 1
        var row = Row(number: number, from: 0, to: 0, amount: Self.stolen)
        if number < UInt64(options.cases) {
            row.ofCase = Int(number)
            (row.sender, row.recipient) = (victim(Int(number)), key(ofCase: Int(number)))
        } else if options.cases > 0, below(10_000) < options.taintedOf10000 {
            let one = below(options.cases)
            row.ofCase = one
            row.sender = key(ofCase: one, second: isAtSecondKey[one])
            isAtSecondKey[one].toggle()
            row.recipient = key(ofCase: one, second: isAtSecondKey[one])
        } else {
            clean(&row)
        }
        lastWasClean = row.ofCase == nil
        lastTransaction = row.transaction
        return row
    }

    private mutating func clean(_ row: inout Row) {
        row.sender = address()
        row.recipient = address()
        if row.recipient == row.sender { row.recipient = (row.recipient + 1) % UInt64(options.addresses) }
        let word = take()
        row.asset = word % 100 < 35 ? 0 : word % 100 < 85 ? 1 : 2
        row.amount = (word >> 20) % 1_000_000_000 + 1
        let isNewBlock = row.index == 0
        if lastWasClean, !isNewBlock, word >> 8 & 0xFFF < UInt64(options.sharedOf100 * 41) {
            row.transaction = lastTransaction
        }
    }

    /// Log-uniform for one half, uniform for the other.
    private mutating func address() -> UInt64 {
        let word = take()
        let all = UInt64(options.addresses)
        if word & 1 == 0 { return (word >> 1) % all }
        let size = UInt64(1) << ((word >> 1) % UInt64(logarithm + 1))
        return min(size + (word >> 8) % size, all) - 1
    }

    private mutating func below(_ limit: Int) -> Int { Int(take() >> 1) % limit }

    private mutating func take() -> UInt64 {
        random &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(random)
    }

    static func mix(_ word: UInt64) -> UInt64 {
        var x = word
        x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
        x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
        return x ^ (x >> 31)
    }

    /// The address of a number. Never null.
    public static func address(_ number: UInt64) -> AddressBytes {
        let word = mix(number &+ 0x51_7CC1_B727_220A)
        return AddressBytes(high: word, middle: mix(word), low: UInt32(truncatingIfNeeded: number) | 1 << 31)
    }

    /// The hash that a transaction has: its first eight bytes are the number of its first row.
    public static func hash(_ transaction: UInt64) -> Hash32 {
        Hash32(transaction, mix(transaction), mix(~transaction), mix(transaction &+ 1))
    }

    /// The watched cases, `tx:` seeds all.
    public func questions(_ count: Int) -> [Case] {
        (0..<count).map { number in
            let hash = "0x" + Self.hash(UInt64(number)).bytes.map(Self.hex).joined()
            let seed = Seed(text: "tx:\(hash)", chain: nil, asset: nil, form: .transaction(hash, .only))
            return Case(id: "case-\(number)", seeds: [seed])
        }
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = Array("0123456789abcdef")
        return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
    }
}
