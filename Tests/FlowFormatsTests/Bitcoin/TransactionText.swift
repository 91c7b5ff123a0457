import FlowTracing
import Foundation

@testable import FlowFormats

/// What a test sees of a decoded transaction, a line each: `id block/position time`, then inputs, then outputs.
func lines(_ transaction: OutputTransaction) -> [String] {
    let block = transaction.block.map { String($0) } ?? "-"
    let position = transaction.position.map { String($0) } ?? "-"
    var lines = [
        "\(Hex.text(transaction.id.bytes)) \(block)/\(position) \(transaction.time)"
            + (transaction.isCoinbase ? " coinbase" : "")
    ]
    for input in transaction.inputs {
        let place = input.isUntracked ? "untracked" : "\(Hex.text(input.previous.bytes)):\(input.index)"
        lines.append("in \(place) \(input.amount.map { String($0) } ?? "?") \(input.owner?.text ?? "?")")
    }
    for output in transaction.outputs { lines.append("out \(output.amount) \(output.owner.text)") }
    return lines
}

/// What decoding one value gives: its transactions' lines, or the fault as `path 'value': reason`.
func decoded<Dialect: TransactionDialect>(
    _ dialect: Dialect.Type, _ json: String, network: ScriptNetwork = .bitcoin
) -> [String] {
    let bytes = Array(json.utf8)
    switch dialect.transactions(of: bytes, network: network) {
    case .success(let transactions): return transactions.flatMap { lines($0) }
    case .failure(.incomplete): return ["incomplete"]
    case .failure(.malformed(let reason)): return [reason]
    case .failure(.bad(let at, let member, let value, let reason)):
        let path = bytes.withUnsafeBufferPointer { JSONPath(to: at, from: 0, base: $0.baseAddress!, end: $0.count) }
        let name = path.text.isEmpty || member.isEmpty ? path.text + member : path.text + "." + member
        return ["\(name) '\(value ?? path.value)': \(reason)"]
    }
}

/// A saved fixture as JSON, `nil` where the shared data is absent.
enum BitcoinData {
    static let etl: String? = SharedData.path.map { $0 + "/bitcoin/bitcoin-etl/test_export_blocks_job" }
    static let mempool: String? = SharedData.path.map { $0 + "/bitcoin/mempool-json" }

    /// Folders of bitcoin-etl fixtures: their rows, and the blocks beside them in order of height.
    static func fixtures() throws -> [(name: String, rows: String, blocks: [String])] {
        guard let etl else { return [] }
        var found: [(name: String, rows: String, blocks: [String])] = []
        for chain in try FileManager.default.contentsOfDirectory(atPath: etl).sorted() {
            for folder in try FileManager.default.contentsOfDirectory(atPath: etl + "/" + chain).sorted() {
                let path = "\(etl)/\(chain)/\(folder)"
                let blocks = try FileManager.default.contentsOfDirectory(atPath: path)
                    .filter { $0.hasPrefix("rpc_response_getblock_") && $0.hasSuffix("_2.json") }
                    .map { path + "/" + $0 }
                found.append(
                    (
                        "\(chain)/\(folder)", path + "/expected_transactions.json",
                        try blocks.sorted {
                            try height($0) < height($1)
                        }
                    ))
            }
        }
        return found
    }

    private static func height(_ path: String) throws -> Int {
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
        return (object as? [String: Any])?["height"] as? Int ?? 0
    }

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    /// Every value of a file of one JSON value a line.
    static func transactions<Dialect: TransactionDialect>(
        _ dialect: Dialect.Type, rows path: String, network: ScriptNetwork
    ) throws -> [OutputTransaction] {
        var all: [OutputTransaction] = []
        for line in try bytes(path).split(separator: 0x0A) {
            all += try dialect.transactions(of: Array(line), network: network).get()
        }
        return all
    }
}
