import FlowTracing
import Glibc
import Logging

/// What a program that runs for weeks says of itself: one line an event on standard error, for people or as JSON.
public struct LogLines: LogHandler {
    public enum Format: String, Sendable, CaseIterable { case text, json }

    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: Format
    private let descriptor: Int32

    public init(label: String, level: Logger.Level, format: Format, descriptor: Int32 = STDERR_FILENO) {
        (self.label, logLevel, self.format, self.descriptor) = (label, level, format, descriptor)
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let pairs = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
            .map { (key: $0.key, value: $0.value.description) }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let text = LogLines.line(
            format, seconds: Int64(time.tv_sec), milliseconds: time.tv_nsec / 1_000_000, level: event.level.rawValue,
            message: event.message.description, pairs)
        // One call a line: lines of several threads do not mix.
        _ = DescriptorOutput.write(Array(text.utf8), to: descriptor)
    }

    static func line(
        _ format: Format, seconds: Int64, milliseconds: Int, level: String, message: String,
        _ pairs: [(key: String, value: String)]
    ) -> String {
        let digits = String(milliseconds)
        let fraction = String(repeating: "0", count: 3 - digits.utf8.count) + digits
        let time = "\(Timestamp.text(seconds).dropLast()).\(fraction)Z"
        switch format {
        case .text:
            let tail = pairs.map { " \($0.key)=\(needsQuotes($0.value) ? quoted($0.value) : $0.value)" }.joined()
            return "\(time) \(level) \(oneLine(message))\(tail)\n"
        case .json:
            let all = [("time", time), ("level", level), ("message", message)] + pairs.map { ($0.key, $0.value) }
            return "{" + all.map { "\(quoted($0.0)): \(quoted($0.1))" }.joined(separator: ", ") + "}\n"
        }
    }

    private static func needsQuotes(_ text: String) -> Bool {
        text.isEmpty || text.utf8.contains { $0 <= 0x20 || $0 == 0x22 || $0 == 0x3D || $0 == 0x7F }
    }

    /// Texts of the input may reach a message: no control character may.
    private static func oneLine(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return text }
        return String(quoted(text).dropFirst().dropLast())
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: out += "\\\""
            case 0x5C: out += "\\\\"
            case 0x0A: out += "\\n"
            case 0..<0x20, 0x7F..<0xA0: out += "\\u00" + Hex.text([UInt8(scalar.value)])
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
