import FlowFormats
import FlowTracing
import SeededRandom

/// Invented lists over few addresses, so that lists meet.
struct RandomLists {
    var random: SeededRandom
    let addresses: [Address]

    static let chains = ["eip155:1", "tron", "bip122:000000000019d6689c085ae165831e93", "unknown"]

    init(seed: UInt64, addresses count: Int = 24) {
        random = SeededRandom(seed: seed)
        var all: [Address] = [.text("alice"), .text("0x" + String(repeating: "0", count: 40)), .bytes(.zero)]
        for number in 0..<count {
            let word = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
            switch number % 3 {
            case 0: all.append(.bytes(AddressBytes(high: word, middle: word ^ 7, low: UInt32(number))))
            case 1: all.append(.text("address of \(number), as long as some are: \(word)"))
            default:
                all.append(
                    .script(
                        ScriptAddress(
                            network: number % 2 == 0 ? .bitcoin : .litecoin, kind: .pubkeyHash,
                            payload: Hash32(word, word, 0, 0))))
            }
        }
        addresses = all
    }

    mutating func tag() -> FlowTracing.Tag {
        let categories = ["exchange", "mixer", "bridge", "scam", "sanctioned_party", nil]
        let entity = random.chance(60) ? "owner \(random.number(0...3))" : nil
        return FlowTracing.Tag(
            chain: random.chance(60) ? random.pick(RandomLists.chains) : nil, address: random.pick(addresses),
            label: "label \(random.number(0...2))", category: random.pick(categories).map { Category($0) },
            entity: entity,
            jurisdiction: random.chance(30) ? "KH" : nil, confidence: random.pick([0, 20, 59, 60, 80, 100]),
            source: random.chance(50) ? "somewhere" : "list 0.csv", kind: random.pick(ListKind.allCases),
            relation: random.chance(15) ? .counterparty : .owner)
    }

    mutating func contents(_ list: String, _ tags: [FlowTracing.Tag], date: Int64?, version: String? = nil)
        -> LabelContents
    {
        var file = LabelFile(name: "\(list).csv", format: "label-csv")
        (file.list, file.date, file.version, file.tags) = (list, date, version, tags.count)
        file.sha256 = Hex.text((0..<32).map { _ in UInt8(random.number(0...255)) })
        return LabelContents(file: file, tags: tags)
    }
}

/// Tags of one list version, as a set: the order of rows and rows that come twice mean nothing.
func bare(_ tags: some Sequence<FlowTracing.Tag>) -> Set<FlowTracing.Tag> {
    Set(
        tags.map { tag in
            var tag = tag
            (tag.list, tag.validFrom, tag.validTo) = ("", nil, nil)
            return tag
        })
}
