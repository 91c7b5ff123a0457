import FlowFormats
import Glibc

/// The bytes of a file that may grow. Read, never mapped: a file that is cut short under us is an error, not the end of
/// this process.
final class FileFeed: ByteFeed {
    let name: String
    private let descriptor: Int32
    private let path: String
    private let inode: ino_t
    private var position = 0
    /// More may come at the end.
    private let follows: Bool

    /// - Throws: `InputError.file`.
    init(path: String, name: String, follows: Bool) throws(InputError) {
        (self.path, self.name, self.follows) = (path, name, follows)
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw .file(name: name, reason: SystemMessage.now()) }
        var status = stat()
        fstat(descriptor, &status)
        inode = status.st_ino
    }

    deinit { close(descriptor) }

    func read(into output: UnsafeMutableRawBufferPointer) throws(InputError) -> Int? {
        while true {
            let count = pread(descriptor, output.baseAddress, output.count, off_t(position))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .file(name: name, reason: SystemMessage.now()) }
            position += count
            if count > 0 { return count }
            try check()
            return follows ? 0 : nil
        }
    }

    func seek(to position: Int) throws(InputError) -> Bool {
        self.position = position
        try check()
        return true
    }

    /// What was read must still be there, under its name.
    private func check() throws(InputError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .file(name: name, reason: SystemMessage.now()) }
        guard Int(status.st_size) >= position else {
            throw .file(
                name: name,
                reason: "was cut short while it was read: \(position) bytes were taken, \(status.st_size) are left")
        }
        guard follows, stat(path, &status) == 0, status.st_ino != inode else { return }
        throw .file(name: name, reason: "was replaced by another file while it was followed")
    }

    /// Bytes of the file now.
    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// SHA-256 of the first `count` bytes; `nil` where there are fewer.
    func digest(ofFirst count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        guard bytes.withUnsafeMutableBytes({ pread(descriptor, $0.baseAddress, count, 0) }) == count else { return nil }
        return bytes.withUnsafeBytes(SHA256Digest.of)
    }
}

/// What the system says of the call that just failed.
enum SystemMessage {
    static func now() -> String { of(errno) }

    static func of(_ code: Int32) -> String {
        switch code {
        case ENOENT, ENOTDIR: "no such file"
        case EACCES, EPERM: "permission denied"
        default: String(cString: strerror(code)).lowercased()
        }
    }
}
