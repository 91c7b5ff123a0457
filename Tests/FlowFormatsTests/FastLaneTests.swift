import FlowTracing
import SeededRandom
import Testing

@testable import FlowFormats

/// Files read with the fast reader in front are the ledger, the rejects and the notes that the general reader makes alone.
@Suite struct FastLaneTests {
    @Test(arguments: 0..<24 as Range<UInt64>)
    func sameAsTheGeneralReader(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var file = PlainFile(&random, rows: 20 + random.below(1500))
        let end = file.endsWithCR ? "\r\n" : "\n"
        let names = file.columns.map { FastLaneTests.names[$0]![random.below(FastLaneTests.names[$0]!.count)] }
        file.bytes.replaceSubrange(0..<file.header, with: Array((names.joined(separator: ",") + end).utf8))
        let folder = try InputFolder()
        try folder.write("in.csv", String(decoding: file.bytes, as: UTF8.self))
        var paths = [folder.path + "/in.csv"]
        if seed % 3 == 0 {
            try folder.compress("in.csv", with: "gzip")
            paths.append(folder.path + "/in.csv.gz")
        }
        for path in paths {
            for onError in [InputOptions.OnError.stop, .skip(rejects: folder.path + "/rejects.csv")] {
                var options = InputOptions()
                options.onError = onError
                options.chain = random.below(2) == 0 ? "eip155:1" : nil
                options.hasFastLane = false
                let slow = try read(path, options, folder)
                options.hasFastLane = true
                for threads in [1, 2, 4] {
                    options.threads = threads
                    options.pieceBytes = 1024 + random.below(3000)
                    let fast = try read(path, options, folder)
                    if fast == slow { continue }
                    let pair = zip(slow, fast).first { $0 != $1 }
                    Issue.record(
                        "seed \(seed) threads \(threads) \(onError): \(String(describing: pair)) \(slow.count) \(fast.count)"
                    )
                }
            }
        }
    }

    @Test func theLaneIsTaken() throws {
        var random = SeededRandom(seed: 5)
        let columns: [FastColumn] = [
            .chain, .transaction, .index, .block, .time, .sender, .recipient, .asset, .amount, .fee, .feeAsset,
        ]
        var file = PlainFile(&random, rows: 2000, columns: columns)
        while file.oddRows > 0 { file = PlainFile(&random, rows: 2000, columns: columns) }
        let header = "chain,tx,index,block,time,from,to,asset,amount,fee,fee_asset\n"
        let text = header + String(decoding: file.bytes, as: UTF8.self)
        let folder = try InputFolder()
        let input = try InputFile(try ByteSource(path: try folder.write("in.csv", text)), options: InputOptions())
        let (rows, opened) = try input.open(
            options: InputOptions(), context: ReadingContext(), assumptions: ReadingAssumptions())
        var reader = opened
        var builder = LedgerBuilder()
        builder.beginFile(SourceFile(name: "in.csv", format: "canonical", hasIndex: true))
        var record = Record()
        var taken = 0
        var lane: FastLane?
        while true {
            if let lane { taken += try lane.advance(&reader, into: &builder) { _, _ in } }
            guard try reader.next(&record) else { break }
            try rows.decode(record, into: &builder)
            if lane == nil, builder.count > 0 { lane = FastLane(rows, reader, like: record, InputOptions()) }
        }
        #expect(taken == 1999)
    }

    private static let names: [FastColumn: [String]] = [
        .transaction: ["tx", "tx_hash", "Hash"], .sender: ["from", "from_address"], .recipient: ["to", "receiver"],
        .block: ["block", "block_number"], .time: ["time", "timestamp"], .index: ["index", "log_index"],
        .amount: ["amount", "value"], .fee: ["fee"], .chain: ["chain"], .asset: ["asset", "token"],
        .feeAsset: ["fee_asset"], .blank: ["remark"],
    ]

    private func read(_ path: String, _ options: InputOptions, _ folder: InputFolder) throws -> [String] {
        let ledger: Ledger
        let summary: LedgerReader.Summary
        do throws(InputError) {
            (ledger, summary) = try LedgerReader.read(paths: [path], options: options)
        } catch {
            return [error.description]
        }
        var lines = [
            "\(summary.rejected) \(ledger.duplicates) \(ledger.undecidedOrder) \(ledger.files)",
            summary.rejectsPath == nil ? "" : try folder.text("rejects.csv"), "\(ledger.assets) \(ledger.chains)",
        ]
        for i in 0..<ledger.count {
            lines.append(
                "\(row(ledger, i)) \(ledger.chain(i)) \(ledger.sender(i)) \(ledger.recipient(i)) \(ledger.asset(i)) \(ledger.place(of: i))"
            )
        }
        return lines
    }
}
