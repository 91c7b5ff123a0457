import FlowTracing
import Testing

/// The spec's paragraphs "Order" and "Identity", case by case.
@Suite struct LedgerBuilderTests {
    private func row(
        _ tx: String, time: Int64, amount: UInt128 = 1, index: UInt32? = nil, block: UInt64? = nil, file: Int = 0
    ) -> NaiveRow {
        NaiveRow(
            file: file, chain: "test", tx: tx, index: index, block: block, time: time, from: "a", to: "b",
            asset: "USDT",
            amount: amount)
    }

    private func ledger(_ rows: [NaiveRow], files: Int = 1, keepsDuplicates: Bool = false, until: Int64? = nil) throws
        -> Ledger
    {
        try Engine.ledger(
            rows, files: Array(repeating: NaiveFile(), count: files), keepsDuplicates: keepsDuplicates, until: until)
    }

    private func transactions(_ ledger: Ledger) -> String {
        (0..<ledger.count).map { ledger.transactionText($0) }.joined(separator: " ")
    }

    // MARK: Order

    @Test func `block before time before index before input order`() throws {
        let rows = [
            row("e", time: 9, index: 0, block: 3), row("d", time: 8, index: 2, block: 2),
            row("c", time: 8, index: 1, block: 2), row("b", time: 7, index: 9, block: 2),
            row("a", time: 7, index: 5, block: 1),
        ]
        #expect(transactions(try ledger(rows.reversed() + [row("f", time: 9, index: 0, block: 3)])) == "a b c d e f")
        #expect(transactions(try ledger([rows[2], rows[0], rows[4], rows[1], rows[3]])) == "a b c d e")
    }

    @Test func `without block or index the time decides, then the input`() throws {
        #expect(transactions(try ledger([row("b", time: 2), row("a", time: 1), row("c", time: 2)])) == "a b c")
    }

