import Testing

@Suite struct RapidCashOutTests {
    private func lines(_ table: String, _ settings: [String: Int] = [:]) throws -> [String] {
        try TypologyStory(table, tags: "x exchange, y exchange, z scam").lines("rapid-cash-out", settings)
    }

    @Test func `a crime's money at an exchange within the hour fires`() throws {
        #expect(try lines("v -> z 100\nz -> a 50\na -> x 45") == ["a | 1 2 3 | 120 2 1"])
        #expect(try lines("v -> z 100\nz -> x 100") == ["z | 1 2 | 60 1 1"])
        // What the crime had before begins when it leaves.
        #expect(try lines("v -> z 100\n+86400 z -> a 50\na -> x 45") == ["a | 2 3 | 60 1 1"])
        #expect(try lines("v -> z 100\n+3600 z -> a 50\n+3600 a -> x 45") == ["a | 1 2 3 | 7200 2 1"])
    }

    @Test(arguments: [
        "v -> z 100\nz -> a 50\na -> w 45",  // nowhere custodial
        "v -> q 100\nq -> a 50\na -> x 45",  // nothing says it is a crime
        "v -> z 100\n+3600 z -> a 50\n+3601 a -> x 45",  // a second too late
        "v -> z 100\nz -> a 50\na -> x 4.999999",  // less than a tenth
        "v -> z 100\nz -> a 50\na -> x 1 ETH",  // another asset
    ])
    func `anything less does not`(table: String) throws { #expect(try lines(table) == []) }

    @Test func `a deposit address is emptied of several payments at once`() throws {
        let table = "q -> a 100\nw -> e 50\na -> b 99\ne -> f 50\nb -> d 98\nf -> d 49\nd -> x 147"
        #expect(try lines(table) == ["d | 1 2 3 4 5 6 7 | 360 3 0"])
        // Of the sum a tenth and a unit stays; or more leaves than came; or a part of it was there before.
        #expect(try lines("q -> a 100\nw -> e 50\na -> b 99\ne -> f 50\nb -> d 98\nf -> d 49\nd -> x 132.299999") == [])
        #expect(try lines("q -> a 100\nw -> e 50\na -> b 99\ne -> f 50\nb -> d 98\nf -> d 49\nd -> x 147.000001") == [])
        #expect(try lines("q -> a 100\nw -> e 50\na -> b 99\nb -> d 98\nf -> d 49\nd -> x 147") == [])
    }

    @Test func `where nobody knows the exchange, how busy it is says it`() throws {
        func table(_ customers: Int) -> String {
            (1...customers).map { "+9 c\($0) -> h 5\n" }.joined() + "q -> a 100\na -> b 99\nb -> c 98\nc -> h 97"
        }
        #expect(try lines(table(19)) == ["c | 20 21 22 23 | 180 3 0"])
        #expect(try lines(table(18)) == [])
    }

    @Test func `what only passes through fresh addresses fires without a list of crimes`() throws {
        let table = "x -> a 100\na -> b 99\nb -> c 98\nc -> y 97"
        #expect(try lines(table) == ["c | 2 3 4 | 120 2 0"])
        // A withdrawal that is deposited elsewhere: one wallet and one deposit address.
        let wallet = "x -> a 100\na -> d 99\nd -> y 98"
        #expect(try lines(wallet) == [])
        #expect(try lines(wallet, ["addresses": 1]) == ["d | 2 3 | 60 1 0"])
        // A part stays, more leaves than came, and an address that had dealt before.
        #expect(try lines("x -> a 100\na -> b 90\nb -> c 80\nc -> y 80") == [])
        #expect(try lines("x -> a 100\na -> b 90\nb -> c 91\nc -> y 91") == [])
        #expect(try lines("q -> b 5\n" + table) == [])
    }
}
