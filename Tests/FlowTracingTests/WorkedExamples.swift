import FlowTracing
import Testing

/// One small ledger for each rule and each way to book an arrival, with the answer worked out by hand.
///
/// A line of a ledger: `tx from -> to amount [asset] [fee N [asset]]`, one second apart, in order; `=` before a line
/// keeps it in the transaction above. `mint` and `burn` stand for the null address. The answer lists what rests where
/// and what was booked, per asset.
@Suite struct WorkedExamples {
    // MARK: Rules

    /// 100 of one's own, 60 stolen, 40 of one's own; then three payments.
    private static let commingled = """
        own     mint -> m  100
        theft   v    -> m  60
        wages   mint -> m  40
        first   m    -> a  50
        second  m    -> b  70
        third   m    -> c  30
        """

    @Test(arguments: [
        // ⌊60·50/200⌋ = 15 leave 45 of 150; ⌊45·70/150⌋ = 21 leave 24 of 80; ⌊24·30/80⌋ = 9 leave 15 of 50.
        ("haircut", "a 15, b 21, c 9, m 15"),
        // Lots 100 own, 60 stolen, 40 own: the first 100 that leave are clean, then 60 are not.
        ("fifo", "b 20, c 30, m 10"),
        // Newest first: 40 own and 10 stolen, then 50 stolen and 20 own, then 30 own.
        ("lifo", "a 10, b 50"),
        // 140 of one's own go first: 50, 70, then 20 of the 30; 10 stolen go.
        ("libr", "c 10, m 50"),
        // The stolen 60 go first.
        ("taint-first", "a 50, b 10"),
    ])
    func `every rule answers differently`(rule: String, answer: String) throws {
        try expect(WorkedExamples.commingled, "tx:theft", rule: rule, "injected 60; rests \(answer)")
    }

    @Test func `haircut rounds down and empties with the holding`() throws {
        let ledger = """
            theft  v    -> m  1
            own    mint -> m  2
            part   m    -> a  1
            rest   m    -> b  2
            """
        // ⌊1·1/3⌋ = 0; the rest takes all of it.
        try expect(ledger, "tx:theft", rule: "haircut", "injected 1; rests b 1")
    }

    @Test func `libr: what comes later never restores the claim`() throws {
        let ledger = """
            theft  v    -> m  100
            spent  m    -> a  60
            wages  mint -> m  500
            later  m    -> b  510
            """
        // 60 stolen are gone to a; of the 540 then held 40 are stolen, and 500 of one's own go first.
        try expect(ledger, "tx:theft", rule: "libr", "injected 100; rests a 60, b 10, m 30")
    }

    @Test func `lots enter in the order in which they left`() throws {
        let ledger = """
            own    mint -> m  10
            theft  v    -> m  10
            wages  mint -> m  10
            all    m    -> a  25
            one    a    -> b  12
            """
        // LIFO: wages, theft, then 5 of own left; so own is newest at a: 5 own and 7 stolen go on.
        try expect(ledger, "tx:theft", rule: "lifo", "injected 10; rests a 3, b 7")
        // FIFO: own 10, theft 10, wages 5 left in that order; 10 own and 2 stolen go on.
        try expect(ledger, "tx:theft", rule: "fifo", "injected 10; rests a 8, b 2")
    }

    @Test func `poison and reach are not money`() throws {
        let ledger = """
            theft  v -> m  10
            dollar m -> a  500
            ether  m -> b  7    ETH
            onward b -> c  9
            """
        // The poisoned holding is m's USDT; b got ether, which was not stolen.
        try expect(ledger, "tx:theft", rule: "poison", "rests a 500, m 10")
        try expect(ledger, "tx:theft", rule: "reach", "rests a 500, c 9, m 10; ETH: rests b 7")
    }

    @Test func `a poisoned holding stays poisoned when its stolen money is gone`() throws {
        let ledger = """
            theft  v    -> m  10
            gone   m    -> a  10
            wages  mint -> m  5
            later  m    -> b  5
            """
        try expect(ledger, "tx:theft", rule: "poison", "rests a 10, b 5, m 10")
        try expect(ledger, "tx:theft", rule: "haircut", "injected 10; rests a 10")
    }

    // MARK: Seeds

