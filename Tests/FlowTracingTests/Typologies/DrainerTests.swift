import Testing

@Suite struct DrainerTests {
    private func lines(_ table: String, tags: String = "") throws -> [String] {
        try TypologyStory(table, tags: tags).lines("drainer")
    }

    private static let first = "@a v -> aff 80\n@a v -> op 20\n"

    @Test func `two victims split alike fire`() throws {
        #expect(try lines(Self.first + "@b w -> other 800\n@b w -> op 200") == ["op | 1 2 3 4 | 2 200"])
        // The order of the two does not matter, nor the asset.
        #expect(try lines(Self.first + "@b w -> op 2 ETH\n@b w -> other 8 ETH") == ["op | 1 2 3 4 | 2 200"])
    }

    @Test(arguments: [
        "@b v -> other 800\n@b v -> op 200",  // the same victim
        "@b w -> other 801\n@b w -> op 199.4",  // another ratio
        "@b w -> other 800\n@b w -> boss 200",  // another operator
        "w -> other 800\nw -> op 200",  // two transactions
        "@b w -> other 80\n@b w -> op 20 ETH",  // two assets
        "+2592001 @b w -> other 800\n@b w -> op 200",  // a second too late
        // Rows that detectors do not see begin the next transaction.
        "@b w -> other 800\n@c w -> w 1\n@c w -> op 200",
        // A payroll.
        "@b w -> a 80\n@b w -> b 80\n@b w -> c 80\n@b w -> d 80\n@b w -> op 20",
    ])
    func `anything less does not`(second: String) throws { #expect(try lines(Self.first + second) == []) }

    @Test func `a commission is no operator's share`() throws {
        #expect(try lines("@a v -> aff 951\n@a v -> op 49\n@b w -> aff 951\n@b w -> op 49") == [])
        #expect(
            try lines("@a v -> aff 95\n@a v -> op 5\n@b w -> aff 95\n@b w -> op 5") == ["aff | 1 2 3 4 | 2 50"])
        #expect(try lines("@a v -> aff 699\n@a v -> op 301\n@b w -> aff 699\n@b w -> op 301") == [])
        #expect(try lines(Self.first + "@b w -> other 800\n@b w -> op 200", tags: "op exchange") == [])
    }

    @Test func `a contract that splits is not the victim`() throws {
        let table = """
            @a v -> split 100
            @a split -> aff 80
            @a split -> op 20
            @b w -> split 1000
            @b split -> aff 800
            @b split -> op 200
            """
        #expect(try lines(table) == ["aff | 1 2 3 4 5 6 | 2 200"])
        // The same victim again.
        #expect(try lines(table.replacing("w ->", with: "v ->")) == [])
    }

    @Test func `three may share`() throws {
        let table = "@a v -> kit 70\n@a v -> aff 20\n@a v -> op 10\n@b w -> kit 7\n@b w -> aff 2\n@b w -> op 1"
        let found = try lines(table)
        #expect(found.contains("kit | 1 2 3 4 5 6 | 2 100"))
    }
}
