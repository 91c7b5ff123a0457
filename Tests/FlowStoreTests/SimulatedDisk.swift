import SeededRandom

@testable import FlowStore

/// A disk in memory that fails as disks do.
///
/// Of every file it keeps what is durable and what a reader sees, by sectors of 512 bytes. A crash keeps, drops or tears every
/// sector that was not synced, each by itself, and keeps or drops every creation, renaming and removal in a folder that was
/// not. Reads and writes may be short; room may run out; a sync may fail, and then drops what it should have kept.
final class SimulatedDisk: Disk {
    static let sector = 512

    final class Inode {
        var visible: [UInt8] = []
        var durable: [UInt8] = []
        var dirty: Set<Int> = []
        var hasDirtySize: Bool { visible.count != durable.count }
    }

    private enum NameChange {
        case link(String, Inode)
        case rename(String, String, Inode)
        case remove(String)
        case folder(String)

        var path: String {
            switch self {
            case .link(let path, _), .remove(let path), .folder(let path): path
            case .rename(_, let path, _): path
            }
        }
    }

    var random: SeededRandom
    /// Percent of reads and writes that do less than they were asked to.
    var shortTransfers = 20
    /// Percent of syncs that fail.
    var failingSyncs = 0
    /// Bytes that all files together may have.
    var capacity = Int.max
    /// The operation at which the machine goes down.
    var crashAt: Int?
    private(set) var operations = 0
    private(set) var isDown = false
    /// Counts starts: what was opened before a crash is gone.
    private(set) var generation = 0
    private(set) var syncs = 0
    /// Writes for which there was no room.
    fileprivate(set) var refusals = 0
    private var names: [String: Inode] = [:]
    private var durableNames: [String: Inode] = [:]
    private var folders: Set<String> = []
    private var durableFolders: Set<String> = []
    private var pending: [NameChange] = []
    fileprivate var locks: Set<String> = []

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    static let down = StoreError.io(operation: "go on", path: "the machine", reason: "it is down")

    var usedBytes: Int { names.values.reduce(0) { $0 + $1.visible.count } }
    var paths: [String] { names.keys.sorted() }
    func inode(_ path: String) -> Inode? { names[path] }

    /// Every step that changes something passes here once: `change` may or may not have happened when the machine goes down.
    fileprivate func step<Value>(_ change: () throws(StoreError) -> Value) throws(StoreError) -> Value {
        guard !isDown else { throw SimulatedDisk.down }
        operations += 1
        guard operations == crashAt else { return try change() }
        if random.chance(50) { _ = try? change() }
        crash()
        throw SimulatedDisk.down
    }

    // MARK: Names

    func open(_ path: String) throws(StoreError) -> any DiskFile {
        guard !isDown else { throw SimulatedDisk.down }
        guard let inode = names[path] else { throw .missing(path: path, reason: "no such file") }
        return SimulatedFile(path: path, inode: inode, disk: self)
    }

    func create(_ path: String) throws(StoreError) -> any DiskFile {
        let inode = Inode()
        try step { () throws(StoreError) in
            names[path] = inode
            pending.append(.link(path, inode))
        }
        return SimulatedFile(path: path, inode: inode, disk: self)
    }

    func exists(_ path: String) -> Bool { !isDown && (names[path] != nil || folders.contains(path)) }

    func rename(_ old: String, to new: String) throws(StoreError) {
        try step { () throws(StoreError) in
            guard let inode = names.removeValue(forKey: old) else { throw .missing(path: old, reason: "no such file") }
            names[new] = inode
            pending.append(.rename(old, new, inode))
        }
    }

    func remove(_ path: String) throws(StoreError) {
        try step { () throws(StoreError) in
            guard names.removeValue(forKey: path) != nil else { throw .missing(path: path, reason: "no such file") }
            pending.append(.remove(path))
        }
    }

    func list(_ folder: String) throws(StoreError) -> [String] {
        guard !isDown else { throw SimulatedDisk.down }
        let found = names.keys.filter { SimulatedDisk.folder(of: $0) == folder }
        return found.map { String($0.dropFirst(folder.count + 1)) }.sorted().shuffled(using: &random)
    }

    func createFolder(_ path: String) throws(StoreError) {
        try step { () throws(StoreError) in
            if folders.insert(path).inserted { pending.append(.folder(path)) }
        }
    }

    func syncFolder(_ path: String) throws(StoreError) {
        try step { () throws(StoreError) in
            for change in pending where SimulatedDisk.folder(of: change.path) == path { settle(change) }
            pending.removeAll { SimulatedDisk.folder(of: $0.path) == path }
        }
    }

