import CZlib
import CZstd

/// Undoes a compression piece by piece. One object reads one stream once.
final class Decompressor: ByteFeed {
    private enum Codec {
        case gzip(UnsafeMutablePointer<z_stream>)
        case zstd(OpaquePointer)
    }
    private let codec: Codec
    private let source: ByteSource
    /// Stored bytes taken so far.
    private(set) var position = 0
    private var isInsideFrame = true
    private var isFinished = false

    /// - Precondition: `source` is compressed.
    init(_ source: ByteSource) {
        self.source = source
        switch source.compression {
        case .gzip:
            let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
            stream.initialize(to: z_stream())
            // 16: gzip header and checksum, 15: the largest window.
            let code = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
            precondition(code == Z_OK, "zlib refuses to start")
            codec = .gzip(stream)
        case .zstd:
            guard let stream = ZSTD_createDCtx() else { preconditionFailure("zstd refuses to start") }
            codec = .zstd(stream)
        case .none: preconditionFailure("not compressed")
        }
    }

    deinit {
        switch codec {
        case .gzip(let stream):
            inflateEnd(stream)
            stream.deallocate()
        case .zstd(let stream): ZSTD_freeDCtx(stream)
        }
    }

    var name: String { source.name }

    /// Fills `output` from its start; returns how many bytes, `nil` at the end of the input.
    ///
    /// - Throws: `InputError.stream` where the input ends early or is corrupt.
    func read(into output: UnsafeMutableRawBufferPointer) throws(InputError) -> Int? {
        if isFinished { return nil }
        let count: Int
        switch codec {
        case .gzip(let stream): count = try inflate(stream, output)
        case .zstd(let stream): count = try decompress(stream, output)
        }
        if count == 0 { isFinished = true }
        return isFinished ? nil : count
    }

    private func inflate(_ stream: UnsafeMutablePointer<z_stream>, _ output: UnsafeMutableRawBufferPointer)
        throws(InputError) -> Int
    {
        let capacity = min(output.count, 1 << 30)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(capacity)
        let input = UnsafeMutablePointer(
            mutating: source.stored.baseAddress!.assumingMemoryBound(to: UInt8.self))
        while stream.pointee.avail_out > 0 {
            if !isInsideFrame {
                // Between members: another one, zero padding up to a block, or rubbish.
                guard let next = source.stored[position...].firstIndex(where: { $0 != 0 }) else { break }
                position = next
                guard source.stored.count - position >= 2, source.stored[position] == 0x1F,
                    source.stored[position + 1] == 0x8B
                else { throw fault("corrupt gzip stream: other bytes after its end") }
                inflateReset(stream)
                isInsideFrame = true
            }
            let given = min(source.stored.count - position, 1 << 30)
            stream.pointee.next_in = input + position
            stream.pointee.avail_in = UInt32(given)
            let code = CZlib.inflate(stream, Z_NO_FLUSH)
            position += given - Int(stream.pointee.avail_in)
            switch code {
            case Z_STREAM_END: isInsideFrame = false
            case Z_OK: break
            case Z_BUF_ERROR where position == source.stored.count:
                // All good bytes first, the complaint with the next call.
                let count = capacity - Int(stream.pointee.avail_out)
                if count > 0 { return count }
                throw fault("truncated gzip stream: the file ends early")
            case Z_MEM_ERROR: throw fault("out of memory in a gzip stream")
            default: throw fault("corrupt gzip stream")
            }
        }
        return capacity - Int(stream.pointee.avail_out)
    }

    private func decompress(_ stream: OpaquePointer, _ output: UnsafeMutableRawBufferPointer) throws(InputError) -> Int
    {
        var out = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        while out.pos < out.size {
            var input = ZSTD_inBuffer(src: source.stored.baseAddress, size: source.stored.count, pos: position)
            if position == source.stored.count && !isInsideFrame { break }
            let before = (position, out.pos)
            let hint = ZSTD_decompressStream(stream, &out, &input)
            position = input.pos
            guard ZSTD_isError(hint) == 0 else {
                throw fault("corrupt zstd stream (\(String(cString: ZSTD_getErrorName(hint)).lowercased()))")
            }
            isInsideFrame = hint != 0
            if isInsideFrame, before == (position, out.pos), position == source.stored.count {
                if out.pos > 0 { return out.pos }
                throw fault("truncated zstd stream: the file ends early")
            }
        }
        return out.pos
    }

    private func fault(_ reason: String) -> InputError { .stream(name: source.name, offset: position, reason: reason) }
}
