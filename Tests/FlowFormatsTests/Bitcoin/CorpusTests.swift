import Foundation
import Testing

@testable import FlowFormats
@testable import FlowTracing

/// What the fuzzers start from is read as it should be: a seed that only fails would lead them nowhere.
struct CorpusTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Corpus").path

    /// Decoder, seed, and the transactions that a ledger has of it; `nil` where it is damaged on purpose.
    @Test(
        arguments: [
            ("bitcoin-etl/rows", 2), ("bitcoin-etl/shielded", 1), ("explorer-transactions/one", 1),
            ("explorer-transactions/list", 2), ("node-blocks/bare", 1), ("node-blocks/answer", 2),
            ("raw-blocks/chain", 5),
            ("raw-blocks/stale", 4), ("raw-blocks/single", 1), ("raw-blocks/cut", nil), ("raw-block/plain", 2),
            ("raw-block/witness", 2),
        ] as [(String, Int?)])
    func seed(_ name: String, _ transactions: Int?) throws {
        let path = Self.folder + "/" + name
        let found: Int?
        if name.hasPrefix("raw") {
            var builder = LedgerBuilder()
            let source = try ByteSource(path: path)
            do throws(InputError) {
                try RawBlocks(networks: [.regtest]).read(
                    [source], TransactionReading(options: InputOptions()), into: &builder)
                found = try? builder.seal().transactionCount
            } catch { found = nil }
        } else {
            var options = InputOptions()
            options.format = String(name.prefix { $0 != "/" })
            do throws(InputError) {
                found = try LedgerReader.read(paths: [path], options: options).ledger.transactionCount
            } catch {
                Issue.record("\(error)")
                found = nil
            }
        }
        #expect(found == transactions)
    }

    @Test func everySeedIsNamed() throws {
        let seeds = try #require(FileManager.default.enumerator(atPath: Self.folder)).compactMap { $0 as? String }
        #expect(seeds.count { $0.contains("/") } == 12)
    }
}
