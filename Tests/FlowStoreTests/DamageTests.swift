import SeededRandom
import Testing

@testable import FlowStore
@testable import FlowTracing

/// A wrong bit anywhere in what was committed is found, or does not matter; it is never read as something else.
@Suite struct DamageTests {
    private static let folder = "ledger"

    /// A ledger with column files, index files and a log.
    private func made(_ seed: UInt64) throws -> (disk: SimulatedDisk, told: [UInt64]) {
        var random = SeededRandom(seed: seed)
        let disk = SimulatedDisk(seed: seed)
        let feed = LedgerFeed(seed: seed, batches: 120)
        let store = try LedgerStore.create(at: DamageTests.folder, disk: disk, ledger: seed)
        store.fewestIndexed = 8
        var ledger = LiveLedger()
        for batch in feed.batches.indices {
            let change = try feed.take(batch, into: &ledger)
            try store.log(change, of: &ledger, positions: ["feed": [UInt8(batch)]])
            if random.chance(20) { try store.sync() }
            if batch == 50 || batch == 100 { try store.checkpoint(&ledger, settled: ledger.count - 10) }
        }
        try store.close()
        return (disk, told(ledger))
    }

    /// `nil` where the ledger is refused or verifying it finds something.
    private func read(_ disk: SimulatedDisk) throws -> [UInt64]? {
        do throws(StoreError) {
            // Opening and loading alone must end well too, whatever they find.
            _ = try LedgerStore.open(DamageTests.folder, disk: disk, forWriting: false).load()
        } catch {}
        do throws(StoreError) {
            try LedgerStore.open(DamageTests.folder, disk: disk, forWriting: false).verify()
            let again = try LedgerStore.open(DamageTests.folder, disk: disk, forWriting: false)
            return told(try again.load())
        } catch {
            switch error {
            case .corrupt, .unsound, .version, .missing, .tooLarge: return nil
            default: throw error
            }
        }
    }

    @Test func aWrongBitIsFoundOrDoesNotMatter() throws {
        var (found, harmless) = (0, 0)
        for i in 0..<max(1, seedCount / 100) {
            let seed = SeededRandom.base &+ UInt64(i)
            let (disk, whole) = try made(seed)
            #expect(try read(disk) == whole)
            var random = SeededRandom(seed: seed)
            for _ in 0..<150 {
                let path = random.pick(disk.paths)
                let inode = try #require(disk.inode(path))
                guard !inode.visible.isEmpty else { continue }
                // Where the files have holes most bits are of no use: rather look at what is behind them.
                let isTail = random.chance(80) && inode.visible.count > ColumnFile.dataStart
                let place = random.number((isTail ? ColumnFile.dataStart : 0)...(inode.visible.count - 1))
                let bit = UInt8(1) << UInt8(random.number(0...7))
                inode.visible[place] ^= bit
                let read = try read(disk)
                inode.visible[place] ^= bit
                if read == nil { found += 1 } else { harmless += 1 }
                #expect(
                    read == nil || read == whole,
                    "seed \(seed): bit \(bit) of byte \(place) of \(path) makes it another ledger")
            }
        }
        print("\(found) wrong bits found, \(harmless) harmless")
        #expect(found > harmless)
    }

    @Test func aShortenedFileIsFound() throws {
        let (disk, whole) = try made(SeededRandom.base)
        // A log may end anywhere: a crash leaves it so.
        for path in disk.paths where !path.hasSuffix("LOCK") && !path.contains("/log.") {
            let inode = try #require(disk.inode(path))
            let bytes = inode.visible
            for size in [0, 10, 64, bytes.count / 2, bytes.count - 1] where size < bytes.count {
                inode.visible = Array(bytes.prefix(size))
                let read = try read(disk)
                #expect(read == nil, "\(path) cut to \(size) bytes")
            }
            inode.visible = bytes
        }
        #expect(try read(disk) == whole)
    }

    @Test func anotherVersionIsNamed() throws {
        let (disk, _) = try made(SeededRandom.base)
        let path = "\(DamageTests.folder)/MANIFEST"
        let inode = try #require(disk.inode(path))
        for (version, word) in [(UInt32(0), "older"), (2, "newer")] {
            var header = Array(inode.visible.prefix(FileHeader.size))
            header.withUnsafeMutableBytes {
                $0.storeBytes(of: version.littleEndian, toByteOffset: 8, as: UInt32.self)
                let checksum = Checksum.of(UnsafeRawBufferPointer(rebasing: $0[..<60]))
                $0.storeBytes(of: checksum.littleEndian, toByteOffset: 60, as: UInt32.self)
            }
            inode.visible.replaceSubrange(0..<FileHeader.size, with: header)
            let error = #expect(throws: StoreError.self) {
                _ = try LedgerStore.open(DamageTests.folder, disk: disk, forWriting: false)
            }
            #expect(error == .version(path: path, found: version, supported: 1))
            #expect(error?.description.contains("by a\(word == "older" ? "n" : "") \(word) version of lymer") == true)
        }
    }
}
