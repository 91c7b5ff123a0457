import FlowTracing

/// Rows into a builder, without text on the way.
public final class TrafficWriter {
    private var batch = TransferBatch(capacity: 512)
    private var assets: [AssetID] = []
    private var file: Int?
    private var line = 2
    private let hasIndexes: Bool

    /// - Parameter hasIndexes: rows carry their place in the block, as a node's do.
    public init(hasIndexes: Bool) { self.hasIndexes = hasIndexes }

    /// Appends the next `count` rows of `traffic`, in one file that goes on from call to call.
    public func append(_ count: Int, of traffic: inout GeneratedTraffic, to builder: inout LedgerBuilder) throws {
        begin(&builder)
        for _ in 0..<count {
            add(traffic.next())
            if batch.count == batch.capacity { try flush(&builder) }
        }
        try flush(&builder)
        builder.endFile()
    }

    /// Appends rows made elsewhere.
    public func append(_ rows: some Sequence<GeneratedTraffic.Row>, to builder: inout LedgerBuilder) throws {
        begin(&builder)
        for row in rows {
            add(row)
            if batch.count == batch.capacity { try flush(&builder) }
        }
        try flush(&builder)
        builder.endFile()
    }

    private func begin(_ builder: inout LedgerBuilder) {
        if let file {
            builder.resumeFile(file)
        } else {
            builder.beginFile(SourceFile(name: "traffic", format: "generated", hasIndex: hasIndexes))
            file = builder.file(named: "traffic", format: "generated")
            let chain = builder.chain("eip155:1")
            assets = GeneratedTraffic.assets.map {
                builder.asset(Asset(chain: chain, identity: .symbol($0), symbol: $0, decimals: nil))
            }
            batch.hasIndexes = hasIndexes
        }
    }

    private func add(_ row: GeneratedTraffic.Row) {
        batch.append(
            transaction: GeneratedTraffic.hash(row.transaction), index: hasIndexes ? row.index : nil, block: row.block,
            time: row.time, sender: GeneratedTraffic.address(row.sender),
            recipient: GeneratedTraffic.address(row.recipient), asset: assets[row.asset], amount: Amount(row.amount))
    }

    private func flush(_ builder: inout LedgerBuilder) throws {
        try builder.append(batch, line: line)
        line += batch.count
        batch.removeAll()
    }
}

/// Rows as lines of canonical CSV.
public struct TrafficText {
    public static let header = Array("chain,tx,index,block,time,from,to,asset,amount\n".utf8)
    private static let digits = Array("0123456789abcdef".utf8)
    private static let assets = GeneratedTraffic.assets.map { Array($0.utf8) }
    private static let chain = Array("eip155:1,0x".utf8)

    public static func append(_ row: GeneratedTraffic.Row, to bytes: inout [UInt8]) {
        bytes += chain
        let hash = GeneratedTraffic.hash(row.transaction)
        for word in [hash.word0, hash.word1, hash.word2, hash.word3] { hex(word, 16, &bytes) }
        bytes.append(UInt8(ascii: ","))
        decimal(UInt64(row.index), &bytes)
        decimal(row.block, &bytes)
        decimal(UInt64(row.time), &bytes)
        for number in [row.sender, row.recipient] {
            let address = GeneratedTraffic.address(number)
            bytes.append(UInt8(ascii: "0"))
            bytes.append(UInt8(ascii: "x"))
            hex(address.high, 16, &bytes)
            hex(address.middle, 16, &bytes)
            hex(UInt64(address.low), 8, &bytes)
            bytes.append(UInt8(ascii: ","))
        }
        bytes += assets[row.asset]
        bytes.append(UInt8(ascii: ","))
        decimal(row.amount, &bytes)
        bytes[bytes.count - 1] = UInt8(ascii: "\n")
    }

    private static func hex(_ word: UInt64, _ count: Int, _ bytes: inout [UInt8]) {
        for place in (0..<count).reversed() { bytes.append(digits[Int(word >> UInt64(4 * place) & 15)]) }
    }

    /// With a comma behind it.
    private static func decimal(_ value: UInt64, _ bytes: inout [UInt8]) {
        bytes += Array(String(value).utf8)
        bytes.append(UInt8(ascii: ","))
    }
}
