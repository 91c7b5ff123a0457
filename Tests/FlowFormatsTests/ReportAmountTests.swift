import FlowTracing
import Testing

@testable import FlowFormats

@Suite struct ReportAmountTests {
    @Test(
        arguments: [
            (0, 6, 2, "0.00"), (1, 6, 2, "0.000001"), (1_500_000, 6, 2, "1.50"),
            (1_234_567_890_000, 6, 2, "1,234,567.89"),
            (999, 0, 0, "999"), (1_000, 0, 0, "1,000"), (123, 2, 2, "1.23"), (100, 18, 0, "0.0000000000000001"),
        ] as [(UInt64, Int, Int, String)])
    func unitsAreExact(amount: UInt64, decimals: Int, fraction: Int, text: String) {
        #expect(AmountText.grouped(Amount(amount), decimals: decimals, fraction: fraction) == text)
    }

    @Test func theLargestAmountKeepsEveryDigit() {
        #expect(
            AmountText.grouped(.max, decimals: 18, fraction: 0) == "340,282,366,920,938,463,463.374607431768211455")
        #expect(AmountText.grouped(.max, decimals: nil) == "340,282,366,920,938,463,463,374,607,431,768,211,455")
        #expect(AmountText.plain(1_500_000, decimals: 6) == "1.5")
    }

    @Test func unknownOrAbsurdDecimalsGiveBaseUnits() {
        for decimals in [nil, -1, 78, .max] {
            #expect(AmountText.grouped(1_234_567, decimals: decimals) == "1,234,567")
        }
    }

    @Test(
        arguments: [
            (0, 10, "0.00%"), (10, 10, "100.00%"), (1, 3, "33.33%"), (2, 3, "66.67%"), (1, 20_000, "0.01%"),
            (1, 20_001, "<0.01%"), (1, 1_000_000, "<0.01%"), (999_999, 1_000_000, ">99.99%"), (1, 0, ""),
            (1, 8, "12.50%"),
            (105, 10_000, "1.05%"),
        ] as [(UInt64, UInt64, String)])
    func percentIsRoundedHalfUpAndNeverHidesSomething(part: UInt64, whole: UInt64, text: String) {
        #expect(AmountText.percent(Amount(part), of: Amount(whole)) == text)
    }

    @Test func percentHoldsForTheLargestAmounts() {
        #expect(AmountText.percent(.max / 2, of: .max) == "50.00%")
        #expect(AmountText.percent(.max - 1, of: .max) == ">99.99%")
    }

    /// Taking the separators out again gives the digits back.
    @Test func groupedTextIsTheAmount() {
        var random = SystemRandomNumberGenerator()
        let seed = random.next()
        var state = seed
        for _ in 0..<2_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let amount = Amount(state) << Amount(state >> 58) | Amount(state >> 7)
            let decimals = Int(state >> 40 % 20)
            let text = AmountText.grouped(amount, decimals: decimals, fraction: 2).filter { $0 != "," }
            let parts = text.split(separator: ".")
            let fraction = parts.count == 2 ? String(parts[1]) : ""
            let digits = String(parts[0]) + fraction + String(repeating: "0", count: decimals - fraction.utf8.count)
            #expect(Amount(digits: digits.utf8) == amount, "seed \(seed), \(amount) with \(decimals) decimals")
        }
    }

    @Test func hostileTextCannotSteerATerminal() {
        #expect(VisibleText.of("Binance") == "Binance")
        #expect(VisibleText.of("\u{1b}[31mred\u{7}") == "\\u{1b}[31mred\\u{7}")
        #expect(VisibleText.of("a\u{202e}b\u{200b}c\nd") == "a\\u{202e}b\\u{200b}c\\u{a}d")
        #expect(VisibleText.of("汇旺担保") == "汇旺担保")
        #expect(VisibleText.width("汇旺") == 4)
    }
}
