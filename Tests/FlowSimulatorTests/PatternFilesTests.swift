import FlowFormats
import FlowSimulator
import FlowTracing
import Foundation
import Testing

/// The files of a world of patterns on disk, read back as an evaluation reads them.
@Suite struct PatternFilesTests {
    private struct Place {
        let url: URL
        init() throws {
            url = FileManager.default.temporaryDirectory.appending(path: "patterns-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }
        func path(_ name: String) -> String { url.appending(path: name).path }
        func remove() { try? FileManager.default.removeItem(at: url) }
    }

    @Test("ledger, labels and truth are read without a complaint", arguments: [AddressForm.tron, .evm])
    func roundTrip(_ form: AddressForm) throws {
        let place = try Place()
        defer { place.remove() }
        var given = PatternWorld.Options(
            seed: 12, transfers: 6_000, form: form, prevalence: Prevalence(planted: 1, all: 30))
        given.chunkBytes = 50_000
        var seen: [Int] = []
        let summary = try PatternFiles.write(given, into: place.path("")) { seen.append($0) }
        #expect(summary.transfers == 6_000 && seen.last == 6_000 && seen.count > 5)

        let ledger = try LedgerReader.read(paths: [place.path("transfers.csv")]).ledger
        #expect(ledger.count == 6_000 && ledger.rejected == 0 && ledger.undecidedOrder == 0)
        let labels = try LabelReader.read([place.path("labels.csv")])
        #expect(labels.problemCount == 0 && labels.tagCount > 0)
        let truths = try read(place, ledger)
        let planted = truths.filter(\.isPlanted)
        #expect(planted.count == summary.instances && truths.count == summary.instances + summary.decoys)
        #expect(planted.reduce(0) { $0 + $1.rows.count } == summary.plantedTransfers)
        #expect(truths.reduce(0) { $0 + $1.rows.count } == summary.plantedTransfers + summary.decoyTransfers)
        #expect(Set(planted.map(\.kind)).isSubset(of: PatternKinds.typologyNames))
        #expect(Set(truths.flatMap(\.rows)).count == truths.reduce(0) { $0 + $1.rows.count })
        for one in truths {
            #expect((one.operatorName != nil) == one.isPlanted && one.rows == one.rows.sorted())
            #expect(one.rows.first.map { ledger.time($0) } == one.first)
            #expect(one.rows.last.map { ledger.time($0) } == one.last)
            #expect(one.members == Set(one.rows.flatMap { [ledger.sender($0), ledger.recipient($0)] }).sorted())
            for (asset, amount) in one.value {
                #expect(
                    amount == one.rows.reduce(0) { $0 + (ledger.asset($1) == asset ? ledger.amount($1) : 0) })
            }
        }
    }

    private func read(_ place: Place, _ ledger: Ledger) throws -> [PatternTruth] {
        try PatternTruthReader.read(
            patterns: place.path("patterns.csv"), transfers: place.path("patternTransfers.csv"), ledger: ledger)
    }

    @Test func `a damaged truth file is refused with file, line and value`() throws {
        let place = try Place()
        defer { place.remove() }
        let world = PatternWorld.Options(
            seed: 13, transfers: 1_000, form: .evm, prevalence: Prevalence(planted: 1, all: 20))
        _ = try PatternFiles.write(world, into: place.path(""))
        let ledger = try LedgerReader.read(paths: [place.path("transfers.csv")]).ledger
        _ = try read(place, ledger)

        /// Replaces one field of one line (the header is line 1) and expects that the message names it.
        func expectRefusal(_ file: String, line: Int, field: Int, _ value: String, _ words: String) throws {
            let original = try String(contentsOfFile: place.path(file), encoding: .utf8)
            var lines = original.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            var fields = lines[line - 1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            fields[field] = value
            lines[line - 1] = fields.joined(separator: ",")
            try lines.joined(separator: "\n").write(toFile: place.path(file), atomically: true, encoding: .utf8)
            let error = #expect(throws: InputError.self) { try read(place, ledger) }
            let message = error?.description ?? ""
            #expect(message.contains("\(file):\(line)") && message.contains(words), "\(message)")
            #expect(value.isEmpty || line == 1 || message.contains(value), "\(message)")
            try original.write(toFile: place.path(file), atomically: true, encoding: .utf8)
        }
        let (patterns, transfers) = ("patterns.csv", "patternTransfers.csv")
        try expectRefusal(patterns, line: 1, field: 0, "case", "the columns are not")
        try expectRefusal(patterns, line: 3, field: 3, "perhaps", "neither true nor false")
        try expectRefusal(patterns, line: 2, field: 4, "noon", "no time")
        try expectRefusal(patterns, line: 2, field: 6, "0", "no number above 0")
        try expectRefusal(patterns, line: 2, field: 6, "99999", "are listed")
        try expectRefusal(patterns, line: 2, field: 1, "", "is blank")
        try expectRefusal(transfers, line: 2, field: 0, "planted-77", "no instance")
        try expectRefusal(transfers, line: 2, field: 2, "-1", "no index")
        try expectRefusal(transfers, line: 2, field: 2, "123456", "not in the ledger")
        try expectRefusal(transfers, line: 4, field: 6, "12", "not what the ledger has")
        try expectRefusal(transfers, line: 4, field: 5, "DAI", "not what the ledger has")
        try expectRefusal(transfers, line: 4, field: 3, "0x" + String(repeating: "ab", count: 20), "not what")
        let first = try String(contentsOfFile: place.path(patterns), encoding: .utf8).split(separator: "\n")[1]
        let name = try #require(first.split(separator: ",").first.map(String.init))
        try expectRefusal(patterns, line: 3, field: 0, name, "twice")
    }
}
