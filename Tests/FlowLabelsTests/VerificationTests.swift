import FlowFormats
import FlowTracing
import SeededRandom
import Testing

@testable import FlowLabels

/// `LabelDatabase.verify` accepts what was written and nothing else.
@Suite struct VerificationTests {
    private func database(_ scratch: Scratch, _ lists: inout RandomLists) throws -> String {
        let path = scratch.path("labels.sqlite")
        let database = try LabelDatabase(path: path, forWriting: true)
        for (number, date) in [Int64(1_600_000_000), 1_610_000_000].enumerated() {
            let tags = (0..<300).map { _ in lists.tag() }
            _ = try database.add(
                [lists.contents("list", tags, date: date), lists.contents("other \(number)", tags, date: nil)],
                now: 1_700_000_000)
        }
        try database.publish()
        return path
    }

    @Test func `what was written is right`() throws {
        var lists = RandomLists(seed: SeededRandom.base &+ 95 << 32, addresses: 120)
        let scratch = try Scratch()
        let path = try database(scratch, &lists)
        let found = try LabelDatabase(path: path, forWriting: false).verify()
        #expect((found.lists, found.versions) == (3, 4))
        #expect(found.tags > 600 && found.indexedAddresses ?? 0 > 100)
        let indexed = try KeptLabels(path: path).count
        #expect(found.tags == indexed)
        try scratch.remove("labels.sqlite.index")
        let unindexed = try LabelDatabase(path: path, forWriting: false).verify()
        #expect(unindexed.indexedAddresses == nil && unindexed.tags == found.tags)
    }

    @Test func `one bit of the index is found wherever it matters`() throws {
        var lists = RandomLists(seed: SeededRandom.base &+ 96 << 32, addresses: 60)
        let scratch = try Scratch()
        let path = try database(scratch, &lists)
        let name = "labels.sqlite.index"
        let bytes = try scratch.read(name)
        let header = try #require(TagIndex(path: path + ".index")?.header)
        // Filter, slots, rows, lists and texts, each to its last byte; between them there is nothing.
        let parts = [
            header.filterStart..<header.filterStart + Int(header.filterWords) * 8,
            header.slotStart..<header.slotStart + 8 << Int(header.slotBits),
            header.rowStart..<header.rowStart + Int(header.rowCount) * MemoryLayout<TagRow>.stride,
            header.listStart..<header.listStart + Int(header.listBytes), header.textStart..<header.fileBytes,
        ]
        for round in 0..<250 {
            let part = parts[round % parts.count]
            let place = round < 10 ? part.upperBound - 1 : lists.random.number(part.lowerBound...part.upperBound - 1)
            var damaged = bytes
            damaged[place] ^= UInt8(1 << lists.random.number(0...7))
            try scratch.write(damaged, to: name)
            #expect(throws: LabelDatabaseError.self, "byte \(place)") {
                _ = try LabelDatabase(path: path, forWriting: false).verify()
            }
        }
        try scratch.write(bytes, to: name)
        _ = try LabelDatabase(path: path, forWriting: false).verify()
    }

    /// Wrong, every checksum right: what a fault of the program would write.
    @Test func `an index that says something else is found without its checksums`() throws {
        var lists = RandomLists(seed: SeededRandom.base &+ 97 << 32, addresses: 60)
        let (scratch, other) = (try Scratch(), try Scratch())
        let path = try database(scratch, &lists)
        _ = try database(other, &lists)
        var foreign = try other.read("labels.sqlite.index")
        let state = try #require(TagIndex(path: path + ".index")?.header.state)
        foreign.withUnsafeMutableBytes { bytes in
            var header = bytes.loadUnaligned(as: TagIndexHeader.self)
            header.state = state
            header.checksum = header.ownChecksum
            bytes.storeBytes(of: header, as: TagIndexHeader.self)
        }
        try scratch.write(foreign, to: "labels.sqlite.index")
        let fault = #expect(throws: LabelDatabaseError.self) {
            _ = try LabelDatabase(path: path, forWriting: false).verify()
        }
        #expect("\(fault as Any)".contains("tag") || "\(fault as Any)".contains("lists"))
    }
}
