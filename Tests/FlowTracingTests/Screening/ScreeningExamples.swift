import Testing

@testable import FlowTracing

/// Small ledgers with the exposures worked out by hand. Lines as in `WorkedExamples`; `x1`, `x2` are exchanges, `mix` a mixer, `bad`
/// stands on a sanctions list. An answer is `total: category/kind direct+indirect @hops, …`.
@Suite struct ScreeningExamples {
    private static let sources: [String: Set<String>] = [
        "x1": ["exchange/community"], "x2": ["exchange/community"], "mix": ["mixer/community"],
        "bad": ["sanctioned_party/ofac-sdn"],
    ]

    private func expect(
        _ text: String, hops: Int = 5, _ expected: [String: String],
        sources: [String: Set<String>] = ScreeningExamples.sources, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let ledger = try NaiveLedger(try WorkedExamples.rows(text), files: [NaiveFile()])
        let world = ScreeningWorld(sources: sources, hops: hops, ledger: ledger)
        let engine = try Engine.ledger(ledger.rows, files: [NaiveFile()])
        let screening = try Screening(ledger: engine, attribution: world.attribution(), options: world.options)
        var all: [Exposure] = []
        screening.all { all.append($0) }
        let answer = ScreeningAnswer(all, engine)
        for (name, line) in expected {
            let words = name.split(separator: " ").map(String.init)
            let key = ScreeningAnswer.Key(
                chain: "test", asset: words.count > 2 ? words[2] : "USDT", address: words[1],
                direction: Exposure.Direction(rawValue: words[0])!)
            #expect(answer.found[key].map(\.line) ?? "nothing" == line, "\(name)", sourceLocation: sourceLocation)
        }
        #expect(answer == NaiveScreening.answer(world), "definition", sourceLocation: sourceLocation)
    }

    @Test func `direct: a transfer from or to a labelled address`() throws {
        let ledger = """
            one    x1   -> a   60
            two    mint -> a   40
            three  a    -> bad 30
            """
        try expect(
            ledger,
            [
                "in a": "100: exchange/community 60+0 @1",
                "out a": "30: sanctioned_party/ofac-sdn 30+0 @1",
                "out x1": "60: sanctioned_party/ofac-sdn 0+18 @2",
                "in bad": "30: exchange/community 0+18 @2",
            ])
    }

    @Test func `two transfers: the parts of a holding move in proportion`() throws {
        let ledger = """
            one    x1   -> a   30
            two    bad  -> a   10
            three  mint -> a   60
            four   a    -> b   50
            """
        // Half of everything moves on.
        try expect(ledger, ["in b": "50: exchange/community 0+15 @2, sanctioned_party/ofac-sdn 0+5 @2"])
    }

    @Test func `money can only come from earlier transfers`() throws {
        let ledger = """
            first  a    -> b   10
            late   bad  -> a   10
            """
        try expect(ledger, ["in b": "10:", "out bad": "10:", "in a": "10: sanctioned_party/ofac-sdn 10+0 @1"])
    }

    @Test func `a walk stops at a labelled service`() throws {
        let ledger = """
            one    bad -> x1  100
            two    x1  -> a   100
            three  a   -> mix 100
            four   mix -> b   100
            """
        try expect(
            ledger,
            [
                "in a": "100: exchange/community 100+0 @1", "in b": "100: mixer/community 100+0 @1",
                "in mix": "100: exchange/community 0+100 @2", "out bad": "100: exchange/community 100+0 @1",
                "out x1": "100: mixer/community 0+100 @2",
            ])
    }

    @Test func `beyond the limit of hops value is untracked`() throws {
        let ledger = """
            one    bad -> a  100
            two    a   -> b  100
            three  b   -> c  100
            four   c   -> x1 100
            """
        try expect(
            ledger, hops: 2,
            [
                "in b": "100: sanctioned_party/ofac-sdn 0+100 @2", "in c": "100:", "out a": "100:",
                "out b": "100: exchange/community 0+100 @2",
            ])
        try expect(
            ledger, hops: 3,
            [
                "in c": "100: sanctioned_party/ofac-sdn 0+100 @3", "in x1": "100:",
                "out b": "100: exchange/community 0+100 @2",
            ])
        try expect(
            ledger, hops: 4,
            ["in x1": "100: sanctioned_party/ofac-sdn 0+100 @4", "out bad": "100: exchange/community 0+100 @4"])
    }

    @Test func `what both floors leave out is untracked`() throws {
        let ledger = """
            one    bad  -> a  1
            two    mint -> a  2
            three  a    -> b  1
            four   a    -> c  2
            """
        // ⌊1·1/3⌋ = 0 move, ⌊1·2/3⌋ = 0 stay.
        try expect(ledger, ["in b": "1:", "in c": "2:"])
    }

