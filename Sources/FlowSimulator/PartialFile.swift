import Glibc

/// A file under a temporary name beside its place, renamed once it is whole.
struct PartialFile {
    let path: String
    private let partialPath: String
    private var descriptor: Int32
    private(set) var byteCount = 0

    init(path: String) throws(SimulatorError) {
        self.path = path
        partialPath = path + ".partial"
        descriptor = open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw SimulatorError.failure("create", partialPath) }
    }

    mutating func append(_ chunk: [UInt8]) throws(SimulatorError) {
        var done = 0
        while done < chunk.count {
            let count = chunk[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw SimulatorError.failure("write", partialPath) }
            done += count
        }
        byteCount += chunk.count
    }

    /// A full disk may show only now.
    mutating func close() throws(SimulatorError) {
        let result = Glibc.close(descriptor)
        descriptor = -1
        guard result == 0 else { throw SimulatorError.failure("write", partialPath) }
    }

    func publish() throws(SimulatorError) {
        guard rename(partialPath, path) == 0 else { throw SimulatorError.failure("rename", partialPath) }
    }

    func discard() {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        unlink(partialPath)
    }
}

extension SimulatorError {
    /// What the system said of its last call.
    static func failure(_ operation: String, _ path: String) -> SimulatorError {
        .io(operation: operation, path: path, reason: String(cString: strerror(errno)))
    }
}
