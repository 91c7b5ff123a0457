import SeededRandom
import Testing

@testable import FlowTracing

/// A table whose slots are stored in runs finds, numbers and forgets as one that grew in memory.
@Suite struct AddressRunTests {
    struct World {
        var known: [Address] = []
        var unknown: [Address] = []

        init(_ random: inout SeededRandom, most: Int) {
            // Keys that share their first sixteen bytes, or nearly; texts that begin alike; the null address.
            func address() -> Address {
                if random.chance(40) {
                    let stem = String(repeating: "süß0", count: random.below(6))
                    return .text(stem + "\(random.below(most))" + (random.chance(20) ? "\u{0}" : ""))
                }
                return .bytes(
                    AddressBytes(
                        high: UInt64(random.below(2)), middle: UInt64(random.below(3)), low: UInt32(random.below(most)))
                )
            }
            var seen: Set<Address> = []
            for number in 0..<random.number(0...most) {
                let one = address()
                guard seen.insert(one).inserted else { continue }
                if number % 5 == 4 { unknown.append(one) } else { known.append(one) }
            }
        }

        func table() -> AddressTable {
            var table = AddressTable()
            for address in known { _ = table.intern(address) }
            return table
        }
    }

    private func forEachWorld(
        _ count: Int, salt: UInt64, most: Int, _ body: (World, inout SeededRandom) throws -> Void
    ) rethrows {
        for number in 0..<count {
            var random = SeededRandom(seed: SeededRandom.base &+ salt << 32 &+ UInt64(number))
            let world = World(&random, most: most)
            try body(world, &random)
        }
    }

    private func cuts(_ count: Int, _ random: inout SeededRandom) -> [Range<Int>] {
        let ends = (0..<random.number(0...3)).map { _ in random.below(count + 1) }.sorted()
        return zip([0] + ends, ends).map { $0..<$1 }
    }

    private func stored(_ run: SlotRun) throws -> SlotRun {
        let bytes = StoredBytes(run.sections)
        return try SlotRun(bytes.sections, owner: bytes)
    }

    /// The columns of `table`, looked at through `runs`.
    private func opened(
        _ table: borrowing AddressTable, _ runs: [SlotRun], texts: [SlotRun]
    ) throws(IndexError) -> AddressTable {
        var opened = AddressTable()
        opened.heads = table.heads.view
        opened.tails = table.tails.view
        opened.textIDs = table.textIDs.view
        opened.texts.bytes = table.texts.bytes.view
        opened.texts.ends = table.texts.ends.view
        try opened.adopt(runs, texts: texts)
        return opened
    }

    private func expectSame(_ table: borrowing AddressTable, _ world: World) {
        var found: [AddressID?] = []
        var named: [Address] = []
        for (number, address) in world.known.enumerated() {
            found.append(table.find(address))
            named.append(table[AddressID(number)])
        }
        #expect(found == world.known.indices.map { AddressID($0) })
        #expect(named == world.known)
        for address in world.unknown {
            let found = table.find(address)
            #expect(found == nil)
        }
    }

    @Test(arguments: [4, 60, 1500]) func `stored, looked up, numbered on, gathered`(most: Int) throws {
        try forEachWorld(40, salt: 131, most: most) { world, random in
            let table = world.table()
            expectSame(table, world)
            let isWhole = random.chance(30)
            let runs =
                try isWhole
                ? [stored(table.run(from: 0))] : cuts(table.count, &random).map { try stored(table.run(of: $0)) }
            let texts =
                try isWhole
                ? [stored(table.texts.run(from: 0))]
                : cuts(table.texts.count, &random).map { try stored(table.texts.run(of: $0)) }
            var reader = try opened(table, runs, texts: texts)
            expectSame(reader, world)
            try reader.verify()
            expectSame(reader.view, world)

            let isGathered = random.chance(50)
            if isGathered { reader.gather() }
            expectSame(reader, world)
            for address in world.known.shuffled(using: &random) {
                let number = reader.intern(address)
                #expect(world.known[Int(number)] == address)
            }
            for (place, address) in world.unknown.enumerated() {
                let number = reader.intern(address)
                #expect(Int(number) == world.known.count + place)
            }
            let all = reader.count
            #expect(all == world.known.count + world.unknown.count)
            try reader.verify()
            // What was added since is a run of its own.
            let added = try stored(reader.run(from: reader.stored))
            #expect(added.range == (isGathered ? 0 : runs.last?.range.upperBound ?? 0)..<all)
            reader.truncate(to: world.known.count)
            expectSame(reader, world)
        }
    }

    @Test func `a merged run is that of all its addresses`() throws {
        try forEachWorld(40, salt: 132, most: 200) { world, random in
            let table = world.table()
            let half = random.below(table.count + 1)
            let textHalf = random.below(table.texts.count + 1)
            let one = try opened(
                table, [table.run(of: 0..<table.count)], texts: [table.texts.run(of: 0..<table.texts.count)])
            let two = try opened(
                table, [table.run(of: 0..<half), table.run(of: half..<table.count)],
                texts: [table.texts.run(of: 0..<textHalf), table.texts.run(of: textHalf..<table.texts.count)])
            try one.verify()
            try two.verify()
            expectSame(one, world)
            expectSame(two, world)
        }
    }

    @Test func `damaged bytes are found, and no look-up leaves them`() throws {
        forEachWorld(3, salt: 133, most: 12) { world, random in
            let table = world.table()
            let half = table.count / 2
            let stored = StoredBytes(table.run(of: 0..<half).sections)
            let texts = StoredBytes(table.texts.run(of: 0..<table.texts.count).sections)
            for bytes in [stored, texts] {
                for bit in 0..<bytes.bitCount {
                    bytes.flip(bit)
                    defer { bytes.flip(bit) }
                    guard let run = try? SlotRun(stored.sections), let text = try? SlotRun(texts.sections),
                        var damaged = try? opened(table, [run], texts: [text])
                    else { continue }
                    let isFound = (try? damaged.verify()) == nil
                    for (number, address) in world.known.enumerated() {
                        let found = damaged.find(address)
                        #expect(isFound || found == AddressID(number))
                        // Never another's number.
                        #expect(found == nil || found == AddressID(number))
                    }
                    damaged.gather()
                    for address in world.known + world.unknown { _ = damaged.intern(address) }
                }
            }
        }
    }

    @Test func `a damaged run of texts is no run of addresses`() throws {
        let table = World(known: [.text("a"), .bytes(.zero)]).table()
        let (run, text) = (table.run(from: 0), table.texts.run(from: 0))
        #expect(throws: IndexError.self) { _ = try opened(table, [text], texts: [run]) }
        #expect(throws: IndexError.self) { _ = try opened(table, [run, run], texts: [text]) }
        _ = try opened(table, [run], texts: [text])
        _ = try opened(table, [], texts: [])
    }

    @Test func `texts are numbered by their bytes`() {
        var texts = TextTable()
        let words = ["", "a", "é", "e\u{301}", "a\u{0}", String(repeating: "x", count: 100)]
        for (number, word) in words.enumerated() {
            let given = texts.intern(word)
            #expect(Int(given) == number)
        }
        for (number, word) in words.enumerated() {
            let (again, text) = (texts.intern(word), texts[UInt32(number)])
            #expect(Int(again) == number && Array(text.utf8) == Array(word.utf8))
        }
    }
}

extension AddressRunTests.World {
    init(known: [Address]) { self.known = known }
}
