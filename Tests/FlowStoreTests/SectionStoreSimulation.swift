import FlowTracing
import SeededRandom

@testable import FlowStore

/// One run of a store over a simulated disk, beside a model that forgets nothing.
///
/// Law: what is found after a crash is the state after some commit, none before the last that was acknowledged.
struct SectionStoreSimulation {
    struct State: Equatable {
        var sections: [String: [UInt8]] = [:]
        var blobs: [String: [UInt8]] = ["number": [0]]
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private static let folder = "data/ledger"
    private static let elements = ["senders": 4, "recipients": 4, "amounts": 16, "marks": 1, "late": 8]

    private let disk: SimulatedDisk
    private var random: SeededRandom
    private var store: SectionStore
    /// States after commits that may or may not have survived, oldest first; `history[0]` is acknowledged.
    private var history = [State()]
    private var underWay: State?
    private var commits = 0
    private(set) var crashes = 0
    private(set) var refusals = 0
    private(set) var checkpoints = 0

    private var now: State { history[history.count - 1] }

    init(seed: UInt64) throws {
        random = SeededRandom(seed: seed)
        disk = SimulatedDisk(seed: seed ^ 0x5EED)
        try disk.createFolder("data")
        try disk.syncFolder(".")
        while true {
            if random.chance(30) { disk.crashAt = disk.operations + random.number(1...20) }
            do {
                store = try SectionStore.create(at: SectionStoreSimulation.folder, disk: disk, ledger: seed)
                disk.crashAt = nil
                break
            } catch {
                guard disk.isDown else { throw Failure(description: "create: \(error)") }
                disk.restart()
                // Where the manifest made it, the ledger is there.
                guard disk.exists("\(SectionStoreSimulation.folder)/MANIFEST") else { continue }
                store = try SectionStore.open(SectionStoreSimulation.folder, disk: disk, forWriting: true)
                break
            }
        }
        disk.failingSyncs = random.chance(20) ? 3 : 0
    }

    mutating func run(steps: Int) throws {
        try commit(number: 0)
        for _ in 0..<steps {
            if disk.crashAt == nil, random.chance(10) { disk.crashAt = disk.operations + random.number(1...60) }
            do throws(StoreError) {
                try step()
            } catch {
                try recover(from: error)
            }
        }
        disk.failingSyncs = 0
        disk.crash()
        try recover(from: SimulatedDisk.down)
    }

    private mutating func step() throws(StoreError) {
        switch random.number(0...99) {
        case 0..<50:
            try commit(number: commits + 1)
        case 50..<75:
            try store.sync()
            history = [now]
        case 75..<87:
            try checkpoint()
        case 87..<92:
            try store.close()
            history = [now]
            store = try SectionStore.open(SectionStoreSimulation.folder, disk: disk, forWriting: true)
        case 92..<96:
            try look()
        default:
            disk.capacity = disk.capacity == .max ? disk.usedBytes + random.number(0...20_000) : .max
        }
    }

    // MARK: Changes

    private mutating func commit(number: Int) throws(StoreError) {
        var next = now
        next.blobs["number"] = withUnsafeBytes(of: number) { Array($0) }
        if random.chance(20) { next.blobs["catalogue"] = bytes(random.number(0...300)) }
        var changes: [(name: String, keep: Int, appended: [UInt8])] = []
        for name in SectionStoreSimulation.elements.keys.sorted() where random.chance(70) {
            let size = SectionStoreSimulation.elements[name] ?? 1
            let count = (next.sections[name]?.count ?? 0) / size
            var keep = count
            // Mostly appends; sometimes a few rows are taken back, seldom many.
            if random.chance(20) { keep = max(0, count - random.number(0...40)) }
            if random.chance(2) { keep = random.number(0...count) }
            let appended = bytes(size * random.number(0...(random.chance(10) ? 4000 : 60)))
            changes.append((name, keep * size, appended))
            next.sections[name] = Array((next.sections[name] ?? []).prefix(keep * size)) + appended
        }
        // A crash may leave it whole, though nobody was told so.
        underWay = next
        try log(changes, blobs: next.blobs)
        underWay = nil
        commits = number
        history.append(next)
    }

    private func log(
        _ changes: [(name: String, keep: Int, appended: [UInt8])], blobs: [String: [UInt8]]
    ) throws(StoreError) {
        let held = changes.map { change in
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: change.appended.count, alignment: 16)
            copy.copyBytes(from: change.appended)
            return copy
        }
        defer { for one in held { one.deallocate() } }
        let sections = zip(changes, held).map { change, bytes in
            SectionDelta.Change(
                name: change.name, elementBytes: SectionStoreSimulation.elements[change.name] ?? 1, keep: change.keep,
                appended: UnsafeRawBufferPointer(bytes))
        }
        let changed = blobs.filter { store.blobs[$0.key] != $0.value }.sorted { $0.key < $1.key }
        try store.commit(
            SectionDelta(sections: sections, blobs: changed.map { .init(name: $0.key, bytes: $0.value) }))
    }

