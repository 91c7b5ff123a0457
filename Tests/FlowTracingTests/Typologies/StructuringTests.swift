import Testing

@Suite struct StructuringTests {
    private static let four = """
        p -> a  950
        p -> b  970
        p -> c  999.999999
        p -> d  900
        """

    @Test func `four amounts just below a threshold fire`() throws {
        #expect(try TypologyStory(Self.four).lines("structuring") == ["p | 1 2 3 4 | 4 4 1000"])
    }

    @Test(arguments: [
        "p -> a 950\np -> b 970\np -> c 999",
        // One amount is a base unit below the band, or at the threshold.
        "p -> a 950\np -> b 970\np -> c 999\np -> d 899.999999",
        "p -> a 950\np -> b 970\np -> c 999\np -> d 1000",
        // A second longer than seven days.
        "p -> a 950\np -> b 970\np -> c 999\n+604681 p -> d 950",
        // Nobody knows what a whole unit is.
        "p -> a 950 RAW\np -> b 970 RAW\np -> c 999 RAW\np -> d 950 RAW",
        // Two different assets.
        "p -> a 950\np -> b 970\np -> c 950 ETH\np -> d 970 ETH",
    ])
    func `one fewer does not`(table: String) throws { #expect(try TypologyStory(table).lines("structuring") == []) }

    @Test func `as long as seven days is within them`() throws {
        let table = "p -> a 950\np -> b 970\np -> c 999\n+604680 p -> d 950"
        #expect(try TypologyStory(table).lines("structuring") == ["p | 1 2 3 4 | 4 4 1000"])
    }

    @Test func `the bands beside must be nearly empty`() throws {
        #expect(
            try TypologyStory("p -> z 1001\n" + Self.four).lines("structuring") == ["p | 2 3 4 5 | 4 4 1000"])
        #expect(try TypologyStory("p -> y 810\np -> z 1001\n" + Self.four).lines("structuring") == [])
        // What is farther away does not count.
        #expect(
            try TypologyStory("p -> y 799\np -> z 1100\n" + Self.four).lines("structuring") == [
                "p | 3 4 5 6 | 4 4 1000"
            ])
    }

    @Test func `a payee of several is a structurer, of one payer only the payer is`() throws {
        let many = "a -> q 9500\nb -> q 9600\nc -> q 9700\nd -> q 9800"
        #expect(try TypologyStory(many).lines("structuring") == ["q | 1 2 3 4 | 4 4 10000"])
        let one = "p -> q 9500\np -> q 9600\np -> q 9700\np -> q 9800"
        #expect(try TypologyStory(one).lines("structuring") == ["p | 1 2 3 4 | 4 4 10000"])
    }

    @Test func `thresholds and decimals may be others`() throws {
        let table = "p -> a 1.9 ETH\np -> b 1.95 ETH\np -> c 1.99 ETH\np -> d 1.8 ETH"
        #expect(try TypologyStory(table).lines("structuring") == [])
        #expect(try TypologyStory(table).lines("structuring", ["threshold-1": 2]) == ["p | 1 2 3 4 | 4 4 2"])
    }

    @Test func `a service does not structure`() throws {
        #expect(try TypologyStory(Self.four, tags: "p exchange").lines("structuring") == [])
    }
}
