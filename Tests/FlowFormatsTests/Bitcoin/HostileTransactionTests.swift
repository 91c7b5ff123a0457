import FlowTracing
import Foundation
import SeededRandom
import Testing

@testable import FlowFormats

/// Texts that are nearly right: decoding ends with transactions or with a sentence, never otherwise.
@Suite("Hostile JSON transactions")
struct HostileTransactionTests {
    static let texts = [
        [BitcoinETLTests.coinbase, BitcoinETLTests.row()].joined(separator: "\n"),
        ExplorerTransactionTests.json(),
        NodeBlockTests.block(NodeBlockTests.coinbase, NodeBlockTests.payment()),
        #"[{"result": \#(NodeBlockTests.block(NodeBlockTests.coinbase)), "error": null}]"#,
    ]

    @Test(arguments: texts) func mutationsAreDecodedOrNamed(_ text: String) throws {
        let seed: UInt64 = 11
        var random = SeededRandom(seed: seed)
        let folder = try InputFolder()
        var kept = 0
        for number in 0..<400 {
            let bytes = Self.mutated(Array(text.utf8), &random)
            let path = try folder.write("in.json", Data(bytes))
            for format in ["bitcoin-etl", "explorer-transactions", "node-blocks"] {
                var options = InputOptions()
                options.format = format
                if number & 1 == 1 { options.onError = .skip(rejects: folder.path + "/rejects") }
                do throws(InputError) {
                    _ = try LedgerReader.read(paths: [path], options: options)
                    kept += 1
                } catch {
                    #expect(!error.description.isEmpty && error.description.utf8.count < 4000, "seed \(seed)")
                }
            }
        }
        #expect(kept > 0)
    }

    private static func mutated(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        let tokens = [
            "{", "}", "[", "]", ",", "\"", "null", "-1", "1e400", "99999999999999999999", "\u{0}", "\\u0000", "\u{FF}",
        ]
        for _ in 0...Int.random(in: 0..<3, using: &random) {
            let place = Int.random(in: 0..<max(1, bytes.count), using: &random)
            let end = min(bytes.count, place + Int.random(in: 0..<40, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes.removeSubrange(min(place, end)..<end)
            case 2: bytes.insert(contentsOf: Array(bytes[min(place, end)..<end]), at: place)
            case 3:
                bytes.insert(contentsOf: Array(tokens.randomElement(using: &random)!.utf8), at: min(place, bytes.count))
            default: bytes.removeSubrange(place...)
            }
            if bytes.isEmpty { bytes = [0x7B] }
        }
        return bytes
    }

    /// Work grows with the text, not with its square.
    @Test func longValuesEndSoon() throws {
        let folder = try InputFolder()
        let repeated = ["[", "{\"a\":", "[{}", "\"\\u", "{\"vin\":[", ",", "[[]", "1"]
        let clock = ContinuousClock()
        let taken = try clock.measure {
            for piece in repeated {
                let path = try folder.write(
                    "in.json", "{\"hash\": 1, \"vin\": " + String(repeating: piece, count: 50_000))
                for format in ["bitcoin-etl", "explorer-transactions", "node-blocks"] {
                    var options = InputOptions()
                    options.format = format
                    options.onError = .skip(rejects: folder.path + "/rejects")
                    let read = try? LedgerReader.read(paths: [path], options: options)
                    #expect((read?.summary.rejected ?? 1) == 1)
                }
            }
        }
        #expect(taken < .seconds(30))
    }

    /// A flood of bad values in an array, each set aside: the whole is walked a fixed number of times.
    @Test func manyBadValues() throws {
        let bad = #"{"hash": 1}"#
        let text = "[" + Array(repeating: bad, count: 20_000).joined(separator: ",") + "]"
        let folder = try InputFolder()
        var options = InputOptions()
        options.format = "bitcoin-etl"
        options.onError = .skip(rejects: folder.path + "/rejects")
        let (ledger, summary) = try LedgerReader.read(paths: [try folder.write("in.json", text)], options: options)
        #expect(summary.rejected == 20_000 && ledger.transactionCount == 0)
    }
}
