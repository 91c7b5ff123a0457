import FlowTracing
import Foundation
import Testing

@Suite(.enabled(if: SharedData.path != nil, "the shared data are absent")) struct JoinMarketFileTests {
    /// Rows that a filter by shape took for JoinMarket. A published filter keeps six: those with five or more equal
    /// outputs, no data and no more than four inputs per output. None of the rest is a coinjoin to us.
    @Test func falsePositivesAreRejectedWithAReason() throws {
        let listed = try #require(try CoinJoinFiles.read("jm_false_positives/OtherCoinJoins.txt"))
        var seen: Set<String> = []
        var accepted: Set<String> = []
        print("| transaction | inputs → outputs | verdict | reason |\n|---|---|---|---|")
        for row in listed where seen.insert(row.id).inserted {
            let (verdict, reason) = row.shape.tableRow
            print("| `\(row.id)` | \(row.shape.inputs.count) → \(row.shape.outputs.count) | \(verdict) | \(reason) |")
            if CoinJoinHeuristics.finding(for: row.shape) != nil { accepted.insert(String(row.id.prefix(8))) }
        }
        #expect(listed.count == 20 && seen.count == 19)
        #expect(accepted == ["7732a03c", "4940e8a9", "0189fd88", "a4acb9f2", "5411772f", "06b086ba"])
    }

    /// June 2024, everything that a filter by shape let through: mostly runes, ordinals and payments.
    @Test func theJoinMarketLikeFile() throws {
        let listed = try #require(
            try CoinJoinFiles.read("dumplings__jm_202406/Scanner/OtherCoinJoins.txt"))
        var verdicts: [String: Int] = [:]
        var reasons: [String: Int] = [:]
        var accepted = 0
        for row in listed {
            let (verdict, reason) = row.shape.tableRow
            verdicts[verdict, default: 0] += 1
            if verdict == "none" || verdict == "undecided" {
                reasons[Self.withoutFigures(reason), default: 0] += 1
                if row.shape.outputs.count > 6, MixProfile(row.shape).equalOutputs >= 5 {
                    print("not accepted: \(row.id.prefix(16)) \(reason)")
                }
            } else {
                accepted += 1
                if !verdict.hasPrefix("joinmarket 85") { print("\(verdict): \(row.id) \(reason)") }
                // Nothing accepted pays one address twice, carries data, or hangs on dust.
                let amounts = row.shape.outputs.compactMap(\.amount)
                #expect(Set(row.shape.outputs.map(\.owner)).count == row.shape.outputs.count)
                #expect(amounts.allSatisfy { $0 > 2_730 })
            }
        }
        print("| verdict | transactions |\n|---|---|")
        for (verdict, count) in verdicts.sorted(by: { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }) {
            print("| \(verdict) | \(count) |")
        }
        print("\n| reason | transactions |\n|---|---|")
        for (reason, count) in reasons.sorted(by: { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }) {
            print("| \(reason) | \(count) |")
        }
        #expect(listed.count == 567)
        #expect((50...60).contains(accepted))
    }

    private static func withoutFigures(_ reason: String) -> String {
        reason.split(separator: " ").map { word in
            word.contains(where: \.isNumber) && !word.contains("^") ? "#" : String(word)
        }.joined(separator: " ")
    }

    @Test(arguments: [
        ("wabisabi-coinjoin.json", "wabisabi"), ("whirlpool-coinjoin.json", "whirlpool"),
        // Two inputs and four outputs, two of them equal: one wallet's Stonewall looks the same.
        ("joinmarket-coinjoin.json", nil), ("batch-withdrawal-143.json", nil), ("dust-attack-555.json", nil),
        ("bare-multisig.json", nil), ("simple-legacy-p2pkh.json", nil),
    ])
    func explorerFiles(name: String, heuristic: String?) throws {
        let shape = try #require(try CoinJoinFiles.readExplorer(name))
        #expect(CoinJoinHeuristics.finding(for: shape)?.heuristic == heuristic)
        print(name, shape.tableRow)
    }
}
