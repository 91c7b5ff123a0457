import Testing

@Suite struct MarketplaceFloatTests {
    /// Merchants leave deposits; then every ten minutes a buyer pays in, and half an hour later a merchant gets what is left
    /// of it after the fee.
    private func table(merchants: Int = 3, deals: Int = 59, fee: Int = 30) -> String {
        func price(_ deal: Int) -> Int { 1_000 + deal * 7_919 % 9_000 }
        var lines = (1...merchants).map { "m\($0) -> e 500" }
        for deal in 0..<deals + 3 {
            if deal < deals { lines.append("+600 b\(deal) -> e \(price(deal))") }
            guard deal >= 3 else { continue }
            let thousandths = price(deal - 3) * (1_000 - fee)
            let fraction = String(thousandths % 1_000 + 1_000).dropFirst()
            lines.append("e -> m\(1 + deal % merchants) \(thousandths / 1_000).\(fraction)")
        }
        return lines.joined(separator: "\n")
    }

    private func measures(_ table: String, tags: String = "", _ settings: [String: Int] = [:]) throws -> [Int]? {
        let story = try TypologyStory(table, tags: tags)
        let findings = try story.findings("marketplace-float", settings)
        #expect(findings.count <= 1)
        #expect(findings.allSatisfy { $0.subjects.map(story.name) == ["e"] })
        return findings.first?.measures.map(\.value)
    }

    @Test func `escrow fires`() throws {
        let measures = try #require(try measures(table()))
        // Counted from the sixteenth payout on, when nineteen had paid in; what those are paid out matches nothing.
        #expect(measures[0] == 40 && measures[1] == 44 && measures[4] == 3)
        #expect(measures[2] >= 36 && measures[3] >= 800 && measures[5] <= 100)
    }

    @Test func `one fewer, or another shape, does not`() throws {
        #expect(try measures(table(deals: 58)) == nil)
        #expect(try measures(table(merchants: 2)) == nil)
        #expect(try measures(table(fee: 9)) == nil)
        #expect(try measures(table(fee: 51)) == nil)
        #expect(try measures(table(), tags: "e exchange") == nil)
        #expect(try measures(table(), ["balance": 1]) == nil)
    }

    @Test func `a market that a list names is still one`() throws {
        #expect(try measures(table(), tags: "e guarantee_marketplace") != nil)
    }

    @Test func `a busy address that only pays is not looked at for long, a busy market is`() throws {
        let busy = (0..<320).map { "+60 p\($0 % 40) -> e \(5_000 + $0)\n+60 e -> q\($0 % 50) \(1 + $0 * 13 % 900)" }
            .joined(separator: "\n")
        // Dismissed for good: what it turns to later is not seen.
        #expect(try measures(busy + "\n+700000 " + table()) == nil)
        #expect(try measures("a -> b 1\n+700000 " + table()) != nil)
        #expect(try measures(table(deals: 400)) != nil)
    }
}
