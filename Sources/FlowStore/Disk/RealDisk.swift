#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

// `RealDisk` has methods of these names.
private func openDescriptor(of path: String, _ flags: Int32, _ mode: mode_t = 0) -> Int32 { open(path, flags, mode) }
private func renamed(_ old: String, _ new: String) -> Bool { rename(old, new) == 0 }

/// The disk of this machine.
package final class RealDisk: Disk {
    package init() {}

    package func open(_ path: String) throws(StoreError) -> any DiskFile {
        // A reader may lack the right to write.
        var descriptor = openDescriptor(of: path, O_RDWR | O_CLOEXEC | O_NOCTTY)
        if descriptor < 0, errno == EACCES || errno == EROFS || errno == EPERM {
            descriptor = openDescriptor(of: path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        }
        guard descriptor >= 0 else { throw RealDisk.failure("open it", path) }
        return RealFile(path: path, descriptor: descriptor)
    }

    package func create(_ path: String) throws(StoreError) -> any DiskFile {
        let descriptor = openDescriptor(of: path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0o666)
        guard descriptor >= 0 else { throw RealDisk.failure("create it", path) }
        return RealFile(path: path, descriptor: descriptor)
    }

    package func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package func rename(_ old: String, to new: String) throws(StoreError) {
        guard renamed(old, new) else { throw RealDisk.failure("rename it to \(new)", old) }
    }

    package func remove(_ path: String) throws(StoreError) {
        guard unlink(path) == 0 else { throw RealDisk.failure("remove it", path) }
    }

    package func list(_ folder: String) throws(StoreError) -> [String] {
        guard let stream = opendir(folder) else { throw RealDisk.failure("list it", folder) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    package func createFolder(_ path: String) throws(StoreError) {
        guard mkdir(path, 0o777) != 0 else { return }
        guard errno == EEXIST else { throw RealDisk.failure("create it", path) }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw .occupied(path: path, reason: "a file of that name is in the way")
        }
    }

    package func syncFolder(_ path: String) throws(StoreError) {
        let descriptor = openDescriptor(of: path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw RealDisk.failure("open it", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw RealDisk.failure("sync it", path) }
    }

    package func lock(_ path: String) throws(StoreError) -> any DiskLock {
        let descriptor = openDescriptor(of: path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o666)
        guard descriptor >= 0 else { throw RealDisk.failure("lock it", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            defer { close(descriptor) }
            guard code == EWOULDBLOCK else { throw RealDisk.failure("lock it", path, code) }
            throw .locked(path: path, process: RealDisk.process(in: descriptor))
        }
        let text = Array("\(getpid())\n".utf8)
        // Only for the message that a second writer gets.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
        return RealLock(descriptor: descriptor)
    }

    private static func process(in descriptor: Int32) -> Int {
        var digits = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &digits, digits.count, 0)
        guard count > 0 else { return 0 }
        return Int(String(decoding: digits[..<count].prefix { $0 != 0x0A }, as: UTF8.self)) ?? 0
    }

    static func failure(_ operation: String, _ path: String, _ code: Int32 = errno) -> StoreError {
        switch code {
        case ENOSPC, EDQUOT, EFBIG: .full(path: path)
        case ENOENT, ENOTDIR: .missing(path: path, reason: "no such file")
        default: .io(operation: operation, path: path, reason: String(cString: strerror(code)).lowercased())
        }
    }
}

final class RealLock: DiskLock {
    private var descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    func release() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    deinit { release() }
}

final class RealFile: DiskFile {
    let path: String
    private let descriptor: Int32

    init(path: String, descriptor: Int32) { (self.path, self.descriptor) = (path, descriptor) }

    deinit { close(descriptor) }

    func size() throws(StoreError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw RealDisk.failure("look at it", path) }
        return Int(status.st_size)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StoreError) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            guard errno == EINTR else { throw RealDisk.failure("read it at byte \(offset)", path) }
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StoreError) -> Int {
        while true {
            let count = pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset))
            if count > 0 || bytes.isEmpty { return count }
            if count == 0 { throw .full(path: path) }
            guard errno == EINTR else { throw RealDisk.failure("write it at byte \(offset)", path) }
        }
    }

    func sync() throws(StoreError) {
        guard fdatasync(descriptor) == 0 else { throw RealDisk.failure("sync it", path) }
    }

    func truncate(to size: Int) throws(StoreError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw RealDisk.failure("shorten it", path) }
    }

    func map(at offset: Int, over memory: UnsafeMutableRawBufferPointer) throws(StoreError) {
        guard let start = memory.baseAddress, memory.count > 0 else { return }
        // Memory beyond a file's end must not be touched (SIGBUS): a file cut short is found here.
        guard try size() >= offset + memory.count else {
            throw .corrupt(path: path, offset: try size(), reason: "the file ends here")
        }
        let page = sysconf(Int32(_SC_PAGESIZE))
        guard UInt(bitPattern: start) % UInt(page) == 0, offset % page == 0 else {
            return try readAll(into: memory, at: offset)
        }
        let mapped = mmap(
            start, memory.count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, descriptor,
            off_t(offset))
        guard mapped == start else { throw RealDisk.failure("map it", path) }
    }
}
