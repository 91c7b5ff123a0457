/// Spans of time as people write and read them: `90`, `12 h`, `7d`.
public enum SpanText {
    public struct Unit: Sendable {
        var seconds: Int
        /// As it is read, and written without a blank.
        var letter: String
        /// As it is written after a blank.
        var word: String
    }

    /// Seconds, or a number with s, m, h or d. `nil` for anything else, and beyond 2⁶³.
    public static func seconds(_ text: String) -> Int? {
        number(text, units: Dictionary([("", 1)] + units.map { ($0.letter, $0.seconds) }) { first, _ in first })
    }

    /// A number in decimal digits and, after any spaces, one of the units, which it is multiplied by.
    public static func number(_ text: String, units: [String: Int]) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let value = Int(digits),
            let factor = units[String(text.dropFirst(digits.count).drop { $0 == " " })]
        else { return nil }
        let (product, isOver) = value.multipliedReportingOverflow(by: factor)
        return isOver ? nil : product
    }

    /// The longest first.
    private static let units = [
        Unit(seconds: 86_400, letter: "d", word: "d"), Unit(seconds: 3_600, letter: "h", word: "h"),
        Unit(seconds: 60, letter: "m", word: "min"), second,
    ]
    private static let second = Unit(seconds: 1, letter: "s", word: "s")

    /// Exactly, in days, hours or seconds: `7 d`, `90 s`.
    public static func exact(_ seconds: Int) -> String {
        let unit = units.first { seconds != 0 && $0.seconds != 60 && seconds % $0.seconds == 0 } ?? second
        return "\(seconds / unit.seconds) \(unit.word)"
    }

    /// Exactly and without a blank, as names contain it: `1d`, `12h`, `90m`, `45s`.
    public static func name(_ seconds: Int64) -> String {
        let unit = units.first { seconds > 0 && seconds % Int64($0.seconds) == 0 } ?? second
        return "\(seconds / Int64(unit.seconds))\(unit.letter)"
    }

    /// Rounded down, in the longest unit of which it is at least two: `25 h`, `48 min`.
    public static func about(_ seconds: Int64) -> String {
        let unit = units.first { seconds >= 2 * Int64($0.seconds) } ?? second
        return "\(seconds / Int64(unit.seconds)) \(unit.word)"
    }
}
