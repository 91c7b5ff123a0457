import FlowFormats
import FlowTracing
import Foundation
import Testing

@testable import FlowLabels

private let package = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }

/// Where the shared label lists are.
private let folder: String? = {
    let shared = ProcessInfo.processInfo.environment["LYMER_SHARED"] ?? package.path + "/../shared"
    let labels = shared + "/data/labels"
    return FileManager.default.fileExists(atPath: labels) ? labels : nil
}()

/// The public lists of the shared data, imported into a database and counted there, against what other code counts in the
/// same files (`label_counts.py`).
@Suite(.enabled(if: folder != nil, "no shared data")) struct PublicListsKeptTests {
    private struct Counts: Decodable {
        struct Packs: Decodable { var packs, tags, addresses, several, hashes, bitcoinBad, conflicts: Int }
        struct Exposed: Decodable { var rows, base58Bad, bech32Bad, samples, samplesBad, listed, listedBad: Int }
        struct Tickers: Decodable { var lines, hashes: Int }
        var packs: Packs
        var exposed: Exposed
        var tickers: Tickers
    }

    private func counts() throws -> Counts {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", package.appendingPathComponent("Tests/Judges/label_counts.py").path,
            folder ?? "",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        // `env` says so where there is no python3.
        if process.terminationStatus == 127 {
            #expect(ProcessInfo.processInfo.environment["CI"] == nil, "no python3 to count by other code")
            try Test.cancel("no python3 to count by other code")
        }
        return try JSONDecoder().decode(Counts.self, from: bytes)
    }

    @Test func `imported and counted there`() throws {
        let counts = try counts()
        let scratch = try Scratch()
        let path = scratch.path("labels.sqlite")
        var passedOver: [String] = []
        let contents = try LabelReader.contents(
            of: ["tagpacks", "am-i-exposed", "ofac"].map { (folder ?? "") + "/\($0)" },
            passedOver: &passedOver)
        let database = try LabelDatabase(path: path, forWriting: true)
        let imports = try database.add(contents, now: 1_700_000_000)
        #expect(imports.allSatisfy { $0.isNew })
        try database.publish()

        let kept = try LabelDatabase(path: path, forWriting: false)
        let versions = try kept.versions()
        func of(_ part: String) -> [LabelListVersion] {
            versions.filter { $0.files.contains { $0.name.contains("/labels/\(part)/") } }
        }
        func problems(_ part: String, _ words: String) throws -> Int {
            try of(part).flatMap { try kept.problems(of: $0) }.count { $0.contains(words) }
        }
        let packs = of("tagpacks/packs")
        #expect(packs.flatMap(\.files).count == counts.packs.packs)
        #expect(packs.reduce(0) { $0 + $1.tags + $1.leftOut } == counts.packs.tags)
        #expect(try problems("tagpacks/packs", "64 hex digits") == counts.packs.hashes)
        #expect(try problems("tagpacks/packs", "its checksum fails") == counts.packs.bitcoinBad + 1)
        let exposed = (of("am-i-exposed"), counts.exposed)
        #expect(
            exposed.0.reduce(0) { $0 + $1.tags + $1.leftOut } == exposed.1.rows + exposed.1.samples + exposed.1.listed)
        #expect(
            exposed.0.reduce(0) { $0 + $1.leftOut }
                == exposed.1.base58Bad + exposed.1.bech32Bad + exposed.1.samplesBad + exposed.1.listedBad)
        // The same addresses as text and as JSON, one list of two files each.
        let tickers = of("ofac")
        #expect(tickers.reduce(0) { $0 + $1.tags + $1.leftOut } == 2 * counts.tickers.lines)
        #expect(try problems("ofac", "64 hex digits") >= counts.tickers.hashes)
        #expect(tickers.allSatisfy { $0.kind == .ofacSDN })

        let verified = try kept.verify()
        #expect(verified.lists == Set(versions.map(\.list)).count && verified.versions == versions.count)
        #expect(verified.tags == contents.reduce(0) { $0 + $1.file.tags })
        try everyTagIsFound(contents, path)
        try conflictsOfThePacks(contents, path, counts)
    }

    /// Every tag of the files is what the index says of its address.
    private func everyTagIsFound(_ contents: [LabelContents], _ path: String) throws {
        let source = try KeptLabels(path: path).source
        var lost = 0
        for list in contents {
            for tag in list.tags(asOf: nil) where tag.source != list.file.name {
                let found = source.tags(of: tag.address)
                if !found.contains(where: {
                    ($0.label, $0.category, $0.entity, $0.confidence, $0.chain, $0.kind)
                        == (tag.label, tag.category, tag.entity, tag.confidence, tag.chain, tag.kind)
                }) {
                    lost += 1
                }
            }
        }
        #expect(lost == 0)
    }

    /// Addresses, labels and conflicts of the packs, by what the index says of their addresses.
    private func conflictsOfThePacks(_ contents: [LabelContents], _ path: String, _ counts: Counts) throws {
        let source = try KeptLabels(path: path).source
        let packs = contents.filter { $0.file.name.contains("/tagpacks/packs/") }
        var addresses: Set<Address> = []
        for pack in packs {
            for place in pack.tags.indices where !pack.isAnotherReading(place) {
                addresses.insert(pack.tags[place].address)
            }
        }
        let lists = Set(packs.compactMap { $0.tags(asOf: nil).first?.list })
        let said = addresses.flatMap { address in source.tags(of: address).filter { lists.contains($0.list) } }
        // Two ways to write an address are one address here.
        #expect(addresses.count <= counts.packs.addresses && Set(said.map(\.address)) == addresses)
        let known = ["eip155:1", ScriptNetwork.bitcoin.chainName]
        let conflicts = LabelConflict.find(in: [LabelContents(file: LabelFile(name: "all", format: "kept"), tags: said)]
        )
        #expect(conflicts.listed.count { known.contains($0.chain ?? "") } == counts.packs.conflicts)
    }
}
