import Glibc

/// Alerts appended to a file, whole lines, on disk with the ledger's commit.
///
/// What the file says already is not said again: a run that replays history adds nothing until something changes.
public final class AlertFile: AlertSink {
    private let path: String
    private let descriptor: Int32
    private var said = AlertHistory()
    private var isDirty = false
    /// Bytes of whole lines; -1 for what is no file.
    private var end = -1

    /// Cuts off a last line without its end, which a crash left.
    public init(path: String) throws(DeliveryError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw DeliveryError("\(path): cannot be written: \(SystemMessage.now())") }
        try takeUp()
    }

    deinit { Glibc.close(descriptor) }

    private func takeUp() throws(DeliveryError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw fault() }
        // A pipe or a terminal has no past.
        guard status.st_mode & S_IFMT == S_IFREG else { return }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var line: [UInt8] = []
        end = 0
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw fault() }
            if count == 0 { break }
            for byte in buffer[..<count] {
                line.append(byte)
                guard byte == 0x0A || line.count > 1 << 20 else { continue }
                said.learn(line)
                end += line.count
                line.removeAll(keepingCapacity: true)
            }
        }
        guard line.isEmpty || ftruncate(descriptor, off_t(end)) == 0, lseek(descriptor, off_t(end), SEEK_SET) >= 0
        else {
            throw fault()
        }
    }

    public func deliver(_ alerts: [AlertLine]) throws(DeliveryError) {
        let fresh = alerts.filter { said.isNews($0) }
        guard !fresh.isEmpty else { return }
        let bytes = fresh.flatMap(\.bytes)
        guard DescriptorOutput.write(bytes, to: descriptor) else {
            let fault = fault()
            // Half a batch would be half a line.
            said.takeBack()
            if end >= 0, ftruncate(descriptor, off_t(end)) == 0 { lseek(descriptor, off_t(end), SEEK_SET) }
            throw fault
        }
        said.settle()
        if end >= 0 { end += bytes.count }
        isDirty = true
    }

    public func commit() throws(DeliveryError) {
        guard isDirty else { return }
        guard fdatasync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { throw fault() }
        isDirty = false
    }

    public func close() { fdatasync(descriptor) }

    private func fault() -> DeliveryError {
        let code = errno
        return DeliveryError(
            "\(path): cannot be written: \(SystemMessage.of(code))", isFull: [ENOSPC, EDQUOT, EFBIG].contains(code))
    }
}
