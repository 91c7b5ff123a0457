import FlowFormats
import FlowTracing
import SeededRandom
import Testing

@testable import FlowLabels

/// What was known when.
@Suite struct VersionTests {
    static let start: Int64 = 1_500_000_000
    static let day: Int64 = 86_400

    /// The tags of every address as of a time, list by list.
    private func known(_ path: String, _ lists: RandomLists, _ time: Int64?) throws -> Set<FlowTracing.Tag> {
        let kept = try KeptLabels(path: path, asOf: time)
        return Set(
            lists.addresses.flatMap { kept.source.tags(of: $0) }.map { tag in
                var tag = tag
                (tag.validFrom, tag.validTo) = (nil, nil)
                return tag
            })
    }

    @Test func `as of any date: the version in force, in whatever order versions were imported`() throws {
        for round in 0..<60 {
            var lists = RandomLists(seed: SeededRandom.base &+ 91 << 32 &+ UInt64(round), addresses: 8)
            let pool = (0..<30).map { _ in lists.tag() }
            // Two lists of several dated versions, each a choice of the same tags.
            let versions = ["a", "b"].flatMap { list in
                (1...lists.random.number(1...5)).map { number in
                    let tags = pool.filter { _ in lists.random.chance(50) }
                    return lists.contents(
                        list, tags + tags.prefix(3), date: VersionTests.start + Int64(number) * VersionTests.day,
                        version: "v\(number)")
                }
            }
            let scratch = try Scratch()
            let path = scratch.path("labels.sqlite")
            let database = try LabelDatabase(path: path, forWriting: true)
            for one in versions.shuffled(using: &lists.random) {
                let result = try database.add([one], now: 1_700_000_000)
                #expect(result.count == 1 && result[0].isNew)
            }
            try database.publish()
            var times: [Int64?] = [nil]
            for number in 0...6 {
                let date = VersionTests.start + Int64(number) * VersionTests.day
                times += [date - 1, date, date + 1]
            }
            for time in times {
                var expected: Set<FlowTracing.Tag> = []
                for list in ["a", "b"] {
                    let known = versions.filter { one in one.file.list == list && one.file.date! <= time ?? .max }
                    guard let inForce = known.last else { continue }
                    for var tag in inForce.tags {
                        tag.list = "\(list) \(inForce.file.version ?? "")"
                        expected.insert(tag)
                    }
                }
                #expect(try known(path, lists, time) == expected, "round \(round), \(String(describing: time))")
            }
        }
    }

    @Test func `a list says itself when a tag begins and ends`() throws {
        var lists = RandomLists(seed: SeededRandom.base)
        let address = Address.bytes(AddressBytes(high: 1, middle: 2, low: 3))
        func tag(_ label: String, _ from: Int64?, _ to: Int64?) -> FlowTracing.Tag {
            FlowTracing.Tag(address: address, label: label, kind: .ofacSDN, validFrom: from, validTo: to)
        }
        let scratch = try Scratch()
        let path = scratch.path("labels.sqlite")
        let database = try LabelDatabase(path: path, forWriting: true)
        let tags = [tag("always", nil, nil), tag("early", 100, nil), tag("gone", 100, 500), tag("leaving", nil, 3000)]
        _ = try database.add([lists.contents("sdn", tags, date: 1000)], now: 5000)
        _ = try database.add([lists.contents("sdn", Array(tags.prefix(2)), date: 2000)], now: 5000)
        try database.publish()
        func labels(_ time: Int64?) throws -> [String] {
            try KeptLabels(path: path, asOf: time).source.tags(of: address).map(\.label).sorted()
        }
        #expect(try labels(50) == [])
        #expect(try labels(100) == ["early", "gone"])
        #expect(try labels(500) == ["early"])
        #expect(try labels(1000) == ["always", "early", "leaving"])
        #expect(try labels(2000) == ["always", "early"])
        #expect(try labels(nil) == ["always", "early"])
        let delisted = try KeptLabels(path: path).answer(address.text(form: .evm)).entries.filter { !$0.holds }
        #expect(delisted.map(\.tag.label).sorted() == ["gone", "leaving"])
        #expect(delisted.first { $0.tag.label == "leaving" }?.tag.validTo == 2000)
    }

