import Foundation
import Testing

/// The field's own validators, run on what lymer writes: `try Judge.check("graphml", file)`.
///
/// `scripts/judges` finds and runs them. Where they are not installed the calling test is cancelled with a message,
/// and fails on a build server (`CI` set): a judge nobody asked must not look like a pass.
enum Judge {
    /// Passes where the format's judge accepts the file, records an issue with the judge's words where it does not.
    ///
    /// `format` is one of those that `scripts/judges` lists: `graphml`, `dot`.
    static func check(
        _ format: String, _ file: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let (status, words) = try run(format, file)
        switch status {
        case 0: return
        case missing where ProcessInfo.processInfo.environment["CI"] == nil:
            try Test.cancel("\(words)", sourceLocation: sourceLocation)
        default:
            Issue.record("the \(format) judge rejects \(file):\n\(words)", sourceLocation: sourceLocation)
        }
    }

    static func check(
        _ format: String, _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).\(format)")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try check(format, file.path, sourceLocation: sourceLocation)
    }

    /// Exit status of `scripts/judges check` where a judge is not installed.
    static let missing: Int32 = 69

    static func run(_ format: String, _ file: String) throws -> (status: Int32, words: String) {
        let process = Process()
        process.executableURL = packageRoot.appendingPathComponent("scripts/judges")
        process.arguments = ["check", format, file]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let words = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: words, as: UTF8.self))
    }

    private static var packageRoot: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }
}
