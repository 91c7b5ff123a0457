import FlowFormats
import FlowTracing
import Foundation
import SeededRandom
import Testing

@testable import FlowService

/// However files grow and whenever a run ends, a source delivers each whole row once, in order, as reading all at the end.
@Suite struct FileSourceTests {
    @Test(arguments: 0..<12 as Range<UInt64>)
    func anyLimitGivesTheSameLedger(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let folder = try TemporaryFolder()
        let isJSON = seed % 3 == 2
        let body = isJSON ? TransferText.jsonLines(&random, rows: 400) : TransferText.csv(&random, rows: 4000)
        let path = try folder.write("in.txt", (isJSON ? [] : Array(TransferText.header.utf8)) + body)
        let source = try FileSource([path], options: InputOptions(), follows: false)
        var builder = LedgerBuilder()
        var total = 0
        var end = SourceStep.idle
        while end != .finished {
            end = try source.next(into: &builder, limit: 1 + random.below(900), patience: 0)
            if case .rows(let count) = end { total += count }
        }
        let whole = try LedgerReader.read(paths: [path])
        #expect(total == whole.ledger.count + whole.ledger.duplicates)
        let ledger = try builder.seal()
        #expect(rows(of: ledger) == rows(of: whole.ledger), "seed \(seed)")
        #expect(ledger.files.count == 1)
    }

    @Test(arguments: 0..<16 as Range<UInt64>)
    func growthAndRestarts(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let folder = try TemporaryFolder()
        let isJSON = seed % 4 == 3
        let rest =
            (isJSON ? [] : Array(TransferText.header.utf8))
            + (isJSON ? TransferText.jsonLines(&random, rows: 300) : TransferText.csv(&random, rows: 3000))
        let path = try folder.write("in.txt", [])
        var source = try FileSource([path], options: InputOptions(), follows: true)
        var builder = LedgerBuilder()
        var at = 0
        while at < rest.count {
            let count = min(rest.count - at, random.chance(20) ? 1 : random.below(40_000))
            try folder.append("in.txt", rest[at..<at + count])
            at += count
            while case .rows = try source.next(into: &builder, limit: 1 + random.below(2000), patience: 0) {}
            guard random.chance(30) else { continue }
            source = try FileSource([path], options: InputOptions(), follows: true, from: source.position.bytes)
        }
        #expect(try source.next(into: &builder, limit: 10, patience: 0) == .idle)
        let whole = try LedgerReader.read(paths: [path])
        let ledger = try builder.seal()
        #expect(rows(of: ledger) == rows(of: whole.ledger), "seed \(seed)")
        #expect(ledger.duplicates == whole.ledger.duplicates)
    }

    @Test func aLineWithoutItsEndWaits() throws {
        var random = SeededRandom(seed: 1)
        let folder = try TemporaryFolder()
        var text = Array(TransferText.header.utf8) + TransferText.csv(&random, rows: 3)
        while text.last == 0x0A { text.removeLast() }
        let path = try folder.write("in.csv", text)
        let source = try FileSource([path], options: InputOptions(), follows: true)
        var builder = LedgerBuilder()
        #expect(try source.next(into: &builder, limit: 10, patience: 0) == .rows(2))
        #expect(try source.next(into: &builder, limit: 10, patience: 0.01) == .idle)
        try folder.append("in.csv", [0x0A])
        #expect(try source.next(into: &builder, limit: 10, patience: 0) == .rows(1))
        // Not followed, the last line may lack its end.
        let other = try FileSource([try folder.write("b.csv", text)], options: InputOptions(), follows: false)
        #expect(try other.next(into: &builder, limit: 10, patience: 0) == .rows(3))
        #expect(try other.next(into: &builder, limit: 10, patience: 0) == .finished)
    }