    @Test func `on no list: every list is named with its version, and one that is younger as such`() throws {
        var lists = RandomLists(seed: SeededRandom.base)
        let scratch = try Scratch()
        let path = scratch.path("labels.sqlite")
        let database = try LabelDatabase(path: path, forWriting: true)
        let date = try #require(Timestamp.parse("2024-09-27"))
        _ = try database.add(
            [lists.contents("ofac", [lists.tag()], date: date), lists.contents("rumours", [lists.tag()], date: nil)],
            now: date + 1)
        try database.publish()
        let now = try KeptLabels(path: path).answer("0x00000000000000000000000000000000000000aa")
        #expect(now.entries.isEmpty)
        let text = LabelReport.text(.answers([now], path: path), format: .table)
        #expect(text.contains("ofac (community): not on this list version (2024-09-27)"), "\(text)")
        #expect(!text.contains("not sanctioned"))
        let before = try KeptLabels(path: path, asOf: date - 1).answer("0x00000000000000000000000000000000000000aa")
        #expect(before.absences.map(\.version).contains(nil))
        let then = LabelReport.text(.answers([before], path: path), format: .table)
        #expect(then.contains("ofac (community): not known for that date; the first version here is of 2024-09-27"))
    }

    @Test func `the same bytes again change nothing`() throws {
        var lists = RandomLists(seed: SeededRandom.base)
        let scratch = try Scratch()
        let path = scratch.path("labels.sqlite")
        let contents = lists.contents("list", (0..<20).map { _ in lists.tag() }, date: 1000)
        func add(_ naming: ListNaming = ListNaming()) throws -> ListImport {
            let database = try LabelDatabase(path: path, forWriting: true)
            let result = try database.add([contents], naming: naming, now: 2000)
            try database.publish()
            return result[0]
        }
        #expect(try add().isNew)
        let versions = try LabelDatabase(path: path, forWriting: false).versions()
        #expect(try !add().isNew)
        #expect(try LabelDatabase(path: path, forWriting: false).versions() == versions)
        // Under another name it is another list.
        #expect(try add(ListNaming(list: "other")).isNew)
    }

    @Test func `one version, one content`() throws {
        var lists = RandomLists(seed: SeededRandom.base)
        let scratch = try Scratch()
        let database = try LabelDatabase(path: scratch.path("labels.sqlite"), forWriting: true)
        func add(_ date: Int64?, _ version: String?) throws {
            _ = try database.add([lists.contents("list", [lists.tag()], date: date, version: version)], now: 9000)
        }
        try add(1000, "v1")
        #expect(throws: LabelDatabaseError.self) { try add(2000, "v1") }
        #expect(throws: LabelDatabaseError.self) { try add(1000, "v2") }
        // Nothing of a refused import stays, whatever came before in the same call.
        let two = [lists.contents("fine", [lists.tag()], date: 1), lists.contents("list", [lists.tag()], date: 1000)]
        #expect(throws: LabelDatabaseError.self) { try database.add(two, now: 9000) }
        #expect(try database.versions().map(\.id) == ["list v1"])
        try add(nil, nil)
        try add(nil, nil)
        #expect(try database.versions().map(\.since) == [1000, 9000, 9001])
    }

    @Test func `the difference of two versions`() throws {
        for round in 0..<30 {
            var lists = RandomLists(seed: SeededRandom.base &+ 95 << 32 &+ UInt64(round))
            let pool = (0..<40).map { _ in lists.tag() }
            let chosen = (0..<4).map { _ in pool.filter { _ in lists.random.chance(50) } }
            let scratch = try Scratch()
            let database = try LabelDatabase(path: scratch.path("labels.sqlite"), forWriting: true)
            for number in (0..<4).shuffled(using: &lists.random) {
                _ = try database.add(
                    [lists.contents("list", chosen[number], date: Int64(1000 + number), version: "\(number)")],
                    now: 9000)
            }
            for old in 0..<4 {
                for new in 0..<4 where new != old {
                    let found = try database.difference(list: "list", old: "\(old)", new: "\(new)")
                    #expect(bare(found.added) == Set(chosen[new]).subtracting(chosen[old]))
                    #expect(bare(found.removed) == Set(chosen[old]).subtracting(chosen[new]))
                }
            }
            let last = try database.difference(list: "list", old: nil, new: nil)
            #expect(last.old.version == "2" && last.new.version == "3")
        }
    }
}
