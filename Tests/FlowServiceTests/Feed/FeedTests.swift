import FlowFormats
import FlowStore
import FlowTracing
import Foundation
import Logging
import SeededRandom
import Testing

@testable import FlowService

/// The whole path of a record, on a real folder: whatever ends a run and whenever, nothing is lost and nothing doubled.
@Suite struct FeedTests {
    private let silent = Logger(label: "test") { LogLines(label: $0, level: .critical, format: .text) }

    /// Runs a feed over `path` until it has asked `steps` times whether to stop, or the file ends.
    @discardableResult
    private func feed(
        _ path: String, into folder: String, steps: Int = .max, follows: Bool = false, _ options: FeedOptions,
        watch: (cases: String, alerts: String)? = nil, input: InputOptions = InputOptions()
    ) throws -> FeedSummary {
        let store =
            LedgerStore.isLedger(folder)
            ? try LedgerStore.open(folder, forWriting: true) : try LedgerStore.create(at: folder)
        let ledger = try store.load()
        let source = try FileSource(
            [path], options: input, follows: follows, from: store.position(of: FileSource.name(of: [path])))
        var asked = 0
        let isStopping = {
            asked += 1
            return asked > steps
        }
        guard let watch else {
            return try Feed(
                source, into: ledger, store: store, options: options, logger: silent, isStopping: isStopping
            )
            .run()
        }
        let watching = try Watch(options: WatchOptions())
        return try Feed(
            source, into: ledger, store: store, watch: watching, cases: watch.cases,
            alerts: try AlertFile(path: watch.alerts), options: options, logger: silent, isStopping: isStopping
        ).run()
    }

    private func stored(_ folder: String) throws -> [String] {
        let stored = try StoredLedger(path: folder)
        defer { withExtendedLifetime(stored) {} }
        return rows(of: stored.ledger)
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func interruptedRunsMakeTheWholeLedger(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "in.csv", Array(TransferText.header.utf8) + TransferText.csv(&random, rows: 3000))
        let ledger = folder.path + "/ledger"
        var end = FeedSummary.End.stopped
        while end == .stopped {
            var options = FeedOptions()
            options.batch = 1 + random.below(700)
            options.patience = 0
            options.isBulk = random.chance(30)
            options.bulkRows = 1 + random.below(2000)
            options.checkpointBytes = random.chance(50) ? 1 : 1 << 30
            end = try feed(path, into: ledger, steps: 1 + random.below(4), options).end
            try LedgerStore.open(ledger, forWriting: false).verify()
        }
        let whole = try LedgerReader.read(paths: [path]).ledger
        #expect(try stored(ledger) == rows(of: whole), "seed \(seed)")
        // Once more changes nothing.
        let again = try feed(path, into: ledger, FeedOptions())
        #expect(again.records == 0 && again.rows == whole.count)
        // Under another name everything comes again and is dropped.
        let copy = try folder.write("copy.csv", Data(contentsOf: URL(fileURLWithPath: path)))
        let other = try feed(copy, into: ledger, FeedOptions())
        #expect(other.records == whole.count && other.duplicates == whole.count && other.rows == whole.count)
    }

    @Test func alertsAreThoseOfOneRun() throws {
        var random = SeededRandom(seed: 77)
        let folder = try TemporaryFolder()
        let body = TransferText.csv(&random, rows: 2000)
        let path = try folder.write("in.csv", Array(TransferText.header.utf8) + body)
        let text = String(decoding: body, as: UTF8.self).split(separator: "\n")
        func sender(_ row: Int) -> Substring { text[row].split(separator: ",")[5] }
        let cases = try folder.write(
            "cases.json",
            Array(
                """
                {"cases": [{"id": "a", "seeds": ["out:\(sender(0))"]},
                  {"id": "b", "seeds": ["out:\(sender(500))/native"]}]}
                """.utf8))
        func alerts(_ name: String) throws -> [String] {
            try folder.text(name).split(separator: "\n").map(String.init).sorted()
        }
        try feed(path, into: folder.path + "/one", FeedOptions(), watch: (cases, folder.path + "/one.jsonl"))
        let expected = try alerts("one.jsonl")
        #expect(expected.count > 20)
        var end = FeedSummary.End.stopped
        while end == .stopped {
            var options = FeedOptions()
            (options.batch, options.patience) = (100 + random.below(300), 0)
            end = try feed(
                path, into: folder.path + "/many", steps: 1 + random.below(5), options,
                watch: (cases, folder.path + "/many.jsonl")
            ).end
        }
        // How deep an alert was when it was said depends on when that was.
        func plain(_ lines: [String]) -> [String] {
            lines.map { $0.replacing(#/, "depth": \d+/#, with: "") }.sorted()
        }
        let many = try plain(alerts("many.jsonl"))
        #expect(Set(many) == Set(plain(expected)))
        #expect(many.filter { $0.contains("\"confirmed\"") } == plain(expected).filter { $0.contains("\"confirmed\"") })
    }

    @Test func aBadRowEndsTheRunAndKeepsWhatWasBefore() throws {
        var random = SeededRandom(seed: 5)
        let folder = try TemporaryFolder()
        let good = Array(TransferText.header.utf8) + TransferText.csv(&random, rows: 200)
        let path = try folder.write("in.csv", good + Array("eip155:1,0x12,0,1,2,3,4,5,6,\n".utf8))
        let line = good.count { $0 == 0x0A } + 1
        var options = FeedOptions()
        options.batch = 50
        #expect {
            try feed(path, into: folder.path + "/ledger", options)
        } throws: { error in
            (error as? FeedError)?.description.hasPrefix("\(path):\(line): column 'from' value '3'") == true
        }
        let kept = try stored(folder.path + "/ledger").count
        #expect(kept >= 100 && kept <= 200)
        // Skipped, it is put aside.
        var input = InputOptions()
        input.onError = .skip(rejects: nil)
        let summary = try feed(path, into: folder.path + "/ledger", options, input: input)
        #expect(summary.rows == 200)
        #expect(try folder.text("in.csv.rejects.csv").split(separator: "\n").count == 2)
    }

    @Test func contradictionsNameBothPlaces() throws {
        let folder = try TemporaryFolder()
        let hash = String(repeating: "7", count: 64)
        func text(_ amount: Int) -> [UInt8] {
            let address = "0x" + String(repeating: "1", count: 40)
            return Array(
                "tx,index,time,from,to,asset,amount\n0x\(hash),0,1700000000,\(address),\(address),USDT,\(amount)\n".utf8
            )
        }
        let one = try folder.write("one.csv", text(1))
        let other = try folder.write("other.csv", text(2))
        try feed(one, into: folder.path + "/ledger", FeedOptions())
        #expect {
            try feed(other, into: folder.path + "/ledger", FeedOptions())
        } throws: { error in
            let reason = (error as? FeedError)?.description ?? ""
            return reason.contains("one.csv:2") && reason.contains("other.csv:2")
        }
        #expect(try stored(folder.path + "/ledger").count == 1)
    }
}
