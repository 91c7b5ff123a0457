import Testing

@testable import FlowTracing

/// Two worlds of eight addresses: what is matched, credited and counted, by hand.
@Suite struct PooledEvaluationStory {
    private static let text = """
        a -> b 100
        b -> c 90
        d -> e 50
        e -> f 40
        g -> h 10
        """

    private struct World {
        let ledger: Ledger
        let name: String

        init(_ name: String) throws {
            let table = try TypologyTable(PooledEvaluationStory.text).renamed(name)
            (ledger, self.name) = (try table.ledger(), name)
        }

        private func members(_ rows: [Int]) -> [AddressID] {
            Set(rows.flatMap { [ledger.sender($0), ledger.recipient($0)] }).sorted()
        }

        private func sum(_ rows: [Int]) -> Amount { rows.reduce(0) { $0 + ledger.amount($1) } }

        func truth(_ rows: [Int], by operatorName: String?) -> PatternTruth {
            PatternTruth(
                id: "i\(rows[0])", kind: operatorName == nil ? "payroll" : "cycle", operatorName: operatorName,
                isPlanted: operatorName != nil, rows: rows, members: members(rows), first: ledger.time(rows[0]),
                last: ledger.time(rows[rows.count - 1]), value: [ledger.asset(rows[0]): sum(rows)])
        }

        func finding(_ rows: [Int], _ points: Int, firedAt row: Int, partOf: String? = nil) -> Finding {
            var score = FindingScore()
            score.parts = [.init(name: "typology", points: points, value: points)]
            return Finding(
                id: "\(name)\(rows)", typology: "cycle", subjects: [], members: members(rows), rows: rows,
                rowsLeftOut: 0, firstTime: ledger.time(rows[0]), lastTime: ledger.time(rows[rows.count - 1]),
                values: [.init(asset: ledger.asset(rows[0]), amount: sum(rows))], measures: [], firedAt: row,
                firedTime: ledger.time(row), partOf: partOf, score: score)
        }

        func judged(_ findings: [Finding]) -> JudgedFindings {
            let truths = [truth([0, 1], by: "o"), truth([2, 3], by: "p"), truth([4], by: nil)]
            return JudgedFindings(
                world: name, findings, truths: truths, ledger: ledger,
                times: ledger.time(0)...ledger.time(4), isJudged: { _ in true })
        }
    }

    private func worlds() throws -> [JudgedFindings] {
        let (one, two) = (try World("one"), try World("two"))
        return [
            one.judged([
                one.finding([0, 1], 60, firedAt: 0), one.finding([4], 60, firedAt: 4),
                // Part of a larger one, which gets its points.
                one.finding([1], 80, firedAt: 1, partOf: "one[0, 1]"), one.finding([2, 3], 40, firedAt: 3),
            ]),
            two.judged([two.finding([4], 90, firedAt: 4), two.finding([0, 1], 70, firedAt: 1)]),
        ]
    }

    @Test func `each world by itself`() throws {
        let alone = try worlds().map { FlaggingEvaluation([$0]) }
        // 1/1 for half of what there is, 2/3 for the other half.
        #expect(alone[0].averagePrecision[0].millionths == 833_333)
        #expect(alone[1].averagePrecision[0].millionths == 250_000)
        #expect(alone.map(\.found) == [2, 1] && alone.map(\.findings) == [3, 2])
        #expect(alone[0].foundInTime == 1 && alone[1].foundInTime == 0)
    }

    @Test func `both as one`() throws {
        let both = FlaggingEvaluation(try worlds())
        // 90 wrong, 80 right, 70 right, 60 wrong, 40 right: (1/2 + 2/3 + 3/5) / 4.
        #expect(both.averagePrecision[0].millionths == 441_666)
        #expect(both.worlds.map { $0.averagePrecision[0] } == [833_333, 250_000])
        #expect(both.worlds.map(\.name) == ["one", "two"] && both.worlds.map(\.planted) == [2, 2])
        #expect(both.planted == 4 && both.found == 3 && both.foundInTime == 1 && both.days == 2)
        #expect(both.foundValue.map(\.asset.name) == ["USDT"])
        #expect(both.foundValue.map(\.part) == [470] && both.foundValue.map(\.whole) == [560])
        #expect(both.alerts.map(\.points) == [50, 65, 80])
        #expect(both.alerts.map(\.findings) == [4, 3, 2] && both.alerts.map(\.right) == [2, 2, 1])
        // Midnight is after the second transfer: right and wrong in either world.
        #expect(both.daily[0] == (1, 2, 4) && both.daily[1] == (5, 3, 5))
        let cycle = both.typologies.first { $0.name == "cycle" }
        #expect(cycle?.planted == 4 && cycle?.found == 3 && cycle?.findings == 5 && cycle?.right == 3)
        #expect(cycle?.delays == [0, 3_600, 3_600])
        #expect(both.decoys.map(\.kind) == ["payroll"] && both.decoys[0].instances == 2)
        #expect(both.decoys[0].flagged == 2)
    }

    @Test func `where nothing is planted everything is wrong, and is counted by its points`() throws {
        let world = try World("one")
        let findings = [world.finding([0, 1], 60, firedAt: 1), world.finding([4], 80, firedAt: 4)]
        let honest = FlaggingEvaluation([
            JudgedFindings(
                world: "one", findings, truths: [], ledger: world.ledger,
                times: world.ledger.time(0)...world.ledger.time(4), isJudged: { _ in true })
        ])
        #expect(honest.planted == 0 && honest.findings == 2 && honest.averagePrecision[0].interval == nil)
        #expect(honest.alerts.map(\.findings) == [2, 1, 1] && honest.alerts.allSatisfy { $0.right == 0 })
    }
}