    func lock(_ path: String) throws(StoreError) -> any DiskLock {
        guard !isDown else { throw SimulatedDisk.down }
        guard locks.insert(path).inserted else { throw .locked(path: path, process: 4711) }
        return SimulatedLock(path: path, disk: self)
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    private func settle(_ change: NameChange) {
        switch change {
        case .link(let path, let inode): durableNames[path] = inode
        case .rename(let old, let new, let inode):
            if durableNames[old] === inode { durableNames[old] = nil }
            durableNames[new] = inode
        case .remove(let path): durableNames[path] = nil
        case .folder(let path): durableFolders.insert(path)
        }
    }

    // MARK: Going down and up

    func crash() {
        isDown = true
        for change in pending where random.chance(50) { settle(change) }
        pending = []
        durableNames = durableNames.filter { durableFolders.contains(SimulatedDisk.folder(of: $0.key)) }
        (names, folders) = (durableNames, durableFolders)
        for path in names.keys.sorted() { names[path]?.crash(&random) }
        locks = []
    }

    func restart() {
        isDown = false
        crashAt = nil
        generation += 1
    }

    fileprivate func countSync() -> Bool {
        syncs += 1
        return !random.chance(failingSyncs)
    }
}

extension SimulatedDisk.Inode {
    /// Keeps of what was not synced whatever chance wants.
    fileprivate func crash(_ random: inout SeededRandom) {
        let old = durable
        var size = visible.count
        if hasDirtySize, random.chance(60) {
            size = random.chance(50) ? old.count : random.number(min(old.count, size)...max(old.count, size))
        }
        var now = Array(old.prefix(size)) + [UInt8](repeating: 0, count: max(0, size - old.count))
        for sector in dirty.sorted() {
            let start = sector * SimulatedDisk.sector
            let end = min(start + SimulatedDisk.sector, visible.count, size)
            guard start < end, !random.chance(40) else { continue }
            var kept = start..<end
            // Torn: either end of the sector is new.
            if random.chance(30) {
                let cut = random.number(start...end)
                kept = random.chance(50) ? start..<cut : cut..<end
            }
            now.replaceSubrange(kept, with: visible[kept])
        }
        (visible, durable, dirty) = (now, now, [])
    }
}

final class SimulatedLock: DiskLock {
    private let path: String
    private let disk: SimulatedDisk
    private let generation: Int

    init(path: String, disk: SimulatedDisk) { (self.path, self.disk, generation) = (path, disk, disk.generation) }

    func release() { if generation == disk.generation { disk.locks.remove(path) } }
}

final class SimulatedFile: DiskFile {
    let path: String
    private let inode: SimulatedDisk.Inode
    private let disk: SimulatedDisk
    private let generation: Int

    init(path: String, inode: SimulatedDisk.Inode, disk: SimulatedDisk) {
        (self.path, self.inode, self.disk, generation) = (path, inode, disk, disk.generation)
    }

    private func checkUp() throws(StoreError) {
        guard !disk.isDown, generation == disk.generation else { throw SimulatedDisk.down }
    }

    func size() throws(StoreError) -> Int {
        try checkUp()
        return inode.visible.count
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StoreError) -> Int {
        try checkUp()
        var count = min(buffer.count, max(0, inode.visible.count - offset))
        if count > 1, disk.random.chance(disk.shortTransfers) { count = disk.random.number(1...count) }
        guard count > 0 else { return 0 }
        buffer.copyBytes(from: inode.visible[offset..<offset + count])
        return count
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StoreError) -> Int {
        try checkUp()
        return try disk.step { () throws(StoreError) in
            var count = bytes.count
            if count > 1, disk.random.chance(disk.shortTransfers) { count = disk.random.number(1...count) }
            if disk.capacity < .max {
                let room = max(0, disk.capacity - disk.usedBytes)
                count = min(count, max(0, inode.visible.count + room - offset))
            }
            guard count > 0 || bytes.isEmpty else {
                disk.refusals += 1
                throw .full(path: path)
            }
            // A hole before it is zeros, whatever survives.
            let missing = offset + count - inode.visible.count
            if missing > 0 { inode.visible += [UInt8](repeating: 0, count: missing) }
            inode.visible.replaceSubrange(offset..<offset + count, with: bytes.prefix(count))
            dirty(offset..<offset + count)
            return count
        }
    }

    private func dirty(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        inode.dirty.formUnion(range.lowerBound / SimulatedDisk.sector...(range.upperBound - 1) / SimulatedDisk.sector)
    }

    func sync() throws(StoreError) {
        try checkUp()
        try disk.step { () throws(StoreError) in
            guard disk.countSync() else {
                // As Linux does: what could not be written is marked clean all the same.
                inode.dirty = []
                throw .io(operation: "sync it", path: path, reason: "input/output error")
            }
            (inode.durable, inode.dirty) = (inode.visible, [])
        }
    }

    func truncate(to size: Int) throws(StoreError) {
        try checkUp()
        try disk.step { () throws(StoreError) in
            let before = inode.visible.count
            if size < before {
                inode.visible.removeLast(before - size)
                dirty(size..<before)
            } else {
                inode.visible += [UInt8](repeating: 0, count: size - before)
                dirty(before..<size)
            }
        }
    }

    func map(at offset: Int, over memory: UnsafeMutableRawBufferPointer) throws(StoreError) {
        try checkUp()
        try readAll(into: memory, at: offset)
    }
}