    @Test func aFolderIsReadInByteOrderAndNewFilesAreTaken() throws {
        var random = SeededRandom(seed: 2)
        let folder = try TemporaryFolder()
        let header = Array(TransferText.header.utf8)
        for (name, first) in [("b.csv", 100), ("a.csv", 0), ("B.csv", 200)] {
            try folder.write(name, header + TransferText.csv(&random, rows: 10, from: first))
        }
        let source = try FileSource([folder.path], options: InputOptions(), follows: true)
        var builder = LedgerBuilder()
        while case .rows = try source.next(into: &builder, limit: 100, patience: 0) {}
        try folder.write("c.csv", header + TransferText.csv(&random, rows: 10, from: 300))
        #expect(try source.next(into: &builder, limit: 100, patience: 2) == .rows(10))
        let ledger = try builder.seal()
        #expect(ledger.files.map { $0.name.split(separator: "/").last } == ["B.csv", "a.csv", "b.csv", "c.csv"])
    }

    @Test func filesThatChangeUnderUs() throws {
        var random = SeededRandom(seed: 3)
        let folder = try TemporaryFolder()
        let text = Array(TransferText.header.utf8) + TransferText.csv(&random, rows: 50)
        let path = try folder.write("in.csv", text)
        var builder = LedgerBuilder()
        let source = try FileSource([path], options: InputOptions(), follows: true)
        _ = try source.next(into: &builder, limit: 1000, patience: 0)
        let position = source.position.bytes
        truncate(path, 100)
        #expect(throws: SourceError.self) { try source.next(into: &builder, limit: 10, patience: 0) }
        #expect(reason(path, position).contains("is not as it was when"))
        // Another beginning.
        var other = text
        other[TransferText.header.utf8.count + 20] ^= 1
        try folder.write("in.csv", other + text)
        #expect(reason(path, position).contains("its beginning differs"))
        // Put in its place while it is followed.
        try folder.write("in.csv", text)
        let third = try FileSource([path], options: InputOptions(), follows: true)
        _ = try third.next(into: &builder, limit: 1000, patience: 0)
        try folder.write("new.csv", text + text)
        rename(folder.path + "/new.csv", path)
        #expect(
            throws: SourceError.permanent(
                source: third.name, reason: "\(path): was replaced by another file while it was followed")
        ) {
            try third.next(into: &builder, limit: 10, patience: 0)
        }
    }

    private func reason(_ path: String, _ position: [UInt8]) -> String {
        do throws(SourceError) {
            let source = try FileSource([path], options: InputOptions(), follows: true, from: position)
            var builder = LedgerBuilder()
            _ = try source.next(into: &builder, limit: 10, patience: 0)
            return "no error"
        } catch {
            guard case .permanent(_, let reason) = error else { return "\(error)" }
            return reason
        }
    }

    @Test func compressedFilesAndPagesAreReadWhole() throws {
        var random = SeededRandom(seed: 4)
        let folder = try TemporaryFolder()
        let plain = try folder.write("in.csv", Array(TransferText.header.utf8) + TransferText.csv(&random, rows: 500))
        let zip = Process()
        zip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        zip.arguments = ["gzip", "-k", plain]
        try zip.run()
        zip.waitUntilExit()
        let lines = String(decoding: TransferText.jsonLines(&random, rows: 20), as: UTF8.self)
        let page = "{\"data\": [" + lines.replacingOccurrences(of: "}\n", with: "},").dropLast() + "]}"
        try folder.write("page.json", Array(page.utf8))
        let paths = [plain + ".gz", folder.path + "/page.json"]
        let source = try FileSource(paths, options: InputOptions(), follows: false)
        var builder = LedgerBuilder()
        #expect(try source.next(into: &builder, limit: 10, patience: 0) == .rows(500))
        let half = source.position.bytes
        #expect(try source.next(into: &builder, limit: 10, patience: 0) == .rows(20))
        #expect(try source.next(into: &builder, limit: 10, patience: 0) == .finished)
        let again = try FileSource(paths, options: InputOptions(), follows: false, from: half)
        #expect(try again.next(into: &builder, limit: 10, patience: 0) == .rows(20))
        #expect(try again.next(into: &builder, limit: 10, patience: 0) == .finished)
    }

    @Test func whatRowsDenyOfWhatWasAssumed() throws {
        let folder = try TemporaryFolder()
        let header = "tx,time,from,to,asset,amount\n"
        func row(_ number: Int, _ from: String, _ amount: String) -> String {
            "t\(number),\(1_700_000_000 + number),\(from),0x\(String(repeating: "2", count: 40)),USDT,\(amount)\n"
                .replacingOccurrences(of: "t\(number),", with: "0x\(String(repeating: "\(number)", count: 64)),")
        }
        let evm = "0x" + String(repeating: "1", count: 40)
        // Before anything was handed over: read again.
        let early = try folder.write("early.csv", (header + row(1, evm, "5") + row(2, "alice", "6")).utf8)
        let first = try FileSource([early], options: InputOptions(), follows: true)
        var builder = LedgerBuilder()
        #expect(try first.next(into: &builder, limit: 10, patience: 0) == .rows(2))
        // After it: which option to give.
        let late = try folder.write("late.csv", (header + row(3, evm, "5") + row(4, "alice", "6")).utf8)
        let second = try FileSource([late], options: InputOptions(), follows: true)
        #expect(try second.next(into: &builder, limit: 1, patience: 0) == .rows(1))
        #expect {
            try second.next(into: &builder, limit: 1, patience: 0)
        } throws: { error in
            guard case SourceError.permanent(_, let reason) = error else { return false }
            return reason.contains(":3: ") && reason.contains("--chain")
        }
        var options = InputOptions()
        options.decimals = try DecimalsChoice(parsing: "6")
        let units = try folder.write("units.csv", (header + row(5, evm, "5") + row(6, evm, "6.5")).utf8)
        let third = try FileSource([units], options: options, follows: true)
        #expect(try third.next(into: &builder, limit: 1, patience: 0) == .rows(1))
        // Also in another run.
        let fourth = try FileSource([units], options: options, follows: true, from: third.position.bytes)
        #expect {
            try fourth.next(into: &builder, limit: 1, patience: 0)
        } throws: { error in
            guard case SourceError.permanent(_, let reason) = error else { return false }
            return reason.contains("--whole-units")
        }
        options.areAmountsWhole = true
        let fifth = try FileSource([units], options: options, follows: true)
        var whole = LedgerBuilder()
        #expect(try fifth.next(into: &whole, limit: 10, patience: 0) == .rows(2))
        let ledger = try whole.seal()
        #expect(ledger.amount(0) == 5_000_000 && ledger.amount(1) == 6_500_000)
    }

    @Test func linesFromAPipe() throws {
        var random = SeededRandom(seed: 9)
        let text = Array(TransferText.header.utf8) + TransferText.csv(&random, rows: 200)
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let source = StandardInput(options: InputOptions(), descriptor: ends[0])
        var builder = LedgerBuilder()
        #expect(try source.next(into: &builder, limit: 1000, patience: 0) == .idle)
        var at = 0
        var total = 0
        while at < text.count {
            let count = min(text.count - at, 1 + random.below(3000))
            _ = text[at..<at + count].withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
            at += count
            while case .rows(let rows) = try source.next(into: &builder, limit: 50, patience: 0) { total += rows }
        }
        close(ends[1])
        #expect(total == 200)
        #expect(try source.next(into: &builder, limit: 1000, patience: 0) == .finished)
        close(ends[0])
    }

    @Test func positionsSurviveTheirCoding() throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<200 {
            let files = (0..<random.below(4)).map { _ in
                var seen = ReadingAssumptions()
                seen.chain = random.pick(["eip155:1", "a b%c\n", "unknown"])
                seen.isInWholeUnits = random.chance(50)
                seen.hasIntegers = random.chance(50)
                seen.isIndexed = random.pick([nil, true, false])
                return FileProgress(
                    path: random.pick(["/a/b.csv", "/with blank\n%.csv", "/ä€"]), prefix: random.below(4097),
                    digest: (0..<32).map { _ in UInt8(random.below(256)) },
                    place: RowPlace(offset: random.below(1 << 40), line: random.below(1 << 30), assumptions: seen),
                    isWhole: random.chance(50))
            }
            let bytes = FileProgressCoding.encode(files)
            #expect(FileProgressCoding.decode(bytes) == files)
            var broken = bytes
            broken[random.below(broken.count)] ^= UInt8(1 + random.below(255))
            // Any answer but a crash.
            _ = FileProgressCoding.decode(broken)
            _ = FileProgressCoding.decode(Array(bytes.prefix(random.below(bytes.count))))
        }
    }
}
