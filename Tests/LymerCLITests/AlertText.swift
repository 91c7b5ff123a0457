import Foundation
import Testing

/// One alert as `lymer watch` writes it.
struct AlertText: Hashable {
    let key: String
    let kind: String
    let state: String
    let transaction: String
    /// Everything but how deep it was when it was said, which depends on when that was.
    let content: String

    init(_ line: some StringProtocol) throws {
        let text = String(line)
        let fields = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        key = try #require(fields["key"] as? String)
        kind = try #require(fields["kind"] as? String)
        state = try #require(fields["state"] as? String)
        transaction = try #require(fields["tx"] as? String)
        let depth = try #require(text.range(of: ", \"depth\": ", options: .backwards))
        content = String(text[..<depth.lowerBound])
    }

    /// What a receiver tells alerts apart by.
    var idempotencyKey: String { "\(key)-\(state)" }

    /// The alerts of whole lines; a line that was being written when its writer was killed is left out.
    static func all(_ text: String) throws -> [AlertText] {
        try text[..<(text.lastIndex(of: "\n") ?? text.startIndex)].split(separator: "\n").map { try AlertText($0) }
    }
}

extension [AlertText] {
    /// The first of each idempotency key: what a receiver acts on.
    var once: [AlertText] {
        var seen: Set<String> = []
        return filter { seen.insert($0.idempotencyKey).inserted }
    }

    /// What was last said under each key, where it was not withdrawn.
    var lastWords: Set<AlertText> {
        var last: [String: AlertText] = [:]
        for alert in self { last[alert.key] = alert }
        return Set(last.values.filter { $0.state != "withdrawn" })
    }

    func contains(_ kind: String, _ state: String, _ transaction: String) -> Bool {
        contains { $0.kind == kind && $0.state == state && $0.transaction == transaction }
    }
}
