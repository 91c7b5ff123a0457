import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

/// Samples of AMLSim, from a folder and from an archive.
@Suite struct AMLSimSampleTests {
    static let nodes = """
        nodeid,isFraud,init_balance,fraudStep
        0,0,184.44,-1
        7,1,10,3
        12,0,0.5,-1

        """
    static let transactions = """
        sourceNodeId,targetNodeId,value,time
        7,0,163.3,1
        7,0,163.3,1
        0,7,12.05,4

        """

    static func folder(nodes: String = nodes, transactions: String = transactions) throws -> InputFolder {
        let folder = try InputFolder()
        try folder.write("nodes.csv", nodes)
        try folder.write("transactions.csv", transactions)
        return folder
    }

    private func rows(_ sample: AMLSimSample) -> [String] {
        let ledger = sample.ledger
        return (0..<ledger.count).map { row in
            let ends = [ledger.sender(row), ledger.recipient(row)].map { "\(ledger.address($0))" }
            return "\(ledger.transactionText(row)) \(ledger.time(row)) \(ends) \(ledger.amount(row))"
        }
    }

    @Test("rows equal in every column are several payments; the row's number is their name")
    func reads() throws {
        let folder = try AMLSimSampleTests.folder()
        let sample = try AMLSimSample(path: folder.path, step: 86_400)
        #expect(sample.nodes.map(\.number) == [0, 7, 12])
        #expect(sample.nodes.map(\.isFraud) == [false, true, false])
        #expect(sample.nodes[2].address == nil && sample.nodes[0].address != nil)
        let ledger = sample.ledger
        #expect((0..<ledger.count).map { ledger.transactionText($0) } == ["1", "2", "3"])
        #expect((0..<ledger.count).map { ledger.time($0) } == [86_400, 86_400, 345_600])
        #expect((0..<ledger.count).map { ledger.amount($0) } == [16_330, 16_330, 1_205])
        #expect(ledger.sender(0) == sample.nodes[1].address && ledger.recipient(0) == sample.nodes[0].address)
    }

    @Test("an archive says what the folder does, compressed or not", arguments: ["cf", "czf"])
    func archive(_ how: String) throws {
        // Something before the files, longer than a block and than what is stepped over at once.
        let folder = try AMLSimSampleTests.folder()
        try folder.write("0.png", Data(repeating: 0x30, count: 3_000_001))
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tar.arguments = [
            "tar", how, "\(folder.path)/a.tar", "-C", folder.path, "0.png", "./transactions.csv", "nodes.csv",
        ]
        try tar.run()
        tar.waitUntilExit()
        try #require(tar.terminationStatus == 0)
        let whole = try AMLSimSample(path: folder.path, step: 3_600)
        #expect(rows(try AMLSimSample(path: "\(folder.path)/a.tar", step: 3_600)) == rows(whole))
        // Cut anywhere it is refused, and never read as less than it was.
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/a.tar"))
        for end in stride(from: 1, to: bytes.count - 11_000, by: max(1, bytes.count / 23)) {
            try folder.write("cut.tar", bytes.prefix(end))
            #expect(throws: InputError.self) { try AMLSimSample(path: "\(folder.path)/cut.tar", step: 1) }
        }
    }

    @Test(
        "what is wrong is named",
        arguments: [
            ("nodeid,isFraud\n0,0\n", transactions, "nodes.csv:1: the columns are not"),
            (nodes + "7,0,1,-1\n", transactions, "nodes.csv:5: column 'nodeid' value '7': is given twice"),
            (nodes + "8,2,1,-1\n", transactions, "nodes.csv:5: column 'isFraud' value '2': is neither"),
            (nodes, transactions + "9,0,1,5\n", "transactions.csv:5: column 'sourceNodeId' value '9': is no node"),
            (nodes, transactions + "0,7,1.234,5\n", "transactions.csv:5: column 'value' value '1.234'"),
            (nodes, transactions + "0,7,1,49711\n", "transactions.csv:5: column 'time' value '49711': is no step"),
            (nodes, transactions + "0,7,1\n", "transactions.csv:5: the row has 3 columns"),
        ])
    func complains(_ nodes: String, _ transactions: String, _ reason: String) throws {
        let folder = try AMLSimSampleTests.folder(nodes: nodes, transactions: transactions)
        do throws(InputError) {
            _ = try AMLSimSample(path: folder.path, step: 86_400)
            Issue.record("no error")
        } catch {
            let text = error.description.replacingOccurrences(of: folder.path + "/", with: "")
            #expect(text.hasPrefix(reason), "\(text)")
        }
    }

    @Test("a file that is no archive is refused")
    func foreign() throws {
        let folder = try InputFolder()
        let path = try folder.write("a.csv", String(repeating: "nodeid,isFraud\n", count: 100))
        #expect(throws: InputError.self) { try AMLSimSample(path: path, step: 1) }
    }

    @Test("the sample of 20,000 nodes: every row, the 1,684 that equal another among them")
    func real() throws {
        guard let data = SharedData.path else {
            try Test.cancel("no ../shared/data: the AMLSim sample is not read")
        }
        let sample = try AMLSimSample(path: "\(data)/amlsim/20K_fanin200cycle200.tgz", step: 86_400)
        #expect(sample.nodes.count == 20_000 && sample.ledger.count == 120_558)
        // Its own metadata.txt says 1,803.
        #expect(sample.nodes.count { $0.isFraud } == 1_804)
        #expect(sample.nodes.count { $0.address == nil } == 20)
        #expect(Set(rows(sample).map { $0.drop { $0 != " " } }).count == 120_558 - 1_684)
    }
}
