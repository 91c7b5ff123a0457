import Foundation
import Testing

/// `lymer evaluate amlsim`: nodes named, beside the baselines.
@Suite struct EvaluateAMLSimTests {
    /// Odd nodes 1, 3 and 5 pass money in a circle; 9 pays 11 twice in one step, which is nothing; 13 is fraudulent and
    /// does what nobody can see; 15, 17 and 19 pay 7, who deals most.
    private static let nodes =
        "nodeid,isFraud,init_balance,fraudStep\n"
        + (1...20).map { "\($0),\([1, 3, 5, 13].contains($0) ? 1 : 0),100,-1\n" }.joined()
    private static let transactions = """
        sourceNodeId,targetNodeId,value,time
        1,3,100,1
        15,7,20.5,1
        3,5,99,2
        9,11,50,2
        9,11,50,2
        17,7,30,3
        5,1,98,4
        19,7,7.25,4

        """

    private func ways(_ json: [String: Any]) throws -> [String: [Int]] {
        var ways: [String: [Int]] = [:]
        for way in try #require(json["ways"] as? [[String: Any]]) {
            let name = try #require(way["name"] as? String)
            // Baselines by degree stand below what they go with; the first is that of the subjects.
            if ways[name] == nil { ways[name] = [way["named"], way["right"]].compactMap { $0 as? Int } }
        }
        return ways
    }

    @Test("who is named is counted, as subject and as member, and as many by degree")
    func story() throws {
        let scratch = try Scratch()
        try scratch.write(EvaluateAMLSimTests.nodes, to: "nodes.csv")
        try scratch.write(EvaluateAMLSimTests.transactions, to: "transactions.csv")
        let run = try LymerRun(["evaluate", "amlsim", ".", "--json"], in: scratch)
        #expect(run.status == 0, "\(run.errors)")
        let json = try run.json()
        #expect(json["fraudulent"] as? Int == 4 && json["nodes"] as? Int == 10)
        let ways = try ways(json)
        #expect(ways["every node"] == [10, 4])
        #expect(ways["cycle: subjects"] == [1, 1] && ways["cycle: members"] == [3, 3])
        #expect(ways["members of findings"] == [3, 3])
        // 7 deals most.
        #expect(ways["baseline: as many by degree"] == [1, 0])
        #expect(ways["baseline: a pair repeated at one time"] == [2, 0])

        let table = try LymerRun(["evaluate", "amlsim", "."], in: scratch)
        #expect(table.output.contains("odd nodes") && table.output.contains("75.00%"), "\(table.output)")
        let csv = try LymerRun(["evaluate", "amlsim", ".", "--csv", "--tuning"], in: scratch)
        #expect(csv.output.contains("even nodes,every node,10,0,0\n"), "\(csv.output)")
        // With steps of a month the circle takes too long.
        let slow = try LymerRun(["evaluate", "amlsim", ".", "--json", "--step", "2592000"], in: scratch)
        #expect(try self.ways(slow.json())["members of findings"] == [0, 0])
        #expect(try LymerRun(["evaluate", "amlsim", "nodes.csv"], in: scratch).status != 0)
    }

    @Test("the sample of 20,000 nodes: findings name some, and the repeated pairs are those that were counted before")
    func real() throws {
        let shared =
            ProcessInfo.processInfo.environment["LYMER_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? LymerRun.repository.deletingLastPathComponent().appendingPathComponent("shared")
        let file = shared.appendingPathComponent("data/amlsim/20K_fanin200cycle200.tgz").path
        guard FileManager.default.fileExists(atPath: file) else {
            try Test.cancel("no ../shared/data/amlsim: the sample is not judged")
        }
        let run = try LymerRun(["evaluate", "amlsim", file, "--json"], in: Scratch())
        #expect(run.status == 0, "\(run.errors)")
        let json = try run.json()
        #expect(json["transfers"] as? Int == 120_558 && json["nodes"] as? Int == 10_000)
        let ways = try ways(json)
        let subjects = try #require(ways["subjects of findings"])
        let members = try #require(ways["members of findings"])
        #expect(0 < subjects[0] && subjects[0] <= members[0] && members[0] <= 10_000)
        #expect(0 < subjects[1] && subjects[1] <= members[1])
    }
}
