import Foundation
import Testing

/// One run of the built `lymer`, as a user would start it.
struct LymerRun {
    let status: Int32
    let output: String
    let errors: String

    /// The binary stands beside the test bundle.
    static let binary: URL = {
        let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        var folders = [executable.deletingLastPathComponent()]
        folders += CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
            .map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
        folders.append(repository.appendingPathComponent(".build/debug"))
        return folders.map { $0.appendingPathComponent("lymer") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
            ?? URL(fileURLWithPath: "lymer is not built")
    }()

    /// The package's root.
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Runs `lymer` with `arguments` in `folder` (or `place`); `input` is its standard input. Streams go through files, so that no
    /// amount of output can block it.
    init(
        _ arguments: [String], in folder: Scratch, at place: URL? = nil, input: Data? = nil,
        environment: [String: String] = [:]
    ) throws {
        let process = Process()
        process.executableURL = LymerRun.binary
        process.arguments = arguments
        process.currentDirectoryURL = place ?? folder.url
        var all = ProcessInfo.processInfo.environment
        for name in ["NO_COLOR", "TERM", "COLUMNS"] { all[name] = nil }
        process.environment = all.merging(environment) { $1 }
        let id = UUID().uuidString
        let outputFile = folder.streams.appendingPathComponent("\(id).out")
        let errorFile = folder.streams.appendingPathComponent("\(id).err")
        let inputFile = folder.streams.appendingPathComponent("\(id).in")
        try Data().write(to: outputFile)
        try Data().write(to: errorFile)
        try (input ?? Data()).write(to: inputFile)
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        process.standardInput = try FileHandle(forReadingFrom: inputFile)
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationReason == .exit, "lymer \(arguments) died of a signal")
        status = process.terminationStatus
        output = String(decoding: try Data(contentsOf: outputFile), as: UTF8.self)
        errors = String(decoding: try Data(contentsOf: errorFile), as: UTF8.self)
    }

    /// The answer of `--format json`.
    func json() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any], "\(errors)")
    }
}

extension LymerRun {
    /// The text of the member `cases` in an answer of `--format json`, byte for byte.
    func cases() throws -> String {
        let start = try #require(output.range(of: "\n  \"cases\": "), "\(errors)")
        return String(output[start.upperBound...])
    }
}

/// A folder of its own that vanishes with its owner.
final class Scratch {
    let url: URL
    let streams: URL

    init() throws {
        let base = FileManager.default.temporaryDirectory
        url = base.appendingPathComponent("lymer-\(UUID().uuidString)")
        streams = base.appendingPathComponent("lymer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
        try? FileManager.default.removeItem(at: streams)
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try write(Data(text.utf8), to: name)
    }

    @discardableResult
    func write(_ data: Data, to name: String) throws -> String {
        let file = url.appendingPathComponent(name)
        try data.write(to: file)
        return file.path
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
    }

    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }

    /// Compresses a file with the system's tool.
    func compress(_ name: String, with tool: String, to result: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "\(tool) -c '\(name)' > '\(result)'"]
        process.currentDirectoryURL = url
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(tool) is missing")
    }
}
