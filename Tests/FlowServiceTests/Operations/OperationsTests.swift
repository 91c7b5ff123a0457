import FlowFormats
import FlowStore
import Foundation
import Synchronization
import Testing

@testable import FlowService

@Suite struct OperationsTests {
    @Test func durationsByBucket() {
        var histogram = Histogram(bounds: [1_000_000, 2_500_000])
        histogram.observe(seconds: 0.001)
        histogram.observe(seconds: 0.0011, times: 2)
        histogram.observe(seconds: 7)
        #expect(
            histogram.text("x") == """
                x_bucket{le="0.001"} 1
                x_bucket{le="0.0025"} 3
                x_bucket{le="+Inf"} 4
                x_sum 7.0032
                x_count 4

                """)
    }

    @Test func metricsAreWholeAndReadable() throws {
        let folder = try TemporaryFolder()
        let metrics = Metrics()
        metrics.update { figures in
            figures.records = 12
            figures.lagBlocks = 3
            figures.alerts["kind=\"moved\",state=\"provisional\""] = 2
            figures.memory = [("senders", 4096)]
        }
        #expect(MetricsFile(path: folder.path + "/m", metrics: metrics).tick(isLast: true) == nil)
        let text = try folder.text("m")
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            #expect(parts.count == 2 && Double(parts[1]) != nil && parts[0].hasPrefix("lymer_"), "\(line)")
        }
        for line in [
            "lymer_records_total 12", "lymer_lag_blocks 3", "lymer_memory_bytes{part=\"senders\"} 4096",
            "lymer_alerts_total{kind=\"moved\",state=\"provisional\"} 2", "lymer_alert_latency_seconds_count 0",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["m"])
        #expect(MetricsFile(path: "/nowhere/m", metrics: metrics).tick(isLast: true) != nil)
    }

    @Test func logLines() {
        let pairs = [(key: "file", value: "a b"), (key: "n", value: "3")]
        #expect(
            LogLines.line(.text, seconds: 1_700_000_000, milliseconds: 7, level: "info", message: "caught\nup", pairs)
                == "2023-11-14T22:13:20.007Z info caught\\nup file=\"a b\" n=3\n")
        #expect(
            LogLines.line(
                .json, seconds: 1_700_000_000, milliseconds: 70, level: "error", message: "no \"room\"", pairs)
                == "{\"time\": \"2023-11-14T22:13:20.070Z\", \"level\": \"error\", \"message\": \"no \\\"room\\\"\", "
                + "\"file\": \"a b\", \"n\": \"3\"}\n")
    }

    @Test func aMailboxHoldsWhatItMay() {
        let box = Mailbox<Int>(limit: 10)
        #expect(box.push(1, weight: 100))
        #expect(!box.push(2, weight: 1))
        #expect(!box.push(2, weight: 1, patience: 0.01))
        let reader = WorkerThread {
            usleep(20_000)
            _ = box.pop(patience: 1)
        }
        #expect(box.push(3, weight: 5, patience: 5))
        reader.join()
        #expect(box.pop(patience: 0) == 3)
        #expect(box.pop(patience: 0.01) == nil)
        box.close()
        #expect(!box.push(4, weight: 1) && box.isDone)
    }

    @Test func commitsAreSyncedInGroups() throws {
        let logged = Mutex<UInt64>(0)
        let syncs = Mutex(0)
        let metrics = Metrics()
        let group = GroupCommit(after: 0, metrics: metrics) { () throws(StoreError) in
            let last = logged.withLock { $0 }
            syncs.withLock { $0 += 1 }
            usleep(2000)
            return last
        }
        for number in 1...500 as ClosedRange<UInt64> {
            logged.withLock { $0 = number }
            try group.note(number, bytes: 100)
        }
        try group.settle()
        #expect(group.durable == 500)
        // 20 ms may have passed a few times on a busy machine.
        #expect(syncs.withLock { $0 } < 100)
        // Alone and without anybody waiting for it.
        logged.withLock { $0 = 501 }
        try group.note(501, bytes: 100)
        for _ in 0..<500 where group.durable < 501 { usleep(10_000) }
        #expect(group.durable == 501)
        try group.close()
        #expect(metrics.now.commits == syncs.withLock { $0 } && metrics.now.syncTime.count > 0)
    }

    @Test func aFailedSyncIsTold() throws {
        let fault = StoreError.io(operation: "sync", path: "log", reason: "input/output error")
        let group = GroupCommit(after: 4, metrics: Metrics()) { () throws(StoreError) in throw fault }
        try group.note(5, bytes: 1)
        #expect(throws: fault) { try group.settle() }
        #expect(throws: fault) { try group.note(6, bytes: 1) }
        #expect(group.durable == 4)
        #expect(throws: fault) { try group.close() }
    }

    @Test func casesComeAndGoWithTheirFile() throws {
        let folder = try TemporaryFolder()
        func write(_ cases: [(String, String)]) throws {
            let list = cases.map { "{\"id\": \"\($0.0)\", \"seeds\": [\"out:\($0.1)\"]}" }.joined(separator: ",")
            try folder.write("new", Array("{\"cases\": [\(list)]}".utf8))
            rename(folder.path + "/new", folder.path + "/cases.json")
        }
        try write([("a", "0x11"), ("b", "0x22")])
        var file = CasesFile(path: folder.path + "/cases.json")
        #expect(try file.changes().added.map(\.id) == ["a", "b"])
        #expect(try file.changes().isEmpty)
        try write([("b", "0x33"), ("c", "0x44")])
        let change = try file.changes()
        #expect(change.removed == ["b", "a"] && change.added.map(\.id) == ["b", "c"])
        try folder.write("cases.json", Array("{".utf8))
        #expect(throws: InputError.self) { try file.changes() }
        // Said once.
        #expect(try file.changes().isEmpty)
        try write([("c", "0x44")])
        #expect(try file.changes().removed == ["b"])
    }
}
