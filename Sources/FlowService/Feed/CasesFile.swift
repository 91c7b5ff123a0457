import FlowFormats
import FlowTracing
import Glibc

/// The case file of a watch, looked at again and again: what was added to it and taken from it.
struct CasesFile {
    struct Change {
        var added: [Case] = []
        var removed: [String] = []
        var isEmpty: Bool { added.isEmpty && removed.isEmpty }
    }

    let path: String
    private var cases: [String: Case] = [:]
    private var seen: Look?

    private struct Look: Equatable {
        var inode: UInt64
        var size: Int
        var seconds: Int
        var nanoseconds: Int
    }

    init(path: String) { self.path = path }

    /// What has changed since the last call; all cases are new to the first one. A case whose seeds or stops are others is
    /// taken away and added again.
    ///
    /// - Throws: `InputError` where the file cannot be read; nothing has changed then, and it is read again once it is
    ///   another.
    mutating func changes() throws(InputError) -> Change {
        var status = stat()
        let look: Look? =
            stat(path, &status) == 0
            ? Look(
                inode: UInt64(status.st_ino), size: Int(status.st_size), seconds: status.st_mtim.tv_sec,
                nanoseconds: status.st_mtim.tv_nsec) : nil
        if let look, look == seen { return Change() }
        // A file that is away for a moment is being replaced.
        if look == nil, seen != nil { return Change() }
        seen = look
        let read = try CaseFileReader.read(path: path)
        var change = Change()
        var next: [String: Case] = [:]
        for one in read {
            next[one.id] = one
            guard let before = cases[one.id] else {
                change.added.append(one)
                continue
            }
            guard before.seeds != one.seeds || before.stops != one.stops else { continue }
            change.removed.append(one.id)
            change.added.append(one)
        }
        change.removed += cases.keys.filter { next[$0] == nil }.sorted()
        cases = next
        return change
    }
}
