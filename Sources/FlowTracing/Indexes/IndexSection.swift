/// One named part of a stored index: its bytes, little-endian, to be written to a file as they are and mapped again.
///
/// Of a run that is made again from sections, every section must begin at a multiple of 8 bytes, and the memory must outlive
/// the run: `owner` is whoever sees to that.
package struct IndexSection {
    package let name: String
    package let bytes: UnsafeRawBufferPointer

    package init(name: String, bytes: UnsafeRawBufferPointer) { (self.name, self.bytes) = (name, bytes) }
}

/// Why stored bytes are no index.
package enum IndexError: Error, Equatable, CustomStringConvertible {
    /// A section is not there.
    case missing(section: String)
    /// A section has a length or a place in memory that it cannot have.
    case misshapen(section: String, bytes: Int)
    /// The index says of itself what cannot be.
    case unsound(index: String, reason: String)

    package var description: String {
        switch self {
        case .missing(let section): "the index lacks its section '\(section)'"
        case .misshapen(let section, let bytes): "section '\(section)' of an index cannot have \(bytes) bytes"
        case .unsound(let index, let reason): "the index of \(index) is damaged: \(reason)"
        }
    }
}

/// The sections of one run, looked at as columns.
struct IndexSections {
    private let all: [IndexSection]

    init(_ all: [IndexSection]) { self.all = all }

    /// The section as numbers; `count` of them where it is given.
    ///
    /// - Throws: `missing`; `misshapen` for another length, or where it does not begin at a multiple of its numbers' size.
    func column<Number: BitwiseCopyable>(
        _ name: String, of type: Number.Type, count: Int? = nil
    ) throws(IndexError) -> Column<Number> {
        guard let section = all.first(where: { $0.name == name }) else { throw .missing(section: name) }
        let bytes = section.bytes
        let stride = MemoryLayout<Number>.stride
        let found = bytes.count / stride
        guard bytes.count % stride == 0, found == count ?? found, found <= Column<Number>.maximumCount else {
            throw .misshapen(section: name, bytes: bytes.count)
        }
        guard found > 0, let start = bytes.baseAddress else { return Column() }
        guard Int(bitPattern: start) % MemoryLayout<Number>.alignment == 0 else {
            throw .misshapen(section: name, bytes: bytes.count)
        }
        return Column(viewing: start.assumingMemoryBound(to: Number.self), count: found)
    }
}
