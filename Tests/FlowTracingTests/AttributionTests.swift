import FlowTracing
import SeededRandom
import Testing

@Suite struct AttributionTests {
    @Test func `the table is the contract's`() {
        let endpoints = [
            "atm", "darknet_market", "escrow", "exchange", "gambling", "guarantee_marketplace", "hosted_wallet", "p2p",
            "payment_processor", "vasp",
        ]
        let table = Dictionary(grouping: Category.table, by: \.role).mapValues { $0.map(\.category).sorted() }
        #expect(table == [.endpoint: endpoints, .mixer: ["coin_swapping", "coinjoin", "mixer"], .bridge: ["bridge"]])
    }

    @Test(arguments: [
        ("Exchange", Role.endpoint), ("payment processor", .endpoint), ("Darknet-Market", .endpoint), ("MIXER", .mixer),
        ("dex", .none), ("scam", .none), ("sanctioned_party", .none), ("", .none), ("exchanges", .none),
    ])
    func `names are read whatever their case and joints`(name: String, role: Role) {
        #expect(Category(name).role == role)
    }

    private func tag(_ category: String?, _ confidence: Int = 100, chain: String? = nil, label: String = "x")
        -> FlowTracing.Tag
    {
        FlowTracing.Tag(
            chain: chain, address: .text("a"), label: label, category: category.map { Category($0) },
            confidence: confidence)
    }

    @Test func `only tags of confidence 60 or more stop`() {
        #expect(tag("exchange", 60).role == .endpoint)
        #expect(tag("exchange", 59).role == .none)
        #expect(tag(nil).role == .none)
    }

    @Test func `the deciding tag is the surest that stops, then endpoint before mixer before bridge`() {
        func deciding(_ tags: FlowTracing.Tag...) -> String? {
            Attribution(tags.shuffled()).decidingTag(of: .text("a"), chain: "test")?.category?.name
        }
        #expect(deciding(tag("bridge", 90), tag("exchange", 89)) == "bridge")
        #expect(deciding(tag("bridge", 80), tag("mixer", 80), tag("vasp", 80)) == "vasp")
        #expect(deciding(tag("bridge", 80), tag("mixer", 80)) == "mixer")
        #expect(deciding(tag("scam", 100), tag("bridge", 60)) == "bridge")
        // Where none stops, the surest names the address.
        #expect(deciding(tag("scam", 70), tag("exchange", 59)) == "scam")
        #expect(deciding() == nil)
    }

    @Test func `the order of lists never matters, and a tag twice is a tag once`() {
        let tags = [
            tag("exchange", 90, label: "p"), tag("exchange", 90, label: "q"), tag("mixer", 90), tag("scam", 95),
            tag("exchange", 90, label: "p"),
        ]
        var random = SeededRandom(seed: SeededRandom.base)
        let first = Attribution(tags)
        #expect(first.count == 4)
        for _ in 0..<20 {
            let other = Attribution(tags.shuffled(using: &random))
            #expect(other.tags(of: .text("a"), chain: "test") == first.tags(of: .text("a"), chain: "test"))
        }
    }

    @Test func `a tag of one chain says nothing on another`() {
        let attribution = Attribution([tag("exchange", chain: "tron"), tag("scam")])
        #expect(attribution.decidingTag(of: .text("a"), chain: "tron")?.role == .endpoint)
        #expect(attribution.decidingTag(of: .text("a"), chain: "eip155:1")?.role == Role.none)
    }
}
