import FlowFormats
import FlowTracing

/// Where alerts go: standard output, a file, an address on the web.
public protocol AlertSink: AnyObject {
    /// Hands alerts over at once; does not wait for the ledger's commit.
    func deliver(_ alerts: [AlertLine]) throws(DeliveryError)
    /// The ledger's commit is durable: so must what was delivered be, where that is in the sink's hands.
    func commit() throws(DeliveryError)
    /// Ends, after what was delivered has gone out as far as it can.
    func close()
    /// Alerts that are still on their way.
    var waiting: Int { get }
    /// Alerts given up so far.
    var deadLetters: Int { get }
}

extension AlertSink {
    public var waiting: Int { 0 }
    public var deadLetters: Int { 0 }
}

/// One alert, or one finding of a typology, ready to leave.
public struct AlertLine: Sendable {
    public let key: String
    public let state: String
    /// Kind of alert, or typology.
    public let kind: String
    /// JSON and a line end.
    public let bytes: [UInt8]

    public init(_ alert: Alert) {
        (key, state, kind) = (alert.key, alert.state.rawValue, alert.kind.rawValue)
        bytes = AlertEncoder.line(alert, key: key)
    }

    public init(_ news: FindingNews, of ledger: Ledger, _ configuration: FlaggingConfiguration) {
        (key, state, kind) = (news.finding.id, FindingEncoder.state(news), news.finding.typology)
        bytes = FindingEncoder.line(news, of: ledger, configuration)
    }
}

/// Alerts can no longer be delivered.
public struct DeliveryError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    /// There is no room, and nothing of the batch was delivered: it may be tried again.
    public let isFull: Bool

    public init(_ description: String, isFull: Bool = false) {
        (self.description, self.isFull) = (description, isFull)
    }
}

/// What `--alerts` names.
public enum AlertSinks {
    /// - Parameters:
    ///   - name: `-`, a URL, or a file.
    ///   - deadLetters: where alerts go that a URL does not take.
    /// - Throws: `DeliveryError` for a file that cannot be written.
    public static func named(_ name: String, deadLetters: String) throws(DeliveryError) -> any AlertSink {
        if name == "-" { return AlertStream() }
        if name.hasPrefix("http://") || name.hasPrefix("https://") {
            return AlertPost(url: name, deadLetters: deadLetters)
        }
        return try AlertFile(path: name)
    }
}