    @Test func `a file whose times never rise is newest first`() throws {
        #expect(transactions(try ledger([row("c", time: 3), row("b", time: 2), row("a", time: 2)])) == "a b c")
        // One that rises anywhere is not.
        #expect(
            transactions(try ledger([row("b", time: 2), row("c", time: 2), row("a", time: 1), row("d", time: 5)]))
                == "a b c d")
        // Equal times say nothing of a direction.
        #expect(transactions(try ledger([row("a", time: 2), row("b", time: 2)])) == "a b")
    }

    @Test func `each file has its own direction`() throws {
        let rows = [
            row("b", time: 2, file: 0), row("a", time: 1, file: 0), row("d", time: 2, file: 1),
            row("c", time: 2, file: 1),
            row("z", time: 1, file: 1),
        ]
        #expect(transactions(try ledger(rows, files: 2)) == "a z b c d")
    }

    @Test func `across chains time decides, then the chain's name`() throws {
        var (x, y, z) = (row("x", time: 1), row("y", time: 1), row("z", time: 0))
        (x.chain, y.chain, z.chain) = ("two", "one", "two")
        #expect(transactions(try ledger([x, y, z])) == "z y x")
    }

    @Test func `within a transaction native value comes before logs`() throws {
        var log = row("t", time: 1, amount: 7, index: 0)
        log.kind = .log
        let native = row("t", time: 1, amount: 5, index: 3)
        let sealed = try ledger([log, native])
        #expect((0..<sealed.count).map { sealed.kind($0) } == [.native, .log])
        #expect(sealed.undecidedOrder == 0)
    }

    @Test func `undecided order counts transfers that only the input order parts`() throws {
        #expect(
            try ledger([row("a", time: 1), row("b", time: 1), row("c", time: 1), row("d", time: 2)]).undecidedOrder == 2
        )
        #expect(try ledger([row("a", time: 1, index: 0), row("b", time: 1, index: 1)]).undecidedOrder == 0)
        #expect(try ledger([row("a", time: 1, index: 0), row("b", time: 1, index: 0)]).undecidedOrder == 1)
        #expect(try ledger([row("a", time: 1, block: 1), row("b", time: 1, block: 2)]).undecidedOrder == 0)
        var other = row("b", time: 1)
        other.chain = "another"
        #expect(try ledger([row("a", time: 1), other]).undecidedOrder == 0)
    }

    // MARK: Identity

    @Test func `an identity seen twice counts once, in one file or two`() throws {
        let twice = [row("a", time: 1, index: 0), row("a", time: 1, index: 0), row("a", time: 1, index: 1, file: 0)]
        #expect(try ledger(twice).count == 2)
        #expect(try ledger(twice).duplicates == 1)
        let apart = [row("a", time: 1, index: 0), row("a", time: 1, index: 0, file: 1)]
        #expect(try ledger(apart, files: 2).count == 1)
        #expect(try ledger(apart, files: 2).duplicates == 1)
        // Keeping duplicates is for rows without an index.
        #expect(try ledger(twice, keepsDuplicates: true).count == 2)
    }

    @Test func `the same index of another kind or chain is another transfer`() throws {
        var log = row("a", time: 1, amount: 2, index: 0)
        log.kind = .log
        var elsewhere = row("a", time: 1, amount: 3, index: 0)
        elsewhere.chain = "another"
        #expect(try ledger([row("a", time: 1, index: 0), log, elsewhere]).count == 3)
    }

    @Test func `other content under one identity is an error naming both rows`() throws {
        func contradiction(_ change: (inout NaiveRow) -> Void) -> FlowError? {
            var other = row("a", time: 1, index: 4, file: 1)
            change(&other)
            return #expect(throws: FlowError.self) {
                try ledger([row("z", time: 1, index: 0), row("a", time: 1, index: 4), other], files: 2)
            }
        }
        let named = FlowError.contradiction(first: "file0.csv:3", second: "file1.csv:2", transaction: "a:4")
        #expect(contradiction { $0.amount = 2 } == named)
        #expect(contradiction { $0.to = "c" } == named)
        #expect(contradiction { $0.from = "c" } == named)
        #expect(contradiction { $0.asset = "DAI" } == named)
        #expect(contradiction { $0.fee = 1 } == named)
        #expect(contradiction { $0.time = 2 } == named)
    }

    @Test func `without an index equal rows of a file are one transfer, or several on request`() throws {
        let rows = [row("a", time: 1), row("a", time: 1), row("a", time: 1, amount: 2)]
        #expect(try ledger(rows).count == 2)
        #expect(try ledger(rows).duplicates == 1)
        #expect(try ledger(rows, keepsDuplicates: true).count == 3)
    }

    @Test func `rows that differ in any column of their file are several transfers`() throws {
        var other = row("a", time: 1)
        other.otherColumns = 1
        #expect(try ledger([row("a", time: 1), other]).count == 2)
        // In a file that has other columns they are still the same two.
        var (again, once) = (row("a", time: 1, file: 1), row("a", time: 1, file: 1))
        (again.otherColumns, once.otherColumns) = (8, 9)
        #expect(try ledger([row("a", time: 1), other, again, once], files: 2).count == 2)
    }

    @Test func `across files the multiplicity is the maximum, never the sum`() throws {
        let rows = [
            row("a", time: 1, file: 0), row("a", time: 1, file: 1), row("a", time: 1, file: 1),
            row("a", time: 1, file: 2),
        ]
        #expect(try ledger(rows, files: 3, keepsDuplicates: true).count == 2)
        #expect(try ledger(rows, files: 3, keepsDuplicates: true).duplicates == 2)
        #expect(try ledger(rows, files: 3).count == 1)
    }

    @Test func `a file without fees does not hide the fee that another shows`() throws {
        for order in [[0, 1], [1, 0]] {
            var with = row("a", time: 1, file: order[0])
            with.fee = 3
            let without = row("a", time: 1, file: order[1])
            let sealed = try ledger([with, without].sorted { $0.file < $1.file }, files: 2)
            #expect(sealed.count == 1)
            #expect(sealed.fee(0) == 3)
        }
    }

    @Test func `a file without blocks does not make copies other transfers`() throws {
        let rows = [row("a", time: 1, block: 7), row("a", time: 1, file: 1), row("b", time: 2, file: 1)]
        #expect(transactions(try ledger(rows, files: 2)) == "a b")
        let indexed = [row("a", time: 1, index: 0, block: 7), row("a", time: 1, index: 0, file: 1)]
        #expect(transactions(try ledger(indexed, files: 2)) == "a")
    }

    @Test func `without an index a transfer's index is its place in its transaction`() throws {
        let sealed = try ledger([
            row("a", time: 1, amount: 1), row("b", time: 1, amount: 2), row("a", time: 1, amount: 3),
            row("b", time: 1, amount: 4),
        ])
        #expect((0..<4).map { sealed.index($0) } == [0, 0, 1, 1])
    }

    @Test func `a transaction that a file spreads over blocks is still one`() throws {
        let sealed = try ledger([
            row("a", time: 1, amount: 1, block: 1), row("b", time: 1, amount: 2, block: 1),
            row("b", time: 2, amount: 3, block: 2), row("b", time: 3, amount: 4, block: 3), row("c", time: 3, block: 3),
        ])
        #expect((0..<5).map { sealed.index($0) } == [0, 0, 1, 2, 0])
        #expect(sealed.transactionRows(of: 2) == [1, 2, 3])
    }

    // MARK: Limits of a ledger

    @Test func `until includes its second`() throws {
        let sealed = try ledger([row("a", time: 1), row("b", time: 2), row("c", time: 3)], until: 2)
        #expect(transactions(sealed) == "a b")
        #expect(sealed.timeRange.map { [$0.first, $0.last] } == [1, 2])
    }

    @Test func `rows after until still say how a file runs and whose it is`() throws {
        let rows = [row("c", time: 3), row("b", time: 2), row("a", time: 2)]
        #expect(transactions(try ledger(rows, until: 2)) == "a b")
        let cut = try ledger(rows, until: 2)
        #expect((0..<2).map { cut.place(of: $0) } == ["file0.csv:4", "file0.csv:3"])
        var later = row("d", time: 3)
        (later.from, later.to) = ("c", "a")
        let export = try Engine.ledger([row("a", time: 1), later], files: [NaiveFile(account: "?")], until: 1)
        #expect(export.coverageByChain == [.addresses([.text("a")])])
    }

    @Test func `an empty ledger is a ledger`() throws {
        let sealed = try ledger([])
        #expect(sealed.count == 0)
        #expect(sealed.timeRange == nil)
        let tracer = try Tracer(ledger: sealed)
        let answer = tracer.trace([Case(id: "1", seeds: [try Seed(parsing: "tx:a")])])
        #expect(answer.first?.failure != nil)
    }

    @Test func `a row is named by file and line, however rows moved`() throws {
        let sealed = try ledger(
            [row("c", time: 3), row("b", time: 2), row("b", time: 2), row("x", time: 1, file: 1)], files: 2)
        let places = (0..<sealed.count).map { "\(sealed.transactionText($0)) \(sealed.place(of: $0))" }
        #expect(places == ["x file1.csv:2", "b file0.csv:4", "c file0.csv:2"])
    }

    @Test func `an excluded asset leaves no row and no fee`() throws {
        var builder = LedgerBuilder()
        builder.beginFile(SourceFile(name: "a", format: "test", hasIndex: false))
        var (bad, paid) = (row("a", time: 1), row("b", time: 2))
        bad.asset = "BAD"
        (paid.fee, paid.feeAsset) = (5, "BAD")
        for (line, row) in [bad, paid].enumerated() { try Engine.append(row, line: line + 1, to: &builder) }
        builder.endFile()
        let asset = builder.asset(Asset(chain: builder.chain("test"), identity: .symbol("BAD"), symbol: "BAD"))
        builder.exclude(asset)
        let sealed = try builder.seal()
        #expect(transactions(sealed) == "b")
        #expect(sealed.fee(0) == 0)
        #expect(sealed.excludedAssets == [asset])
    }

    @Test func `an abandoned file was never read`() throws {
        var builder = LedgerBuilder()
        builder.beginFile(SourceFile(name: "a", format: "test", hasIndex: false))
        try Engine.append(row("a", time: 1), line: 2, to: &builder)
        builder.endFile()
        builder.beginFile(SourceFile(name: "b", format: "test", hasIndex: false))
        try Engine.append(row("b", time: 2), line: 2, to: &builder)
        builder.abandonFile()
        builder.beginFile(SourceFile(name: "b", format: "again", hasIndex: false))
        try Engine.append(row("c", time: 3), line: 2, to: &builder)
        builder.endFile()
        let sealed = try builder.seal()
        #expect(transactions(sealed) == "a c")
        #expect(sealed.files.map(\.format) == ["test", "again"])
    }

    // MARK: Coverage

    @Test func `an account export covers the account in all its rows, other files cover all`() throws {
        var (ab, ca) = (row("x", time: 1), row("y", time: 2))
        (ab.from, ab.to, ca.from, ca.to) = ("a", "b", "c", "a")
        let export = try Engine.ledger([ab, ca], files: [NaiveFile(account: "a")])
        #expect(export.coverageByChain == [.addresses([.text("a")])])
        let whole = try Engine.ledger([ab, ca], files: [NaiveFile()])
        #expect(whole.coverageByChain == [.all])
    }
}
