import SeededRandom
import Testing

@testable import FlowTracing

/// An index of transactions in several runs answers as a look at every row; mapped from its bytes it is the same.
@Suite struct TransactionIndexTests {
    /// Rows of transactions, some of which come back later.
    struct Rows: ~Copyable {
        var column = TransactionColumn()
        var hashes: [(Hash32, isText: Bool)] = []

        init(_ random: inout SeededRandom, most: Int) {
            for number in 0..<random.number(1...most) {
                let isText = random.chance(10)
                hashes.append(
                    (isText ? Hash32(UInt64(number), 0, 0, 0) : Hash32(random.next(), random.next(), 0, 7), isText))
            }
            // A text and a hash may be the same bytes.
            hashes.append((Hash32(hashes[0].0.word0, hashes[0].0.word1, 0, hashes[0].0.word3), !hashes[0].isText))
            for _ in 0..<random.number(0...2 * most) {
                let (hash, isText) = random.pick(hashes)
                for _ in 0..<random.number(1...3) { column.append(hash, isText: isText) }
            }
        }

        func rows(of hash: Hash32, isText: Bool) -> [UInt32] {
            (0..<column.count).filter { column[$0] == (hash, isText) }.map(UInt32.init)
        }

        /// Runs that end anywhere, within transactions too.
        func runs(_ random: inout SeededRandom) -> [TransactionRun] {
            let ends = (0..<random.number(0...6)).map { _ in random.below(column.count + 1) }.sorted() + [column.count]
            var first = 0
            return ends.map { end in
                defer { first = end }
                return TransactionRun(column, rows: first..<end)
            }
        }
    }

    private func forEachWorld(
        _ count: Int, salt: UInt64, most: Int, _ body: (borrowing Rows, inout SeededRandom) throws -> Void
    ) rethrows {
        for number in 0..<count {
            var random = SeededRandom(seed: SeededRandom.base &+ salt << 32 &+ UInt64(number))
            let rows = Rows(&random, most: most)
            try body(rows, &random)
        }
    }

    @Test(arguments: [3, 40, 500]) func `several runs find what a look at every row finds`(most: Int) throws {
        try forEachWorld(30, salt: 121, most: most) { world, random in
            let built = world.runs(&random)
            let mapped = try built.map { run in
                let stored = StoredBytes(run.sections)
                return try TransactionRun(stored.sections, owner: stored)
            }
            for run in built + mapped { try run.verify(against: world.column) }
            for runs in [built, mapped] {
                let index = TransactionIndex(runs)
                for (hash, isText) in world.hashes {
                    let expected = world.rows(of: hash, isText: isText)
                    let found = index.rows(of: hash, isText: isText, in: world.column)
                    #expect(found == expected)
                }
                let unknown = index.rows(of: Hash32(1, 2, 3, 4), isText: false, in: world.column)
                #expect(unknown.isEmpty)
            }
        }
    }

    private func found(
        _ hash: Hash32, _ isText: Bool, _ run: TransactionRun, _ column: borrowing TransactionColumn
    ) -> [UInt32] {
        TransactionIndex([run]).rows(of: hash, isText: isText, in: column)
    }

    @Test func `damaged bytes are found, and no look-up leaves them`() throws {
        try forEachWorld(6, salt: 122, most: 12) { world, random in
            for run in world.runs(&random) {
                let stored = StoredBytes(run.sections)
                for bit in 0..<stored.bitCount {
                    stored.flip(bit)
                    defer { stored.flip(bit) }
                    guard let mapped = try? TransactionRun(stored.sections) else { continue }
                    // A seed that puts no transaction elsewhere, or an end among rows that begin none, is as good.
                    let isFound = (try? mapped.verify(against: world.column)) == nil
                    for (hash, isText) in world.hashes {
                        let before = found(hash, isText, run, world.column)
                        let rows = found(hash, isText, mapped, world.column)
                        #expect(isFound || rows == before)
                        for row in rows { try #require(world.column[Int(row)] == (hash, isText)) }
                    }
                }
            }
        }
    }

    @Test func `a ledger's runs must follow one another`() throws {
        var builder = LedgerBuilder()
        builder.beginFile(SourceFile(name: "a", format: "canonical", hasIndex: false))
        let asset = builder.asset(Asset(chain: builder.chain("test"), identity: .native, symbol: ""))
        for number in 0..<20 {
            try builder.append(
                Transfer(
                    transaction: .bytes(Hash32(UInt64(number / 2), 0, 0, 1)), time: Int64(number), sender: 0,
                    recipient: builder.address(.text("a")), asset: asset, amount: 1, fingerprint: UInt64(number)))
        }
        builder.endFile()
        let ledger = try builder.seal()
        func run(_ rows: Range<Int>) -> TransactionRun { TransactionRun(ledger.columns.hashes, rows: rows) }
        // Rows behind the runs are indexed with them.
        for runs in [[], [run(0..<5)], [run(0..<5), run(5..<11)], [run(0..<20)], [run(0..<11), run(11..<20)]] {
            let index = try TransactionIndex(ledger, runs: runs)
            #expect(ledger.rows(of: .bytes(Hash32(7, 0, 0, 1)), index: index) == [14, 15])
            #expect(ledger.rows(of: .bytes(Hash32(2, 0, 0, 1)), index: index) == [4, 5])
        }
        #expect(throws: IndexError.self) { try TransactionIndex(ledger, runs: [run(5..<20)]) }
        #expect(throws: IndexError.self) { try TransactionIndex(ledger, runs: [run(0..<5), run(6..<20)]) }
    }
}
