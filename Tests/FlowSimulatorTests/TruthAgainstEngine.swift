import FlowSimulator
import FlowTracing
import Foundation
import Testing

/// The law that ties two programs together: the engine's first-in-first-out trace finds every stolen unit exactly where
/// the simulator's own books have it.
@Suite struct TruthAgainstEngine {
    /// A million with optimisation (`swift test -c release --filter TruthAgainstEngine`) or with `LYMER_LONG=1`.
    static var transfers: Int {
        #if DEBUG
            ProcessInfo.processInfo.environment["LYMER_LONG"] == nil ? 20_000 : 1_000_000
        #else
            1_000_000
        #endif
    }

    @Test("first in, first out equals the truth", arguments: [AddressForm.tron, .evm])
    func fifo(_ form: AddressForm) throws {
        let seed = UInt64.random(in: 1...1_000_000)
        let text = try EconomyText(.init(seed: seed, transfers: TruthAgainstEngine.transfers, form: form))
        let ledger = try text.ledger()
        #expect(ledger.count == text.options.transfers)
        #expect(ledger.undecidedOrder == 0 && ledger.duplicates == 0)
        var options = TraceOptions()
        options.rule = .fifo
        let tracer = try Tracer(ledger: ledger, attribution: try text.attribution(), options: options)
        let questions = try text.economy.cases.map {
            Case(id: $0.id, seeds: try $0.seeds.map { try Seed(parsing: $0) })
        }
        let answers = tracer.trace(questions)
        let found = lines(answers, ledger)
        let truth = text.economy.finds.map {
            "\(text.economy.cases[$0.caseNumber].id) \($0.asset) \($0.kind.rawValue) \($0.address) \($0.amount)"
        }
        #expect(answers.count == questions.count)
        #expect(found.count == truth.count, "seed \(seed)")
        let (missing, extra) = (Set(truth).subtracting(found), Set(found).subtracting(truth))
        #expect(
            missing.isEmpty && extra.isEmpty,
            "seed \(seed): truth only \(missing.sorted().prefix(5)), engine only \(extra.sorted().prefix(5))")
        #expect(
            answers.allSatisfy {
                $0.failure == nil && $0.assets.allSatisfy { $0.residual == 0 && $0.untrackedOnPath == 0 }
            })
    }

    /// An answer in the words of the truth file.
    private func lines(_ answers: [CaseTrace], _ ledger: Ledger) -> [String] {
        answers.flatMap { answer in
            answer.assets.flatMap { asset -> [String] in
                let name = EconomyText.assetText(asset.asset, ledger)
                func line(_ kind: String, _ address: AddressID?, _ amount: Amount) -> String? {
                    amount == 0
                        ? nil
                        : "\(answer.id) \(name) \(kind) \(address.map { ledger.text($0, asset: asset.asset) } ?? "") \(amount)"
                }
                return [
                    line("convertedOut", nil, asset.closing.convertedOut), line("fee", nil, asset.closing.fee),
                    line("burned", nil, asset.closing.burned),
                ].compactMap { $0 }
                    + asset.endpoints.compactMap { line("\($0.kind)", $0.address, $0.amount) }
                    + asset.resting.compactMap { line($0.isCovered ? "resting" : "unseen", $0.address, $0.amount) }
            }
        }
    }
}

extension EconomyText {
    /// The ledger as the core takes it, without a reader between: bytes are the test's, not a decoder's.
    func ledger() throws -> Ledger {
        var builder = LedgerBuilder()
        let chain = builder.chain(chainName)
        var assets: [ArraySlice<UInt8>: AssetID] = [:]
        var addresses: [ArraySlice<UInt8>: AddressID] = [:]
        func address(_ field: ArraySlice<UInt8>, _ builder: inout LedgerBuilder) throws -> AddressID {
            if let known = addresses[field] { return known }
            let id = builder.address(try #require(Address(EconomyText.string(field), form: options.form)))
            addresses[field] = id
            return id
        }
        func asset(_ field: ArraySlice<UInt8>, _ builder: inout LedgerBuilder) -> AssetID {
            if let known = assets[field] { return known }
            let text = EconomyText.string(field)
            let identity: Asset.Identity = Address(text, form: options.form).map { .contract($0) } ?? .symbol(text)
            let id = builder.asset(Asset(chain: chain, identity: identity, symbol: text))
            assets[field] = id
            return id
        }
        builder.beginFile(
            SourceFile(name: "transfers.csv", format: "canonical", hasIndex: true, isAccountExport: false))
        var hash: (text: ArraySlice<UInt8>, value: TransactionHash)?
        try EconomyText.forEachRow(transfers) { line, fields in
            if hash?.text != fields[1] {
                hash = (fields[1], try #require(TransactionHash(EconomyText.string(fields[1]), form: options.form)))
            }
            try builder.append(
                Transfer(
                    transaction: try #require(hash).value, index: UInt32(EconomyText.number(fields[2])),
                    block: EconomyText.number(fields[3]), time: Int64(EconomyText.number(fields[4])),
                    sender: try address(fields[5], &builder), recipient: try address(fields[6], &builder),
                    asset: asset(fields[7], &builder), amount: try #require(UInt128(digits: fields[8])),
                    fee: try #require(UInt128(digits: fields[9])),
                    feeAsset: fields[10].isEmpty ? nil : asset(fields[10], &builder), line: line))
        }
        builder.endFile()
        return try builder.seal()
    }

    func attribution() throws -> Attribution {
        var attribution = Attribution()
        try EconomyText.forEachRow(labels) { _, fields in
            let names = fields.map { EconomyText.string($0) }
            attribution.insert(
                Tag(
                    chain: names[0], address: try #require(Address(names[1], form: options.form)), label: names[2],
                    category: Category(names[3]), entity: names[4], jurisdiction: names[5],
                    confidence: try #require(Int(names[6])), source: names[7]))
        }
        return attribution
    }

    /// The `asset` column of an asset: here every symbol is the column's text.
    static func assetText(_ asset: AssetID, _ ledger: Ledger) -> String { ledger.assets[Int(asset)].symbol }

    static func number(_ field: ArraySlice<UInt8>) -> UInt64 { field.reduce(0) { $0 * 10 + UInt64($1 & 15) } }
}
