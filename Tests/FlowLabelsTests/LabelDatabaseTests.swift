import FlowFormats
import FlowTracing
import GRDB
import SeededRandom
import Testing

@testable import FlowLabels

/// The file itself: whose it is, in which format, and whether its index is of it.
@Suite struct LabelDatabaseTests {
    private func made(_ path: String, _ lists: inout RandomLists, list: String = "list", date: Int64 = 1000) throws {
        let database = try LabelDatabase(path: path, forWriting: true)
        _ = try database.add([lists.contents(list, (0..<50).map { _ in lists.tag() }, date: date)], now: 2000)
        try database.publish()
    }

    private func count(_ path: String, _ lists: RandomLists) throws -> Int {
        let kept = try KeptLabels(path: path)
        return lists.addresses.reduce(0) { $0 + kept.source.tags(of: $1).count }
    }

    @Test func `what is no label database is refused and left alone`() throws {
        let scratch = try Scratch()
        try scratch.write(Array("address,label\n".utf8), to: "labels.csv")
        let other = try DatabaseQueue(path: scratch.path("other.sqlite"))
        try other.write { try $0.execute(sql: "CREATE TABLE players(id INTEGER)") }
        try other.close()
        for name in ["labels.csv", "other.sqlite"] {
            let before = try scratch.read(name)
            for writing in [true, false] {
                #expect(throws: LabelDatabaseError.self) {
                    try LabelDatabase(path: scratch.path(name), forWriting: writing)
                }
            }
            #expect(try scratch.read(name) == before)
        }
        #expect(throws: LabelDatabaseError.missing(path: scratch.path("none"))) {
            try KeptLabels(path: scratch.path("none"))
        }
    }

    @Test func `a newer format is refused by its number`() throws {
        var lists = RandomLists(seed: SeededRandom.base)
        let scratch = try Scratch()
        let path = scratch.path("labels.sqlite")
        try made(path, &lists)
        let other = try DatabaseQueue(path: path)
        try other.write { try $0.execute(sql: "PRAGMA user_version = 99") }
        try other.close()
        for writing in [true, false] {
            #expect(throws: LabelDatabaseError.version(path: path, found: 99, supported: LabelSchema.version)) {
                try LabelDatabase(path: path, forWriting: writing)
            }
        }
    }

    @Test func `the index is of the database, whatever happens to either`() throws {
        var lists = RandomLists(seed: SeededRandom.base &+ 3)
        let scratch = try Scratch()
        let path = scratch.path("labels.sqlite")
        let index = "labels.sqlite.index"
        try made(path, &lists)
        #expect(try scratch.names() == ["labels.sqlite", index])
        let expected = try count(path, lists)
        let bytes = try scratch.read(index)

        // Nothing happened: nothing is made.
        #expect(try count(path, lists) == expected && scratch.read(index) == bytes)
        // Written anew with the same bytes: the same index, with another stamp.
        try scratch.write(try scratch.read("labels.sqlite"), to: "labels.sqlite")
        #expect(try count(path, lists) == expected)
        let stamped = try scratch.read(index)
        #expect(stamped != bytes && stamped.dropFirst(4096) == bytes.dropFirst(4096))
        // Gone, and of another database.
        try scratch.write(bytes, to: "old.index")
        try scratch.write(Array("nonsense".utf8), to: index)
        #expect(try count(path, lists) == expected)
        let other = scratch.path("other.sqlite")
        try made(other, &lists, list: "other")
        try scratch.write(try scratch.read("other.sqlite.index"), to: index)
        #expect(try count(path, lists) == expected)
        // An import that ended before its index was made.
        let database = try LabelDatabase(path: path, forWriting: true)
        _ = try database.add([lists.contents("more", (0..<9).map { _ in lists.tag() }, date: 7)], now: 2000)
        let stale = try scratch.read(index)
        try database.finish()
        let grown = try count(path, lists)
        #expect(grown > expected)
        #expect(try scratch.read(index) != stale)
        #expect(try KeptLabels(path: path).isWhole)
    }

    @Test func `readers see the labels as they were while others are imported`() throws {
        var lists = RandomLists(seed: SeededRandom.base &+ 4)
        let scratch = try Scratch()
        let path = scratch.path("labels.sqlite")
        try made(path, &lists)
        let before = try KeptLabels(path: path)
        let tags = lists.addresses.map { before.source.tags(of: $0) }
        try made(path, &lists, list: "later")
        #expect(lists.addresses.map { before.source.tags(of: $0) } == tags)
        #expect(try count(path, lists) > tags.reduce(0) { $0 + $1.count })
    }
}
