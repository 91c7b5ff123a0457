import FlowFormats
import FlowTracing

/// What was last said under each key, so that a replay says it once.
///
/// - Complexity: some 100 bytes an alert.
struct AlertHistory {
    private struct Saying {
        var state: String
        /// Of all but state and depth.
        var content: Int
    }
    private var last: [String: Saying] = [:]
    /// What `isNews` has replaced since `settle`, so that it can be taken back without a copy of everything.
    private var replaced: [(key: String, before: Saying?)] = []

    /// What was told since the last call stands.
    mutating func settle() { replaced.removeAll(keepingCapacity: true) }

    /// What was told since `settle` was not: all is as it was then.
    mutating func takeBack() {
        for (key, before) in replaced.reversed() { last[key] = before }
        replaced.removeAll(keepingCapacity: true)
    }

    /// Takes a line that was written earlier; anything that is no alert is passed over.
    mutating func learn(_ line: [UInt8]) {
        guard let (key, saying) = AlertHistory.read(line) else { return }
        last[key] = saying
    }

    /// True where `alert` says something new; from then on it is known.
    mutating func isNews(_ alert: AlertLine) -> Bool {
        guard let (key, saying) = AlertHistory.read(alert.bytes) else { return true }
        if let before = last[key], before.content == saying.content {
            if before.state == saying.state { return false }
            // Said in a state that includes this one.
            if alert.state == Alert.State.provisional.rawValue, before.state != Alert.State.withdrawn.rawValue {
                return false
            }
        }
        replaced.append((key, last.updateValue(saying, forKey: key)))
        return true
    }

    private static let findingStart = Array("{\"schema\": \"\(FindingReport.schema)\"".utf8)

    /// Key, state and content of a line as `AlertEncoder` and `FindingEncoder` write it.
    private static func read(_ line: [UInt8]) -> (key: String, saying: Saying)? {
        guard let key = value(of: "\"key\": \"", in: line), let state = value(of: "\"state\": \"", in: line) else {
            return nil
        }
        var hasher = Hasher()
        let depth = place(of: Array(", \"depth\": ".utf8), in: line, backwards: true) ?? line.count
        line.withUnsafeBytes { bytes in
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes[..<state.lowerBound]))
            if state.upperBound < depth {
                hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes[state.upperBound..<depth]))
            }
        }
        let content = hasher.finalize()
        var name = String(decoding: line[key], as: UTF8.self)
        // What is said of a finding is never taken back: its beginning and its end are two things, each said once.
        if line.starts(with: findingStart) { name += "-\(String(decoding: line[state], as: UTF8.self))-\(content)" }
        return (name, Saying(state: String(decoding: line[state], as: UTF8.self), content: content))
    }

    /// Where the text behind `prefix` stands, up to the next quote.
    private static func value(of prefix: String, in line: [UInt8]) -> Range<Int>? {
        let prefix = Array(prefix.utf8)
        guard let start = place(of: prefix, in: line, backwards: false).map({ $0 + prefix.count }),
            let end = line[start...].firstIndex(of: 0x22)
        else { return nil }
        return start..<end
    }

    private static func place(of text: [UInt8], in line: [UInt8], backwards: Bool) -> Int? {
        guard line.count >= text.count else { return nil }
        let starts = 0...(line.count - text.count)
        func matches(_ start: Int) -> Bool {
            line[start] == text[0] && line[start..<start + text.count].elementsEqual(text)
        }
        return backwards ? starts.last(where: matches) : starts.first(where: matches)
    }
}
