import Foundation
import Testing

/// Typologies inside a watch, on a file that grows: what is told in the end is what `lymer flag` finds.
@Suite struct WatchedFindingsTests {
    private static let start = 1_700_000_000
    private static let header = "chain,tx,index,block,time,from,to,asset,amount\n"

    private static func address(_ number: Int) -> String {
        let digits = String(number &* 0x9E37_79B1 & 0xFFFF_FFFF_FFFF, radix: 16)
        return "0x" + String(repeating: "a", count: 40 - digits.count) + digits
    }

    /// A block every minute, of one transfer each.
    private static func row(_ block: Int, _ from: Int, _ to: Int, _ amount: Int) -> String {
        let digits = String(block, radix: 16)
        let hash = "0xc" + String(repeating: "0", count: 63 - digits.count) + digits
        return
            "eip155:1,\(hash),0,\(block),\(start + 60 * block),\(address(from)),\(address(to)),USDT,\(amount)000000\n"
    }

    /// Collectors whom many pay, among passers-by.
    private static func rows(_ blocks: Range<Int>) -> [String] {
        blocks.map { block in
            let (group, place) = (block / 60, block % 60)
            return place < 30
                ? row(block, 1_000 + block, 10 + group, 50 + block % 7)
                : row(block, 2_000 + block, 5_000 + block, 3 + block % 5)
        }
    }

    private func findings(_ text: String) throws -> [[String: Any]] {
        let whole = text[..<(text.lastIndex(of: "\n") ?? text.startIndex)]
        return try whole.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }.filter { $0["schema"] as? String == "lymer.finding/1" }
    }

    /// What the alerts file says; nothing where it is not there yet.
    private func told(_ scratch: Scratch) throws -> [[String: Any]] {
        try findings((try? scratch.read("alerts.jsonl")) ?? "")
    }

    /// These members, in one order.
    private func text(_ finding: [String: Any], _ names: Set<String>) throws -> Data {
        try JSONSerialization.data(withJSONObject: finding.filter { names.contains($0.key) }, options: .sortedKeys)
    }

    private func ids(_ list: [[String: Any]], _ state: String?) -> [String] {
        list.filter { state == nil || $0["state"] as? String == state }.compactMap { $0["id"] as? String }.sorted()
    }

    private func scratch(_ rows: [String]) throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(Self.header + rows.joined(), to: "grown.csv")
        try scratch.write(
            "{\"cases\": [{\"id\": \"a\", \"seeds\": [\"out:\(Self.address(2_040))\"]}]}", to: "cases.json")
        return scratch
    }

    private func append(_ rows: [String], to scratch: Scratch) throws {
        let file = try FileHandle(forWritingTo: scratch.url.appendingPathComponent("grown.csv"))
        try file.seekToEnd()
        try file.write(contentsOf: Data(rows.joined().utf8))
        try file.close()
    }

    private let watching = [
        "watch", "grown.csv", "--ledger", "ledger", "--cases", "cases.json", "--flag", "--alerts", "alerts.jsonl",
    ]

    @Test func `a growing file is told as it is flagged`() throws {
        let scratch = try scratch(Self.rows(0..<15))
        var watch = try LymerProcess(watching + ["--metrics", "lymer.prom"], in: scratch)
        // Twelve payers are there; now they get deep enough.
        try append(Self.rows(15..<70), to: scratch)
        try watch.wait { try !told(scratch).isEmpty }
        let first = try told(scratch)
        #expect(first.allSatisfy { $0["state"] as? String == "provisional" && $0["inferred"] as? Bool == true })
        #expect(first.contains { $0["typology"] as? String == "fan-in" })
        try watch.wait { (try? scratch.read("lymer.prom"))?.contains("part=\"typology window\"") == true }
        #expect(watch.end(by: SIGKILL) == -SIGKILL)

        try append(Self.rows(70..<200), to: scratch)
        watch = try LymerProcess(watching, in: scratch)
        try watch.wait { try told(scratch).count > first.count }
        #expect(watch.end(by: SIGTERM) == 0, "\(watch.errors)")
        // Stopped is not ended: more may come.
        #expect(try ids(told(scratch), "final").isEmpty)

        // The window passes: what was is whole.
        try append(
            [
                "eip155:1,0x\(String(repeating: "d", count: 64)),0,30000,\(Self.start + 60 * 30_000),"
                    + "\(Self.address(7)),\(Self.address(8)),USDT,5\n"
            ], to: scratch)
        let last = try LymerRun(watching + ["--no-follow"], in: scratch)
        #expect(last.status == 0, "\(last.errors)")
        let all = try told(scratch)
        let flagged = try LymerRun(["flag", "ledger", "--min-score", "0", "--format", "jsonl", "-q"], in: scratch)
        #expect(flagged.status == 0, "\(flagged.errors)")
        let expected = try findings(flagged.output)
        #expect(!expected.isEmpty && ids(all, "final") == ids(expected, nil))
        // Each began once, under the name that its end says it began with.
        #expect(
            ids(all, "provisional")
                == all.filter { $0["state"] as? String == "final" }
                .compactMap { $0["first"] as? String }.sorted())
        // Whatever both say, they say alike.
        for one in all where one["state"] as? String == "final" {
            let other = try #require(expected.first { $0["id"] as? String == one["id"] as? String })
            let names = Set(one.keys).subtracting(["key", "state", "first"])
            #expect(try text(one, names) == text(other, names))
        }

        // Once more says nothing more.
        let before = try scratch.read("alerts.jsonl")
        #expect(try LymerRun(watching + ["--no-follow"], in: scratch).status == 0)
        #expect(try scratch.read("alerts.jsonl") == before)
        // Files and the stored ledger are flagged alike.
        let files = try LymerRun(["flag", "grown.csv", "--min-score", "0", "--format", "jsonl", "-q"], in: scratch)
        #expect(files.output == flagged.output)
    }

    @Test func `thresholds are those of the file`() throws {
        let scratch = try scratch(Self.rows(0..<90))
        try scratch.write("fan-in: {counterparties: 2000}\n", to: "flag.yaml")
        let run = try LymerRun(watching + ["--no-follow", "--flag-config", "flag.yaml"], in: scratch)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try told(scratch).allSatisfy { $0["typology"] as? String != "fan-in" })
        let wrong = try LymerRun(
            ["watch", "grown.csv", "--cases", "cases.json", "--flag-config", "flag.yaml"], in: scratch)
        #expect(wrong.status != 0 && wrong.errors.contains("--flag-config is of --flag"))
    }
}
