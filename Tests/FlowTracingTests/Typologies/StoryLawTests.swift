import SeededRandom
import Testing

/// What holds of every story: its findings are its own, whoever else deals at the same time.
@Suite struct StoryLawTests {
    struct Story: CustomStringConvertible, Sendable {
        var typology: String
        var table: String
        var tags: [String] = []
        var description: String { typology }
    }

    static let stories = [
        Story(typology: "structuring", table: "p -> a 950\np -> b 970\n+9000 p -> c 999\np -> d 900\np -> a 901"),
        Story(
            typology: "pig-butchering",
            table: (1...5).map { "x -> v\($0) 900\n+86400 v\($0) -> c 100" }.joined(separator: "\n")
                + "\nc -> v1 20\nc -> v2 20\nv1 -> c 200\nv2 -> c 200\n+86400 v3 -> c 200\nc -> o 1000\nc -> o 30",
            tags: ["x exchange"]),
        Story(
            typology: "drainer",
            table:
                "@a v -> f 80\n@a v -> op 20\n+7200 @b w -> s 10\n@b s -> g 8\n@b s -> op 2\n@c u -> op 2\n@c u -> f 8"),
        Story(
            typology: "marketplace-float",
            table: "m1 -> e 500\nm2 -> e 500\nm3 -> e 500\n"
                + (0..<62).map { deal in
                    "+300 b\(deal) -> e \(1_000 + deal * 7_919 % 9_000)\n"
                        + "+300 e -> m\(1 + deal % 3) \((1_000 + deal * 7_919 % 9_000) * 97 / 100)"
                }.joined(separator: "\n")),
        Story(
            typology: "rapid-cash-out",
            table: "x -> a 100\na -> b 99\nb -> c 98\nc -> x 97\nq -> z 9\nz -> r 9\nr -> x 9",
            tags: ["x exchange", "z scam"]),
    ]

    @Test(arguments: stories)
    func `honest people beside it change nothing`(story: Story) throws {
        let alone = try TypologyStory(story.table, tags: story.tags.joined(separator: ","))
        let own = try alone.summaries(story.typology)
        #expect(!own.isEmpty)
        for number in 0..<3 {
            let seed = SeededRandom.base &+ UInt64(number)
            let honest = TypologyStory.renamed(HonestLedger.table(seed: seed, rows: 400), "h-")
            let together = try TypologyStory(
                TypologyStory.merged([story.table, honest]),
                tags: (story.tags + ["h-x exchange", "h-y exchange"]).joined(separator: ","))
            #expect(try together.summaries(story.typology) == own, "seed \(seed)")
        }
    }

    @Test(arguments: stories)
    func `a copy beside it doubles its findings`(story: Story) throws {
        let own = try TypologyStory(story.table, tags: story.tags.joined(separator: ",")).summaries(story.typology)
        let copy = try TypologyStory(
            TypologyStory.renamed(story.table, "k-"), tags: story.tags.map { "k-" + $0 }.joined(separator: ",")
        ).summaries(story.typology)
        let both = try TypologyStory(
            TypologyStory.merged([story.table, TypologyStory.renamed(story.table, "k-")]),
            tags: (story.tags + story.tags.map { "k-" + $0 }).joined(separator: ","))
        #expect(try both.summaries(story.typology) == (own + copy).sorted())
    }

    /// What fires at a row is said by the rows before it: the same story, cut there, says so too.
    @Test(arguments: stories)
    func `nothing is known before its time`(story: Story) throws {
        let tags = story.tags.joined(separator: ",")
        let whole = try TypologyStory(story.table, tags: tags)
        let lines = story.table.split(separator: "\n")
        for finding in try whole.findings(story.typology) {
            let until = try TypologyStory(lines.prefix(finding.firedAt + 1).joined(separator: "\n"), tags: tags)
            let before = try TypologyStory(lines.prefix(finding.firedAt).joined(separator: "\n"), tags: tags)
            #expect(try until.findings(story.typology).contains { $0.firedAt == finding.firedAt })
            #expect(try !before.findings(story.typology).contains { $0.firedAt >= finding.firedAt })
        }
    }
}
