@testable import FlowTracing

/// An index' sections as a file would hold them: a copy that outlives what it was made of, and can be damaged.
final class StoredBytes: @unchecked Sendable {
    private let names: [String]
    private let buffers: [UnsafeMutableRawBufferPointer]

    init(_ sections: [IndexSection]) {
        names = sections.map(\.name)
        buffers = sections.map { section in
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: section.bytes.count, alignment: 8)
            copy.copyMemory(from: section.bytes)
            return copy
        }
    }

    deinit { for buffer in buffers { buffer.deallocate() } }

    var sections: [IndexSection] {
        zip(names, buffers).map { IndexSection(name: $0, bytes: UnsafeRawBufferPointer($1)) }
    }

    var bitCount: Int { buffers.reduce(0) { $0 + $1.count * 8 } }

    func flip(_ bit: Int) {
        var bit = bit
        for buffer in buffers {
            if bit < buffer.count * 8 {
                buffer[bit / 8] ^= 1 << UInt8(bit % 8)
                return
            }
            bit -= buffer.count * 8
        }
    }
}
