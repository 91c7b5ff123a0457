import FlowFormats
import Foundation
import Testing

@testable import FlowService
@testable import FlowTracing

@Suite struct FindingLineTests {
    /// News of fifteen payers and one collector, as a watch tells them.
    private func lines() throws -> [AlertLine] {
        var builder = LedgerBuilder()
        let chain = builder.chain("eip155:1")
        builder.beginFile(SourceFile(name: "feed", format: "test", hasIndex: true))
        let asset = builder.asset(Asset(chain: chain, identity: .symbol("USDT"), symbol: "USDT", decimals: 6))
        func address(_ number: Int) -> Address { .bytes(AddressBytes([UInt8](repeating: UInt8(number), count: 20))) }
        for number in 0..<15 {
            try builder.append(
                Transfer(
                    transaction: .text("t\(number)"), index: 0, block: UInt64(number),
                    time: 1_700_000_000 + Int64(number),
                    sender: builder.address(address(100 + number)), recipient: builder.address(address(1)),
                    asset: asset,
                    amount: Amount(50_000_000 + number * 1_000_000), kind: .log, line: number + 2))
        }
        builder.endFile()
        let ledger = try builder.seal()
        let watch = FindingWatch { _ in 12 }
        return watch.advance(ledger, isEnded: true).news.map { AlertLine($0, of: ledger, watch.configuration) }
    }

    @Test func aFileSaysABeginningAndAnEndOnce() throws {
        let lines = try lines().filter { $0.kind == "fan-in" }
        #expect(lines.map(\.state) == ["provisional", "final"])
        for line in lines {
            let read = try #require(try JSONSerialization.jsonObject(with: Data(line.bytes)) as? [String: Any])
            #expect(read["schema"] as? String == "lymer.finding/1" && read["inferred"] as? Bool == true)
            #expect(read["key"] as? String == line.key && read["id"] as? String == line.key)
            #expect(read["state"] as? String == line.state && read["typology"] as? String == "fan-in")
            #expect(read["first"] as? String == lines[0].key)
        }
        #expect(lines[0].key != lines[1].key)
        let folder = try TemporaryFolder()
        for _ in 0..<3 {
            let sink = try AlertFile(path: folder.path + "/alerts.jsonl")
            try sink.deliver(lines)
            try sink.deliver(lines.reversed())
            try sink.commit()
            sink.close()
            #expect(try folder.text("alerts.jsonl").split(separator: "\n").count == 2)
        }
    }
}
