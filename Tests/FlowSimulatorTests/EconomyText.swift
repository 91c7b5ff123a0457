import FlowSimulator
import FlowTracing

/// One economy's four files as bytes, and what the tests need to know of them.
struct EconomyText {
    let options: ScamEconomy.Options
    var economy: ScamEconomy
    var transfers: [UInt8] = []
    var labels: [UInt8] = []
    var cases: [UInt8] = []
    var truth: [UInt8] = []
    /// Size of each chunk of the ledger as handed over.
    var chunkSizes: [Int] = []

    init(_ options: ScamEconomy.Options) throws {
        self.options = options
        economy = try ScamEconomy(options: options)
        economy.writeTransfers { chunk, _ in
            transfers += chunk
            chunkSizes.append(chunk.count)
        }
        economy.writeLabels { labels += $0 }
        economy.writeCases { cases += $0 }
        economy.writeTruth { truth += $0 }
    }

    var chainName: String { options.form == .tron ? "tron" : "eip155:1" }

    /// Calls `body` with the fields of every line after the header. No field of these files is quoted.
    static func forEachRow(_ bytes: [UInt8], _ body: (_ line: Int, _ fields: [ArraySlice<UInt8>]) throws -> Void)
        rethrows
    {
        var fields: [ArraySlice<UInt8>] = []
        var (start, line) = (0, 1)
        for (i, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: ",") {
                fields.append(bytes[start..<i])
                start = i + 1
            } else if byte == UInt8(ascii: "\n") {
                fields.append(bytes[start..<i])
                start = i + 1
                if line > 1 { try body(line, fields) }
                line += 1
                fields.removeAll(keepingCapacity: true)
            }
        }
    }

    static func string(_ field: ArraySlice<UInt8>) -> String { String(decoding: field, as: UTF8.self) }
}
