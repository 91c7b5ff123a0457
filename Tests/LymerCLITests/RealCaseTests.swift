import Foundation
import Testing

/// Three real laundering cases, traced as an investigator would: what the thieves' addresses sent, until the end points
/// that experts named. The numbers were computed by hand from the files, in cents.
@Suite struct RealCaseTests {
    struct Expected: Sendable, CustomStringConvertible {
        let name: String
        /// Endpoints found besides burn, by rule.
        let endpoints: [String: Int]
        let haircutInjected: Int
        let haircutArrived: Int
        let haircutBurned: Int
        let fifoArrived: Int
        var description: String { name }
    }

    static let all = [
        Expected(
            name: "lifi", endpoints: ["reach": 32, "poison": 32, "haircut": 32, "fifo": 30],
            haircutInjected: 968_553_016, haircutArrived: 853_269_126, haircutBurned: 0, fifoArrived: 854_369_479),
        Expected(
            name: "txphish", endpoints: ["reach": 12, "poison": 12, "haircut": 12, "fifo": 10],
            haircutInjected: 5_941_034_620, haircutArrived: 1_221_021_044, haircutBurned: 399_146_354,
            fifoArrived: 1_241_713_286),
        Expected(
            name: "xscam", endpoints: ["reach": 449, "poison": 449, "haircut": 448, "fifo": 249],
            haircutInjected: 57_468_275, haircutArrived: 45_317_185, haircutBurned: 13_213, fifoArrived: 44_301_331),
    ]

    /// The folder of the case files; without it the test is cancelled.
    static func folder(_ name: String) throws -> URL {
        guard let folder = existingFolder(name) else {
            try Test.cancel("no ../shared/data/cases/\(name): that real case is not traced")
        }
        return folder
    }

    static func existingFolder(_ name: String) -> URL? {
        let shared =
            ProcessInfo.processInfo.environment["LYMER_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? LymerRun.repository.deletingLastPathComponent().appendingPathComponent("shared")
        let folder = shared.appendingPathComponent("data/cases/\(name)")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }

    private func trace(
        _ name: String, _ more: [String], scratch: Scratch, flows: String? = nil
    ) throws -> [String: Any] {
        let folder = try RealCaseTests.folder(name)
        let run = try LymerRun(
            [
                "trace", flows ?? folder.appendingPathComponent("flows.csv").path,
                "--seeds", folder.appendingPathComponent("source_addresses.csv").path,
                "--stop", folder.appendingPathComponent("terminal_addresses.csv").path, "--format", "json",
            ] + more, in: scratch)
        #expect(run.status == 0, "\(run.errors)")
        return try run.json()
    }

    @Test(arguments: all)
    func endpointsAndAmounts(expected: Expected) throws {
        let scratch = try Scratch()
        for (rule, count) in expected.endpoints {
            let answer = try trace(expected.name, ["--rule", rule], scratch: scratch)
            let asset = try #require(firstAsset(of: answer))
            #expect((asset["endpoints"] as? [Any])?.count == count, "\(rule)")
            let closing = SmallLedger.closing(answer)
            if rule == "haircut" {
                #expect(closing["injected"] == String(expected.haircutInjected))
                #expect(closing["endpoint"] == String(expected.haircutArrived))
                #expect(closing["burned"] ?? "0" == String(expected.haircutBurned))
                #expect(closing["residual"] == "0")
            }
            if rule == "fifo" { #expect(closing["endpoint"] == String(expected.fifoArrived)) }
        }
    }

    /// With the exports of seven accounts alone, much seems to rest that in truth moved on. Saying which accounts the data
    /// cover turns that into unseen.
    @Test func whatSevenAccountsDoNotShowIsUnseen() throws {
        let scratch = try Scratch()
        let lines = try String(
            contentsOf: RealCaseTests.folder("lifi").appendingPathComponent("flows.csv"), encoding: .utf8
        ).split(whereSeparator: \.isNewline)
        let parties = lines.map { line in
            let columns = line.split(separator: ",", omittingEmptySubsequences: false)
            return (from: String(columns[3]), to: String(columns[5]))
        }
        // The seven that send most often: those an investigator exports first.
        var counts: [String: Int] = [:]
        for party in parties.dropFirst() { counts[party.from, default: 0] += 1 }
        let covered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(7).map(\.key)
        let kept = lines.indices.filter {
            $0 == 0 || covered.contains(parties[$0].from) || covered.contains(parties[$0].to)
        }
        #expect(kept.count < lines.count)
        let part = try scratch.write(kept.map { String(lines[$0]) }.joined(separator: "\n"), to: "seven.csv")

        let truth = try resting(try trace("lifi", [], scratch: scratch))
        let naive = try resting(try trace("lifi", [], scratch: scratch, flows: part))
        let honest = try resting(
            try trace("lifi", ["--covers", covered.joined(separator: ",")], scratch: scratch, flows: part))
        let moved = naive.filter { $0.value.covered && truth[$0.key] == nil }
        #expect(!moved.isEmpty, "there is false resting to catch")
        for (address, _) in moved {
            #expect(honest[address]?.covered == false || covered.contains(address), "\(address) is not resting")
        }
        #expect(Set(honest.keys) == Set(naive.keys))
        for (address, place) in honest {
            #expect(place.covered == covered.contains(address))
            #expect(place.amount == naive[address]?.amount, "coverage changes no amount")
        }
    }

    private func resting(_ answer: [String: Any]) throws -> [String: (amount: String, covered: Bool)] {
        var places: [String: (amount: String, covered: Bool)] = [:]
        let list = try #require(firstAsset(of: answer)?["resting"] as? [[String: Any]])
        for place in list {
            let address = try #require(place["address"] as? String)
            places[address] = (try #require(place["amount"] as? String), try #require(place["covered"] as? Bool))
        }
        return places
    }

    private func firstAsset(of answer: [String: Any]) -> [String: Any]? {
        ((answer["cases"] as? [[String: Any]])?.first?["assets"] as? [[String: Any]])?.first
    }
}
