import FlowFormats
import FlowSimulator
import FlowTracing
import Foundation
import Testing

/// The four files on disk, read back as a user's files are.
@Suite struct EconomyFilesTests {
    private func folder() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appending(path: "economy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    @Test(
        "ledger, labels and cases are read without a complaint and trace to the truth",
        arguments: [AddressForm.tron, .evm])
    func roundTrip(_ form: AddressForm) throws {
        let place = try folder()
        defer { try? FileManager.default.removeItem(at: place) }
        var seen: [Int] = []
        var given = ScamEconomy.Options(seed: 11, transfers: 6_000, form: form)
        given.chunkBytes = 100_000
        let summary = try EconomyFiles.write(given, into: place.path) { seen.append($0) }
        #expect(summary.transfers == 6_000 && seen.last == 6_000 && seen.count > 5)
        func path(_ name: String) -> String { place.appending(path: name).path }

        let ledger = try LedgerReader.read(paths: [path("transfers.csv")]).ledger
        #expect(ledger.count == 6_000 && ledger.rejected == 0 && ledger.undecidedOrder == 0)
        let labels = try LabelReader.read([path("labels.csv")])
        #expect(labels.problemCount == 0 && labels.tagCount > 0)
        let cases = try CaseFileReader.read(path: path("cases.json"))
        #expect(cases.count == summary.cases)

        var options = TraceOptions()
        options.rule = .fifo
        let answers = try Tracer(ledger: ledger, attribution: labels.attribution, options: options).trace(cases)
        var found: Set<String> = []
        for answer in answers {
            #expect(answer.failure == nil)
            for asset in answer.assets {
                let name = columnText(ledger.assets[Int(asset.asset)], form)
                for end in asset.endpoints {
                    found.insert(
                        "\(answer.id),\(name),\(end.kind),\(ledger.text(end.address, asset: asset.asset)),\(end.amount)"
                    )
                }
                for rest in asset.resting {
                    found.insert(
                        "\(answer.id),\(name),resting,\(ledger.text(rest.address, asset: asset.asset)),\(rest.amount)")
                }
                let nowhere = [
                    ("convertedOut", asset.closing.convertedOut), ("fee", asset.closing.fee),
                    ("burned", asset.closing.burned),
                ]
                for (kind, amount) in nowhere where amount > 0 {
                    found.insert("\(answer.id),\(name),\(kind),,\(amount)")
                }
            }
        }
        let truth = try String(contentsOfFile: path("truth.csv"), encoding: .utf8).split(separator: "\n").dropFirst()
            .map(String.init)
        #expect(Set(truth) == found)
    }

    private func columnText(_ asset: Asset, _ form: AddressForm) -> String {
        switch asset.identity {
        case .native: form == .tron ? "TRX" : "ETH"
        case .contract(let address): address.text(form: form)
        case .symbol(let text): text
        }
    }

    @Test("a run that fails leaves the files there were, and no partial ones")
    func failure() throws {
        let place = try folder()
        defer { try? FileManager.default.removeItem(at: place) }
        // A directory stands where the last file should go: the rename fails only at the very end.
        try FileManager.default.createDirectory(
            at: place.appending(path: "transfers.csv/x"), withIntermediateDirectories: true)
        #expect(throws: SimulatorError.self) { _ = try EconomyFiles.write(.init(transfers: 1_000), into: place.path) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == ["transfers.csv"])
        let missing = place.appending(path: "no/such/folder").path
        #expect(throws: SimulatorError.io(operation: "create", path: missing, reason: "No such file or directory")) {
            _ = try EconomyFiles.write(.init(transfers: 1_000), into: missing)
        }
    }
}