    private mutating func checkpoint() throws(StoreError) {
        let state = now
        var held: [UnsafeMutableRawBufferPointer] = []
        defer { for one in held { one.deallocate() } }
        var sections: [Checkpoint.Section] = []
        for (name, bytes) in state.sections.sorted(by: { $0.key < $1.key }) {
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
            copy.copyBytes(from: bytes)
            held.append(copy)
            let size = SectionStoreSimulation.elements[name] ?? 1
            sections.append(
                .init(
                    name: name, elementBytes: size, bytes: UnsafeRawBufferPointer(copy),
                    settled: max(0, bytes.count - size * random.number(0...100))))
        }
        var content = Checkpoint(sections: sections, blobs: state.blobs)
        let index = bytes(random.number(1...2000))
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: index.count, alignment: 16)
        copy.copyBytes(from: index)
        held.append(copy)
        content.indexes = [
            .init(
                kind: "senders", range: 0..<1,
                sections: [IndexSection(name: "rows", bytes: UnsafeRawBufferPointer(copy))])
        ]
        content.droppedIndexes = Set(store.manifest.indexes.map(\.file).filter { _ in random.chance(60) })
        try store.checkpoint(content)
        history = [state]
        checkpoints += 1
    }

    private mutating func bytes(_ count: Int) -> [UInt8] {
        // Runs of zeros too: a sector of zeros looks like one that was never written.
        random.chance(20)
            ? [UInt8](repeating: 0, count: count) : (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    // MARK: What must hold

    private mutating func recover(from error: StoreError) throws {
        if !disk.isDown {
            switch error {
            case .full:
                refusals += 1
                guard disk.capacity != .max else { throw Failure(description: "there was room, but: \(error)") }
                // Everything committed is kept, and with room the store goes on.
                disk.capacity = .max
                underWay = nil
                if store.isWriting { return }
            case .io(let operation, _, _) where operation == "sync it": break
            case .broken: break
            default: throw Failure(description: "an unexpected error: \(error)")
            }
            // Nobody knows what the disk holds: what is visible now is what a crash would have left, or more.
            disk.crash()
        }
        crashes += 1
        var last: State?
        for round in 0..<3 {
            disk.restart()
            disk.capacity = .max
            // The machine may go down again while it recovers.
            if round < 2, random.chance(40) { disk.crashAt = disk.operations + random.number(1...8) }
            do throws(StoreError) {
                store = try SectionStore.open(SectionStoreSimulation.folder, disk: disk, forWriting: true)
                last = try SectionStoreSimulation.state(of: store)
                disk.crashAt = nil
                break
            } catch {
                if disk.isDown { continue }
                guard case .io(let operation, _, _) = error, operation == "sync it" else {
                    throw Failure(description: "after a crash: \(error)")
                }
                disk.crash()
            }
        }
        if last == nil {
            disk.restart()
            disk.failingSyncs = 0
            store = try SectionStore.open(SectionStoreSimulation.folder, disk: disk, forWriting: true)
            last = try SectionStoreSimulation.state(of: store)
        }
        if let one = underWay { history.append(one) }
        underWay = nil
        guard let found = last, let kept = history.firstIndex(of: found) else {
            throw Failure(
                description: """
                    after a crash: commit \(last.map(SectionStoreSimulation.number) ?? -1) was found, or not whole; \
                    acknowledged \(SectionStoreSimulation.number(history[0])), written \(SectionStoreSimulation.number(now))
                    """)
        }
        history = [history[kept]]
        commits = SectionStoreSimulation.number(found)
        try store.verifyChecksums()
        let again = try SectionStore.open(SectionStoreSimulation.folder, disk: disk, forWriting: false)
        guard try SectionStoreSimulation.state(of: again) == found else {
            throw Failure(description: "opened twice, the ledger is not the same")
        }
    }

    /// A reader sees some state that a commit left, none before the last acknowledged.
    private func look() throws(StoreError) {
        let reader = try SectionStore.open(SectionStoreSimulation.folder, disk: disk, forWriting: false)
        let found = try SectionStoreSimulation.state(of: reader)
        precondition(history.contains(found), "a reader saw what no commit left")
    }

    private static func number(_ state: State) -> Int {
        var number = 0
        for (i, byte) in (state.blobs["number"] ?? []).enumerated() { number |= Int(byte) << (8 * i) }
        return number
    }

    static func state(of store: SectionStore) throws(StoreError) -> State {
        var state = State(sections: [:], blobs: store.blobs)
        if state.blobs.isEmpty { state = State() }
        for name in elements.keys {
            let memory = UnsafeMutableRawBufferPointer.allocate(
                byteCount: store.checkpointLength(name), alignment: 4096)
            defer { memory.deallocate() }
            try store.fill(memory, with: name)
            if !memory.isEmpty { state.sections[name] = Array(memory) }
        }
        try store.replay { delta in
            for one in delta.sections {
                state.sections[one.name] = Array((state.sections[one.name] ?? []).prefix(one.keep)) + one.appended
            }
        }
        for name in elements.keys {
            precondition(state.sections[name]?.count ?? 0 == store.length(name))
            if !store.sectionNames.contains(name) { state.sections[name] = nil }
        }
        for name in store.sectionNames where state.sections[name] == nil { state.sections[name] = [] }
        return state
    }
}
