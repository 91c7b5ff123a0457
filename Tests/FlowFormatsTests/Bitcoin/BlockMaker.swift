import Foundation

@testable import FlowFormats
@testable import FlowTracing

/// Makes transactions and blocks byte by byte, by the book and not by the code under test.
struct MadeTransaction {
    var inputs: [(previous: [UInt8], index: UInt32)]
    var outputs: [(amount: UInt64, script: [UInt8])]
    /// One item each input; empty for a transaction without witnesses.
    var witnesses: [[UInt8]] = []
    /// Script of the first input.
    var script: [UInt8] = [0x51]

    private func serialised(witnesses isFull: Bool) -> [UInt8] {
        let isFull = isFull && !witnesses.isEmpty
        var out = Made.number(UInt32(2)) + (isFull ? [0, 1] : []) + Made.count(inputs.count)
        for (place, input) in inputs.enumerated() {
            let script = place == 0 ? script : []
            out += input.previous + Made.number(input.index) + Made.count(script.count) + script
            out += Made.number(UInt32.max)
        }
        out += Made.count(outputs.count)
        for output in outputs { out += Made.number(output.amount) + Made.count(output.script.count) + output.script }
        if isFull { for item in witnesses { out += [1] + Made.count(item.count) + item } }
        return out + Made.number(UInt32(0))
    }

    var bytes: [UInt8] { serialised(witnesses: true) }
    /// In stored order.
    var id: [UInt8] { Made.doubleHash(serialised(witnesses: false)) }
    var witnessID: [UInt8] { Made.doubleHash(bytes) }
    var isCoinbase: Bool { inputs.count == 1 && inputs[0].index == .max }

    static func coinbase(height: Int, amount: UInt64, to script: [UInt8], extra: UInt8 = 0) -> MadeTransaction {
        let push: [UInt8] =
            height <= 16 ? [UInt8(0x50 + height), extra] : [3] + Array(Made.number(UInt32(height)).prefix(3)) + [extra]
        return MadeTransaction(
            inputs: [([UInt8](repeating: 0, count: 32), .max)], outputs: [(amount, script)], script: push)
    }
}

struct MadeBlock {
    var bytes: [UInt8]
    /// In stored order.
    var id: [UInt8]
    var transactions: [MadeTransaction]

    var text: String { Hex.text(id.reversed()) }

    /// A block that proves the little work that a test network asks for. Witnesses are committed to.
    init(
        after previous: [UInt8], time: UInt32 = 1_600_000_000, _ transactions: [MadeTransaction],
        version: UInt32 = 0x2000_0000
    ) {
        var transactions = transactions
        if transactions.contains(where: { !$0.witnesses.isEmpty }) {
            let reserved = [UInt8](repeating: 7, count: 32)
            let zero = [UInt8](repeating: 0, count: 32)
            let root = Made.merkleRoot([zero] + transactions.dropFirst().map(\.witnessID))
            transactions[0].outputs.append(
                (0, [0x6A, 0x24, 0xAA, 0x21, 0xA9, 0xED] + Made.doubleHash(root + reserved)))
            transactions[0].witnesses = [reserved]
        }
        let root = Made.merkleRoot(transactions.map(\.id))
        let body = Made.count(transactions.count) + transactions.flatMap(\.bytes)
        self.init(after: previous, root: root, time: time, version: version, body: body, transactions)
    }

    init(
        after previous: [UInt8], root: [UInt8], time: UInt32, version: UInt32, body: [UInt8],
        _ transactions: [MadeTransaction]
    ) {
        var nonce: UInt32 = 0
        while true {
            let header =
                Made.number(version) + previous + root + Made.number(time) + Made.number(UInt32(0x207F_FFFF))
                + Made.number(nonce)
            let id = Made.doubleHash(header)
            // Half of all hashes do.
            if id[31] < 0x7F {
                (self.id, bytes, self.transactions) = (id, header + body, transactions)
                return
            }
            nonce += 1
        }
    }

