import FlowFormats
import FlowTracing
import Foundation
import Testing

/// Every story, through the readers and the tracer, against answers that were reckoned without them.
@Suite struct StoryTests {
    @Test("all stories are found")
    func stories() throws {
        #expect(
            Story.all.map(\.name) == [
                "bitcoin-peel-chain", "coinjoin", "commingled", "decoys", "deposit-address", "peel-chain",
                "pig-butchering", "two-exports",
            ])
    }

    @Test("every rule's answer", arguments: Story.all)
    func answers(_ story: Story) throws {
        try check(story, story.expected.expected, coinjoin: .stop)
    }

    @Test("every rule's answer where coinjoins do not stop", arguments: Story.all.filter { $0.expected.through != nil })
    func answersThrough(_ story: Story) throws {
        try check(story, try #require(story.expected.through), coinjoin: .through)
    }

    @Test(
        "every rule's answer where deposit addresses end a trace",
        arguments: Story.all.filter { $0.expected.inferred != nil })
    func answersInferred(_ story: Story) throws {
        try check(story, try #require(story.expected.inferred), coinjoin: .stop, inferred: .ending)
    }

    private func check(
        _ story: Story, _ answers: [String: [String: Story.Answer]], coinjoin: CoinJoinPolicy,
        inferred: InferredEndpoints = .listed
    ) throws {
        let (ledger, attribution) = (try story.ledger(), try story.attribution())
        let question = Case(id: story.name, seeds: try story.expected.seeds.map { try Seed(parsing: $0) })
        for (ruleName, assets) in answers {
            let rule = try #require(TaintRule(rawValue: ruleName))
            for schedule in [Schedule.indexDriven, .scan] {
                var options = TraceOptions()
                (options.rule, options.schedule, options.coinjoin) = (rule, schedule, coinjoin)
                options.inferredEndpoints = inferred
                let tracer = try Tracer(ledger: ledger, attribution: attribution, options: options)
                let answer = try #require(tracer.trace([question]).first)
                #expect(answer.failure == nil)
                var touched: Set<String> = []
                for asset in answer.assets {
                    let name = ledger.name(of: asset.asset)
                    let expected = try #require(assets[name], "\(ruleName): \(name) is not in the story's answer")
                    touched.insert(name)
                    let got = rule.isMoney ? money(asset, ledger) : passage(asset, ledger)
                    let wanted = rule.isMoney ? money(expected) : passage(expected)
                    #expect(got == wanted, "\(ruleName) \(name)")
                    #expect(!rule.isMoney || asset.residual == 0)
                }
                #expect(touched == Set(assets.keys), "\(ruleName)")
            }
        }
    }

    /// An answer as a sorted list of `place key amount`, so that a difference shows as a line.
    private func money(_ trace: AssetTrace, _ ledger: Ledger) -> [String] {
        func text(_ address: AddressID) -> String { ledger.text(address, asset: trace.asset) }
        var lines = ["injected \(trace.injected)", "untracked \(trace.untrackedOnPath)"]
        lines += trace.closing.lines.filter { $0.amount > 0 }.map { "closing \($0.name) \($0.amount)" }
        lines += trace.endpoints.map { endpoint in
            let coinjoin = endpoint.coinjoin.map { id(trace.coinjoins[$0].transaction, trace, ledger) }
            return "\(endpoint.kind) \(coinjoin ?? text(endpoint.address)) \(endpoint.amount)"
        }
        lines += trace.resting.map { "\($0.isCovered ? "resting" : "unseen") \(text($0.address)) \($0.amount)" }
        return lines.sorted()
    }

    private func money(_ answer: Story.Answer) -> [String] {
        var lines = ["injected \(answer.injected ?? "0")", "untracked \(answer.untracked ?? "0")"]
        let places = [
            ("closing", answer.closing), ("endpoint", answer.endpoint),
            ("inferredEndpoint", answer.inferredEndpoint), ("mixer", answer.mixer), ("bridge", answer.bridge),
            ("resting", answer.resting), ("unseen", answer.unseen),
        ]
        for (name, amounts) in places { lines += (amounts ?? [:]).map { "\(name) \($0.key) \($0.value)" } }
        return lines.sorted()
    }

    private func passage(_ trace: AssetTrace, _ ledger: Ledger) -> [String] {
        // A coinjoin is no address: what passed into it passed its owner before.
        let reached =
            trace.endpoints.filter { $0.coinjoin == nil }.map { ($0.address, $0.amount) }
            + trace.resting.map { ($0.address, $0.amount) }
        return reached.map { "\(ledger.text($0.0, asset: trace.asset)) \($0.1)" }.sorted()
    }

    private func passage(_ answer: Story.Answer) -> [String] {
        (answer.passed ?? [:]).map { "\($0.key) \($0.value)" }.sorted()
    }

    private func id(_ transaction: UInt32, _ trace: AssetTrace, _ ledger: Ledger) -> String {
        let chain = ledger.assets[Int(trace.asset)].chain
        return ledger.outputs(on: chain).map { Hex.text($0.id(Int(transaction)).bytes) } ?? ""
    }

    @Test(
        "candidates of coinjoins, whether they stop or not",
        arguments: Story.all.filter { $0.expected.candidates != nil })
    func candidates(_ story: Story) throws {
        let (ledger, expected) = (try story.ledger(), try #require(story.expected.candidates))
        let question = Case(id: story.name, seeds: try story.expected.seeds.map { try Seed(parsing: $0) })
        for policy in CoinJoinPolicy.allCases {
            var options = TraceOptions()
            options.coinjoin = policy
            let tracer = try Tracer(ledger: ledger, options: options)
            let trace = try #require(tracer.trace([question]).first?.assets.first)
            let outputs = try #require(ledger.outputs(on: ledger.assets[Int(trace.asset)].chain))
            let mixes = trace.coinjoins.filter(\.finding.isMix)
            #expect(Set(mixes.map { id($0.transaction, trace, ledger) }) == Set(expected.keys))
            for mix in mixes {
                #expect(mix.entropy.mappings.map { "\($0)" } == story.expected.mappings && mix.entropy.isExact)
                let first = ledger.firstRow(of: outputs) + outputs.outputs(of: Int(mix.transaction)).lowerBound
                let found = mix.candidates.map { one in
                    Story.Candidate(
                        address: ledger.text(ledger.recipient(first + one.output), asset: trace.asset),
                        odds: "\(one.odds.numerator)/\(one.odds.denominator)", expected: "\(one.expected)",
                        minimum: "\(one.minimum)", maximum: "\(one.maximum)")
                }
                // The second mix is entered by one more output of the first where the rule goes through that.
                guard policy == .stop || mix.transaction == mixes.first?.transaction else {
                    #expect(found.allSatisfy { $0.odds == "2/5" && $0.minimum == "0" })
                    continue
                }
                #expect(found == expected[id(mix.transaction, trace, ledger)])
                #expect(mix.candidates.reduce(Amount(0)) { $0 + $1.expected } <= mix.entered)
            }
        }
    }

    @Test("bitcoin-peel-chain: the nine hops are one chain, whose slices and remainder stand in the file")
    func peelChain() throws {
        let story = try #require(Story.all.first { $0.name == "bitcoin-peel-chain" })
        let ledger = try story.ledger()
        let question = Case(id: story.name, seeds: try story.expected.seeds.map { try Seed(parsing: $0) })
        let trace = try #require(try Tracer(ledger: ledger).trace([question]).first?.assets.first)
        let chain = try #require(trace.peelChains.first)
        #expect(trace.peelChains.count == 1)
        #expect(chain.transactions.count == 9 && chain.peeled.count == 9)
        #expect(
            chain.peeled.map { ledger.amount(Int($0)) } == [
                9_000_000, 14_500_000, 6_250_000, 21_000_000, 4_800_000, 12_000_000, 18_300_000, 3_100_000, 7_700_000,
            ])
        #expect(ledger.amount(Int(chain.remainder)) == 78_309_335)
    }

    @Test("the story's page names its seed and its files", arguments: Story.all)
    func page(_ story: Story) throws {
        let page = try String(contentsOf: story.folder.appending(path: "README.md"), encoding: .utf8)
        for word in story.expected.seeds + story.expected.files + story.expected.labels {
            #expect(page.contains(word), "\(word)")
        }
    }

    @Test("in commingled, every money rule names another set of places and amounts")
    func rulesDiffer() throws {
        let story = try #require(Story.all.first { $0.name == "commingled" })
        let answers = TaintRule.onAccounts.filter(\.isMoney).compactMap {
            story.expected.expected[$0.rawValue]?["USDT"]
        }
        .map(money)
        #expect(answers.count == 5 && Set(answers).count == 5)
    }

    @Test("decoys: fakes are other assets, and the case touches none of them")
    func fakes() throws {
        let story = try #require(Story.all.first { $0.name == "decoys" })
        let ledger = try story.ledger()
        #expect(ledger.assets.count >= 4)
        #expect(ledger.assets.filter { $0.issuer == "Tether" }.count == 1)
    }

    @Test("two exports: the transfer both files hold counts once, and only their accounts are covered")
    func exports() throws {
        let story = try #require(Story.all.first { $0.name == "two-exports" })
        let ledger = try story.ledger()
        #expect(ledger.duplicates == 1)
        #expect(ledger.count == 10)
        #expect(ledger.files.allSatisfy { $0.isAccountExport })
    }
}
