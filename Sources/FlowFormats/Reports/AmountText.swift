import FlowTracing

/// Amounts and shares as people read them, by integer arithmetic only.
enum AmountText {
    /// More decimals than any asset has: amounts are then shown in base units.
    static let maximumDecimals = 77

    /// Digits after the point that `amount` needs to be shown exactly.
    static func significantFraction(_ amount: Amount, decimals: Int) -> Int {
        guard amount > 0 else { return 0 }
        var rest = amount
        var zeros = 0
        while zeros < decimals, rest % 10 == 0 {
            rest /= 10
            zeros += 1
        }
        return decimals - zeros
    }

    /// `amount` in asset units with thousands separators: `1,234,567.890000`.
    ///
    /// - Parameters:
    ///   - decimals: digits of a base unit; `nil` gives base units.
    ///   - fraction: digits to show after the point; more are shown where exactness needs them, none are cut.
    static func grouped(_ amount: Amount, decimals: Int?, fraction: Int = 0) -> String {
        guard let decimals, decimals > 0, decimals <= maximumDecimals else { return group(amount.decimalDigits) }
        let shown = max(min(fraction, decimals), significantFraction(amount, decimals: decimals))
        let (whole, part) = split(amount, decimals: decimals)
        return group(whole) + (shown == 0 ? "" : "." + part.prefix(shown))
    }

    /// `amount` in asset units without separators, as few digits as are exact: `1234567.89`.
    static func plain(_ amount: Amount, decimals: Int) -> String {
        guard decimals > 0, decimals <= maximumDecimals else { return amount.decimalDigits }
        let shown = significantFraction(amount, decimals: decimals)
        let (whole, part) = split(amount, decimals: decimals)
        return whole + (shown == 0 ? "" : "." + part.prefix(shown))
    }

    private static func split(_ amount: Amount, decimals: Int) -> (whole: String, part: String) {
        let digits = amount.decimalDigits
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
        return (String(padded.dropLast(decimals)), String(padded.suffix(decimals)))
    }

    private static func group(_ digits: String) -> String {
        var out = ""
        for (i, digit) in digits.enumerated() {
            if i > 0, (digits.utf8.count - i) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return out
    }

    /// `part` of `whole` in percent with two digits, rounded half up; never `0.00%` for something nor `100.00%` for less
    /// than all. Empty where `whole` is 0.
    static func percent(_ part: Amount, of whole: Amount) -> String {
        guard whole > 0, part <= whole else { return "" }
        if part == whole { return "100.00%" }
        let (quotient, rest) = whole.dividingFullWidth(part.multipliedFullWidth(by: 10_000))
        let rounded = Int(quotient) + (rest >= whole - rest ? 1 : 0)
        if part > 0, rounded == 0 { return "<0.01%" }
        if rounded == 10_000 { return ">99.99%" }
        let cents = rounded % 100
        return "\(rounded / 100).\(cents < 10 ? "0" : "")\(cents)%"
    }

    /// `1,234`.
    static func count(_ value: Int) -> String { group(String(max(value, 0))) }
}

/// How amounts of one asset are printed in one table: the same number of digits after the point, so that points align.
struct AmountFormat {
    let decimals: Int?
    private(set) var fraction = 0

    init(decimals: Int?) {
        self.decimals = decimals.flatMap { $0 >= 0 && $0 <= AmountText.maximumDecimals ? $0 : nil }
        fraction = min(2, self.decimals ?? 0)
    }

    /// Makes room for every digit of `amount`.
    mutating func include(_ amount: Amount) {
        guard let decimals else { return }
        fraction = max(fraction, AmountText.significantFraction(amount, decimals: decimals))
    }

    func callAsFunction(_ amount: Amount) -> String {
        AmountText.grouped(amount, decimals: decimals, fraction: fraction)
    }
}
