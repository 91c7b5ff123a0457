import SeededRandom
import Testing

@Suite struct HonestLedgerTests {
    /// Those that fire at honest shops and payers by design (fans and other shapes) are not asked here.
    @Test(arguments: [
        "structuring", "address-poisoning", "pig-butchering", "drainer", "marketplace-float", "rapid-cash-out",
    ])
    func `behaviours are silent about honest people`(typology: String) throws {
        for number in 0..<4 {
            let seed = SeededRandom.base &+ UInt64(number)
            let story = try TypologyStory(
                HonestLedger.table(seed: seed), tags: HonestLedger.tags, chain: "eip155:1",
                addresses: HonestLedger.addresses(seed: seed))
            let lines = try story.lines(typology)
            #expect(lines == [], "seed \(seed)")
        }
    }
}
