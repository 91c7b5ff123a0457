import FlowTracing
import Foundation
import Testing

/// Whirlpool in March 2024: mixes, their preparations, and what spends the mixes.
@Suite(.enabled(if: SharedData.path != nil, "the shared data are absent")) struct WhirlpoolFileTests {
    private static let folder = "dumplings__sw_202403/Scanner/"

    private static func isMix(_ listed: ListedTransaction) -> Bool {
        CoinJoinHeuristics.finding(for: listed.shape)?.heuristic == "whirlpool"
    }

    @Test func mixesAreFound() throws {
        let mixes = try #require(try CoinJoinFiles.read(Self.folder + "SamouraiCoinJoins.txt"))
        var found = 0
        for mix in mixes {
            if Self.isMix(mix) {
                found += 1
            } else {
                print("missed \(mix.id): \(Whirlpool().verdict(mix.shape))")
            }
        }
        print("Whirlpool mixes: \(found) of \(mixes.count) found")
        #expect(mixes.count == 1_403)
        #expect(found * 100 >= mixes.count * 99)
    }

    /// The list of preparations also holds 151 mixes: as many outputs of one pool's amount as inputs.
    @Test func preparationsAreFound() throws {
        let listed = try #require(try CoinJoinFiles.read(Self.folder + "SamouraiTx0s.txt"))
        let mixes = listed.filter(Self.isMix)
        let preparations = listed.filter { !Self.isMix($0) }
        var found = 0
        for preparation in preparations {
            let finding = CoinJoinHeuristics.finding(for: preparation.shape)
            if let finding, finding.heuristic == "whirlpool-tx0" {
                #expect(!finding.isMix)
                found += 1
            } else {
                print("missed \(preparation.id): \(WhirlpoolTx0().verdict(preparation.shape))")
            }
        }
        print("Tx0: \(found) of \(preparations.count) found; \(mixes.count) listed ones are mixes")
        #expect(mixes.count == 151)
        #expect(found * 100 >= preparations.count * 99)
    }

    /// What spends a mix is often a later mix, and both other lists hold mixes that the first one lacks, all with an
    /// output to another script. Each one said to be a mix must show what the heuristic never looks at: it stands in the
    /// order of BIP 69, which eight coins have by chance once in 40,320² times, and it has two to four entrants.
    @Test func nothingElseIsTakenForAMix() throws {
        let listed = try #require(try CoinJoinFiles.read(Self.folder + "SamouraiCoinJoins.txt"))
        let preparations = try #require(try CoinJoinFiles.read(Self.folder + "SamouraiTx0s.txt"))
        let spending = try #require(try CoinJoinFiles.read(Self.folder + "SamouraiPostMixTxs.txt"))
        let found = (preparations + spending).filter(Self.isMix)
        let mixes = Set((listed + found).map(\.id))
        var remixing = 0
        for mix in found {
            let pool = mix.shape.outputs[0].amount
            let remixes = zip(mix.spent, mix.shape.inputs).filter { $0.1.amount == pool }
            #expect((2...4).contains(mix.shape.inputs.count - remixes.count), "\(mix.id)")
            #expect(mix.isInBIP69Order, "\(mix.id)")
            if remixes.contains(where: { mixes.contains($0.0.id) }) { remixing += 1 }
        }
        let others = spending.filter { !Self.isMix($0) }.compactMap { CoinJoinHeuristics.finding(for: $0.shape) }
        print(
            "mixes in the other lists: \(found.count), \(remixing) of them remix coins of a listed mix;",
            "post-mix by other heuristics:",
            Dictionary(others.map { ($0.heuristic, 1) }, uniquingKeysWith: +).sorted { $0.key < $1.key })
        #expect(found.count == 402)
        #expect(remixing > 200)
    }
}
