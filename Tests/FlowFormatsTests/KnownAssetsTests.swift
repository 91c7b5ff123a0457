import FlowTracing
import Testing

@testable import FlowFormats

@Suite("Known assets and their lookalikes")
struct KnownAssetsTests {
    /// A letter mistyped in an EVM address breaks its EIP-55 capitals, in a TRON address its checksum.
    @Test(arguments: KnownAssets.tokens) func addressIsWrittenRight(token: KnownAsset) throws {
        let contract = try #require(token.contract)
        let form = Chain(name: token.chain).form
        let address = try #require(Address(contract, form: form))
        let text = address.text(form: form)
        guard form == .evm else {
            #expect(text == contract)
            return
        }
        let digest = Array(Hex.text(Keccak256.hash(text.dropFirst(2).utf8)))
        let capitals = zip(text.dropFirst(2), digest).map { letter, digit in
            (digit.hexDigitValue ?? 0) >= 8 ? letter.uppercased() : String(letter)
        }
        #expect("0x" + capitals.joined() == contract)
    }

    @Test func collectionsAreAddresses() { #expect(NonFungibleContracts.ethereum.count == 10) }

    @Test func listsHoldNothingTwice() {
        let contracts = KnownAssets.tokens.map { "\($0.chain)/\($0.contract?.lowercased() ?? "")" }
        #expect(Set(contracts).count == contracts.count)
        #expect(Set(KnownAssets.coins.map(\.chain)).count == KnownAssets.coins.count)
    }

    /// Symbols of contracts that are not on the list, and what each passes itself off as.
    @Test(arguments: [
        ("USDT", "eip155:1", "USDT"), ("usdt", "eip155:1", "USDT"), ("USDТ", "eip155:1", "USDT"),  // Cyrillic Te
        ("ＵＳＤＴ", "eip155:1", "USDT"), ("U5DT", "eip155:1", "USDT"), ("USDT\u{200B}", "eip155:1", "USDT"),
        ("USDT ", "eip155:1", "USDT"), ("USDT.", "eip155:1", "USDT"), ("U\u{2060}SDT", "eip155:1", "USDT"),
        ("USDΤ", "tron", "USDT"), ("USD₮", "tron", "USDT"), ("𝐔𝐒𝐃𝐓", "tron", "USDT"), ("ŨSDT", "tron", "USDT"),
        ("USDС", "eip155:8453", "USDC"), ("$USDC", "eip155:1", nil), ("ETH", "eip155:1", "ETH"),
        ("ЕТН", "eip155:1", "ETH"),
        ("TRX", "tron", "TRX"), ("USDТ", "eip155:99999", "USDT"), ("usdt", "eip155:99999", "USDT"),
        // A chain without a listed contract may have an official one we do not know.
        ("USDT", "eip155:99999", nil), ("ETH", "eip155:56", nil),
        ("USDT.e", "eip155:1", nil), ("aUSDT", "eip155:1", nil), ("USDTB", "eip155:1", nil), ("PEPE", "eip155:1", nil),
        ("", "eip155:1", nil), ("\u{200B}", "eip155:1", nil),
    ])
    func lookalike(symbol: String, chain: String, imitated: String?) {
        #expect(KnownAssets.imitated(by: symbol, chain: chain) == imitated)
    }

    @Test func hostileSymbolCostsLittle() {
        let symbol = String(repeating: "\u{200B}S", count: 500_000)
        #expect(KnownAssets.imitated(by: symbol, chain: "eip155:1") == nil)
        #expect(Confusables.skeleton(symbol).count <= Confusables.limit)
    }

    @Test func officialContractIsNamedWhateverItsFileSays() {
        var builder = LedgerBuilder()
        let chain = builder.chain("tron")
        let usdt = Address("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", form: .tron)!
        let asset = builder.asset(builder.token(at: usdt, chain: chain, symbol: "Scam"))
        #expect(asset.symbol == "USDT" && asset.decimals == 6 && asset.issuer == "Tether" && !asset.isLookalike)
    }

    /// A symbol that a later file tells still marks the asset.
    @Test func markComesWithTheSymbol() {
        var builder = LedgerBuilder()
        let chain = builder.chain("eip155:1")
        let fake = Address(evm(77), form: .evm)!
        let first = builder.token(at: fake, chain: chain)
        #expect(!builder.asset(first).isLookalike)
        #expect(builder.token(at: fake, chain: chain, symbol: "USDT") == first)
        #expect(builder.asset(first).isLookalike && builder.asset(first).symbol == "USDT")
        #expect(builder.asset(first).issuer == nil)
    }
}
