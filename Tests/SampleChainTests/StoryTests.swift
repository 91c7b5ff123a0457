import FlowFormats
import FlowTracing
import Foundation
import Testing

/// Every story, through the readers and the tracer, against answers that were reckoned without them.
@Suite struct StoryTests {
    @Test("all stories are found")
    func stories() throws {
        #expect(Story.all.map(\.name) == ["commingled", "decoys", "peel-chain", "pig-butchering", "two-exports"])
    }

    @Test("every rule's answer", arguments: Story.all)
    func answers(_ story: Story) throws {
        let (ledger, attribution) = (try story.ledger(), try story.attribution())
        let question = Case(id: story.name, seeds: try story.expected.seeds.map { try Seed(parsing: $0) })
        for (ruleName, assets) in story.expected.expected {
            let rule = try #require(TaintRule(rawValue: ruleName))
            for schedule in [Schedule.indexDriven, .scan] {
                var options = TraceOptions()
                (options.rule, options.schedule) = (rule, schedule)
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
        lines += trace.endpoints.map { "\($0.kind) \(text($0.address)) \($0.amount)" }
        lines += trace.resting.map { "\($0.isCovered ? "resting" : "unseen") \(text($0.address)) \($0.amount)" }
        return lines.sorted()
    }

    private func money(_ answer: Story.Answer) -> [String] {
        var lines = ["injected \(answer.injected ?? "0")", "untracked \(answer.untracked ?? "0")"]
        let places = [
            ("closing", answer.closing), ("endpoint", answer.endpoint), ("mixer", answer.mixer),
            ("bridge", answer.bridge),
            ("resting", answer.resting), ("unseen", answer.unseen),
        ]
        for (name, amounts) in places { lines += (amounts ?? [:]).map { "\(name) \($0.key) \($0.value)" } }
        return lines.sorted()
    }

    private func passage(_ trace: AssetTrace, _ ledger: Ledger) -> [String] {
        let reached = trace.endpoints.map { ($0.address, $0.amount) } + trace.resting.map { ($0.address, $0.amount) }
        return reached.map { "\(ledger.text($0.0, asset: trace.asset)) \($0.1)" }.sorted()
    }

    private func passage(_ answer: Story.Answer) -> [String] {
        (answer.passed ?? [:]).map { "\($0.key) \($0.value)" }.sorted()
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
        let answers = TaintRule.onAccounts.filter(\.isMoney).compactMap { story.expected.expected[$0.rawValue]?["USDT"] }
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
