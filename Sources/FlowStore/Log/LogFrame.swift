/// One entry of the write-ahead log, 24 bytes of header before its payload.
struct LogFrame: Equatable {
    enum Kind: UInt32 {
        /// Begins a group, at the start of a page. Its payload: where the group before ends, what is durable.
        case mark = 1
        /// A commit.
        case commit
    }

    static let headerSize = 24
    /// Groups begin at a multiple of this, so that no write touches a page (of the disk or the kernel) that holds
    /// something acknowledged.
    static let page = 4096

    static func pageStart(from offset: Int) -> Int { (offset + page - 1) / page * page }

    /// Longer commits go around the log, as a checkpoint.
    static let limit = 1 << 30

    var kind: Kind
    /// Counts commits, over all logs of a ledger; that of a mark is the next commit's.
    var sequence: UInt64
    var payload: Int
    var checksum: UInt32

    /// Of header and payload in the file.
    var size: Int { LogFrame.headerSize + payload }

    /// Appends a frame to what is about to be written. `salt` keeps bytes that merely look like a frame, inside a payload or
    /// left over, from passing for one.
    static func append(
        _ kind: Kind, sequence: UInt64, salt: UInt32, to fields: inout FieldWriter,
        payload: (inout FieldWriter) -> Void
    ) {
        let start = fields.bytes.count
        fields.number(UInt32(0))
        fields.number(UInt32(0))
        fields.number(kind.rawValue)
        fields.number(UInt32(0))
        fields.number(sequence)
        payload(&fields)
        let length = fields.bytes.count - start - headerSize
        fields.set(UInt32(length), at: start + 4)
        let checksum = fields.bytes.withUnsafeBytes {
            Checksum.of(UnsafeRawBufferPointer(rebasing: $0[(start + 4)...]), after: salt)
        }
        fields.set(checksum, at: start)
    }

    /// What the header says, if it can be a header at all. - Parameter header: 24 bytes.
    init?(header: UnsafeRawBufferPointer) {
        func word(_ offset: Int) -> UInt32 {
            UInt32(littleEndian: header.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        func long(_ offset: Int) -> UInt64 {
            UInt64(littleEndian: header.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        guard let kind = Kind(rawValue: word(8)), word(12) == 0, word(4) <= UInt32(LogFrame.limit) else { return nil }
        self.kind = kind
        (checksum, payload, sequence) = (word(0), Int(word(4)), long(16))
    }

    /// True where the checksum is that of the bytes. - Parameter bytes: header and payload.
    func isSound(_ bytes: UnsafeRawBufferPointer, salt: UInt32) -> Bool {
        bytes.count == size && Checksum.of(UnsafeRawBufferPointer(rebasing: bytes[4...]), after: salt) == checksum
    }
}
