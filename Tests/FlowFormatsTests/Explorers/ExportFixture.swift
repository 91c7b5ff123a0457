import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

/// Texts written to files of a folder of their own, read as a user would.
struct ExportFixture: ~Copyable {
    let folder: URL
    var paths: [String] = []

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "exports-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    mutating func add(_ name: String, _ text: String) throws {
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        paths.append(file.path)
    }

    func read(_ change: (inout InputOptions) -> Void = { _ in }) throws(InputError) -> Ledger {
        var options = InputOptions()
        change(&options)
        return try LedgerReader.read(paths: paths, options: options).ledger
    }

    /// The message without the folder's name.
    func message(_ change: (inout InputOptions) -> Void = { _ in }) -> String {
        do throws(InputError) {
            let ledger = try read(change)
            return "no error, \(ledger.count) transfers"
        } catch {
            return error.description.replacingOccurrences(of: folder.path + "/", with: "")
        }
    }
}

/// One file's ledger.
func ledger(
    of text: String, named name: String = "export.csv", _ change: (inout InputOptions) -> Void = { _ in }
) throws -> Ledger {
    var fixture = try ExportFixture()
    try fixture.add(name, text)
    return try fixture.read(change)
}

/// What is wrong with one file.
func message(
    of text: String, named name: String = "export.csv", _ change: (inout InputOptions) -> Void = { _ in }
) throws -> String {
    var fixture = try ExportFixture()
    try fixture.add(name, text)
    return fixture.message(change)
}

extension Ledger {
    /// `time kind from>to amount asset`, and ` fee …` where there is one; addresses by their last three characters.
    var lines: [String] {
        (0..<count).map { row in
            let asset = asset(row)
            let fee = fee(row) == 0 ? "" : " fee \(fee(row).decimalDigits) \(name(of: feeAsset(row)))"
            return "\(time(row)) \(kind(row)) \(text(sender(row), asset: asset).suffix(3))>"
                + "\(text(recipient(row), asset: asset).suffix(3)) \(amount(row).decimalDigits) \(name(of: asset))\(fee)"
        }
    }
    var notes: [String] { files.flatMap(\.notes) }
}

/// EVM address that ends in `n`.
func evm(_ n: Int) -> String { "0x" + String(repeating: "0", count: 37) + String(1000 + n).suffix(3) }

/// TRON address of the same 20 bytes, as `T…`.
func tron(_ n: Int) -> String { Address(evm(n), form: .evm)!.text(form: .tron) }

/// Transaction hash that ends in `n`, bare.
func hash(_ n: Int) -> String { String(repeating: "a", count: 61) + String(1000 + n).suffix(3) }

extension SharedData {
    /// A file or folder of the shared data, where it is on this machine.
    static func path(_ relative: String) -> String? { path.map { $0 + "/" + relative } }
    static let isPresent = path != nil
}