    @Test func `money that comes round again is not injected again`() throws {
        let ledger = """
            mint  mint -> a  100
            out   a    -> b  100
            back  b    -> a  60
            again a    -> c  60
            """
        try expect(ledger, "out:a", "injected 100; rests b 40, c 60")
    }

    @Test func `a seed overrides clean, and never covers a fee`() throws {
        try expect("theft mint -> a 10 fee 3", "tx:theft", "injected 10; rests a 10")
        try expect("theft a -> burn 10", "tx:theft", "injected 10; burned 10")
        try expect("theft a -> x 10", "tx:theft", stops: ["x"], "injected 10; endpoint x 10")
    }

    @Test func `a seeded self-transfer or zero value injects nothing`() throws {
        try expect("theft a -> a 10", "tx:theft", "nothing")
        try expect("theft a -> b 0", "out:a", "nothing")
        // It moves a claim no more than any self-transfer does.
        try expect("theft v -> a 10\nself a -> a 4", "out:a", "nothing")
    }

    @Test func `a seed that matches nothing or several is an error`() throws {
        let ledger = """
            pair   a -> b  1
            = pair a -> c  2
            """
        try expect(ledger, "tx:none", "refused")
        try expect(ledger, "tx:pair", "refused")
        try expect(ledger, "tx:pair:1", "injected 2; rests c 2")
        try expect(ledger, "tx:pair:*", "injected 3; rests b 1, c 2")
        try expect(ledger, "in:c", "injected 2; rests c 2")
        try expect(ledger, "out:a@100..", "refused")
    }

    // MARK: Openings

    @Test func `inferred knows before what observed learns`() throws {
        let ledger = """
            theft  v -> m  60
            first  m -> a  30
            second m -> b  70
            """
        // 40 were there before: ⌊60·30/100⌋ = 18, then the rest.
        try expect(ledger, "tx:theft", "injected 60; rests a 18, b 42; untracked 40")
        // The 40 appear with the second payment.
        try expect(ledger, "tx:theft", opening: .observed, "injected 60; rests a 30, b 30; untracked 40")
        // Given 10, of which ⌊60·30/70⌋ = 25; 30 more are missed at the end.
        let given = NaiveOpening.given([.init(chain: "test", address: "m", asset: "USDT", amount: 10)])
        try expect(ledger, "tx:theft", opening: given, "injected 60; rests a 25, b 35; untracked 40")
    }

    // MARK: Booking, in order of precedence

    @Test func `a burn is a burn, even at a stop`() throws {
        let ledger = """
            theft v -> m  10
            end   m -> burn 10
            """
        try expect(ledger, "tx:theft", stops: [NaiveRow.null], "injected 10; burned 10")
    }

    @Test func `a stop is an endpoint, whatever its labels say`() throws {
        let ledger = """
            theft v -> m  10
            end   m -> x  10
            """
        let mixer = [NaiveTag(address: "x", category: "mixer")]
        try expect(ledger, "tx:theft", "injected 10; rests x 10")
        try expect(ledger, "tx:theft", tags: mixer, "injected 10; mixer x 10")
        try expect(ledger, "tx:theft", stops: ["x"], tags: mixer, "injected 10; endpoint x 10")
        try expect(ledger, "tx:theft", tags: [NaiveTag(address: "x", category: "bridge")], "injected 10; bridge x 10")
    }

    @Test func `of stopping labels the surest wins, then endpoint, mixer, bridge`() throws {
        let ledger = """
            theft v -> m  10
            end   m -> x  10
            """
        func tags(_ list: (String, Int)...) -> [NaiveTag] {
            list.map { NaiveTag(address: "x", category: $0.0, confidence: $0.1) }
        }
        try expect(ledger, "tx:theft", tags: tags(("bridge", 90), ("exchange", 80)), "injected 10; bridge x 10")
        try expect(
            ledger, "tx:theft", tags: tags(("bridge", 80), ("mixer", 80), ("p2p", 80)), "injected 10; endpoint x 10")
        try expect(ledger, "tx:theft", tags: tags(("exchange", 59)), "injected 10; rests x 10")
        try expect(ledger, "tx:theft", tags: tags(("exchange", 60)), "injected 10; endpoint x 10")
        // What stops nothing outbids nobody.
        try expect(ledger, "tx:theft", tags: tags(("scam", 100), ("exchange", 60)), "injected 10; endpoint x 10")
    }

