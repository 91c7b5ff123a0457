/// Bytes of a report on their way out, in blocks of about 64 KiB.
///
/// The first error of the sink is kept and thrown by `finish`; what follows it is dropped.
public struct ReportWriter {
    private var buffer: [UInt8] = []
    private let sink: ((_ bytes: [UInt8]) throws -> Void)?
    private var failure: (any Error)?

    static let blockBytes = 1 << 16

    /// A writer that keeps everything in memory, to be read from `text`.
    public init() { sink = nil }

    /// The same, with room for so many bytes.
    init(capacity: Int) {
        sink = nil
        buffer.reserveCapacity(capacity)
    }

    public init(sink: @escaping (_ bytes: [UInt8]) throws -> Void) {
        self.sink = sink
        buffer.reserveCapacity(ReportWriter.blockBytes + 4_096)
    }

    /// What was written and not yet handed to a sink.
    var bytes: [UInt8] { buffer }
    /// The same as text.
    public var text: String { String(decoding: buffer, as: UTF8.self) }

    mutating func write(_ text: String) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= ReportWriter.blockBytes { flush() }
    }

    mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) { buffer.append(contentsOf: bytes) }
    mutating func write(_ bytes: [UInt8]) { buffer.append(contentsOf: bytes) }

    mutating func write(byte: UInt8) { buffer.append(byte) }

    /// A copy of `byte` `count` times.
    mutating func write(byte: UInt8, count: Int) { for _ in 0..<count { buffer.append(byte) } }

    private mutating func flush() {
        guard let sink, !buffer.isEmpty else { return }
        if failure == nil {
            do { try sink(buffer) } catch { failure = error }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Hands over what is left.
    ///
    /// - Throws: the first error of the sink.
    public mutating func finish() throws {
        flush()
        if let failure { throw failure }
    }
}
