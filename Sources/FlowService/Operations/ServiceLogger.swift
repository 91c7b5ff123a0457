import Logging

/// The logger of a command, by the names that its options have.
public struct ServiceLogger: Sendable {
    public let logger: Logger

    /// - Parameter level: `trace` … `critical`; anything else means `notice`.
    public init(level: String, format: LogLines.Format) {
        let level = Logger.Level(rawValue: level) ?? .notice
        logger = Logger(label: "lymer") { LogLines(label: $0, level: level, format: format) }
    }
}
