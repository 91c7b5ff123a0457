/// Whole numbers with a unit, as people write them: `90`, `12 h`, `7d`.
public enum SpanText {
    /// Seconds, or a number with s, m, h or d. `nil` for anything else, and beyond 2⁶³.
    public static func seconds(_ text: String) -> Int? {
        number(text, units: ["": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400])
    }

    /// A number in decimal digits and, after any spaces, one of the units, which it is multiplied by.
    static func number(_ text: String, units: [String: Int]) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let value = Int(digits),
            let factor = units[String(text.dropFirst(digits.count).drop { $0 == " " })]
        else { return nil }
        let (product, isOver) = value.multipliedReportingOverflow(by: factor)
        return isOver ? nil : product
    }
}
