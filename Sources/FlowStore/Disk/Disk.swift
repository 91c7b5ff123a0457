/// Everything the store asks of an operating system, so that a simulated one can take its place and fail in every way a
/// real one may: lose what was not synced, tear it, read short, run full, stop at any step.
///
/// What is written is durable only after `DiskFile.sync`; a new, renamed or removed name only after `syncFolder`.
package protocol Disk: AnyObject {
    func open(_ path: String) throws(StoreError) -> any DiskFile
    /// A new, empty file in place of any other of that name.
    func create(_ path: String) throws(StoreError) -> any DiskFile
    func exists(_ path: String) -> Bool
    /// Atomic: whoever opens `new` finds the old file or the new one.
    func rename(_ old: String, to new: String) throws(StoreError)
    func remove(_ path: String) throws(StoreError)
    /// Names in a folder, in no order.
    func list(_ folder: String) throws(StoreError) -> [String]
    /// Does nothing where the folder is there.
    func createFolder(_ path: String) throws(StoreError)
    func syncFolder(_ path: String) throws(StoreError)
    /// Takes the exclusive right to write, until the lock is released or the process ends in whatever way.
    ///
    /// - Throws: `StoreError.locked`.
    func lock(_ path: String) throws(StoreError) -> any DiskLock
}

/// An open file. Closed when the last reference goes.
package protocol DiskFile: AnyObject {
    var path: String { get }
    func size() throws(StoreError) -> Int
    /// Reads up to `buffer.count` bytes; fewer where the system likes, none at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StoreError) -> Int
    /// Writes up to `bytes.count` bytes, at least one of them.
    ///
    /// - Throws: `StoreError.full` where there is no room.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StoreError) -> Int
    /// Makes what was written durable. After a failure nobody knows what is.
    func sync() throws(StoreError)
    func truncate(to size: Int) throws(StoreError)
    /// Puts the file's bytes from `offset` on at `memory`, which begins at a page: mapped where that is possible, so that
    /// they cost nothing until they are read. What is written to the memory never reaches the file.
    func map(at offset: Int, over memory: UnsafeMutableRawBufferPointer) throws(StoreError)
}

package protocol DiskLock: AnyObject {
    func release()
}

extension DiskFile {
    /// Fills the whole buffer.
    ///
    /// - Throws: `StoreError.corrupt` where the file ends before.
    package func readAll(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StoreError) {
        var done = 0
        while done < buffer.count {
            let step = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]), at: offset + done)
            guard step > 0 else {
                throw .corrupt(path: path, offset: offset + done, reason: "the file ends here")
            }
            done += step
        }
    }

    /// All bytes of the file, at most `limit`.
    package func contents(limit: Int) throws(StoreError) -> [UInt8] {
        let size = try size()
        guard size <= limit else { throw .tooLarge(what: path, bytes: size, limit: limit) }
        var bytes = [UInt8](repeating: 0, count: size)
        try bytes.fill { buffer throws(StoreError) in try readAll(into: buffer, at: 0) }
        return bytes
    }

    /// `count` bytes of the file.
    package func contents(from offset: Int, count: Int) throws(StoreError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        try bytes.fill { buffer throws(StoreError) in try readAll(into: buffer, at: offset) }
        return bytes
    }

    package func writeAll(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StoreError) {
        var done = 0
        while done < bytes.count {
            done += try write(UnsafeRawBufferPointer(rebasing: bytes[done...]), at: offset + done)
        }
    }

    package func writeAll(_ bytes: [UInt8], at offset: Int) throws(StoreError) {
        try bytes.read { buffer throws(StoreError) in try writeAll(buffer, at: offset) }
    }
}

/// The standard closures over an array's bytes lose the type of what they throw.
extension [UInt8] {
    mutating func fill(_ body: (UnsafeMutableRawBufferPointer) throws(StoreError) -> Void) throws(StoreError) {
        let failure = withUnsafeMutableBytes { buffer -> StoreError? in
            do throws(StoreError) {
                try body(buffer)
                return nil
            } catch { return error }
        }
        if let failure { throw failure }
    }

    func read<Value>(_ body: (UnsafeRawBufferPointer) throws(StoreError) -> Value) throws(StoreError) -> Value {
        let result = withUnsafeBytes { buffer -> Result<Value, StoreError> in
            do throws(StoreError) { return .success(try body(buffer)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
