#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where bad rows go under `--on-error skip`: CSV `file,line,column,value,reason,row`. Written only once there is one.
final class RejectsFile {
    let path: String
    private var descriptor: Int32 = -1
    private var pending: [UInt8] = []
    private var written = 0
    private(set) var count = 0

    private let appends: Bool

    /// - Parameter appends: go on with the file of an earlier run.
    init(path: String, appends: Bool = false) {
        (self.path, self.appends) = (path, appends)
        var status = stat()
        if appends, stat(path, &status) == 0 { written = Int(status.st_size) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func add(
        file: String, line: Int, column: String, value: String, reason: String, row: UnsafeBufferPointer<UInt8>
    ) throws(InputError) {
        if descriptor < 0 {
            descriptor = open(path, O_WRONLY | O_CREAT | (appends ? O_APPEND : O_TRUNC) | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else {
                throw .file(name: path, reason: "cannot be written: \(ByteSource.reason(errno))")
            }
            if written == 0 {
                pending += Array("file,line,column,value,reason,row\n".utf8)
            }
        }
        let cells = [file, String(line), column, value, reason].map { Array($0.utf8) } + [Array(row)]
        for (i, cell) in cells.enumerated() {
            if i > 0 { pending.append(0x2C) }
            RejectsFile.append(cell, to: &pending)
        }
        pending.append(0x0A)
        count += 1
        if pending.count > 1 << 16 { try flush() }
    }

    /// A place to come back to when a file is read again.
    var mark: (bytes: Int, count: Int) { (written + pending.count, count) }

    func goBack(to mark: (bytes: Int, count: Int)) throws(InputError) {
        try flush()
        count = mark.count
        guard descriptor >= 0, written > mark.bytes else { return }
        if mark.bytes == 0 {
            // Nothing was rejected before: as if never begun.
            close(descriptor)
            descriptor = -1
            unlink(path)
        } else {
            guard ftruncate(descriptor, off_t(mark.bytes)) == 0, lseek(descriptor, off_t(mark.bytes), SEEK_SET) >= 0
            else {
                throw .file(name: path, reason: "cannot be written: \(ByteSource.reason(errno))")
            }
        }
        written = mark.bytes
    }

    func flush() throws(InputError) {
        var start = 0
        while start < pending.count {
            let step = pending.withUnsafeBytes { write(descriptor, $0.baseAddress! + start, $0.count - start) }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw .file(name: path, reason: "cannot be written: \(ByteSource.reason(errno))") }
            start += step
        }
        written += pending.count
        pending.removeAll(keepingCapacity: true)
    }

    private static func append(_ cell: [UInt8], to out: inout [UInt8]) {
        guard cell.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
            out += cell
            return
        }
        out.append(0x22)
        for byte in cell {
            if byte == 0x22 { out.append(0x22) }
            out.append(byte)
        }
        out.append(0x22)
    }
}
