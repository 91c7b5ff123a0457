import FlowTracing

/// Days as lists write them, as Unix seconds of their midnight in UTC.
enum LabelDate {
    /// `2026-01-15`, `20260115` or with a time behind.
    static func seconds(_ text: String) -> Int64? {
        let digits = Array(text.utf8)
        if digits.count == 8, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            let parts = [digits[0..<4], digits[4..<6], digits[6..<8]].map { String(decoding: $0, as: UTF8.self) }
            return Timestamp.parse(parts.joined(separator: "-"))
        }
        return text.contains("-") ? Timestamp.parse(text) : nil
    }

    /// `01/15/2026`: the month first.
    static func american(_ text: String) -> Int64? {
        let parts = text.split(separator: "/")
        guard parts.count == 3 else { return nil }
        return seconds(year: parts[2], month: parts[0], day: parts[1])
    }

    static func seconds(
        year: some StringProtocol, month: some StringProtocol, day: some StringProtocol
    ) -> Int64? {
        func two(_ part: some StringProtocol) -> String { part.utf8.count == 1 ? "0\(part)" : String(part) }
        return Timestamp.parse("\(year)-\(two(month))-\(two(day))")
    }

    /// The day of `seconds`: `2026-01-15`.
    static func day(_ seconds: Int64) -> String { String(Timestamp.text(seconds).prefix(10)) }
}