    @Test func `coins that leave an endpoint are not the victim's`() throws {
        let ledger = """
            theft  v -> m  10
            end    m -> x  10
            payout x -> m  10
            onward m -> a  10
            """
        try expect(ledger, "tx:theft", stops: ["x"], "injected 10; endpoint x 10")
    }

    @Test func `a swap ends the trace and leaves the pool clean`() throws {
        let ledger = """
            theft  v    -> m     100
            swap   m    -> pool  60
            = swap pool -> m     59   DAI
            other  pool -> z     60
            """
        try expect(ledger, "tx:theft", "injected 100; converted 60; rests m 40")
        // A stop comes before a swap.
        try expect(ledger, "tx:theft", stops: ["pool"], "injected 100; endpoint pool 60; rests m 40")
        // A seeded transfer is no swap.
        try expect(ledger, "tx:swap:0", "injected 60; rests z 60; untracked 0")
    }

    @Test func `another asset in another transaction is no swap, nor is the same asset back`() throws {
        let ledger = """
            theft  v    -> m     100
            pay    m    -> pool  60
            later  pool -> m     59   DAI
            """
        try expect(ledger, "tx:theft", "injected 100; rests m 40, pool 60")
        let change = """
            theft  v    -> m     100
            pay    m    -> pool  60
            = pay  pool -> m     10
            """
        try expect(change, "tx:theft", "injected 100; rests m 50, pool 50")
    }

    @Test func `limits prune what would otherwise rest, and only that`() throws {
        let ledger = """
            theft v -> m  90
            one   m -> a  50
            two   a -> b  20
            end   a -> x  30
            small m -> c  4
            """
        try expect(
            ledger, "tx:theft", stops: ["x"], maxHops: 1, "injected 90; endpoint x 30; pruned b 20; rests c 4, m 36")
        try expect(
            ledger, "tx:theft", stops: ["x"], minAmount: 5, "injected 90; endpoint x 30; pruned c 4; rests b 20, m 36")
        // A seed is exempt.
        try expect(ledger, "tx:theft", maxHops: 0, minAmount: 1000, "injected 90; pruned a 50, c 4; rests m 36")
    }

    @Test func `a hop is one more than the fewest by which taint reached the sender`() throws {
        let ledger = """
            theft v -> m  90
            long  m -> a  10
            on    a -> b  10
            short m -> b  10
            last  b -> c  20
            """
        // b was reached in 2 and in 1: c is hop 2.
        try expect(ledger, "tx:theft", maxHops: 2, "injected 90; rests c 20, m 70")
        try expect(ledger, "tx:theft", maxHops: 1, "injected 90; pruned b 10, c 10; rests m 70")
    }

    @Test func `fees leave first, in their own asset`() throws {
        let ledger = """
            theft v -> m  10
            pay   m -> a  7   fee 3
            """
        try expect(ledger, "tx:theft", "injected 10; fee 3; rests a 7")
        let gas = """
            gas   v -> m  5   ETH
            theft v -> m  10
            pay   m -> a  10  fee 2 ETH
            """
        try expect(gas, "tx:theft", "injected 10; rests a 10")
        try expect(gas, "tx:gas", "ETH: injected 5; fee 2; rests m 3")
        try expect(gas, "in:m", "injected 10; rests a 10; ETH: injected 5; fee 2; rests m 3")
    }

    @Test func `self-transfers and zero values pay their fee and change nothing else`() throws {
        let ledger = """
            own   mint -> m  5
            theft v    -> m  5
            self  m    -> m  5   fee 1
            zero  m    -> a  0   fee 1
            pay   m    -> a  4
            """
        // FIFO: two fees and one of the four paid are own; lots kept their order.
        try expect(ledger, "tx:theft", rule: "fifo", "injected 5; rests a 1, m 4")
    }

    @Test func `what the data do not cover is unseen, not resting`() throws {
        let ledger = """
            theft v -> m  10
            pay   m -> a  4
            """
        try expect(ledger, "tx:theft", coverage: .addresses(["m"]), "injected 10; rests m 6; unseen a 4")
        try expect(ledger, "tx:theft", coverage: .addresses([]), "injected 10; unseen a 4, m 6")
    }

