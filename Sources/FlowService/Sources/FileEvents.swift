import Glibc

/// Waits for something to happen in folders, so that a new line is read at once and not at the next look. Where the
/// system does not tell (network folders), waiting ends by itself after `longest`.
final class FileEvents {
    private let descriptor: Int32
    private var folders: Set<String> = []
    /// Seconds between two looks at the files themselves.
    static let longest = 0.05

    init() { descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC)) }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Watches the folder that `path` stands in, or `path` itself where it is a folder.
    func watch(_ path: String) {
        var status = stat()
        let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let folder = isFolder ? path : parent
        guard descriptor >= 0, folders.insert(folder).inserted else { return }
        inotify_add_watch(descriptor, folder, UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE))
    }

    /// Until something happens, at most `seconds`.
    func wait(_ seconds: Double) {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let milliseconds = Int32((min(max(seconds, 0), FileEvents.longest) * 1000).rounded(.up))
        guard poll(&waiting, descriptor >= 0 ? 1 : 0, milliseconds) > 0 else { return }
        withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 8) { buffer in
            while read(descriptor, buffer.baseAddress, buffer.count) > 0 {}
        }
    }
}

/// Seconds on a clock that only runs forward.
enum Clock {
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
