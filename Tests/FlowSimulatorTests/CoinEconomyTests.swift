import FlowFormats
import FlowSimulator
import Foundation
import Testing

@testable import FlowTracing

/// The invented coin economy: readable, whole, and what clusters make of it.
@Suite struct CoinEconomyTests {
    private func text(_ options: CoinEconomy.Options) throws -> (
        transactions: [UInt8], owners: [UInt8], labels: [UInt8]
    ) {
        var economy = try CoinEconomy(options: options)
        var (transactions, owners, labels) = ([UInt8](), [UInt8](), [UInt8]())
        economy.writeTransactions { chunk, _ in transactions += chunk }
        economy.writeOwners { owners += $0 }
        economy.writeLabels { labels += $0 }
        return (transactions, owners, labels)
    }

    @Test func `equal options write equal bytes, whatever the chunks`() throws {
        let one = try text(.init(seed: 5, transactions: 1_500))
        let same = try text(.init(seed: 5, transactions: 1_500, chunkBytes: 777))
        #expect(one == same)
        #expect(try text(.init(seed: 6, transactions: 1_500)).transactions != one.transactions)
        #expect(one.transactions.count { $0 == UInt8(ascii: "\n") } == 1_500)
    }

    @Test func `options out of range are refused`() {
        for count in [0, 999, 10_000_001] {
            #expect(throws: SimulatorError.transfersOutOfRange(count)) {
                try CoinEconomy(options: .init(transactions: count))
            }
        }
    }

    /// Written, read by the program's own reader (which checks sums and references), and judged.
    @Test func `clusters of the economy are as right as their heuristics say`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lymer-coins-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let written = try CoinEconomyFiles.write(.init(seed: 11, transactions: 8_000), into: folder)
        let (ledger, _) = try LedgerReader.read(paths: ["\(folder)/transactions.jsonl"], options: InputOptions())
        #expect(written.transactions == 8_000 && ledger.transactionCount == 8_000)
        let truth = try OwnerTruthReader.read(path: "\(folder)/owners.csv", ledger: ledger)
        // Nobody is without an owner but the data outputs.
        #expect(truth.count >= ledger.scriptCount - 1 && truth.count <= written.addresses)
        let labels = try LabelReader.read(["\(folder)/labels.csv"], asOf: nil).attribution

        let clusters = LedgerClusters(ledger, attribution: labels, selection: .all)
        #expect(clusters.coinjoins > 50 && clusters.suspects > 50)
        let found = ClusterEvaluation(clusters, owners: truth.mapValues(\.owner)) {
            truth[$0]?.role == "exchangeDeposit"
        }
        var shares: [String: ClusterEvaluation.Share] = [:]
        for (heuristic, share) in found.links { shares[heuristic] = share }
        // Each speaks, and is right at least so many times in a hundred.
        let least = [
            "multi-input": 98, "change-reuse": 98, "change-fresh": 90, "change-peeling": 80, "change-type": 90,
            "change-optimal": 80, "change-round": 90, "change-fixed-fee": 85,
        ]
        for (heuristic, percent) in least {
            let share = shares[heuristic] ?? .init(0, of: 0)
            #expect(share.whole > 30 && share.part * 100 >= share.whole * percent, "\(heuristic): \(share)")
        }
        #expect(found.depositPrecision.part * 100 >= found.depositPrecision.whole * 95)
        #expect(found.depositRecall.whole > 50 && found.depositRecall.part * 100 >= found.depositRecall.whole * 90)

        // Strong heuristics alone: hardly anybody is joined with a stranger.
        let strong = LedgerClusters(
            ledger, attribution: labels,
            selection: .all.without(ClusterHeuristics.all.filter { $0.strength == .weak }.map(\.name)))
        let sure = ClusterEvaluation(strong, owners: truth.mapValues(\.owner)) { _ in false }
        print("coins, strong heuristics: \(sure.pairPrecision) \(sure.pairRecall) \(sure.largestPurity)")
        #expect(sure.pairPrecision.part * 100 >= sure.pairPrecision.whole * 90)
    }
}
