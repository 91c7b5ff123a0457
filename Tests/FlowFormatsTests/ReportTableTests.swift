import Testing

@testable import FlowFormats
@testable import FlowTracing

@Suite struct ReportTableTests {
    /// Two accounts are covered, the mule is not.
    private func report(_ rules: [TaintRule] = [.haircut]) throws -> TraceReport {
        try ReportFixture.report(rules) { $0.coverage = .addresses([try ReportFixture.evm(0xb1)]) }
    }

    private func lines(_ report: TraceReport, _ style: ReportStyle = ReportStyle()) -> [String] {
        TableReport.text(report, style: style).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func wholeTableAsPrinted() throws {
        #expect(TableReport.text(try report()) == ReportTableGolden.forward)
    }

    @Test func sensitivityAsPrinted() throws {
        #expect(
            TableReport.text(try report(TaintRule.onAccounts), style: ReportStyle(width: 120))
                == ReportTableGolden.sensitivity)
    }

    @Test func backwardAsPrinted() throws {
        let report = try ReportFixture.report(seeds: ["tx:\(ReportFixture.hash(6))"], backward: true)
        #expect(TableReport.text(report) == ReportTableGolden.backward)
    }

    @Test func sensitivityFitsEightyColumnsInShares() throws {
        let lines = lines(try report(TaintRule.onAccounts), ReportStyle(width: 80))
        #expect(lines.contains { $0.contains("40.00%  10.00%  60.00%  10.00%       60.00%     yes    yes") })
        #expect(lines.filter { VisibleText.width($0) > 80 && !$0.contains("0x") } == [])
    }

    /// Only lines that hold something to be copied may be longer than asked.
    @Test(arguments: [72, 80, 100, 140])
    func linesKeepToTheWidth(width: Int) throws {
        for rules in [[TaintRule.haircut], [.poison]] {
            for line in lines(try report(rules), ReportStyle(showsPaths: true, width: width)) where !line.contains("0x")
            {
                #expect(VisibleText.width(line) <= width, "\(line)")
            }
        }
    }

    @Test func routeGoesFromTheVictimToTheEndpoint() throws {
        let lines = lines(try report(), ReportStyle(showsPaths: true))
        let start = try #require(
            lines.firstIndex { $0.contains("route of 3 transfers, the widest from a seed to here") })
        #expect(lines[start + 1].hasSuffix("        \(ReportFixture.victim)"))
        #expect(lines[start + 3].hasSuffix("tx \(ReportFixture.hash(2)):0"))
        #expect(lines[start + 4].hasSuffix("→ \(ReportFixture.collector)"))
        #expect(lines[start + 5].hasSuffix("200.000000 of 300.000000 USDT"))
        #expect(lines[start + 10].hasSuffix("→ \(ReportFixture.mixer)"))
        #expect(!self.lines(try report()).contains { $0.contains("route of") })
    }

    @Test func topShortensAndSaysBySum() throws {
        let lines = lines(try ReportFixture.report(), ReportStyle(top: 1))
        #expect(lines.contains { $0.hasSuffix("… and 1 more endpoint, together 66.666666 USDT; --top shows more") })
        #expect(lines.contains { $0.hasSuffix("… and 1 more address, together 113.333334 USDT; --top shows more") })
        #expect(!lines.contains { $0.contains(ReportFixture.mixer) })
    }

    @Test func colourOnlyWhenAskedAndNeverNeeded() throws {
        let report = try report()
        let plain = TableReport.text(report)
        let coloured = TableReport.text(report, style: ReportStyle(isColoured: true))
        #expect(!plain.contains("\u{1b}"))
        #expect(coloured.contains("\u{1b}["))
        var stripped = ""
        var isInside = false
        for scalar in coloured.unicodeScalars {
            if scalar == "\u{1b}" { isInside = true }
            if !isInside { stripped.unicodeScalars.append(scalar) }
            if scalar == "m" { isInside = false }
        }
        // A line may end in blanks inside its ink.
        func trimmed(_ text: String) -> [String] {
            text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                String(line.reversed().drop { $0 == " " }.reversed())
            }
        }
        #expect(trimmed(stripped) == trimmed(plain))
    }

    @Test func labelsCannotWriteEscapes() throws {
        let labels = "address,label,category\n\(ReportFixture.exchange),\"\u{1b}[2Jgone\u{202e}\",exchange\n"
        for style in [ReportStyle(), ReportStyle(isColoured: true)] {
            let text = TableReport.text(try ReportFixture.report(labels: labels), style: style)
            #expect(text.contains("\\u{1b}[2Jgone\\u{202e}"))
            #expect(!text.contains("\u{1b}[2J") && !text.contains("\u{202e}"))
        }
    }

    @Test func unknownDecimalsAreBaseUnits() throws {
        let chain = ReportFixture.chain.replacing(ReportFixture.usdt, with: "SCAMCOIN")
        let lines = lines(try ReportFixture.report(chain: chain))
        #expect(lines.contains { $0.hasPrefix("  injected          1,000,000,000  100.00%") })
        #expect(lines.contains("  in base units: the decimals of SCAMCOIN are not known"))
        #expect(lines.contains("  freeze: nobody is known who can freeze SCAMCOIN at rest; watch these"))
    }

    @Test func assumedCoverageIsSaid() throws {
        let lines = lines(try ReportFixture.report())
        #expect(lines.contains { $0.contains("still on 2 addresses (coverage assumed)") })
        #expect(lines.contains { $0.hasPrefix("  ! the files are assumed to cover every address") })
        #expect(!self.lines(try report()).contains { $0.contains("assumed") })
    }

    @Test func crossedServicesAreInferencesWithTheirThresholds() throws {
        let report = try ReportFixture.report {
            $0.behaviourGuard = BehaviourGuard(action: .warn, counterparties: 3, transfers: 3)
        }
        let lines = lines(report)
        #expect(lines.contains { $0.hasPrefix("CROSSED (INFERRED)") || $0 == "CROSSED (INFERRED)" })
        #expect(lines.contains { $0.contains("at least 3 counterparties and 3 transfers") })
        let stopped = try ReportFixture.report {
            $0.behaviourGuard = BehaviourGuard(action: .stop, counterparties: 3, transfers: 3)
        }
        let text = TableReport.text(stopped)
        #expect(text.contains("inferred endpoint"))
        #expect(text.contains("(inferred) behaves like a service: at least 3 counterparties and 3 transfers"))
    }

    @Test func manyCasesBeginWithAnOverview() throws {
        var report = try ReportFixture.report()
        guard case .destinations(let cases) = report.answer else { return }
        var other = cases[0]
        other.id = "case-2"
        var failed = CaseTrace(id: "case-3", rule: .haircut, seeds: ["tx:0x1"], assets: [])
        failed.failure = "seed 'tx:0x1' matches nothing in this ledger"
        report.answer = .destinations([cases[0], other, failed])
        let lines = lines(report)
        #expect(lines[0] == "CASES  3, shares of what each injected")
        #expect(lines[2].hasPrefix("  case-1          USDT  1,000.00    40.00%"))
        #expect(lines[4].hasPrefix("  case-3  not answered"))
    }
}
