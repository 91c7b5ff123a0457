import FlowFormats
import FlowTracing
import Foundation
import Testing

@testable import LymerCLI

@Suite struct ArgumentTests {
    @Test(arguments: [
        ("tx:0x5c", true), ("out:0x8b", true), ("in:T1@..5", true), ("held:x", true), ("tron/tx:ab/USDT", true),
        ("eip155:1/out:0x8b", true), ("transfers.csv", false), ("tx.csv", false), ("data/outgoing.csv", false),
        ("a/b/tx:1", false), ("", false), ("/tx:", true),
    ])
    func seedsAreToldFromFiles(text: String, isSeed: Bool) {
        #expect(SeedListReader.isSeed(text) == isSeed)
    }

    @Test func amountsAreBaseUnits() throws {
        #expect(try ArgumentReading.amount("340282366920938463463374607431768211455") == .max)
        for bad in ["", "-1", "1.5", "1e6", "1,000", "340282366920938463463374607431768211456"] {
            #expect(throws: (any Error).self) { try ArgumentReading.amount(bad) }
        }
    }

    @Test func defaultsAreTheSpecifications() throws {
        let trace = try #require(try Lymer.parseAsRoot(["trace", "a.csv", "--from", "tx:1"]) as? Trace)
        #expect(trace.question.rule.rules == [.haircut])
        #expect(trace.limits.opening == "inferred")
        #expect(trace.limits.maxHops == nil && trace.limits.minAmount == nil && trace.limits.covers.isEmpty)
        #expect(trace.ends.guardAction == .warn)
        #expect(trace.ends.coinjoin == .stop && !trace.ends.followFees && !trace.answer.unfold)
    }
}

@Suite struct ProgressLineTests {
    @Test func saysRateAndRemainingTime() {
        #expect(
            ProgressBar.line(phase: "reading", done: 40, total: 100, count: 4_000_000, unit: "rows", seconds: 2)
                == "reading  [████████░░░░░░░░░░░░]  40%  4,000,000 rows  2,000,000/s  3 s left")
        #expect(ProgressBar.line(phase: "tracing", done: 0, total: 0, count: 0, unit: "", seconds: 9) == "tracing")
        #expect(
            ProgressBar.line(phase: "reading", done: 300, total: 100, count: 1, unit: "rows", seconds: 1)
                == "reading  [████████████████████]  100%  1 rows  1/s")
    }

    @Test(arguments: [(0.2, "1 s"), (59, "59 s"), (61, "1 min 1 s"), (3_700, "1 h 1 min"), (1e18, "99 h 59 min")])
    func durations(seconds: Double, text: String) { #expect(ProgressBar.duration(seconds) == text) }
}
