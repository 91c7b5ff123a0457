import FlowTracing
import Testing

/// Transfers as aligned text and tags as `name category`, with what the heuristic says of them as text.
///
/// A line: `[CHAIN:] [+SECONDS] from -> to amount [asset] [fee N]`. Without `+` a line comes 60 seconds after the one above, and one
/// block; `+N` is N seconds, and N blocks on `eip155:1`, where a second is a block here. `ETH` is the chain's coin with
/// eight decimals; every other asset is a token. `mint` and `burn` are the null address.
struct DepositLedger {
    let ledger: Ledger
    let graph: FlowGraph
    let attribution: Attribution
    private let chainName: String

    static let null = "0x0000000000000000000000000000000000000000"

    /// - Parameter tags: `name category [confidence] [label …]`, the entity being the name's letters in capitals up to a
    ///   digit or dash: `hot-1` and `hot-2` are both HOT.
    /// - Parameter issuer: who can freeze the tokens.
    init(
        _ table: String, tags: String = "hot exchange", chain chainName: String = "test", issuer: String? = nil
    ) throws {
        var builder = LedgerBuilder()
        builder.beginFile(SourceFile(name: "table", format: "test", hasIndex: true))
        let first = builder.chain(chainName)
        var (moment, number) = (Int64(1_000_000), 0)
        for line in table.split(separator: "\n") {
            var words = line.split(separator: " ").map(String.init)
            var chain = first
            if words[0].hasSuffix(":") { chain = builder.chain(String(words.removeFirst().dropLast())) }
            let step = words[0].hasPrefix("+") ? try #require(Int64(words.removeFirst().dropFirst())) : 60
            moment += step
            number += 1
            try #require(words.count >= 4 && words[1] == "->", "\(line)")
            let name = words.count > 4 && words[4] != "fee" ? words[4] : "USDT"
            let fee = words.firstIndex(of: "fee").flatMap { Amount(digits: words[$0 + 1].utf8) } ?? 0
            try builder.append(
                Transfer(
                    transaction: TransactionHash(RandomWorld.hash(number), form: builder.form(of: chain))!, index: 0,
                    block: chainName == "eip155:1" ? UInt64(moment) : nil, time: moment,
                    sender: builder.address(DepositLedger.address(words[0], chain: chainName)),
                    recipient: builder.address(DepositLedger.address(words[2], chain: chainName)),
                    asset: builder.asset(DepositLedger.asset(name, chain, issuer)),
                    amount: try #require(Amount(digits: words[3].utf8)), fee: fee,
                    feeAsset: builder.asset(DepositLedger.asset("ETH", chain, issuer)),
                    kind: .native, line: number, fingerprint: 0))
        }
        builder.endFile()
        ledger = try builder.seal()
        graph = FlowGraph(ledger)
        self.chainName = chainName
        attribution = Attribution(DepositLedger.tags(tags, chain: chainName))
    }

    private static func asset(_ name: String, _ chain: ChainID, _ issuer: String?) -> Asset {
        let isCoin = name == "ETH"
        return Asset(
            chain: chain, identity: isCoin ? .native : .symbol(name), symbol: name, decimals: 8,
            issuer: isCoin ? nil : issuer)
    }

    static func tags(_ table: String, chain: String) -> [FlowTracing.Tag] {
        table.split(whereSeparator: { $0 == "\n" || $0 == "," }).map { line in
            var words = line.split(separator: " ").map(String.init)
            let name = words.removeFirst()
            var tag = FlowTracing.Tag(
                address: address(name, chain: chain), label: name, category: Category(words.removeFirst()),
                entity: String(name.prefix { $0.isLetter }).uppercased())
            if let confidence = words.first.flatMap({ Int($0) }) {
                tag.confidence = confidence
                words.removeFirst()
            }
            if words.first == "counterparty" {
                tag.relation = .counterparty
                words.removeFirst()
            }
            if !words.isEmpty { tag.label = words.joined(separator: " ") }
            return tag
        }
    }

    static func address(_ name: String, chain: String) -> Address {
        if name == "mint" || name == "burn" { return Address(null, form: Chain(name: chain).form)! }
        guard chain.hasPrefix("eip155:") else { return .text(name) }
        let digits = name.utf8.map { String($0, radix: 16) }.joined()
        return Address("0x" + String(repeating: "0", count: 40 - digits.count) + digits, form: .evm)!
    }

    func id(_ name: String) -> AddressID? { ledger.find(DepositLedger.address(name, chain: chainName)) }

    /// `dep HOT 55, 1 sweep`, and what else is unusual; every deposit address a line, in order of its name.
    func lines(_ names: [String], chain: ChainID = 0) -> [String] {
        let search = DepositAddresses(ledger: ledger, graph: graph, attribution: attribution)
        return names.compactMap { name in
            id(name).flatMap { search.deposit(at: $0, chain: chain) }.map { DepositLedger.line(name, $0) }
        }
    }

    static func line(_ name: String, _ deposit: InferredDeposit) -> String {
        var text = "\(name) \(deposit.service.entity ?? deposit.service.label) \(deposit.confidence)"
        text += ", \(deposit.sweeps) \(deposit.sweeps == 1 ? "sweep" : "sweeps")"
        if deposit.isFuelled { text += ", fuelled" }
        if deposit.hasOtherRecipient { text += ", another recipient" }
        switch deposit.nesting {
        case nil: break
        case .manySenders(let count): text += ", \(count) senders"
        case .swapService(let tag): text += ", \(tag.label) pays in"
        }
        return text
    }
}
