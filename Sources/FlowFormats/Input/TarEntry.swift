/// One file of a tar archive, as bytes that come piece by piece: compressed as the archive is. The whole archive up to the
/// file's end is gone through; every file is a pass of its own.
///
/// Headers are of POSIX ustar and of what came before it; entries with headers of their own (pax, GNU) are stepped over, and
/// their files found by the last part of the name that the plain header has.
final class TarEntry: ByteFeed {
    static let block = 512

    let name: String
    private let window: ByteWindow
    /// Bytes of the file that are still to come.
    private var rest: UInt64 = 0

    /// - Parameter file: the last part of its name; of several the first.
    /// - Throws: `InputError` where the archive ends early or is none, or has no such file.
    init(_ file: String, of archive: ByteSource) throws(InputError) {
        name = "\(archive.name)/\(file)"
        window = try ByteWindow(archive)
        while let header = try header() {
            rest = header.size
            if header.isFile, header.name == file { return }
            // To the next header: contents are filled up to a whole block.
            let padding = (UInt64(TarEntry.block) - rest % UInt64(TarEntry.block)) % UInt64(TarEntry.block)
            rest += padding
            while rest > 0 { try step(min(rest, 1 << 20)) { _, _ in } }
        }
        throw .file(name: archive.name, reason: "the archive has no \(file)")
    }

    func read(into output: UnsafeMutableRawBufferPointer) throws(InputError) -> Int? {
        guard rest > 0, let base = output.baseAddress else { return nil }
        var count = 0
        try step(min(rest, UInt64(output.count))) { bytes, length in
            base.copyMemory(from: bytes, byteCount: length)
            count = length
        }
        return count
    }

    /// True where the bytes begin as an archive does.
    static func isArchive(_ source: ByteSource) throws(InputError) -> Bool {
        let window = try ByteWindow(source)
        try window.fill(atLeast: block)
        guard window.count >= block else { return false }
        return size(of: UnsafeBufferPointer(start: window.base + window.start, count: block)) != nil
    }

    /// Hands over at least one and at most `most` bytes of those there are.
    private func step(_ most: UInt64, _ body: (UnsafeRawPointer, Int) -> Void) throws(InputError) {
        if window.count == 0 { try window.fill(atLeast: 1) }
        guard window.count > 0 else { throw early() }
        let count = Int(min(most, UInt64(window.count)))
        body(UnsafeRawPointer(window.base + window.start), count)
        window.consume(to: window.start + count)
        rest -= UInt64(count)
    }

    private func early() -> InputError {
        .stream(name: window.name, offset: window.position, reason: "truncated tar archive: it ends early")
    }

    private struct Header {
        var name: String
        var size: UInt64
        var isFile: Bool
    }

    /// The next one; `nil` at the end of the archive.
    private func header() throws(InputError) -> Header? {
        try window.fill(atLeast: TarEntry.block)
        if window.count == 0 { return nil }
        guard window.count >= TarEntry.block else { throw early() }
        let bytes = UnsafeBufferPointer(start: window.base + window.start, count: TarEntry.block)
        if bytes.allSatisfy({ $0 == 0 }) { return nil }
        guard let size = TarEntry.size(of: bytes) else {
            throw .stream(name: window.name, offset: window.position, reason: "not the header of a tar archive")
        }
        let path = String(decoding: bytes[0..<100].prefix { $0 != 0 }, as: UTF8.self)
        let header = Header(
            name: path.split(separator: "/").last.map(String.init) ?? "", size: size,
            isFile: bytes[156] == 0x30 || bytes[156] == 0)
        window.consume(to: window.start + TarEntry.block)
        return header
    }

    /// Bytes of the file that `header` is of; `nil` where its checksum says that it is no header.
    private static func size(of header: UnsafeBufferPointer<UInt8>) -> UInt64? {
        // The checksum counts its own eight places as blanks.
        var sum: UInt64 = 8 * 0x20
        for place in 0..<block where !(148..<156).contains(place) { sum += UInt64(header[place]) }
        guard octal(header[148..<156]) == sum, let size = octal(header[124..<136]), size < 1 << 40 else { return nil }
        return size
    }

    private static func octal(_ field: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64? {
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 << 3 | UInt64($1 - 0x30) }
    }
}