    // MARK: Reading the tables

    private func expect(
        _ ledger: String, _ seed: String, rule: String = "haircut", opening: NaiveOpening = .inferred,
        stops: [String] = [], tags: [NaiveTag] = [], coverage: NaiveCoverage? = .all, maxHops: Int? = nil,
        minAmount: UInt128? = nil, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let question = NaiveQuestion(
            rule: rule, opening: opening, stops: stops, tags: tags, coverage: coverage, maxHops: maxHops,
            minAmount: minAmount)
        let world = World(
            rows: try WorkedExamples.rows(ledger), files: [NaiveFile()],
            cases: [NaiveCase(id: "example", seeds: [NaiveSeed(parsing: seed)])], question: question)
        let showsUntracked = expected.contains("untracked")
        let engine = try world.engineAnswers(try world.engineLedger())[0]
        let oracle = try NaiveTracer(try world.naiveLedger(), question).trace(world.cases[0])
        #expect(engine.line(showsUntracked) == expected, "engine", sourceLocation: sourceLocation)
        #expect(oracle.line(showsUntracked) == expected, "oracle", sourceLocation: sourceLocation)
        #expect(engine == oracle, sourceLocation: sourceLocation)
    }

    static func rows(_ table: String) throws -> [NaiveRow] {
        var rows: [NaiveRow] = []
        for line in table.split(separator: "\n") {
            var words = line.split(separator: " ").map(String.init)
            let continues = words[0] == "="
            if continues { words.removeFirst() }
            let before = continues ? rows.last : nil
            func party(_ word: String) -> String { word == "mint" || word == "burn" ? NaiveRow.null : word }
            try #require(words.count >= 5 && words[2] == "->", "\(line)")
            var row = NaiveRow(
                chain: "test", tx: words[0], index: before.map { $0.index! + 1 } ?? 0,
                block: before?.block ?? (rows.last?.block ?? 0) + 1, time: before?.time ?? (rows.last?.time ?? 0) + 1,
                from: party(words[1]), to: party(words[3]), asset: "USDT", amount: try #require(UInt128(words[4])))
            var rest = words[5...]
            if let asset = rest.first, asset != "fee" {
                row.asset = asset
                rest = rest.dropFirst()
            }
            if rest.first == "fee" {
                row.fee = try #require(UInt128(rest.dropFirst().first ?? ""))
                row.feeAsset = rest.dropFirst(2).first
            }
            rows.append(row)
        }
        return rows
    }
}

extension NaiveAnswer {
    /// `injected 60; endpoint x 10; rests a 50; ETH: …`: what is not 0, lists by address, USDT first.
    fileprivate func line(_ showsUntracked: Bool) -> String {
        if isRefused { return "refused" }
        func list(_ items: [(String, UInt128)]) -> String {
            items.sorted { $0.0 < $1.0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        }
        let parts = assets.sorted { $1.key.name != "USDT" && ($0.key.name == "USDT" || $0.key < $1.key) }.map {
            asset, answer in
            var parts: [String] = []
            func add(_ name: String, _ amount: UInt128) { if amount > 0 { parts.append("\(name) \(amount)") } }
            func add(_ name: String, _ items: [(String, UInt128)]) {
                if !items.isEmpty { parts.append("\(name) \(list(items))") }
            }
            add("injected", answer.injected)
            for end in [End.endpoint, .mixer, .bridge] {
                add(end.rawValue, answer.endpoints.filter { $0.end == end }.map { ($0.address, $0.amount) })
            }
            add("converted", answer.closing.convertedOut)
            add("fee", answer.closing.fee)
            add("burned", answer.closing.burned)
            add("pruned", answer.pruned.map { ($0.address, $0.amount) })
            add("rests", answer.resting.filter(\.isCovered).map { ($0.address, $0.amount) })
            add("unseen", answer.resting.filter { !$0.isCovered }.map { ($0.address, $0.amount) })
            if showsUntracked { parts.append("untracked \(answer.untrackedOnPath)") }
            return (asset.name == "USDT" ? "" : "\(asset.name): ") + parts.joined(separator: "; ")
        }
        return parts.isEmpty ? "nothing" : parts.joined(separator: "; ")
    }
}
