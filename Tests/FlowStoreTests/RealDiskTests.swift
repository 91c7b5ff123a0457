import Foundation
import SeededRandom
import Testing

@testable import FlowStore
@testable import FlowTracing

/// The same on the disk of this machine.
@Suite struct RealDiskTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "lymer-store-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func aFeedComesBack() throws {
        try withFolder { folder in
            let feed = LedgerFeed(seed: SeededRandom.base, batches: 150)
            var store = try LedgerStore.create(at: folder)
            store.fewestIndexed = 8
            var ledger = LiveLedger()
            for batch in feed.batches.indices {
                let change = try feed.take(batch, into: &ledger)
                #expect(try store.log(change, of: &ledger, positions: ["feed": [UInt8(batch)]]) > 0)
                if batch % 10 == 9 { try store.sync() }
                if batch % 40 == 39 { try store.checkpoint(&ledger, settled: ledger.count - 10) }
                if batch % 60 == 59 {
                    try store.close()
                    store = try LedgerStore.open(folder + "/", forWriting: true)
                    store.fewestIndexed = 8
                    ledger = try store.load()
                    #expect(store.position(of: "feed") == [UInt8(batch)])
                }
            }
            #expect(told(ledger) == (try feed.sealed()))
            let reader = try LedgerStore.open(folder, forWriting: false)
            #expect(told(try reader.load()) == told(ledger))
            try store.checkpoint(&ledger, isCompacting: true)
            try LedgerStore.open(folder, forWriting: false).verify()
            let info = try LedgerStore.open(folder, forWriting: false).info
            #expect(info.transfers == ledger.count && info.addresses == ledger.addressCount)
            #expect(info.indexes.map(\.name) == ["senders", "recipients", "transactions", "addresses", "texts"])
            // What a reader opened stays as it was, whatever is removed meanwhile.
            let compacted = reader.info
            #expect(compacted.transfers == ledger.count)
        }
    }

    @Test func aSecondWriterIsRefused() throws {
        try withFolder { folder in
            let store = try LedgerStore.create(at: folder)
            let error = #expect(throws: StoreError.self) { _ = try LedgerStore.open(folder, forWriting: true) }
            #expect(error == .locked(path: folder + "/LOCK", process: Int(ProcessInfo.processInfo.processIdentifier)))
            #expect(error?.description.contains("one writer at a time") == true)
            _ = try LedgerStore.open(folder, forWriting: false)
            try store.close()
            try LedgerStore.open(folder, forWriting: true).close()
        }
    }

    @Test func whatIsNoLedgerIsRefused() throws {
        try withFolder { folder in
            let nowhere = #expect(throws: StoreError.self) { _ = try LedgerStore.open(folder, forWriting: false) }
            #expect(nowhere == .missing(path: folder, reason: "no such folder"))
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            let empty = #expect(throws: StoreError.self) { _ = try LedgerStore.open(folder, forWriting: false) }
            #expect(empty == .missing(path: folder, reason: "the folder has no MANIFEST"))
            _ = FileManager.default.createFile(atPath: folder + "/notes.txt", contents: Data())
            let occupied = #expect(throws: StoreError.self) { _ = try LedgerStore.create(at: folder) }
            #expect(occupied == .occupied(path: folder, reason: "the folder is not empty (it has 'notes.txt')"))
            try FileManager.default.removeItem(atPath: folder + "/notes.txt")
            try LedgerStore.create(at: folder).close()
            let second = #expect(throws: StoreError.self) { _ = try LedgerStore.create(at: folder) }
            #expect(second == .occupied(path: folder, reason: "there is one already"))
            #expect(LedgerStore.isLedger(folder) && !LedgerStore.isLedger(folder + "/x"))
        }
    }

    /// One thread logs while another syncs.
    @Test func syncingBesideLogging() throws {
        try withFolder { folder in
            let feed = LedgerFeed(seed: SeededRandom.base &+ 1, batches: 120)
            let store = try LedgerStore.create(at: folder)
            let syncing = Thread { for _ in 0..<200 { _ = try? store.sync() } }
            syncing.start()
            var ledger = LiveLedger()
            for batch in feed.batches.indices {
                let change = try feed.take(batch, into: &ledger)
                try store.log(change, of: &ledger)
            }
            #expect(try store.sync() == store.lastCommit)
            while !syncing.isFinished { usleep(1000) }
            try store.close()
            let again = try LedgerStore.open(folder, forWriting: false)
            #expect(told(try again.load()) == told(ledger) && again.info.cutBytes == 0)
        }
    }
}
