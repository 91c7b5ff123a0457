/// A part of a file in memory, moved along as it is read. Not mapped: another process may cut the file short meanwhile.
final class LogWindow {
    private let file: any DiskFile
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    /// What of the file is in memory.
    private var range = 0..<0

    init(file: any DiskFile) { self.file = file }

    deinit { memory.deallocate() }

    var path: String { file.path }

    func size() throws(StoreError) -> Int { try file.size() }

    /// Reads anew from here on.
    func forget() { range = 0..<0 }

    /// Bytes of the file, valid until the next call; `nil` where it ends before.
    func bytes(at offset: Int, count: Int) throws(StoreError) -> UnsafeRawBufferPointer? {
        if offset < range.lowerBound || offset + count > range.upperBound {
            let size = try file.size()
            guard offset + count <= size else { return nil }
            if count > memory.count {
                memory.deallocate()
                memory = .allocate(byteCount: count, alignment: 16)
            }
            let length = min(memory.count, size - offset)
            range = 0..<0
            var done = 0
            while done < length {
                let step = try file.read(
                    into: UnsafeMutableRawBufferPointer(rebasing: memory[done..<length]), at: offset + done)
                if step == 0 { break }
                done += step
            }
            range = offset..<offset + done
            guard done >= count else { return nil }
        }
        let start = offset - range.lowerBound
        return UnsafeRawBufferPointer(rebasing: memory[start..<start + count])
    }
}
