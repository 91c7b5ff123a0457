import FlowFormats
import FlowService
import FlowTracing
import Foundation
import SeededRandom
import Testing

/// A folder that goes with its test.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("lymer-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
        return path + "/" + name
    }

    func append(_ name: String, _ bytes: some Sequence<UInt8>) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path + "/" + name))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }
}

/// Transfers as text, plain rows mixed with odd ones.
enum TransferText {
    static let header = "chain,tx,index,block,time,from,to,asset,amount,fee\n"

    static func csv(_ random: inout SeededRandom, rows: Int, from first: Int = 0) -> [UInt8] {
        var text = ""
        for row in first..<first + rows {
            let time = 1_700_000_000 + row / 7 * 12
            let asset = random.chance(20) ? "native" : "USDT"
            let amount = "\(random.below(1_000_000_000))"
            // A quoted value, its line end included, is one row of the general reader.
            let shown = random.chance(3) ? "\"\(amount)\"" : amount
            text += "eip155:1,0x\(hex(row, 64)),\(row % 5),\(18_000_000 + row / 7),\(time),"
            text += "0x\(hex(random.below(300), 40)),0x\(hex(random.below(300), 40)),\(asset),\(shown),"
            text += random.chance(30) ? "21000\n" : "\n"
            if random.chance(1) { text += "\n" }
        }
        return Array(text.utf8)
    }

    static func jsonLines(_ random: inout SeededRandom, rows: Int) -> [UInt8] {
        var text = ""
        for row in 0..<rows {
            text +=
                "{\"tx\": \"0x\(hex(row, 64))\", \"index\": \(row % 5), \"time\": \(1_700_000_000 + row), \"from\": \"0x\(hex(random.below(99), 40))\","
            text += random.chance(10) ? "\n  " : " "
            text +=
                "\"to\": \"0x\(hex(random.below(99), 40))\", \"asset\": \"USDT\", \"amount\": \(random.below(99999))}\n"
        }
        return Array(text.utf8)
    }

    private static func hex(_ number: Int, _ digits: Int) -> String {
        let text = String(number &* 0x9E37_79B1 & 0xFFFF_FFFF_FFFF, radix: 16)
        return String(repeating: "a", count: digits - text.count) + text
    }
}

/// Rows of a ledger as text, for comparison.
func rows(of ledger: Ledger) -> [String] {
    (0..<ledger.count).map { row in
        let asset = ledger.asset(row)
        return [
            ledger.transactionText(row), "\(ledger.index(row))", "\(ledger.block(row) ?? 0)", "\(ledger.time(row))",
            ledger.text(ledger.sender(row), asset: asset), ledger.text(ledger.recipient(row), asset: asset),
            ledger.name(of: asset), "\(ledger.amount(row))", "\(ledger.fee(row))",
            ledger.chains[Int(ledger.chain(row))].name,
            ledger.place(of: row),
        ].joined(separator: " ")
    }
}
