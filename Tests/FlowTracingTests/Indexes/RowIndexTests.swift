import SeededRandom
import Testing

@testable import FlowTracing

/// An index in several runs answers as one over all rows; a run merged, or mapped from its bytes, is the run built.
@Suite struct RowIndexTests {
    /// Addresses of rows, a few of them in most rows.
    struct Rows: ~Copyable {
        var column = Column<UInt32>()
        var addresses = 0

        init(_ random: inout SeededRandom, most: Int = 400) {
            addresses = random.number(1...max(most / 6, 1))
            let busy = random.number(1...addresses)
            for _ in 0..<random.number(0...most) {
                column.append(UInt32(random.below(random.chance(70) ? busy : addresses)))
            }
        }

        /// Runs that end at random rows, each made when only the addresses up to then were numbered.
        func runs(_ random: inout SeededRandom) -> [RowRun] {
            var ends = (0..<random.number(0...6)).map { _ in random.below(column.count + 1) }.sorted()
            ends.append(column.count)
            var first = 0
            return ends.map { end in
                let known = (0..<end).map { Int(column[$0]) + 1 }.max() ?? 0
                let run = RowRun(
                    column, rows: first..<end, addresses: random.chance(50) ? known : addresses)
                first = end
                return run
            }
        }

        func rows(of address: Int) -> [UInt32] {
            (0..<column.count).filter { Int(column[$0]) == address }.map(UInt32.init)
        }
    }

    private func forEachWorld(
        _ count: Int, salt: UInt64, most: Int = 400, _ body: (borrowing Rows, inout SeededRandom) throws -> Void
    ) rethrows {
        for number in 0..<count {
            var random = SeededRandom(seed: SeededRandom.base &+ salt << 32 &+ UInt64(number))
            let rows = Rows(&random, most: most)
            try body(rows, &random)
        }
    }

    private func bytes(_ run: RowRun) -> [[UInt8]] { run.sections.map { Array($0.bytes) } }

    @Test func `several runs answer as one`() throws {
        try forEachWorld(300, salt: 101) { world, random in
            let index = try RowIndex(world.runs(&random))
            for address in 0..<world.addresses + 2 {
                let expected = world.rows(of: address)
                let id = AddressID(address)
                #expect(index.rows(of: id) == expected)
                #expect(index.count(of: id) == expected.count)
                for row in [0, random.below(world.column.count + 1), world.column.count] {
                    let later = expected.filter { $0 >= row }
                    var ahead = index.ahead(id, from: UInt32(row))
                    if row == 0 { #expect(index.ahead(id).row == ahead.row) }
                    for expected in later.indices {
                        #expect(index.remaining(ahead, of: id) == later.count - expected)
                        #expect(ahead.row == later[expected])
                        index.advance(&ahead, of: id)
                    }
                    #expect(ahead.row == .max && index.remaining(ahead, of: id) == 0)

                    var behind = index.behind(id, before: UInt32(row))
                    for expected in expected.filter({ $0 < row }).reversed() {
                        #expect(behind.row == expected)
                        index.retreat(&behind, of: id)
                    }
                    #expect(behind.row == nil)
                }
            }
            let isDamaged = index.isDamaged
            #expect(!isDamaged)
        }
    }

    @Test func `merging runs gives the run of all their rows`() throws {
        try forEachWorld(300, salt: 102) { world, random in
            var runs = world.runs(&random)
            while runs.count > 1 {
                let place = random.below(runs.count - 1)
                runs[place] = try RowRun(merging: runs[place], runs[place + 1], addresses: world.addresses)
                runs.remove(at: place + 1)
            }
            let fresh = RowRun(world.column, rows: 0..<world.column.count, addresses: world.addresses)
            // A run that nothing was merged into may know fewer addresses.
            if runs[0].ends.count == fresh.ends.count { #expect(bytes(runs[0]) == bytes(fresh)) }
            try runs[0].verify(against: world.column, addresses: world.addresses)
        }
    }

    @Test func `a run that is mapped is the run that was built`() throws {
        try forEachWorld(100, salt: 103) { world, random in
            for run in world.runs(&random) {
                let stored = StoredBytes(run.sections)
                let mapped = try RowRun(stored.sections, owner: stored)
                #expect(bytes(mapped) == bytes(run) && mapped.range == run.range)
                try mapped.verify(against: world.column, addresses: world.addresses)
            }
        }
    }

    @Test func `damaged bytes are found, and no look-up leaves them`() throws {
        forEachWorld(30, salt: 104, most: 40) { world, random in
            let runs = world.runs(&random)
            for (number, run) in runs.enumerated() {
                let stored = StoredBytes(run.sections)
                for bit in 0..<stored.bitCount {
                    stored.flip(bit)
                    defer { stored.flip(bit) }
                    var damaged = runs
                    guard let mapped = try? RowRun(stored.sections) else { continue }
                    #expect(throws: IndexError.self) {
                        try mapped.verify(against: world.column, addresses: world.addresses)
                    }
                    damaged[number] = mapped
                    _ =
                        damaged.count < 2
                        ? nil : try? RowRun(merging: damaged[0], damaged[1], addresses: world.addresses)
                    guard let index = try? RowIndex(damaged) else { continue }
                    for address in 0..<AddressID(world.addresses) {
                        #expect(index.rows(of: address).allSatisfy { $0 < index.rowCount })
                        var ahead = index.ahead(address, from: UInt32(random.below(world.column.count + 1)))
                        var isWithin = true
                        while ahead.row != .max {
                            isWithin = isWithin && ahead.row < index.rowCount
                            index.advance(&ahead, of: address)
                        }
                        var behind = index.behind(address, before: UInt32(world.column.count))
                        while let row = behind.row {
                            isWithin = isWithin && row < index.rowCount
                            index.retreat(&behind, of: address)
                        }
                        #expect(isWithin)
                    }
                }
            }
        }
    }

    @Test func `sections that lack a part or a byte are refused`() {
        var random = SeededRandom(seed: SeededRandom.base)
        let rows = Rows(&random)
        let run = RowRun(rows.column, rows: 0..<rows.column.count, addresses: rows.addresses)
        for place in run.sections.indices where !run.sections[place].bytes.isEmpty {
            var sections = run.sections
            let short = UnsafeRawBufferPointer(rebasing: sections[place].bytes.dropLast())
            sections[place] = IndexSection(name: sections[place].name, bytes: short)
            #expect(throws: IndexError.self) { try RowRun(sections) }
            sections.remove(at: place)
            #expect(throws: IndexError.missing(section: run.sections[place].name)) { try RowRun(sections) }
        }
    }

    @Test func `runs are merged while the newer is a third of the older`() {
        #expect(RowRun.shouldMerge(older: 9, newer: 3))
        #expect(!RowRun.shouldMerge(older: 9, newer: 2))
        #expect(RowRun.shouldMerge(older: 0, newer: 0))
        // So there are few: every run is more than three times as long as the next.
        var runs: [Int] = []
        for _ in 0..<10_000 {
            runs.append(1)
            while runs.count > 1, RowRun.shouldMerge(older: runs[runs.count - 2], newer: runs[runs.count - 1]) {
                runs[runs.count - 2] += runs.removeLast()
            }
            #expect(runs.count <= 10)
        }
    }
}
