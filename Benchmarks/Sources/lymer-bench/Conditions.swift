import Foundation

/// What a figure was measured on, as a JSON line before the figures.
enum Conditions {
    static func emit() {
        let line =
            "{\"conditions\":{\"commit\":\"\(commit)\",\"processor\":\"\(processor)\","
            + "\"cores\":\(ProcessInfo.processInfo.activeProcessorCount)}}\n"
        FileHandle.standardOutput.write(Data(line.utf8))
    }

    private static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    }

    /// Of the sources that stand here; `+` where they have changed since.
    private static var commit: String {
        let git = Process()
        git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        git.arguments = ["git", "describe", "--always", "--dirty=+", "--exclude=*"]
        let pipe = Pipe()
        git.standardOutput = pipe
        git.standardError = FileHandle.nullDevice
        guard (try? git.run()) != nil else { return "unknown" }
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        git.waitUntilExit()
        let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return name.isEmpty ? "unknown" : name
    }
}