    static let none = [UInt8](repeating: 0, count: 32)
}

enum Made {
    static func number(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian, Array.init)
    }

    static func count(_ value: Int) -> [UInt8] {
        value < 0xFD
            ? [UInt8(value)] : value < 1 << 16 ? [0xFD] + number(UInt16(value)) : [0xFE] + number(UInt32(value))
    }

    static func hash(_ bytes: [UInt8]) -> [UInt8] {
        let digest = bytes.withUnsafeBufferPointer { SHA256.digest($0) }
        return (0..<8).flatMap { Made.number(digest[$0].byteSwapped) }
    }

    static func doubleHash(_ bytes: [UInt8]) -> [UInt8] { hash(hash(bytes)) }

    static func merkleRoot(_ leaves: [[UInt8]]) -> [UInt8] {
        var level = leaves
        while level.count > 1 {
            if level.count % 2 == 1 { level.append(level[level.count - 1]) }
            level = stride(from: 0, to: level.count, by: 2).map { doubleHash(level[$0] + level[$0 + 1]) }
        }
        return level[0]
    }

    static func payTo(_ byte: UInt8) -> [UInt8] {
        [0x76, 0xA9, 20] + [UInt8](repeating: byte, count: 20) + [0x88, 0xAC]
    }

    /// A chain in which every block spends the coinbase before it, every third with a witness.
    static func chain(_ length: Int, after previous: [UInt8] = MadeBlock.none, from height: Int = 0, extra: UInt8 = 0)
        -> [MadeBlock]
    {
        var blocks: [MadeBlock] = []
        for n in height..<height + length {
            var transactions = [
                MadeTransaction.coinbase(height: n, amount: 5_000_000_000, to: payTo(UInt8(n)), extra: extra)
            ]
            if let last = blocks.last {
                transactions.append(
                    MadeTransaction(
                        inputs: [(last.transactions[0].id, 0)],
                        outputs: [(3_000_000_000, payTo(UInt8(n + 100))), (1_999_999_000, payTo(UInt8(n)))],
                        witnesses: n % 3 == 0 ? [[1, 2, 3]] : [], script: n % 3 == 0 ? [] : [0x51]))
            }
            blocks.append(
                MadeBlock(after: blocks.last?.id ?? previous, time: UInt32(1_600_000_000 + n * 600), transactions))
        }
        return blocks
    }

    static let regtestMagic: [UInt8] = [0xFA, 0xBF, 0xB5, 0xDA]

    /// A node's file.
    static func sequence(_ blocks: [[UInt8]], magic: [UInt8] = regtestMagic, padding: Int = 0) -> [UInt8] {
        blocks.flatMap { magic + number(UInt32($0.count)) + $0 } + [UInt8](repeating: 0, count: padding)
    }

    /// As a node obfuscates it; what is only reserved stays zero.
    static func obfuscated(_ bytes: [UInt8], key: [UInt8], padding: Int = 0) -> [UInt8] {
        bytes.enumerated().map { $0.element ^ key[$0.offset % 8] } + [UInt8](repeating: 0, count: padding)
    }
}

extension InputFolder {
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String { try write(name, Data(bytes)) }

    /// Reads files of a made chain.
    func readMade(_ names: String..., options: InputOptions = InputOptions(), rejects: String? = nil) throws -> Ledger {
        var builder = LedgerBuilder()
        builder.until = options.until
        let kept = rejects.map { RejectsFile(path: path + "/" + $0) }
        let reading = TransactionReading(options: options, rejects: kept)
        var sources: [ByteSource] = []
        for name in names { sources.append(try ByteSource(path: path + "/" + name)) }
        try RawBlocks(networks: [.regtest]).read(sources, reading, into: &builder)
        try kept?.flush()
        return try builder.seal()
    }

    func madeError(_ names: String) -> String {
        do { return "no error: \(try readMade(names).transactionCount) transactions" } catch {
            return "\(error)".replacingOccurrences(of: path + "/", with: "")
        }
    }
}
