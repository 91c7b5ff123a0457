import Foundation
import Testing

/// A `lymer` that runs on.
final class LymerProcess {
    private let process = Process()

    init(_ arguments: [String], in folder: Scratch) throws {
        process.executableURL = LymerRun.binary
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit { if process.isRunning { kill(id, SIGKILL) } }

    var id: Int32 { process.processIdentifier }

    func wait(upTo seconds: Double, for condition: () throws -> Bool) throws {
        let end = Date().addingTimeInterval(seconds)
        while try !condition() {
            try #require(process.isRunning && Date() < end, "lymer ended, or nothing happened in \(seconds) s")
            usleep(20_000)
        }
    }

    /// Exit status, or minus the signal that ended it.
    func end() -> Int32 {
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }
}
