import Glibc

/// Writes the metrics to a file, every second while it is asked to and once at the end; a reader never sees half of it.
final class MetricsFile {
    private let path: String
    private let metrics: Metrics
    private var writtenAt = Clock.now()
    private var recordsThen = 0

    init(path: String, metrics: Metrics) { (self.path, self.metrics) = (path, metrics) }

    /// Writes if a second has passed.
    ///
    /// - Returns: what the system said where it could not be written.
    func tick(isLast: Bool = false) -> String? {
        let now = Clock.now()
        guard now - writtenAt >= 1 || isLast else { return nil }
        let records = metrics.now.records
        let rate = Double(records - recordsThen) / max(now - writtenAt, 1e-3)
        (writtenAt, recordsThen) = (now, records)
        return write(Array(metrics.text(rate: rate).utf8))
    }

    private func write(_ bytes: [UInt8]) -> String? {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return SystemMessage.now() }
        let isWhole = DescriptorOutput.write(bytes, to: descriptor)
        let reason = isWhole ? nil : SystemMessage.now()
        close(descriptor)
        if isWhole, rename(temporary, path) == 0 { return nil }
        defer { unlink(temporary) }
        return reason ?? SystemMessage.now()
    }
}

enum DescriptorOutput {
    /// Writes all of `bytes`; false where the system refuses (`errno` says why).
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let step = Glibc.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
                if step < 0, errno == EINTR { continue }
                if step < 0, errno == EAGAIN {
                    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&waiting, 1, 1000)
                    continue
                }
                guard step > 0 else { return false }
                done += step
            }
            return true
        }
    }
}
