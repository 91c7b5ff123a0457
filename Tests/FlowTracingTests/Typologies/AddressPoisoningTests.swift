import SeededRandom
import Testing

@testable import FlowTracing

@Suite struct AddressPoisoningTests {
    /// `like` begins with abc and ends with 7777 as `friend` does; `near` ends otherwise, `far` begins otherwise.
    private static let addresses = [
        "friend": "0xabc1000000000000000000000000000000017777", "like": "0xabc2000000000000000000000000000000027777",
        "near": "0xabc2000000000000000000000000000000026777", "far": "0xabd2000000000000000000000000000000027777",
    ]

    private func story(_ table: String) throws -> TypologyStory {
        try TypologyStory(table, chain: "eip155:1", addresses: Self.addresses)
    }

    @Test(arguments: [
        "t -> friend 100\nt -> like 0", "friend -> t 100\nlike -> t 0", "t -> friend 100\nt -> like 100 FAKE",
        "t -> friend 100\nlike -> t 0.01", "t -> friend 1 ETH\nlike -> t 0.0001 ETH",
        // A token that nobody knows, whoever seems to send it.
        "t -> friend 100\nlike -> t 100 RAW", "t -> friend 100\nt -> like 100 RAW",
    ])
    func `a worthless transfer with a lookalike of a counterparty fires`(table: String) throws {
        let story = try story(table)
        #expect(try story.lines("address-poisoning") == ["like | 2 | 1 0"])
        let members = try story.findings("address-poisoning").flatMap(\.members).map(story.name)
        #expect(Set(members) == ["like", "t", "friend"])
    }

    @Test(arguments: [
        "t -> friend 100\nt -> near 0", "t -> friend 100\nt -> far 0", "t -> friend 100\nt -> friend 0",
        // A base unit more than tiny; and tiny, but the target signed it himself.
        "t -> friend 100\nlike -> t 0.010001", "t -> friend 100\nnear -> t 100 RAW", "like -> t 100 RAW",
        // A known token of worth.
        "t -> friend 100\nlike -> t 100 DAI", "t -> friend 100\nt -> like 0.01",
        // The friend is another's; the dealings are a second too old.
        "u -> friend 100\nt -> like 0", "t -> friend 100\n+604801 t -> like 0",
    ])
    func `anything else does not`(table: String) throws { #expect(try story(table).lines("address-poisoning") == []) }

    @Test func `a payment to the lookalike belongs to it`() throws {
        let table = "t -> friend 100\nt -> like 0\nt -> like 100\nu -> like 5"
        #expect(try story(table).lines("address-poisoning") == ["like | 2 3 | 1 1"])
        // From then on the friend looks like the lookalike.
        #expect(try story(table + "\nfriend -> t 0").lines("address-poisoning") == ["like | 2 3 | 1 1"])
    }

    @Test func `one lookalike, however many decoys`() throws {
        #expect(
            try story("t -> friend 9\nt -> like 0\nlike -> t 0\nt -> like 9 FAKE").lines("address-poisoning")
                == ["like | 2 3 4 | 3 0"])
    }

    /// The letters of TRON hang on a checksum: what lies far apart is told without writing them.
    @Test func `addresses of TRON are alike where their texts are`() throws {
        var random = SeededRandom(seed: SeededRandom.base)
        var builder = LedgerBuilder()
        _ = builder.chain("tron")
        var ids: [AddressID] = []
        // Families that share their first bytes and differ in few bits behind them.
        for _ in 0..<8 {
            let high = random.next()
            for _ in 0..<24 {
                let shifted = high &+ random.next() >> UInt64(random.number(12...40))
                ids.append(
                    builder.address(
                        AddressBytes(
                            high: shifted, middle: random.next(), low: UInt32(truncatingIfNeeded: random.next()))
                    ))
            }
        }
        let ledger = try builder.seal()
        let texts = ids.map { Array(ledger.address($0).text(form: .tron).utf8) }
        var alike = 0
        for (prefix, suffix) in [(1, 1), (2, 1), (3, 1), (4, 1), (1, 2)] {
            let likeness = AddressLikeness(prefix: prefix, suffix: suffix)
            for a in ids.indices {
                for b in ids.indices.prefix(a) where ids[a] != ids[b] {
                    let expected =
                        texts[a].prefix(prefix + 1) == texts[b].prefix(prefix + 1)
                        && texts[a].suffix(suffix) == texts[b].suffix(suffix)
                    if expected { alike += 1 }
                    if likeness.areAlike(ids[a], ids[b], in: ledger, .tron) != expected {
                        Issue.record("\(texts[a]) \(texts[b]) \(prefix) \(suffix)")
                    }
                }
            }
        }
        #expect(alike > 100)
    }
}
