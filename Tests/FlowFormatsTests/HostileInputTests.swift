import FlowFormats
import FlowTracing
import Foundation
import SeededRandom
import Testing

/// Damaged files of every shape: whatever they hold, reading them ends with rows or with a one-line error.
struct HostileInputTests {
    private static let good: [String] = [
        "chain,tx,index,block,time,from,to,asset,amount,fee,fee_asset\n"
            + "eip155:1,\(hash("1")),0,1,1700000000,\(address("a")),\(address("b")),USDT,150,2,ETH\n"
            + "eip155:1,\(hash("2")),1,1,2023-11-14T22:13:20Z,\(address("a")),\(address("b")),\"US,\"\"DT\",1,,\n",
        "{\"tx\":\"t1\",\"time\":1700000000,\"from\":\"a\",\"to\":\"b\",\"asset\":\"X\\u20ac\",\"amount\":1,\"x\":{\"y\":[1,null,true]}}\n"
            + "{\"tx\":\"t2\",\"time\":1700000000,\"from\":\"a\",\"to\":\"b\",\"asset\":\"X\",\"amount\":\"2\"}\n",
        "{\"total\":2,\"data\":[{\"tx\":\"t1\",\"time\":1,\"from\":\"a\",\"to\":\"b\",\"asset\":\"X\",\"amount\":1},\n"
            + "{\"tx\":\"t2\",\"time\":1,\"from\":\"a\",\"to\":\"b\",\"asset\":\"X\",\"amount\":1}],\"x\":[]}",
        "Timestamp,Block,Tx_hash,From,From_label,To,To_label,Value_in_USD\n"
            + "2024-08-02 00:24:23,20437258,\(hash("1")),\(address("a")),,\(address("b")),Some,347.55\n",
    ]

    @Test(arguments: 0..<300)
    func damagedTexts(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var bytes = Array((Self.good.randomElement(using: &random) ?? "").utf8)
        let strange: [UInt8] = [
            0, 0x0A, 0x0D, 0x22, 0x2C, 0x2E, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0x3A, 0x80, 0xFF, 0x2D, 0x39,
        ]
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0..<max(bytes.count, 1), using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = strange.randomElement(using: &random) ?? 0
            case 1: bytes.insert(strange.randomElement(using: &random) ?? 0, at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &random)))
            default: bytes += bytes[place...]
            }
            if bytes.isEmpty { bytes = [0x0A] }
        }
        let folder = try InputFolder()
        let path = try folder.write("in", Data(bytes))
        for skips in [false, true] {
            var options = InputOptions()
            if skips { options.onError = .skip(rejects: nil) }
            do throws(InputError) {
                let (ledger, _) = try LedgerReader.read(paths: [path], options: options)
                #expect(ledger.count <= bytes.count, "seed \(seed)")
            } catch {
                #expect(!error.description.contains("\n") && error.description.utf8.count < 1500, "seed \(seed)")
            }
        }
    }

    @Test(arguments: 0..<60, ["gzip", "zstd"])
    func damagedStreams(_ seed: UInt64, _ program: String) throws {
        var random = SeededRandom(seed: seed)
        let folder = try InputFolder()
        try folder.write("in", Self.good[0] + String(repeating: "\n", count: 1000))
        let stored: Data
        if program == "gzip" {
            try folder.compress("in", with: program)
            stored = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/in.gz"))
        } else {
            try folder.compress("in", with: program)
            stored = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/in.zst"))
        }
        var damaged = stored
        for _ in 0..<3 {
            damaged[Int.random(in: 4..<damaged.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
        }
        let path = try folder.write("damaged", damaged)
        do throws(InputError) {
            _ = try LedgerReader.read(paths: [path])
        } catch {
            #expect(error.description.hasPrefix(path), "seed \(seed)")
        }
    }

    /// Rows that each cost a search of all that follows would take minutes here.
    @Test(.timeLimit(.minutes(1)))
    func manyBadRowsStayLinear() throws {
        let folder = try InputFolder()
        let header = "tx,time,from,to,asset,amount\n"
        var options = InputOptions()
        options.onError = .skip(rejects: nil)
        let quotes = try folder.write("quotes.csv", header + String(repeating: "t,1,a,b,X,\"1\"x\n", count: 30_000))
        #expect(try LedgerReader.read(paths: [quotes], options: options).summary.rejected == 30_000)
        options.format = "canonical"
        let keys = try folder.write(
            "keys.jsonl",
            (0..<5_000).map {
                "{\"tx\":\"t\",\"time\":1,\"from\":\"a\",\"to\":\"b\",\"asset\":\"X\",\"amount\":1,\"k\($0)\":1}\n"
            }.joined())
        #expect(try LedgerReader.read(paths: [keys], options: options).ledger.count == 5_000)
        let broken = try folder.write(
            "broken.jsonl",
            "{\"tx\":\"t\",\"time\":1,\"from\":\"a\",\"to\":\"b\",\"asset\":\"X\",\"amount\":1}\n"
                + String(repeating: "{\"tx\":[[[[{\"a\":\n", count: 20_000))
        do throws(InputError) { _ = try LedgerReader.read(paths: [broken], options: options) } catch {
            #expect(error.description.contains("broken.jsonl:"))
        }
    }
}
