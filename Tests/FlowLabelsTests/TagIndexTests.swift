import FlowFormats
import FlowTracing
import SeededRandom
import Testing

@testable import FlowLabels

/// The index says what a dictionary of the same tags says.
@Suite struct TagIndexTests {
    private func kept(_ contents: [LabelContents], _ scratch: Scratch, asOf: Int64? = nil) throws -> KeptLabels {
        let path = scratch.path("labels.sqlite")
        let database = try LabelDatabase(path: path, forWriting: true)
        _ = try database.add(contents, now: 1_700_000_000)
        try database.publish()
        return try KeptLabels(path: path, asOf: asOf)
    }

    @Test func `tags and roles are those of the tags given one by one`() throws {
        for round in 0..<24 {
            let seed = SeededRandom.base &+ 81 << 32 &+ UInt64(round)
            var lists = RandomLists(seed: seed, addresses: round < 20 ? 24 : 600)
            let count = lists.random.number(0...(round < 20 ? 60 : 800))
            let contents = (0..<lists.random.number(1...3)).map { number in
                let tags = (0..<count).map { _ in lists.tag() }
                return lists.contents("list \(number)", tags, date: number == 0 ? nil : 1_600_000_000)
            }
            let scratch = try Scratch()
            let source = try kept(contents, scratch).source
            let given = Attribution(contents.flatMap { $0.tags(asOf: nil) })
            let looked = Attribution([], source: source)
            for chain in RandomLists.chains {
                for address in lists.addresses {
                    #expect(looked.tags(of: address, chain: chain) == given.tags(of: address, chain: chain))
                    let deciding = given.decidingTag(of: address, chain: chain)
                    #expect(looked.decidingTag(of: address, chain: chain) == deciding)
                    let mention = source.mention(of: address, chain: chain)
                    #expect(mention.role == deciding?.role)
                    #expect((mention == .none) == given.tags(of: address, chain: chain).isEmpty)
                }
                let keys = lists.addresses.compactMap { address -> AddressBytes? in
                    if case .bytes(let key) = address { return key }
                    return nil
                }
                let strangers = (0..<500).map { _ in AddressBytes(high: lists.random.next(), middle: 3, low: 9) }
                let all = (keys + strangers).shuffled(using: &lists.random)
                var mentions = [TagMention](repeating: .unnamed, count: all.count)
                all.withUnsafeBufferPointer { source.mentions(of: $0, chain: chain, into: &mentions) }
                for (key, mention) in zip(all, mentions) {
                    #expect(mention == source.mention(of: .bytes(key), chain: chain))
                }
            }
        }
    }

    @Test func `an address with many tags, and texts that are equal but for their form`() throws {
        var lists = RandomLists(seed: SeededRandom.base)
        let evm = Address.bytes(AddressBytes(high: 1, middle: 2, low: 3))
        let tags = (0..<20_000).map { FlowTracing.Tag(address: evm, label: "label \($0)", category: Category("mixer")) }
        let scratch = try Scratch()
        let source = try kept([lists.contents("many", tags, date: nil)], scratch).source
        #expect(source.tags(of: evm).count == 20_000)
        #expect(source.mention(of: evm, chain: "eip155:1").role == .mixer)
        #expect(source.tags(of: .text(evm.text(form: .evm))).isEmpty)
        #expect(source.tags(of: .text("")).isEmpty)
    }

    @Test func `a damaged index is never believed and never the end`() throws {
        var lists = RandomLists(seed: SeededRandom.base &+ 5)
        let tags = (0..<300).map { _ in lists.tag() }
        let scratch = try Scratch()
        let contents = lists.contents("list", tags, date: 1_600_000_000)
        let whole = try kept([contents], scratch)
        #expect(whole.isWhole)
        let expected = lists.addresses.map { whole.answer(RandomLists.text($0)) }.map(\.entries.count)
        let name = "labels.sqlite.index"
        let bytes = try scratch.read(name)
        for round in 0..<300 {
            var damaged = bytes
            let isHeader = round < 100
            if round % 10 == 9 {
                damaged.removeLast(lists.random.number(1...damaged.count))
            } else {
                let place = isHeader ? lists.random.number(0...250) : lists.random.number(4096...damaged.count - 1)
                damaged[place] ^= UInt8(1 << lists.random.number(0...7))
            }
            try scratch.write(damaged, to: name)
            // What the header says is checked whenever it is read; the rest by those who ask.
            let kept = try KeptLabels(path: scratch.path("labels.sqlite"))
            let found = lists.addresses.map { kept.answer(RandomLists.text($0)) }.map(\.entries.count)
            if try scratch.read(name) == bytes || kept.isWhole { #expect(found == expected, "round \(round)") }
            try scratch.write(bytes, to: name)
        }
    }
}

extension RandomLists {
    static func text(_ address: Address) -> String { address.text(form: .evm) }
}
