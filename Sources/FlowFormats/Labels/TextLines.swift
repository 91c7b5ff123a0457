/// The lines of a text, without blanks at their ends.
struct TextLines {
    private let source: ByteSource
    private let window: ByteWindow
    /// Bytes of the file whose memory has been given back.
    private var released = 0
    private let limit: Int
    private var number = 0

    /// - Parameter limit: bytes of one line.
    init(_ source: ByteSource, limit: Int = InputLimit.row) throws(InputError) {
        self.source = source
        window = try ByteWindow(source)
        self.limit = limit
    }

    /// `nil` behind the last line.
    ///
    /// - Throws: for a line that is too long or no text.
    mutating func next() throws(InputError) -> (text: String, number: Int)? {
        guard let bytes = try nextBytes() else { return nil }
        if let reason = TextCheck.fault(bytes.baseAddress!, bytes.count) {
            throw .line(name: window.name, line: number, reason: "the line \(reason)")
        }
        return (LabelEntry.trimmed(String(decoding: bytes, as: UTF8.self)), number)
    }

    /// As it stands, without its end; valid until the next.
    mutating func nextBytes() throws(InputError) -> UnsafeBufferPointer<UInt8>? {
        number += 1
        if !window.slides, window.start - released >= ByteSource.releasedBytes {
            source.release(released..<window.start)
            released = window.start
        }
        var seen = 0
        while true {
            let rest = UnsafeBufferPointer(start: window.base + window.start + seen, count: window.count - seen)
            if let end = rest.firstIndex(of: 0x0a) {
                return try line(seen + end, next: seen + end + 1)
            }
            seen = window.count
            guard seen <= limit else { throw tooLong }
            if window.isLast { return seen == 0 ? nil : try line(seen, next: seen) }
            try window.refill()
        }
    }

    private func line(_ count: Int, next: Int) throws(InputError) -> UnsafeBufferPointer<UInt8> {
        guard count <= limit else { throw tooLong }
        let start = window.start
        window.consume(to: start + next)
        return UnsafeBufferPointer(start: window.base + start, count: count)
    }

    private var tooLong: InputError {
        .line(name: window.name, line: number, reason: "the line is longer than \(limit >> 20) MiB")
    }

    /// Line of what was handed over last, from 1.
    var line: Int { number }
}
