import FlowFormats
import Glibc

/// Where an answer goes: standard output, or a file that nobody ever sees half of.
///
/// A file's bytes go to a temporary file beside it, which is flushed to disk and takes the name in `commit`. A link is
/// followed and an earlier file's mode kept. What is no regular file (`/dev/stdout`, a named pipe) is written directly.
final class Destination {
    let name: String
    private let descriptor: Int32
    /// The temporary file and the name it takes; `nil` where bytes go directly.
    private let replacement: (temporary: String, path: String)?
    private var isOpen: Bool

    /// Writes what `body` writes, whole or not at all.
    ///
    /// - Parameter file: `nil` or `-` for standard output.
    /// - Throws: `Failure.badData` naming the file.
    static func write(to file: String?, _ body: (inout ReportWriter) -> Void) throws(Failure) {
        do {
            let destination = try Destination(file)
            var writer = ReportWriter { bytes in try destination.write(bytes) }
            body(&writer)
            try writer.finish()
            try destination.commit()
        } catch {
            throw error as? Failure ?? .badData("cannot write: \(error)")
        }
    }

    /// - Parameter file: `nil` or `-` for standard output.
    /// - Throws: `Failure.badData` naming the file.
    init(_ file: String?) throws(Failure) {
        guard let file, file != "-" else {
            (name, descriptor, replacement, isOpen) = ("standard output", STDOUT_FILENO, nil, false)
            return
        }
        if let number = Destination.openDescriptor(named: file) {
            (name, descriptor, replacement) = (file, dup(number), nil)
            isOpen = descriptor >= 0
            guard isOpen else { throw failure() }
            return
        }
        var status = stat()
        let exists = stat(file, &status) == 0
        if exists, status.st_mode & S_IFMT == S_IFDIR { throw .badData("\(file): is a directory") }
        if exists, status.st_mode & S_IFMT != S_IFREG {
            replacement = nil
            descriptor = open(file, O_WRONLY | O_CLOEXEC)
        } else {
            let path = exists ? Destination.resolved(file) : file
            let temporary = "\(path).\(getpid()).tmp"
            replacement = (temporary, path)
            descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        }
        (name, isOpen) = (file, descriptor >= 0)
        guard isOpen else { throw failure() }
        if exists, replacement != nil { fchmod(descriptor, status.st_mode & 0o7777) }
    }

    /// What was not committed never was.
    deinit {
        guard isOpen else { return }
        close(descriptor)
        if let replacement { unlink(replacement.temporary) }
    }

    func write(_ bytes: [UInt8]) throws(Failure) { try Output.write(bytes, to: descriptor, name: name) }

    /// - Throws: `Failure.badData`; an earlier file of that name is then untouched.
    func commit() throws(Failure) {
        guard isOpen else { return }
        if let replacement {
            guard fsync(descriptor) == 0, rename(replacement.temporary, replacement.path) == 0 else { throw failure() }
        }
        isOpen = false
        guard close(descriptor) == 0 else { throw failure() }
    }

    private func failure() -> Failure { .badData("\(name): cannot write: \(Output.systemMessage())") }

    /// `/dev/stdout` and its kin: the stream itself, wherever it leads, and not the file behind it to be replaced.
    private static func openDescriptor(named file: String) -> Int32? {
        switch file {
        case "/dev/stdout": return STDOUT_FILENO
        case "/dev/stderr": return STDERR_FILENO
        default:
            for folder in ["/dev/fd/", "/proc/self/fd/"] where file.hasPrefix(folder) {
                return Int32(file.dropFirst(folder.count))
            }
            return nil
        }
    }

    /// Where a chain of links ends.
    private static func resolved(_ path: String) -> String {
        guard let pointer = realpath(path, nil) else { return path }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
