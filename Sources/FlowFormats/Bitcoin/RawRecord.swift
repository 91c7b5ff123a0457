import FlowTracing

/// One block of a file, known by its header.
struct RawRecord {
    /// Place of its file among those read together.
    var file: Int
    /// Its number in the file, from 1.
    var number: Int
    /// Its bytes in the file.
    var bytes: Range<Int>
    /// Transactions in front of it in the file.
    var transactionsBefore: Int
    var id: Hash32
    var previous: Hash32
    var time: Int64
    var work: UInt128
    /// What its coinbase says, where it must (BIP 34) or may.
    var statedHeight: UInt64?
    var isOfNewVersion: Bool
}

extension RawRecord {
    /// What the block's first bytes say behind the header: how many transactions, and the height at the start of the
    /// coinbase's script. Nothing is said of what is damaged: decoding will.
    static func firstWords(_ bytes: UnsafeRawBufferPointer) -> (transactions: Int, height: UInt64?) {
        do throws(RawFault) {
            var cursor = RawCursor(bytes, from: RawHeader.length)
            // The block is longer than what is seen of it here.
            let transactions = try cursor.count("transaction count", of: 0)
            try cursor.skip(4, "version")
            if cursor.left >= 2, bytes[cursor.i] == 0 { cursor.i += 2 }
            _ = try cursor.count("input count", of: 0)
            try cursor.skip(36, "outpoint")
            _ = try cursor.count("script length", of: 0)
            return (transactions, height(&cursor))
        } catch {
            return (0, nil)
        }
    }

    /// Bytes that `firstWords` looks at, at most.
    static let firstWords = RawHeader.length + 9 + 4 + 2 + 9 + 36 + 9 + 6

    /// The number that a script pushes first.
    private static func height(_ cursor: inout RawCursor) -> UInt64? {
        guard cursor.left > 0 else { return nil }
        let push = cursor.base.load(fromByteOffset: cursor.i, as: UInt8.self)
        switch push {
        case 0x51...0x60: return UInt64(push - 0x50)
        case 1...5 where cursor.left > Int(push):
            var value: UInt64 = 0
            for place in (1...Int(push)).reversed() {
                value = value << 8 | UInt64(cursor.base.load(fromByteOffset: cursor.i + place, as: UInt8.self))
            }
            // The highest bit is the sign.
            let sign = UInt64(0x80) << UInt64(8 * (Int(push) - 1))
            return value & sign == 0 ? value : nil
        default: return nil
        }
    }
}

extension RawBlockFile {
    /// Lists the file's blocks in the order in which they are stored; their headers are checked.
    ///
    /// - Parameter reject: takes what is bad; where it does not throw, the search goes on at the next magic.
    /// - Complexity: O(blocks); O(bytes) where something is bad.
    func list(
        _ file: Int, _ network: RawNetwork, into records: inout [RawRecord],
        reject: (InputError) throws(InputError) -> Void
    ) throws(InputError) {
        let listing = RawListing(file: self, number: file, network: network)
        var transactions = 0
        guard isSequence else {
            do throws(RawFault) {
                records.append(try listing.record(0..<bytes.count, 1, transactionsBefore: 0))
            } catch {
                try reject(fault(error, block: 1, at: 0))
            }
            return
        }
        var place = 0
        var number = 1
        while let found = try listing.frame(from: place, number, reject: reject) {
            do throws(RawFault) {
                let start = found + RawBlockFile.frame
                let length = try listing.length(at: found)
                let record = try listing.record(start..<start + length, number, transactionsBefore: transactions)
                transactions += listing.transactions(of: record)
                records.append(record)
                place = record.bytes.upperBound
            } catch {
                try reject(fault(error, block: number, at: found + RawBlockFile.frame))
                place = next(network.magic, from: found + 1) ?? bytes.count
            }
            number += 1
        }
    }

    /// A fault of block `number`, which begins at `start`, with the place it happened at.
    func fault(_ fault: RawFault, block number: Int, at start: Int) -> InputError {
        .bytes(
            name: source.name, offset: start + fault.at, place: "block \(number)\(fault.part.text)",
            field: fault.field, value: fault.value, reason: fault.reason)
    }
}

/// What it takes to list the blocks of one file.
private final class RawListing {
    private let file: RawBlockFile
    private let number: Int
    private let network: RawNetwork
    private let hash = DoubleSHA256()
    private let scratch = RawScratch()

    init(file: RawBlockFile, number: Int, network: RawNetwork) {
        (self.file, self.number, self.network) = (file, number, network)
    }

    /// The place of the next frame from `place` on; `nil` at the end of the file or of what is written of it.
    func frame(
        from place: Int, _ block: Int, reject: (InputError) throws(InputError) -> Void
    ) throws(InputError) -> Int? {
        let (bytes, magic) = (file.bytes, network.magic)
        func isFrame(_ place: Int) -> Bool {
            place + RawBlockFile.frame <= bytes.count && file.word(place) == magic
        }
        if isFrame(place) { return place }
        let written = file.endOfPadding(from: place)
        if written == bytes.count { return nil }
        // Obfuscation can turn the first bytes of a frame into zeros.
        if written - place >= 8, let found = (max(place, written - 7)...written).first(where: isFrame) { return found }
        let shown = place + 4 <= bytes.count ? "0x" + String(file.word(place).byteSwapped, radix: 16) : ""
        try reject(
            file.fault(
                RawFault(
                    at: 0, part: RawPart(), field: "magic", value: shown,
                    reason: shown.isEmpty
                        ? "the data end inside it" : "is not that of \(network.title), and no padding"),
                block: block, at: place))
        return file.next(magic, from: place + 1)
    }

    /// The length of the block whose frame is at `place`.
    func length(at place: Int) throws(RawFault) -> Int {
        let length = Int(file.word(place + 4))
        func fault(_ reason: String) -> RawFault {
            RawFault(at: -4, part: RawPart(), field: "block length", value: "\(length)", reason: reason)
        }
        guard length >= RawHeader.length + 1 + RawTransaction.length, length <= RawBlockFile.mostBlockBytes else {
            throw fault("is no block's")
        }
        let left = file.bytes.count - place - RawBlockFile.frame
        guard length <= left else {
            throw fault(
                "the file ends after \(left) bytes of it; where a node is writing it still, skipping errors leaves it out"
            )
        }
        return length
    }

    /// - Throws: where the block is too short to be one, or its header proves no work.
    func record(_ range: Range<Int>, _ block: Int, transactionsBefore: Int) throws(RawFault) -> RawRecord {
        let seen = file.clear(range.prefix(RawRecord.firstWords), scratch)
        guard seen.count >= RawHeader.length, let base = seen.baseAddress else {
            throw RawFault(
                at: seen.count, part: RawPart(), field: "header", value: "", reason: "the data end inside it")
        }
        let header = RawHeader(base)
        let id = hash.hash(base, count: RawHeader.length)
        try header.checkWork(base, hash: id, network: network)
        let words = RawRecord.firstWords(seen)
        return RawRecord(
            file: number, number: block, bytes: range, transactionsBefore: transactionsBefore, id: id,
            previous: header.previous, time: Int64(header.time), work: header.target.work,
            statedHeight: words.height, isOfNewVersion: header.version >= 2)
    }

    func transactions(of record: RawRecord) -> Int {
        RawRecord.firstWords(file.clear(record.bytes.prefix(RawRecord.firstWords), scratch)).transactions
    }
}
