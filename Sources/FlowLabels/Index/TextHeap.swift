/// Texts one after another, each with its length before it and named by its place in units of four bytes; 0 is no text.
/// A text that was met of late is kept once.
struct TextHeap {
    private(set) var bytes: [UInt8] = [0, 0, 0, 0]
    /// By the low bits of a text's hash: the place of the last text that had them.
    private var recent = [UInt32](repeating: 0, count: 1 << 16)
    private let seed: IndexSeed

    /// Bytes that places can name.
    static let limit = Int(UInt32.max) * 4

    init(seed: IndexSeed) { self.seed = seed }

    /// The place of a text; `nil` where no more fit.
    mutating func place(of text: UnsafeRawBufferPointer) -> UInt32? {
        if text.isEmpty { return 0 }
        let slot = Int(truncatingIfNeeded: seed.hash(text, .text) >> 32) & (recent.count - 1)
        if holds(text, at: recent[slot]) { return recent[slot] }
        guard let place = append(text) else { return nil }
        recent[slot] = place
        return place
    }

    mutating func append(_ text: UnsafeRawBufferPointer) -> UInt32? {
        guard bytes.count + text.count + 8 <= TextHeap.limit else { return nil }
        let place = UInt32(bytes.count / 4)
        withUnsafeBytes(of: UInt32(text.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: text)
        while bytes.count & 3 != 0 { bytes.append(0) }
        return place
    }

    func holds(_ text: UnsafeRawBufferPointer, at place: UInt32) -> Bool {
        bytes.withUnsafeBytes { TextHeap.text(at: place, in: $0).elementsEqual(text) && place != 0 }
    }

    /// The text at `place`, whatever stands there: nothing is read beyond the end.
    @inline(__always)
    static func text(at place: UInt32, in heap: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let start = Int(place) * 4 + 4
        guard place != 0, start <= heap.count else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let count = Int(UInt32(littleEndian: heap.load(fromByteOffset: start - 4, as: UInt32.self)))
        guard count <= heap.count - start else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(rebasing: heap[start..<start + count])
    }
}
