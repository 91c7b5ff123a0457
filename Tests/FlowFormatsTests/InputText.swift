import FlowFormats
import FlowTracing
import Foundation
import Testing

/// A folder of input files that goes with its test.
final class InputFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("lymer-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)) }

    @discardableResult
    func write(_ name: String, _ data: Data) throws -> String {
        try data.write(to: URL(fileURLWithPath: path + "/" + name))
        return path + "/" + name
    }

    /// Runs a program that compresses `name` and keeps it.
    func compress(_ name: String, with program: String, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program, "-k", "-q", "-f"] + arguments + [path + "/" + name]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }

    /// What reading `name` throws, without the folder in its text.
    func error(_ name: String, _ options: InputOptions = InputOptions()) -> String {
        do throws(InputError) {
            _ = try LedgerReader.read(paths: [path + "/" + name], options: options)
            return "no error"
        } catch {
            return error.description.replacingOccurrences(of: path + "/", with: "")
        }
    }
}

/// One text as a ledger.
func ledger(
    _ text: String, name: String = "in.csv", _ options: InputOptions = InputOptions()
) throws -> (ledger: Ledger, summary: LedgerReader.Summary) {
    let folder = try InputFolder()
    return try LedgerReader.read(paths: [try folder.write(name, text)], options: options)
}

func failure(_ text: String, name: String = "in.csv", _ options: InputOptions = InputOptions()) throws -> String {
    let folder = try InputFolder()
    try folder.write(name, text)
    return folder.error(name, options)
}

/// A row as `tx index block time from to asset amount fee feeAsset`, `-` for what it lacks.
func row(_ ledger: Ledger, _ row: Int) -> String {
    let block = ledger.block(row).map { String($0) } ?? "-"
    let fee = ledger.fee(row) == 0 ? "0" : "\(ledger.fee(row)) \(ledger.name(of: ledger.feeAsset(row)))"
    return [
        ledger.transactionText(row), String(ledger.index(row)), block, String(ledger.time(row)),
        ledger.text(ledger.sender(row), asset: ledger.asset(row)),
        ledger.text(ledger.recipient(row), asset: ledger.asset(row)),
        ledger.name(of: ledger.asset(row)), ledger.amount(row).decimalDigits, fee,
    ].joined(separator: " ")
}

/// An EVM address or hash that ends in `digits`.
func address(_ digits: String) -> String { "0x" + String(repeating: "0", count: 40 - digits.count) + digits }
func hash(_ digits: String) -> String { "0x" + String(repeating: "0", count: 64 - digits.count) + digits }

enum SharedData {
    /// `../shared/data` beside the package, or under `LYMER_SHARED`; `nil` where there is none.
    static let path: String? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let shared =
            ProcessInfo.processInfo.environment["LYMER_SHARED"] ?? root.appendingPathComponent("../shared").path
        return FileManager.default.fileExists(atPath: shared + "/data") ? shared + "/data" : nil
    }()
}
