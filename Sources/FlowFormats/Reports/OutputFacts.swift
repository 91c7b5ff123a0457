import FlowTracing

/// What reports say of rows that are outputs of UTXO chains.
extension Ledger {
    /// The UTXO chain that an answer is about, `nil` for an account chain.
    func outputs(of trace: AssetTrace) -> OutputLedger? {
        outputs(on: assets[Int(trace.asset)].chain).flatMap { $0.asset == trace.asset ? $0 : nil }
    }

    /// What people call a chain: `bitcoin` for CAIP-2 names of UTXO chains, the name itself for the others.
    func shortChainName(of asset: AssetID) -> String {
        let name = chainName(of: asset)
        guard outputs(on: assets[Int(asset)].chain) != nil, let network = ScriptNetwork(chain: name) else {
            return name
        }
        return network.title.lowercased()
    }

    /// Transfers and UTXO transactions read more than once.
    var allDuplicates: Int { outputChains.reduce(duplicates) { $0 + $1.duplicates } }
    /// Transfers and UTXO transactions whose order key equals that of the one before.
    var allUndecidedOrder: Int { outputChains.reduce(undecidedOrder) { $0 + $1.undecidedOrder } }

    /// Who is behind an address, `nil` where no source says.
    func knownText(_ address: AddressID, asset: AssetID) -> String? {
        address == .max ? nil : text(address, asset: asset)
    }
}

extension OutputLedger {
    /// Ids of UTXO chains are written as bare hex digits.
    func idText(_ transaction: Int) -> String { Hex.text(id(transaction).bytes) }
}

extension AssetTrace {
    /// Inputs of the transactions on the trace whose amount no source tells.
    ///
    /// - Complexity: O(inputs on the trace).
    func inferredInputs(_ ledger: Ledger) -> Int {
        transactions.reduce(0) { count, step in
            count
                + step.inputs.count {
                    let (outputs, output) = ledger.output(Int($0.row))
                    return outputs.isInferred(output)
                }
        }
    }

    /// The coinjoin in which an endpoint's value ended, `nil` where it ended at an address.
    func coinjoin(of endpoint: Endpoint) -> CoinJoinTrace? { endpoint.coinjoin.map { coinjoins[$0] } }
}

extension CoinJoinFinding {
    /// `whirlpool version 1, confidence 95`.
    var words: String { "\(heuristic) version \(version), confidence \(confidence)" }
}

extension MixEntropy {
    /// log2 of the mappings, rounded down: `10.546`.
    var bits: String {
        let digits = String(millibits % 1000)
        return "\(millibits / 1000)." + String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }
}

extension MixCandidate {
    /// The odds with six decimals, rounded down: below certainty it never reads `1.000000`.
    var probability: String {
        let millionths = UInt128(odds.numerator) * 1_000_000 / UInt128(max(odds.denominator, 1))
        let digits = String(millionths % 1_000_000)
        return "\(millionths / 1_000_000)." + String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }
}

/// Base units in units of the chain's coin, with its name: `0.05 BTC`.
struct CoinText {
    private let decimals: Int?
    private let symbol: String

    init(_ ledger: Ledger, _ outputs: OutputLedger) {
        decimals = ledger.assets[Int(outputs.asset)].decimals
        symbol = (decimals == nil ? "base units of " : "") + VisibleText.of(ledger.name(of: outputs.asset))
    }

    func callAsFunction(_ amount: UInt64) -> String {
        AmountText.grouped(Amount(amount), decimals: decimals) + " " + symbol
    }
}

/// Who paid each row of a report. Rows of one transaction stand together, so the last one is remembered: O(inputs) a
/// transaction, not a row.
final class Payers {
    private let ledger: Ledger
    private var last: (outputs: ObjectIdentifier, transaction: Int, payer: AddressID?)?

    init(_ ledger: Ledger) { self.ledger = ledger }

    /// A transfer's sender. For an output the one owner of all that its transaction spends; `nil` where there are several,
    /// none (a coinbase) or one that no source says.
    func payer(_ row: Int) -> AddressID? {
        guard ledger.isOutput(row) else { return ledger.sender(row) }
        let (outputs, output) = ledger.output(row)
        guard let transaction = outputs.transaction(ofOutput: output) else { return nil }
        if let last, last.transaction == transaction, last.outputs == ObjectIdentifier(outputs) { return last.payer }
        let payer = payer(of: transaction, outputs, firstRow: row - output)
        last = (ObjectIdentifier(outputs), transaction, payer)
        return payer
    }

    private func payer(of transaction: Int, _ outputs: OutputLedger, firstRow: Int) -> AddressID? {
        let inputs = outputs.inputs(of: transaction)
        guard let first = inputs.first else { return nil }
        func owner(_ input: Int) -> AddressID { ledger.recipient(firstRow + outputs.source(input)) }
        let payer = owner(first)
        return payer != .max && inputs.dropFirst().allSatisfy { owner($0) == payer } ? payer : nil
    }
}
