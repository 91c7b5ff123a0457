import Foundation
import Testing

/// `lymer flag --exposure-hops`: what a cluster has to do with labelled addresses through others.
@Suite struct FlagExposureTests {
    private static let sample = LymerRun.repository.appendingPathComponent("SampleChains/peel-chain").path

    private func run(_ arguments: String...) throws -> LymerRun {
        let sources = ["\(Self.sample)/chain.csv", "--labels", "\(Self.sample)/labels.csv"]
        return try LymerRun(["flag"] + sources + arguments, in: Scratch())
    }

    private func exposures(_ run: LymerRun) throws -> (id: String, list: [[String: Any]]) {
        let line = try #require(run.output.split(separator: "\n").first, "\(run.errors)")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        return (
            try #require(json["id"] as? String), try #require(json["exposures"] as? [[String: Any]])
        )
    }

    @Test func `an exchange that is paid through somebody else is seen where longer paths count`() throws {
        let direct = try exposures(run("--format", "jsonl"))
        #expect(direct.list.count == 3 && direct.list.allSatisfy { $0["indirect"] == nil })
        let far = try exposures(run("--format", "jsonl", "--exposure-hops", "4"))
        #expect(far.list.map { $0["value"] as? String } == direct.list.map { $0["value"] as? String })
        #expect(far.list.map { $0["total"] as? String } == direct.list.map { $0["total"] as? String })
        #expect(far.list.compactMap { $0["indirect"] as? String } == ["0", "2600000000000000000", "0"])
        #expect(far.list.compactMap { $0["shortest"] as? Int } == [1, 1, 1])

        let words = "sent to exchange (community): 15.5 ETH, 4.10%; 2.6 ETH, 0.69% indirectly"
        #expect(try run("--exposure-hops", "4").output.contains(words))
        let explained = try run("--exposure-hops", "4", "--explain", far.id).output
        #expect(explained.contains(words) && explained.contains("by at most 4 transfers"), "\(explained)")
        let plain = try run("--explain", far.id).output
        #expect(plain.contains("EXPOSURE") && !plain.contains("indirectly"), "\(plain)")
        for hops in ["0", "33"] { #expect(try run("--exposure-hops", hops).status != 0) }
    }
}
