import FlowTracing
import Testing

@testable import FlowFormats

/// Shares and limits of a screening: integers, rounded as they say.
@Suite struct ScreeningReportTests {
    @Test(
        arguments: [
            ("0", 0), ("100", 1_000_000), ("100%", 1_000_000), ("0.5", 5_000), ("12.3456", 123_456), ("0.0001%", 1),
            ("007", 70_000),
        ] as [(String, UInt32)])
    func percentages(text: String, millionths: UInt32) { #expect(ShareLimit(percent: text)?.millionths == millionths) }

    @Test(arguments: ["", "%", ".5", "5.", "100.0001", "101", "-1", "1e2", "0.00001", "1.2.3", "1 %", "0x1"])
    func noPercentages(text: String) { #expect(ShareLimit(percent: text) == nil) }

    @Test func limitsAreExact() throws {
        let third = try #require(ShareLimit(percent: "33.3334"))
        #expect(!third.isReached(by: 1, of: 3))
        #expect(try #require(ShareLimit(percent: "33.3333")).isReached(by: 1, of: 3))
        #expect(third.isReached(by: .max / 2, of: .max))
        #expect(ShareLimit().isReached(by: 0, of: 5))
    }

    @Test(
        arguments: [
            (1, 3, "0.333333"), (2, 3, "0.666666"), (0, 3, "0.000000"), (3, 3, "1.000000"),
            (999_999_999, 1_000_000_000, "0.999999"),
            (.max - 1, .max, "0.999999"), (0, 0, ""), (2, 1, ""),
        ] as [(Amount, Amount, String)])
    func sharesAreRoundedDown(part: Amount, whole: Amount, text: String) {
        #expect(AmountText.share(part, of: whole) == text)
    }
}
