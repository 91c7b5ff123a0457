import Testing

@testable import FlowTracing

/// Transfers as aligned text, and what typologies say of them as text.
///
/// A line: `[+SECONDS] [@TX] from -> to amount [ASSET]`, a minute after the line above unless it says otherwise. Lines that
/// follow one another with the same `@TX` are one transaction, of one time; every other line is one of its own. Amounts are
/// whole units: of USDT where no asset stands, which has six decimals; of `ETH`, the chain's coin, which has eighteen; of
/// `FAKE`, which only looks like USDT; of `RAW`, whose decimals nobody knows. Line 1 is row 0. `mint` is the null address.
struct TypologyStory {
    let ledger: Ledger
    private let attribution: Attribution
    private let names: [String: Address]

    /// - Parameters:
    ///   - tags: `name category`, separated by commas.
    ///   - addresses: what names stand for, on chains that write addresses otherwise than as names.
    init(
        _ table: String, tags: String = "", chain chainName: String = "test", addresses: [String: String] = [:]
    ) throws {
        let form = Chain(name: chainName).form
        func address(_ name: String) throws -> Address {
            if name == "mint" { return try #require(Address("0x" + String(repeating: "0", count: 40), form: form)) }
            if let text = addresses[name] { return try #require(Address(text, form: form)) }
            guard form != .text else { return .text(name) }
            let digits = name.utf8.map { String($0, radix: 16) }.joined()
            return try #require(Address("0x" + String(repeating: "0", count: 40 - digits.count) + digits, form: form))
        }
        var names: [String: Address] = [:]
        var builder = LedgerBuilder()
        builder.beginFile(SourceFile(name: "story", format: "test", hasIndex: true))
        let chain = builder.chain(chainName)
        var (time, block, index, transaction) = (Int64(1_700_000_000), UInt64(0), UInt32(0), "")
        for (number, line) in table.split(separator: "\n").enumerated() {
            var words = line.split(separator: " ").map(String.init)
            var gap: Int64?
            if words[0].hasPrefix("+") {
                let seconds: Int64 = try #require(Int64(words.removeFirst().dropFirst()))
                gap = seconds
            }
            let name = words[0].hasPrefix("@") ? words.removeFirst() : "line \(number)"
            (index, block) = name == transaction ? (index + 1, block) : (0, block + 1)
            time += gap ?? (name == transaction ? 0 : 60)
            transaction = name
            try #require((4...5).contains(words.count) && words[1] == "->", "\(line)")
            for name in [words[0], words[2]] { names[name] = try address(name) }
            let asset = TypologyStory.asset(words.count == 5 ? words[4] : "USDT", chain)
            try builder.append(
                Transfer(
                    transaction: .text(name), index: index, block: block, time: time,
                    sender: builder.address(names[words[0]]!), recipient: builder.address(names[words[2]]!),
                    asset: builder.asset(asset),
                    amount: try #require(TypologyStory.amount(words[3], decimals: asset.decimals ?? 0), "\(line)"),
                    line: number + 1))
        }
        builder.endFile()
        ledger = try builder.seal()
        self.names = names
        attribution = Attribution(
            try tags.split(separator: ",").map { tag in
                let words = tag.split(separator: " ").map(String.init)
                return FlowTracing.Tag(
                    address: try address(words[0]), label: words[0], category: Category(words[1]), entity: words[0])
            })
    }

    private static func asset(_ name: String, _ chain: ChainID) -> Asset {
        switch name {
        case "ETH": Asset(chain: chain, identity: .native, symbol: name, decimals: 18)
        case "FAKE": Asset(chain: chain, identity: .symbol(name), symbol: "USDT", decimals: 6, isLookalike: true)
        case "RAW": Asset(chain: chain, identity: .symbol(name), symbol: name)
        default: Asset(chain: chain, identity: .symbol(name), symbol: name, decimals: 6)
        }
    }

    private static func amount(_ text: String, decimals: Int) -> Amount? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard fraction.count <= decimals else { return nil }
        return Amount(
            digits: (parts[0] + fraction + String(repeating: "0", count: decimals - fraction.count)).utf8)
    }

    /// What one typology alone finds.
    ///
    /// - Parameter settings: those that are not as the stories have them.
    func findings(_ typology: String, _ settings: [String: Int] = [:]) throws -> [Finding] {
        var configuration = try FlaggingConfiguration.stories
        try configuration.run(only: [typology])
        for (name, value) in settings { try configuration.set(typology, name, to: value) }
        let flagging = Flagging(ledger, attribution: attribution, configuration: configuration)
        flagging.update(ledger)
        return flagging.finish()
    }

    /// A line a finding: `subjects | lines of its transfers | its numbers`.
    func lines(_ typology: String, _ settings: [String: Int] = [:]) throws -> [String] {
        try findings(typology, settings).map { finding in
            let rows = finding.rows.map { "\($0 + 1)" }
            let numbers = finding.measures.map { "\($0.value)" }
            return [finding.subjects.map(name), rows, numbers].map { $0.joined(separator: " ") }.joined(
                separator: " | ")
        }
    }

    func name(_ id: AddressID) -> String {
        let address = ledger.address(id)
        return names.first { $0.value == address }?.key ?? address.text(form: .evm)
    }
}
