import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

/// UTXO answers for people.
@Suite struct OutputTableTests {
    typealias Fixture = OutputReportFixture

    private func lines(_ report: TraceReport, _ style: ReportStyle = ReportStyle()) -> [String] {
        TableReport.text(report, style: style).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func wholeTableAsPrinted() throws {
        #expect(TableReport.text(try Fixture.coinjoin()) == OutputTableGolden.coinjoin)
    }

    @Test func throughSaysSo() throws {
        let lines = lines(try Fixture.coinjoin(policy: .through))
        #expect(lines.contains { $0.hasSuffix("BTC entered; the rule went through it as through any other") })
        #expect(!lines.contains { $0.hasPrefix("  mixer") })
        #expect(lines.contains { $0.contains("40.00%") })
    }

    /// Folding changes what is shown, never an amount.
    @Test func peelChainsFoldAndUnfold() throws {
        let report = try Fixture.peelChain()
        let folded = lines(report, ReportStyle(showsPaths: true))
        let unfolded = lines(report, ReportStyle(showsPaths: true, unfolds: true))
        #expect(folded.contains { $0.hasPrefix("  1.  9 hops, 2023-05-16 10:46:40 to 2023-05-16 12:06:40") })
        #expect(
            folded.contains {
                $0.contains("9 hops of a peel chain (inferred) since 2023-05-16 10:46:40, folded; the last:")
            })
        #expect(!unfolded.contains { $0.contains("folded") })
        #expect(unfolded.filter { $0.hasPrefix("          peeled    ") }.count == 9)
        #expect(unfolded.filter { $0.hasPrefix("          moves on  ") }.count == 9)
        #expect(unfolded.count > folded.count + 27)
        let isBalance = { (line: String) in line.hasPrefix("  ") && line.contains("%") }
        #expect(folded.filter(isBalance) == unfolded.filter(isBalance))
    }

    @Test(arguments: [60, 80, 100, 140])
    func onlyLinesToBeCopiedAreLonger(width: Int) throws {
        for report in [
            try Fixture.coinjoin(), try Fixture.coinjoin([.poison], policy: .through), try Fixture.peelChain(),
        ] {
            for line in lines(report, ReportStyle(showsPaths: true, unfolds: true, width: width)) {
                // The heading of columns is as wide as the addresses below it.
                let words = line.split(separator: " ")
                let holdsIdentity = words.first == "candidate" || words.contains { $0.utf8.count >= 34 }
                #expect(holdsIdentity || VisibleText.width(line) <= width, "\(line)")
            }
        }
    }

    @Test func topShortensEveryList() throws {
        let lines = lines(try Fixture.coinjoin(), ReportStyle(top: 1))
        #expect(lines.contains { $0.contains("… and 2 more coinjoins; --top shows more") })
        #expect(!lines.contains { $0.contains(Fixture.secondMix) })
    }

    @Test func tihoStandsBesideTheOthersOnUTXOChainsOnly() throws {
        let bitcoin = lines(try Fixture.peelChain(TaintRule.allCases), ReportStyle(width: 140))
        #expect(bitcoin.contains { $0.contains("taint-first        tiho  poison  reach") })
        #expect(bitcoin.contains { $0.hasPrefix("  resting") && $0.contains("1.01459335") })
        let account = lines(try ReportFixture.report(TaintRule.onAccounts), ReportStyle(width: 140))
        #expect(!account.contains { $0.contains("tiho") })
    }

    @Test func aCoinJoinIsOneLineOfTheComparison() throws {
        let lines = lines(try Fixture.coinjoin(TaintRule.allCases), ReportStyle(width: 140))
        #expect(lines.contains { $0.hasPrefix("  [1] whirlpool (inferred)") && $0.contains("0.05010") })
        #expect(lines.contains { $0.hasPrefix("  [1] \(Fixture.firstMix)") })
    }
}
