import FlowTracing
import Foundation

/// A transaction of the coinjoin data: lines `txid:::block:::index:::time:::inputs:::outputs`.
struct ListedTransaction {
    var id: String
    /// What each input spends: transaction and output number.
    var spent: [(id: String, index: Int)]
    /// Output scripts in hexadecimal.
    var scripts: [String]
    var shape: TransactionShape

    /// BIP 69: inputs by what they spend, outputs by amount and script. Whirlpool's coordinator wrote its rounds so.
    var isInBIP69Order: Bool {
        let outputs = zip(shape.outputs, scripts).map { ($0.amount ?? 0, $1) }
        return zip(spent, spent.dropFirst()).allSatisfy { $0 < $1 }
            && zip(outputs, outputs.dropFirst()).allSatisfy { $0 <= $1 }
    }
}

enum CoinJoinFiles {
    /// `nil` where the shared data are absent.
    static func read(_ path: String) throws -> [ListedTransaction]? {
        guard let data = SharedData.path else { return nil }
        let text = try String(contentsOfFile: data + "/coinjoin/" + path, encoding: .utf8)
        return try text.split(whereSeparator: \.isNewline).map { line in
            let fields = line.components(separatedBy: ":::")
            guard fields.count == 6 else { throw Malformed(line: String(line.prefix(80))) }
            var spent: [(id: String, index: Int)] = []
            let inputs = try fields[4].components(separatedBy: "}{").map { text in
                let parts = text.split(separator: "-", maxSplits: 2).map(String.init)
                spent.append((parts[0], Int(parts[1]) ?? 0))
                return try coin(parts[2])
            }
            let paid = fields[5].components(separatedBy: "}{")
            return ListedTransaction(
                id: fields[0], spent: spent, scripts: paid.map { $0.components(separatedBy: "+")[1] },
                shape: TransactionShape(inputs: inputs, outputs: try paid.map(coin)))
        }
    }

    /// One explorer answer: `vin[].prevout`, `vout[]`, `status.block_height`.
    static func readExplorer(_ name: String) throws -> TransactionShape? {
        guard let data = SharedData.path else { return nil }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: data + "/bitcoin/mempool-json/" + name))
        guard let object = try JSONSerialization.jsonObject(with: bytes) as? [String: Any],
            let vin = object["vin"] as? [[String: Any]], let vout = object["vout"] as? [[String: Any]]
        else { throw Malformed(line: name) }
        func coin(_ object: [String: Any]) throws -> TransactionShape.Coin {
            guard let script = object["scriptpubkey"] as? String, let value = object["value"] as? UInt64 else {
                throw Malformed(line: name)
            }
            return TransactionShape.Coin(amount: value, owner: owner(script))
        }
        return TransactionShape(
            inputs: try vin.map { try coin($0["prevout"] as? [String: Any] ?? [:]) },
            outputs: try vout.map(coin),
            block: (object["status"] as? [String: Any])?["block_height"] as? UInt64)
    }

    private static func coin(_ text: String) throws -> TransactionShape.Coin {
        let parts = text.split(separator: "+", omittingEmptySubsequences: false)
        guard parts.count >= 2, let amount = UInt64(parts[0]) else { throw Malformed(line: text) }
        return TransactionShape.Coin(amount: amount, owner: owner(String(parts[1])))
    }

    private static func owner(_ hex: String) -> ScriptAddress {
        var bytes: [UInt8] = []
        var rest = Substring(hex)
        while rest.count >= 2 {
            bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return bytes.withUnsafeBufferPointer { ScriptAddress(script: $0, network: .bitcoin) }
    }

    struct Malformed: Error { var line: String }
}

extension TransactionShape {
    /// Why it is a coinjoin or none: the match, else what JoinMarket's and the generic rule object to.
    var tableRow: (verdict: String, reason: String) {
        let all = CoinJoinHeuristics.verdicts(for: self)
        for (heuristic, verdict) in all {
            if case .match(let finding) = verdict {
                return (
                    "\(heuristic.name) \(finding.confidence)",
                    "\(finding.mixedOutputs.count) equal outputs of \(finding.denominations.map(String.init).joined(separator: ", "))"
                )
            }
        }
        var isUndecided = false
        let reasons = all.suffix(2).map { heuristic, verdict -> String in
            switch verdict {
            case .rejected(let reason): return reason
            case .undecided(let reason):
                isUndecided = true
                return reason
            case .match: return ""
            }
        }
        let reason = reasons[0] == reasons[1] ? reasons[0] : reasons[0] + "; generic: " + reasons[1]
        return (isUndecided ? "undecided" : "none", reason)
    }
}
