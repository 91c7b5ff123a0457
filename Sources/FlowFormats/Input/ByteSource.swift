import CZlib
import CZstd

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The stored bytes of one input, mapped, so that a second pass costs no second read. A pipe or standard input is first
/// copied to a temporary file without a name.
///
/// A file that another program cuts short while it is being read ends this process (SIGBUS), as with every reader that maps.
public final class ByteSource {
    public let name: String
    public let compression: Compression
    /// The bytes as stored, compressed or not. Valid while this object lives.
    public let stored: UnsafeRawBufferPointer
    /// Device and inode: what makes two paths one file.
    let identity: (device: UInt64, inode: UInt64)

    public enum Compression: Sendable, Equatable { case none, gzip, zstd }

    /// - Parameter path: a path, or `-` for standard input.
    /// - Throws: `InputError.file` for a missing file, a directory, no permission, an empty file, or a kind of file that is
    ///   recognised and cannot be read (ZIP, xz, bzip2, UTF-16).
    public convenience init(path: String) throws(InputError) {
        if path == "-" {
            try self.init(name: "stdin", descriptor: STDIN_FILENO)
            return
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw .file(name: path, reason: ByteSource.reason(errno)) }
        defer { close(descriptor) }
        try self.init(name: path, descriptor: descriptor)
    }

    private init(name: String, descriptor: Int32) throws(InputError) {
        self.name = name
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .file(name: name, reason: ByteSource.reason(errno)) }
        let kind = status.st_mode & S_IFMT
        guard kind != S_IFDIR else {
            throw .file(name: name, reason: "is a directory; name the files in it, for example '\(name)/*.csv'")
        }
        identity = (UInt64(status.st_dev), UInt64(status.st_ino))
        if kind == S_IFREG {
            stored = try ByteSource.map(descriptor, size: Int(status.st_size), name: name)
        } else {
            let (spool, size) = try ByteSource.spool(descriptor, name: name)
            defer { close(spool) }
            stored = try ByteSource.map(spool, size: size, name: name)
        }
        do throws(InputError) {
            compression = try ByteSource.compression(of: stored, name: name)
        } catch {
            munmap(UnsafeMutableRawPointer(mutating: stored.baseAddress), stored.count)
            throw error
        }
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: stored.baseAddress), stored.count) }

    /// A piece after which it pays to give memory back.
    static let releasedBytes = 16 << 20

    /// Gives the memory of bytes back that have been read; to read them again costs a second read.
    func release(_ range: Range<Int>) {
        let page = 4096
        let start = (range.lowerBound + page - 1) / page * page
        let end = range.upperBound / page * page
        guard start < end, let base = stored.baseAddress else { return }
        madvise(UnsafeMutableRawPointer(mutating: base + start), end - start, MADV_DONTNEED)
    }

    private static func map(_ descriptor: Int32, size: Int, name: String) throws(InputError) -> UnsafeRawBufferPointer {
        guard size > 0 else { throw .file(name: name, reason: "the file is empty") }
        guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw .file(name: name, reason: reason(errno))
        }
        madvise(address, size, MADV_SEQUENTIAL)
        return UnsafeRawBufferPointer(start: address, count: size)
    }

    /// Copies what cannot be mapped to an unlinked temporary file.
    private static func spool(_ descriptor: Int32, name: String) throws(InputError) -> (descriptor: Int32, size: Int) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/lymer-XXXXXX".utf8CString)
        let spool = template.withUnsafeMutableBufferPointer { mkstemp($0.baseAddress!) }
        guard spool >= 0 else { throw .file(name: name, reason: "cannot be copied to \(folder): \(reason(errno))") }
        _ = template.withUnsafeBufferPointer { unlink($0.baseAddress!) }
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { chunk.deallocate() }
        var size = 0
        while true {
            let count = read(descriptor, chunk.baseAddress!, chunk.count)
            if count < 0, errno == EINTR { continue }
            if count == 0 { return (spool, size) }
            var written = 0
            while count > 0, written < count {
                let step = write(spool, chunk.baseAddress! + written, count - written)
                if step < 0, errno == EINTR { continue }
                if step <= 0 { break }
                written += step
            }
            guard count > 0, written == count else {
                let code = errno
                close(spool)
                throw .file(name: name, reason: reason(code))
            }
            size += count
        }
    }

    private static func compression(of bytes: UnsafeRawBufferPointer, name: String) throws(InputError) -> Compression {
        func begins(_ magic: UInt8...) -> Bool {
            bytes.count >= magic.count && zip(bytes, magic).allSatisfy { $0 == $1 }
        }
        if begins(0x1F, 0x8B) { return .gzip }
        if begins(0x28, 0xB5, 0x2F, 0xFD) { return .zstd }
        // A zstd skippable frame, 0x184D2A50…5F.
        if bytes.count >= 4, bytes[0] & 0xF0 == 0x50, bytes[1] == 0x2A, bytes[2] == 0x4D, bytes[3] == 0x18 {
            return .zstd
        }
        let foreign: String? =
            if begins(0x50, 0x4B, 0x03, 0x04) {
                "is a ZIP archive (or a spreadsheet); unpack it or save it as CSV first"
            } else if begins(0xFD, 0x37, 0x7A, 0x58, 0x5A) {
                "is xz-compressed; unpack it first"
            } else if begins(0x42, 0x5A, 0x68) {
                "is bzip2-compressed; unpack it first"
            } else if begins(0xFF, 0xFE) || begins(0xFE, 0xFF) {
                "is UTF-16 text; save it as UTF-8 first"
            } else { nil }
        if let foreign { throw .file(name: name, reason: foreign) }
        return .none
    }

    static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT, ENOTDIR: "no such file"
        case EACCES, EPERM: "permission denied"
        case EISDIR: "is a directory"
        default: String(cString: strerror(code)).lowercased()
        }
    }
}