    @Test func `a swap ends a walk, unless one of its ends is labelled`() throws {
        let ledger = """
            one    bad  -> a    100
            swap   a    -> pool 100
            = swap pool -> a    5 ETH
            on     pool -> b    100
            """
        try expect(ledger, ["in pool": "100:", "in b": "100:", "in a ETH": "5:", "out bad": "100:"])
        let labelled = ScreeningExamples.sources.merging(["pool": ["dex/community"]]) { $1 }
        try expect(
            ledger,
            [
                "in pool": "100: sanctioned_party/ofac-sdn 0+100 @2", "out a": "100: dex/community 100+0 @1",
                "in a ETH": "5: dex/community 5+0 @1", "in b": "100: dex/community 100+0 @1",
            ], sources: labelled)
    }

    @Test func `fees leave first and reach nobody`() throws {
        let ledger = """
            one    bad  -> a  100
            two    a    -> x1 50 fee 20
            """
        // Of the 100 that bad sent, 50 reach the exchange, 20 are a fee, 30 are still there.
        try expect(
            ledger,
            ["out bad": "100: exchange/community 0+50 @2", "in x1": "50: sanctioned_party/ofac-sdn 0+50 @2"])
    }

    @Test func `what was there before is of unknown origin`() throws {
        let ledger = """
            one    bad  -> a  40
            two    a    -> x1 100
            """
        try expect(
            ledger,
            ["in x1": "100: sanctioned_party/ofac-sdn 0+40 @2", "out bad": "40: exchange/community 0+40 @2"])
    }

    @Test func `what rests is shared by all who paid`() throws {
        let ledger = """
            one    a  -> m  10
            two    b  -> m  30
            three  m  -> x1 20
            """
        // Half of what m had went on: half of each payment.
        try expect(ledger, ["out a": "10: exchange/community 0+5 @2", "out b": "30: exchange/community 0+15 @2"])
    }

    @Test func `mint and burn are nobody`() throws {
        let ledger = """
            one    mint -> a    10
            two    a    -> burn 10
            """
        try expect(ledger, ["in a": "10:", "out a": "10:"])
    }

    @Test func `kinds of lists are never one, and several lists are a row each`() throws {
        let sources: [String: Set<String>] = [
            "x1": ["exchange/community", "exchange/ofac-sdn", "sanctioned_party/ofac-sdn"]
        ]
        let ledger = try Engine.ledger(
            try WorkedExamples.rows("one x1 -> a 10\ntwo mint -> a 10"), files: [NaiveFile()])
        let world = ScreeningWorld(sources: sources, hops: 5, ledger: try NaiveLedger([], files: []))
        let screening = try Screening(ledger: ledger, attribution: world.attribution())
        let id = try #require(ledger.find(.text("a")))
        let received = try #require(screening.exposures(of: [id]).first)
        #expect(
            received.rows.map(\.exposure.description) == [
                "exchange/ofac-sdn", "exchange/community", "sanctioned_party/ofac-sdn",
            ])
        #expect(received.rows.allSatisfy { $0.direct == 10 })
        #expect(received.attributed == 10 && received.overlap == 20 && received.untracked == 10)
    }

    @Test func `only an owner's tag that is sure enough and has a category attributes`() throws {
        let ledger = try Engine.ledger(try WorkedExamples.rows("one x -> a 10"), files: [NaiveFile()])
        func rows(_ tag: FlowTracing.Tag, least: Int = 60) throws -> Int {
            var options = ScreeningOptions()
            options.leastConfidence = least
            var count = 0
            try Screening(ledger: ledger, attribution: Attribution([tag]), options: options).all {
                count += $0.rows.count
            }
            return count
        }
        let tag = FlowTracing.Tag(address: .text("x"), label: "x", category: Category("scam"))
        #expect(try rows(tag) == 1)
        var other = tag
        other.relation = .counterparty
        #expect(try rows(other) == 0)
        other = tag
        other.confidence = 59
        #expect(try rows(other) == 0)
        #expect(try rows(other, least: 50) == 1)
        other = tag
        other.category = nil
        #expect(try rows(other) == 0)
        other = tag
        other.chain = "elsewhere"
        #expect(try rows(other) == 0)
    }

    @Test func `more categories than are told apart are refused`() throws {
        let text = (0..<65).map { "t\($0) a\($0) -> b 10" }.joined(separator: "\n")
        let ledger = try Engine.ledger(try WorkedExamples.rows(text), files: [NaiveFile()])
        let tags = (0..<65).map {
            FlowTracing.Tag(address: .text("a\($0)"), label: "", category: Category("category \($0)"))
        }
        #expect(throws: FlowError.self) { try Screening(ledger: ledger, attribution: Attribution(tags)) }
        let fits = try Screening(ledger: ledger, attribution: Attribution(tags.dropLast()))
        var all: [Exposure] = []
        fits.all { all.append($0) }
        let received = try #require(all.first { $0.rows.count > 1 })
        #expect(received.rows.count == 64 && received.attributed == 640 && received.total == 650)
    }
}
