/// The first bytes of every file of a ledger: what it is, in which version of the format, of which ledger, which number.
///
/// Where magic, version and checksum stand never changes, so that every version recognises every other.
struct FileHeader: Equatable {
    /// The version of the format that this program writes, and the only one it reads.
    static let version: UInt32 = 1
    static let size = 64
    /// What every file begins with.
    private static let magic = Array("LYMERDB\n".utf8)

    enum Kind: UInt32 {
        case manifest = 1
        case log, column, index
    }

    var kind: Kind
    /// Drawn at random when the ledger is created: no file of another ledger passes for one of this.
    var ledger: UInt64
    /// Of the file: no two files of a ledger ever have the same.
    var number: UInt64

    var bytes: [UInt8] {
        var fields = FieldWriter()
        for byte in FileHeader.magic { fields.number(byte) }
        fields.number(FileHeader.version)
        fields.number(kind.rawValue)
        fields.number(ledger)
        fields.number(number)
        for _ in fields.bytes.count..<FileHeader.size - 4 { fields.number(UInt8(0)) }
        fields.number(Checksum.of(fields.bytes))
        return fields.bytes
    }

    /// - Throws: `StoreError.version` for a file of another version, `corrupt` for what is no file of a ledger.
    static func read(_ bytes: UnsafeRawBufferPointer, path: String) throws(StoreError) -> FileHeader {
        var fields = FieldReader(bytes, path: path, start: 0)
        for byte in magic {
            guard try fields.number(UInt8.self) == byte else {
                throw .corrupt(path: path, offset: 0, reason: "it does not begin as a file of a ledger does")
            }
        }
        let version: UInt32 = try fields.number()
        let kind: UInt32 = try fields.number()
        let ledger: UInt64 = try fields.number()
        let number: UInt64 = try fields.number()
        guard bytes.count >= size else { throw .corrupt(path: path, offset: bytes.count, reason: "the file ends here") }
        let body = UnsafeRawBufferPointer(rebasing: bytes[..<(size - 4)])
        guard Checksum.of(body) == UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: size - 4, as: UInt32.self))
        else { throw .corrupt(path: path, offset: 0, reason: "the checksum of its header does not match") }
        guard version == FileHeader.version else {
            throw .version(path: path, found: version, supported: FileHeader.version)
        }
        guard let kind = Kind(rawValue: kind) else {
            throw .corrupt(path: path, offset: 12, reason: "a file of unknown kind \(kind)")
        }
        return FileHeader(kind: kind, ledger: ledger, number: number)
    }

    /// Checks that `file` is the one that is meant.
    func check(_ file: any DiskFile) throws(StoreError) {
        var bytes = [UInt8](repeating: 0, count: FileHeader.size)
        try bytes.fill { buffer throws(StoreError) in try file.readAll(into: buffer, at: 0) }
        let found = try bytes.read { buffer throws(StoreError) in try FileHeader.read(buffer, path: file.path) }
        guard found == self else {
            throw .corrupt(
                path: file.path, offset: 16, reason: "it is a file of another ledger, or another file of this one")
        }
    }
}
