import Foundation
import Testing

/// A `lymer` that runs on.
final class LymerProcess {
    private let process = Process()
    private let outputFile: URL
    private let errorFile: URL

    /// - Parameter fileLimit: bytes that a file of it may have at first, instead of what the machine has room for.
    init(_ arguments: [String], in folder: Scratch, fileLimit: Int? = nil) throws {
        let id = UUID().uuidString
        outputFile = folder.streams.appendingPathComponent("\(id).out")
        errorFile = folder.streams.appendingPathComponent("\(id).err")
        if let fileLimit {
            // Beyond the limit a write is to fail as on a full disk, not to end the process.
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            let script = "trap '' XFSZ; ulimit -S -f \(fileLimit >> 10); exec \"$0\" \"$@\""
            process.arguments = ["-c", script, LymerRun.binary.path] + arguments
        } else {
            process.executableURL = LymerRun.binary
            process.arguments = arguments
        }
        process.currentDirectoryURL = folder.url
        try Data().write(to: outputFile)
        try Data().write(to: errorFile)
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit { if process.isRunning { kill(id, SIGKILL) } }

    var id: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    var output: String { (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "" }
    var errors: String { (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "" }

    /// Waits until `condition` holds.
    func wait(
        upTo seconds: Double = 60, sourceLocation: SourceLocation = #_sourceLocation, for condition: () throws -> Bool
    ) throws {
        let end = Date().addingTimeInterval(seconds)
        while try !condition() {
            try #require(isRunning, "lymer ended: \(errors)", sourceLocation: sourceLocation)
            try #require(
                Date() < end, "nothing happened in \(seconds) s: \(errors)", sourceLocation: sourceLocation)
            usleep(10_000)
        }
    }

    /// Sends `signal` and waits. Exit status, or minus the signal that ended it.
    func end(by signal: Int32) -> Int32 {
        kill(id, signal)
        return end()
    }

    /// Exit status, or minus the signal that ended it. One that does not end within a minute is killed.
    func end() -> Int32 {
        let deadline = Date().addingTimeInterval(60)
        while isRunning, Date() < deadline { usleep(5_000) }
        if isRunning { kill(id, SIGKILL) }
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// Gives its files all the room there is.
    func liftFileLimit() throws {
        let lifting = Process()
        lifting.executableURL = URL(fileURLWithPath: "/usr/bin/prlimit")
        lifting.arguments = ["--pid", "\(id)", "--fsize=unlimited:"]
        try lifting.run()
        lifting.waitUntilExit()
        try #require(lifting.terminationStatus == 0)
    }
}
