import FlowTracing
import SeededRandom

@testable import FlowStore

/// One run of a feed into a ledger on a simulated disk that goes down again and again.
///
/// Laws: after every crash the ledger is as it was after some commit, none before the last acknowledged; verifying it finds
/// nothing; the source goes on behind the last batch it holds, and at the end it is what sealing all batches at once gives.
final class LedgerStoreSimulation {
    private static let folder = "ledger"

    private let disk: SimulatedDisk
    private var random: SeededRandom
    private let feed: LedgerFeed
    private var store: LedgerStore
    private var ledger = LiveLedger()
    /// Of the batches in the ledger.
    private var position = 0
    /// Of the batches that are acknowledged.
    private var acknowledged = 0
    /// What the ledger said after so many batches.
    private var history: [Int: [UInt64]] = [0: told(LiveLedger())]
    private(set) var crashes = 0
    private(set) var refusals = 0
    private(set) var checkpoints = 0
    /// Checkpoints made beside the feed.
    private(set) var besides = 0
    private var pending: LedgerCheckpoint?

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    init(seed: UInt64) throws {
        random = SeededRandom(seed: seed)
        disk = SimulatedDisk(seed: seed ^ 0x5EED)
        feed = LedgerFeed(seed: seed ^ 0xFEED, batches: 40)
        store = try LedgerStore.create(at: LedgerStoreSimulation.folder, disk: disk, ledger: seed)
        store.fewestIndexed = 8
        disk.failingSyncs = random.chance(20) ? 3 : 0
    }

    func run() throws {
        while position < feed.batches.count {
            if disk.crashAt == nil, random.chance(15) { disk.crashAt = disk.operations + random.number(1...80) }
            do throws(StoreError) {
                try step()
            } catch {
                try recover(from: error)
            }
        }
        (disk.failingSyncs, disk.capacity) = (0, .max)
        disk.crash()
        try recover(from: SimulatedDisk.down)
        while position < feed.batches.count { try take(position) }
        try store.sync()
        let all = try feed.sealed()
        guard told(ledger) == all else { throw Failure(description: "it is not what sealing gives") }
    }

    private func step() throws(StoreError) {
        switch random.number(0...99) {
        case 0..<50: try take(position)
        case 50..<68:
            let last = position
            try store.sync()
            acknowledged = last
        case 68..<74: try checkpoint()
        case 74..<93: try goOnWithCheckpoint()
        case 93..<96:
            pending = nil
            try store.close()
            acknowledged = position
            try open()
        default:
            disk.capacity = disk.capacity == .max ? disk.usedBytes + random.number(0...20_000) : .max
        }
    }

    private func take(_ batch: Int) throws(StoreError) {
        let change: LedgerChange
        do throws(FlowError) {
            change = try feed.take(batch, into: &ledger)
        } catch { preconditionFailure("\(error)") }
        position = batch + 1
        history[position] = told(ledger)
        try store.log(change, of: &ledger, positions: ["feed": bytes(position)])
    }

    /// The steps of a checkpoint beside the feed, anything else between them.
    private func goOnWithCheckpoint() throws(StoreError) {
        guard let checkpoint = pending else {
            pending = try store.beginCheckpoint(&ledger, settled: max(0, ledger.count - random.number(0...30)))
            return
        }
        if !checkpoint.isDone, random.chance(80) {
            checkpoint.perform()
            return
        }
        let isMade = checkpoint.isDone
        if try finish(checkpoint), isMade { besides += 1 }
    }

    /// - Returns: false where there was no room for it, be it that there is by now.
    @discardableResult
    private func finish(_ checkpoint: LedgerCheckpoint) throws(StoreError) -> Bool {
        pending = nil
        do throws(StoreError) { try store.finish(checkpoint) } catch {
            guard case .full = error, !disk.isDown, disk.refusals > 0 else { throw error }
            return false
        }
        return true
    }

    private func checkpoint() throws(StoreError) {
        if let checkpoint = pending { try finish(checkpoint) }
        let settled = max(0, ledger.count - random.number(0...30))
        try store.checkpoint(&ledger, settled: settled, isCompacting: random.chance(20))
        acknowledged = position
        checkpoints += 1
    }

    private func open() throws(StoreError) {
        store = try LedgerStore.open(LedgerStoreSimulation.folder, disk: disk, forWriting: true)
        store.fewestIndexed = 8
        ledger = try store.load()
        position = store.position(of: "feed").map { Int($0[0]) << 8 | Int($0[1]) } ?? 0
    }

    private func bytes(_ position: Int) -> [UInt8] { [UInt8(position >> 8), UInt8(position & 255)] }

    private func recover(from error: StoreError) throws {
        if !disk.isDown {
            switch error {
            case .full:
                refusals += 1
                guard disk.capacity != .max else { throw Failure(description: "there was room, but: \(error)") }
                disk.capacity = .max
                if store.isWriting {
                    // What could not be logged goes along now.
                    let nothing = LedgerChange(firstRow: ledger.count, countBefore: ledger.count, count: ledger.count)
                    do throws(StoreError) {
                        try store.log(nothing, of: &ledger, positions: ["feed": bytes(position)])
                        return
                    } catch { if !disk.isDown { throw Failure(description: "with room again: \(error)") } }
                }
            case .io(let operation, _, _) where operation == "sync it": break
            case .broken: break
            default: throw Failure(description: "an unexpected error: \(error)")
            }
            if !disk.isDown { disk.crash() }
        }
        crashes += 1
        pending = nil
        for round in 0... {
            disk.restart()
            disk.capacity = .max
            if round < 2, random.chance(30) { disk.crashAt = disk.operations + random.number(1...8) }
            do throws(StoreError) {
                try open()
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
        guard position >= acknowledged else {
            throw Failure(description: "\(acknowledged) batches were acknowledged, \(position) are there")
        }
        guard told(ledger) == history[position] else {
            throw Failure(description: "after batch \(position) the ledger was another")
        }
        acknowledged = position
        let again = try LedgerStore.open(LedgerStoreSimulation.folder, disk: disk, forWriting: false)
        guard told(try again.load()) == history[position] else {
            throw Failure(description: "opened twice, the ledger is not the same")
        }
        try LedgerStore.open(LedgerStoreSimulation.folder, disk: disk, forWriting: false).verify()
    }
}

extension LedgerStore { var isWriting: Bool { sections.isWriting } }
