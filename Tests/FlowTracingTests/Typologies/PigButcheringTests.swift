import Testing

@Suite struct PigButcheringTests {
    /// Five whom an exchange paid pay a collector, three of them more the second time; two got a fifth back between; the
    /// collector has 1,100 and passes `passedOn` on.
    private func table(
        payers: Int = 5, rising: Int = 3, again: String = "150", back: Int = 2, small: String = "30",
        passedOn: String = "665", funded: String = "x"
    ) -> String {
        var lines: [String] = []
        for one in 1...payers {
            lines.append("\(funded) -> v\(one) 1000")
            lines.append("+86400 v\(one) -> c 100")
        }
        for one in 1...max(1, back) where back > 0 { lines.append("+86400 c -> v\(one) \(small)") }
        for one in 1...rising { lines.append("+86400 v\(one) -> c \(again)") }
        lines.append("+86400 c -> out \(passedOn)")
        return lines.joined(separator: "\n")
    }

    private func lines(_ table: String) throws -> [String] {
        try TypologyStory(table, tags: "x exchange").lines("pig-butchering")
    }

    @Test func `weeks of feeding and taking fire`() throws {
        // 700 ‰ of 5 · 100 + 3 · 150.
        #expect(try lines(table()) == ["c | 2 4 6 8 10 11 12 13 14 15 16 | 5 3 2 700"])
    }

    @Test func `one fewer of anything does not`() throws {
        #expect(try lines(table(payers: 4)) == [])
        #expect(try lines(table(rising: 2)) == [])
        #expect(try lines(table(again: "149.999999")) == [])
        #expect(try lines(table(back: 1)) == [])
        #expect(try lines(table(small: "30.000001")) == [])
        #expect(try lines(table(passedOn: "664.999999")) == [])
        // Their money is from nobody known.
        #expect(try lines(table(funded: "friend")) == [])
    }

    @Test func `a purchase on the way hides no treasury`() throws {
        // Two collectors of one fraud; one of them first bought something.
        var lines = (1...6).map { "x -> v\($0) 1000\n+86400 v\($0) -> c\($0 % 2) 100" }
        lines += (1...6).map { "+3600 c\($0 % 2) -> v\($0) 30" }
        lines += (1...6).map { "+3600 v\($0) -> c\($0 % 2) 150" }
        lines += ["c0 -> shop 5", "c0 -> t 600", "c1 -> t 650"]
        #expect(
            try self.lines(lines.joined(separator: "\n"))
                == ["c1 c0 | 2 4 6 8 10 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 | 6 6 6 836"])
    }

    @Test func `what comes later joins it`() throws {
        #expect(
            try lines(table() + "\nv4 -> c 500\nc -> out 500")
                == ["c | 2 4 6 8 10 11 12 13 14 15 16 17 18 | 5 4 2 803"])
    }
}
