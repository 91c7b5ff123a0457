import Testing

@testable import FlowTracing

/// When each alert fires, and what becomes of it.
@Suite struct WatchAlertTests {
    @Test func `value moves, reaches an endpoint, and a reorg takes that back`() throws {
        let start = "a 1 victim thief 100\nb 2 thief mule 60"
        #expect(
            try WatchedStory.watch([
                start, start + "\nc 3 mule exchange 60", start, start + "\nc 3 mule exchange 60",
                start + "\nd 3 mule friend 60",
            ]) == [
                ["provisional moved a 100", "provisional moved b 60"],
                ["provisional reachedEndpoint c 60 at exchange"],
                ["withdrawn reachedEndpoint c 60 at exchange"],
                ["provisional reachedEndpoint c 60 at exchange"],
                ["provisional moved d 60", "withdrawn reachedEndpoint c 60 at exchange"],
            ])
    }

    @Test func `a late record amends what it changes and leaves the rest in peace`() throws {
        // Haircut: 50 of the mule's own make half of what it sends clean.
        #expect(
            try WatchedStory.watch([
                "a 1 victim thief 100\nb 3 thief mule 50\nc 4 thief other 50\nd 5 mule exchange 50",
                "a 1 victim thief 100\ne 2 friend mule 50\nb 3 thief mule 50\nc 4 thief other 50\nd 5 mule exchange 50",
            ]) == [
                [
                    "provisional moved a 100", "provisional moved b 50", "provisional moved c 50",
                    "provisional reachedEndpoint d 50 at exchange",
                ],
                ["amended reachedEndpoint d 25 at exchange"],
            ])
    }

    @Test func `mixers and bridges have alerts of their own`() throws {
        #expect(
            try WatchedStory.watch(["a 1 victim thief 100\nb 2 thief mixer 60\nc 3 thief bridge 40"]) == [
                [
                    "provisional moved a 100", "provisional reachedMixer b 60 at mixer",
                    "provisional reachedBridge c 40 at bridge",
                ]
            ])
    }

    @Test func `approaching: the key itself used an endpoint before, with any money`() throws {
        #expect(
            try WatchedStory.watch(["x 1 mule exchange 5\na 2 victim thief 100\nb 3 thief mule 100"]) == [
                ["provisional moved a 100", "provisional moved b 100", "provisional approaching b 100 at exchange"]
            ])
    }

    @Test func `approaching: a sibling that the same key paid used one`() throws {
        #expect(
            try WatchedStory.watch([
                "a 1 victim thief 100\nb 2 thief one 50\nc 3 one exchange 50\nd 4 thief two 50"
            ])[0].suffix(2) == ["provisional moved d 50", "provisional approaching d 50 at exchange"])
    }

    @Test func `approaching: a sibling that paid the same key used one`() throws {
        let seeds = ["tx:" + WatchedStory.hash("a"), "tx:" + WatchedStory.hash("b")]
        #expect(
            try WatchedStory.watch(
                [
                    "a 1 victim one 100\nb 1 other two 100\nc 2 one hub 50\nd 2 two hub 50\ne 3 one exchange 50\nf 4 hub two 9"
                ], seeds: seeds)[0].suffix(2) == ["provisional moved f 9", "provisional approaching f 9 at exchange"])
    }

    @Test func `dormant value awakes after the time given, not before`() throws {
        let options = WatchedStory.options { $0.dormantAfter = 10 * 86_400 }
        #expect(
            try WatchedStory.watch(
                ["a 1 victim thief 100\nb 10 thief mule 50\nc 20 thief mule 50\nd 29 mule friend 100"], options: options
            )[0] == [
                "provisional moved a 100", "provisional moved b 50", "provisional moved c 50",
                "provisional dormantAwoke c 50", "provisional moved d 100",
            ])
    }

    @Test func `below the threshold once, when it is crossed`() throws {
        let options = WatchedStory.options { $0.threshold = 100 }
        #expect(
            try WatchedStory.watch(
                ["a 1 victim thief 100\nb 2 thief exchange 90\nc 3 thief exchange 1\nd 4 thief exchange 1"],
                options: options)[0] == [
                    "provisional moved a 100", "provisional reachedEndpoint b 90 at exchange",
                    "provisional reachedEndpoint c 1 at exchange", "provisional belowThreshold c 1 at exchange",
                    "provisional reachedEndpoint d 1 at exchange",
                ])
    }

    @Test func `confirmed when deep enough, once, and again after an amendment`() throws {
        #expect(
            try WatchedStory.watch(
                [
                    "a 1 victim thief 100", "a 1 victim thief 100\nx 2 q r 1",
                    "w 1 z thief 100\na 1 victim thief 100\nx 2 q r 1\nb 2 thief mule 100",
                    "w 1 z thief 100\na 1 victim thief 100\nx 2 q r 1\nb 2 thief mule 100\ny 3 q r 1",
                ], confirms: true) == [
                    ["provisional moved a 100"], ["confirmed moved a 100"], ["provisional moved b 50"],
                    ["confirmed moved b 50"],
                ])
    }

    @Test func `a change deeper than the journal is refused, and nothing has happened`() throws {
        let options = WatchedStory.options { $0.undoBlocks = ["elsewhere": 2] }
        let lines = WatchedStory.lines(
            "a 1 victim thief 100\nb 2 thief mule 50\nc 3 mule two 50\nd 4 two three 50\ne 5 three four 50")
        let names = ["victim", "thief", "mule", "two", "three", "four"]
        let ledger = try WatchedStory.ledger(lines, numbering: names)
        var watch = try Watch(options: options)
        var alerts: [Alert] = []
        try watch.add([Case(id: "case", seeds: [try Seed(parsing: "tx:" + WatchedStory.hash("a"))])], into: &alerts)
        for end in 1...5 {
            try watch.follow(ledger, LedgerChange(firstRow: end - 1, countBefore: end - 1, count: end), into: &alerts)
        }
        let before = watch.status
        #expect(before.undoBlocks == 2 && before.undoFrom == 3)
        let answer = watch.answer("case", graph: FlowGraph(ledger))
        let shorter = try WatchedStory.ledger(Array(lines.prefix(1)), numbering: names)
        do throws(FlowError) {
            try watch.follow(shorter, LedgerChange(firstRow: 1, countBefore: 5, count: 1), into: &alerts)
            Issue.record("went deeper than the journal")
        } catch {
            #expect(
                error.description
                    == "the ledger changed at row 1, but only the 2 blocks from row 3 on can be taken back "
                    + "(block 4 of elsewhere); start the watch anew")
        }
        let after = watch.status
        #expect(after == before)
        let again = watch.answer("case", graph: FlowGraph(ledger))
        #expect(again == answer)
    }

    @Test func `the route begins with the seed, and a key names the same thing in every run`() throws {
        let lines = WatchedStory.lines("a 1 victim thief 100\nb 2 thief mule 60\nc 3 mule exchange 60")
        let ledger = try WatchedStory.ledger(lines, numbering: [])
        var keys: [[String]] = []
        for _ in 0..<2 {
            var watch = try Watch(options: WatchedStory.options())
            var alerts: [Alert] = []
            try watch.add([Case(id: "case", seeds: [try Seed(parsing: "tx:" + WatchedStory.hash("a"))])], into: &alerts)
            try watch.follow(ledger, LedgerChange(firstRow: 0, countBefore: 0, count: 3), into: &alerts)
            let last = try #require(alerts.last)
            #expect(last.kind == .reachedEndpoint && last.hops == 2 && last.routeLeftOut == 0)
            #expect(last.route.map(\.transaction) == (0..<3).map { ledger.transaction($0) })
            #expect(last.opening == "observed" && last.depth == 1 && last.left == 40 && last.injected == 100)
            keys.append(alerts.map(\.key))
        }
        #expect(keys[0] == keys[1] && Set(keys[0]).count == 3)
    }

    @Test func `options that look into the future, or cannot be kept, are refused`() {
        for change in [
            { $0.opening = .inferred }, { $0.rule = .tiho }, { $0.behaviourGuard.action = .stop },
            { $0.confirmations = ["eip155:1": 65] },
        ] as [(inout WatchOptions) -> Void] {
            var options = WatchOptions()
            change(&options)
            do throws(FlowError) {
                _ = try Watch(options: options)
                Issue.record("accepted \(options)")
            } catch {}
        }
    }

    @Test func `memory is bounded`() throws {
        var options = WatchOptions()
        options.memoryLimit = 10_000
        var watch = try Watch(options: options)
        let ledger = try WatchedStory.ledger(
            WatchedStory.lines("a 1 victim thief 100"), numbering: (0..<1000).map { "name \($0)" })
        var alerts: [Alert] = []
        do throws(FlowError) {
            try watch.follow(ledger, LedgerChange(firstRow: 0, countBefore: 0, count: 1), into: &alerts)
            Issue.record("took more than it may")
        } catch {
            #expect(error.description.contains("may take"))
        }
    }
}
