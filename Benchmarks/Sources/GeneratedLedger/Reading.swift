import FlowTracing
import Foundation

extension GeneratedLedger {
    /// Decodes every field of the file and numbers its addresses; `seal` makes the ledger of it.
    ///
    /// A plain reader of exactly what the generator writes, until the formats module reads it.
    public func decode(threads: Int) throws -> LedgerBuilder {
        var builder = LedgerBuilder()
        let chain = builder.chain("eip155:1")
        builder.beginFile(SourceFile(name: path, format: "csv", hasIndex: false))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        var assets: [String: AssetID] = [:]
        try bytes.withUnsafeBytes { (all: UnsafeRawBufferPointer) in
            var line = 1
            var start = (all.firstIndex(of: 10) ?? all.count) + 1
            func hex(_ range: Range<Int>) -> [UInt8] {
                stride(from: range.lowerBound, to: range.upperBound, by: 2).map {
                    (Hex.value(all[$0]) ?? 0) << 4 | (Hex.value(all[$0 + 1]) ?? 0)
                }
            }
            while start < all.count {
                line += 1
                var cells: [Range<Int>] = []
                var from = start
                var i = start
                while i < all.count, all[i] != 10 {
                    if all[i] == 44 {
                        cells.append(from..<i)
                        from = i + 1
                    }
                    i += 1
                }
                cells.append(from..<i)
                guard cells.count == 7 else { throw Fault.malformed("line \(line)") }
                func number(_ range: Range<Int>) -> UInt64 { range.reduce(0) { $0 &* 10 &+ UInt64(all[$1] &- 48) } }
                let symbol = String(decoding: all[cells[5]], as: UTF8.self)
                let asset = assets[symbol] ?? builder.asset(Asset(chain: chain, identity: .symbol(symbol), symbol: symbol))
                assets[symbol] = asset
                let transfer = Transfer(
                    transaction: .bytes(Hash32(hex(cells[0].dropFirst(2)))), block: number(cells[1]),
                    time: Int64(number(cells[2])),
                    sender: builder.address(AddressBytes(hex(cells[3].dropFirst(2)))),
                    recipient: builder.address(AddressBytes(hex(cells[4].dropFirst(2)))), asset: asset,
                    amount: UInt128(digits: all[cells[6]]) ?? 0, line: line, fingerprint: UInt64(line))
                try builder.append(transfer)
                start = i + 1
            }
        }
        builder.endFile()
        return builder
    }
}
