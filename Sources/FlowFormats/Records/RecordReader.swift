import FlowTracing

/// Reads a file row by row.
protocol RecordReader {
    /// The next row.
    ///
    /// - Returns: false at the end, or where the window is starved: the whole row is not there yet.
    /// - Throws: `ReadFault`.
    mutating func next(_ record: inout Record) throws(ReadFault) -> Bool
    /// The last row as stored; valid until the next.
    var source: UnsafeBufferPointer<UInt8> { get }
    /// Takes the last row back: it is the next one again.
    mutating func unread()
    /// The line that the next row is looked for from.
    var line: Int { get }
    var window: ByteWindow { get }
    /// Goes to the window's start, which another reader reached; it stands in `line`.
    mutating func resume(line: Int)
    /// Rows from now on know which column fills which slot.
    mutating func bind(_ names: ColumnNames)
}

extension RecordReader {
    /// Stored bytes read so far.
    var storedPosition: Int { window.storedPosition }
}

enum ReadFault: Error {
    /// The row is bad, the next one can be read.
    case row(line: Int, reason: String)
    /// Nothing after this can be trusted.
    case fatal(InputError)
}

/// Limits against hostile input.
public enum InputLimit {
    /// Bytes of one row.
    public static let row = 1 << 20
    /// Columns of one row.
    public static let columns = 4096
    /// Bytes of one transaction or block of a UTXO chain as JSON: a block of 4 MB takes some 40 MiB.
    public static let transactions = 1 << 26
    /// Nesting of JSON values.
    public static let depth = 64
    /// Bytes of a saved JSON page.
    public static let document = 1 << 28

    static let rowReason = "the line is longer than 1 MiB"
}

/// Checks that rows are text.
enum TextCheck {
    /// What is wrong with the bytes as UTF-8 text without NUL; `nil` for nothing.
    ///
    /// - Complexity: O(bytes), 8 at a time.
    static func fault(_ base: UnsafePointer<UInt8>, _ count: Int) -> String? {
        let high: UInt64 = 0x8080_8080_8080_8080
        let ones: UInt64 = 0x0101_0101_0101_0101
        let raw = UnsafeRawPointer(base)
        var seen: UInt64 = 0
        var zeros: UInt64 = 0
        var i = 0
        while i + 8 <= count {
            let word = raw.loadUnaligned(fromByteOffset: i, as: UInt64.self)
            seen |= word
            // High bit set where a byte is zero (and perhaps in its neighbours: looked at closely below).
            zeros |= (word &- ones) & ~word & high
            i += 8
        }
        while i < count {
            seen |= UInt64(base[i])
            if base[i] == 0 { zeros = high }
            i += 1
        }
        if zeros != 0, UnsafeBufferPointer(start: base, count: count).contains(0) { return "contains a NUL byte" }
        if seen & high != 0, String(validating: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) == nil {
            return "is not valid UTF-8"
        }
        return nil
    }
}

/// A 64-bit hash of texts, to tell rows apart within a file; equality of rows rests on their fields besides.
struct RowHash {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    mutating func add(_ word: UInt64) {
        let product = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        state = product.high ^ product.low ^ (word << 32 | word >> 32)
    }

    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        add(UInt64(bytes.count))
        let raw = UnsafeRawBufferPointer(bytes)
        var i = 0
        while i + 8 <= raw.count {
            add(raw.loadUnaligned(fromByteOffset: i, as: UInt64.self))
            i += 8
        }
        var tail: UInt64 = 0
        while i < raw.count {
            tail = tail << 8 | UInt64(raw[i])
            i += 1
        }
        add(tail)
    }

    /// Never 0, which stands for "nothing to tell apart".
    var value: UInt64 { state | 1 }
}
