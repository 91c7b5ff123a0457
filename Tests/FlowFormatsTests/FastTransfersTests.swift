import CFlowKernels
import SeededRandom
import Testing

@testable import FlowFormats
@testable import FlowTracing

/// The fast reader with a slow one for the odd rows gives what the slow one gives alone: for every way of reading, with
/// and without helpers, whatever the order of columns and whatever stands in a row.
@Suite struct FastTransfersTests {
    static let paths = (0...flow_best_path().rawValue).map { flow_path($0) }

    @Test(arguments: 0..<16 as Range<UInt64>)
    func equalsTheSlowReader(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let file = PlainFile(&random, rows: 50 + random.below(1000))
        try expectSame(file, &random, "seed \(seed)")
    }

    /// Any byte changed, dropped or put in.
    @Test(arguments: 100..<116 as Range<UInt64>)
    func equalsTheSlowReaderOnDamagedBytes(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var file = PlainFile(&random, rows: 30 + random.below(300))
        let likely = Array(",,\"\"\n\r0xXgGaAfF9:/@`~- .+\u{0}".utf8)
        for _ in 0..<(1 + random.below(200)) {
            let place = file.header + random.below(file.bytes.count - file.header)
            let byte = random.below(3) == 0 ? UInt8(random.below(256)) : likely[random.below(likely.count)]
            switch random.below(6) {
            case 0: file.bytes.remove(at: place)
            case 1: file.bytes.insert(byte, at: place)
            case 2: file.bytes[place] ^= 1 << UInt8(random.below(8))
            default: file.bytes[place] = byte
            }
        }
        try expectSame(file, &random, "seed \(seed)")
    }

    /// Each byte of a row replaced by those just outside what may stand there, between two good rows.
    @Test func everyWrongByteIsSeen() throws {
        var random = SeededRandom(seed: 7)
        let file = PlainFile(
            &random, rows: 3, columns: [.transaction, .block, .time, .sender, .recipient, .asset, .amount])
        let starts = file.bytes.indices.filter { $0 == 0 || file.bytes[$0 - 1] == 0x0A }
        let wrong = Array("/:@G`gZz,\"\n\r .-+xX09afAF\u{0}\u{7f}".utf8) + [0x80, 0xB0, 0xB9, 0xE1, 0xFA, 0xFF]
        for place in starts[1]..<starts[2] {
            for byte in wrong {
                var bytes = file.bytes
                bytes[place] = byte
                let slow = dump(try read(bytes, file, helpers: 0, path: nil))
                for path in FastTransfersTests.paths where dump(try read(bytes, file, helpers: 0, path: path)) != slow {
                    Issue.record("byte \(byte) at \(place - starts[1]), path \(path.rawValue)")
                }
            }
        }
    }

    /// Otherwise the tests above would compare the slow reader with itself.
    @Test(arguments: [0, 2])
    func plainRowsAreLeftToNobody(helpers: Int) throws {
        var random = SeededRandom(seed: 3)
        let file = PlainFile(&random, rows: 1000, columns: FastColumn.required + [.block])
        var builder = LedgerBuilder()
        _ = builder.chain("eip155:1")
        builder.beginFile(SourceFile(name: "t", format: "t", hasIndex: false))
        let odd = try file.bytes.withUnsafeBytes { bytes in
            let layout = try #require(FastLayout(file.columns, endsWithCR: file.endsWithCR))
            let fast = FastTransfers(bytes, layout: layout, helpers: helpers, pieceBytes: 4096) { _, _, builder in
                builder.asset(Asset(chain: 0, identity: .native, symbol: "X"))
            }
            var at = (position: 0, line: 1)
            var odd = 0
            while true {
                at = try fast.read(from: at.position, line: at.line, into: &builder)
                guard at.position < bytes.count else { return odd }
                at = try SlowReader(columns: file.columns).record(bytes, at, &builder)
                odd += 1
            }
        }
        #expect(builder.count == 1000)
        #expect(odd == 0 || odd < 200)
        #expect(odd == file.oddRows)
    }

    @Test(arguments: FastTransfersTests.paths.map(\.rawValue))
    func amountsOfEveryLength(path: UInt32) throws {
        let address = "0x" + String(repeating: "ab", count: 20)
        var text = ""
        var amounts: [String] = []
        for length in 1...38 {
            for digit in ["1", "9", "0"] {
                amounts.append(String(repeating: digit, count: length))
                text += "0x\(String(repeating: "Cd", count: 32)),7,\(address),\(address),X,\(amounts.last!)\n"
            }
        }
        let bytes = Array(text.utf8)
        let layout = try #require(FastLayout([.transaction, .time, .sender, .recipient, .asset, .amount]))
        var builder = LedgerBuilder()
        _ = builder.chain("eip155:1")
        builder.beginFile(SourceFile(name: "t", format: "t", hasIndex: false))
        try bytes.withUnsafeBytes { bytes in
            let fast = FastTransfers(bytes, layout: layout, path: flow_path(path)) { _, _, builder in
                builder.asset(Asset(chain: 0, identity: .symbol("X"), symbol: "X"))
            }
            let end = try fast.read(from: 0, line: 1, into: &builder)
            #expect(end.position == bytes.count && end.line == amounts.count + 1)
        }
        for (row, amount) in amounts.enumerated() { #expect(builder.columns.amounts[row] == UInt128(amount)) }
        #expect(builder.columns.hashes.hashes.count == 1)
        #expect(builder.columns.hashes[0].hash.word3 == 0xcdcd_cdcd_cdcd_cdcd)
    }

    @Test func layoutsThatAreNotForTheFastReader() {
        #expect(FastLayout([.transaction, .time, .sender, .recipient, .asset]) == nil)
        #expect(FastLayout([.transaction, .time, .time, .sender, .recipient, .asset, .amount]) == nil)
        #expect(FastLayout([.transaction, .time, .sender, .recipient, .asset, .amount, .feeAsset]) == nil)
        #expect(FastLayout(FastColumn.required + Array(repeating: .blank, count: 7)) == nil)
        #expect(FastLayout(FastColumn.required) != nil)
    }

    @Test func manyTexts() throws {
        // More assets than the text table numbers, and chains whose addresses are not 20 bytes.
        let address = "0x" + String(repeating: "ab", count: 20)
        var text = ""
        for i in 0..<10_000 {
            text +=
                "0x\(String(repeating: "cd", count: 32)),7,\(address),\(address),T\(i * 7 % 9_001),1,\(i % 100 == 99 ? "other" : "eip155:1")\n"
        }
        var random = SeededRandom(seed: 1)
        let columns: [FastColumn] = [.transaction, .time, .sender, .recipient, .asset, .amount, .chain]
        try expectSame(PlainFile(Array(text.utf8), columns: columns), &random, "many texts")
    }

    private func expectSame(_ file: PlainFile, _ random: inout SeededRandom, _ comment: Comment) throws {
        let slow = dump(try read(file.bytes, file, helpers: 0, path: nil))
        for path in FastTransfersTests.paths {
            for helpers in [0, 1, 3] {
                let pieceBytes = 1024 + random.below(4000)
                let fast = dump(try read(file.bytes, file, helpers: helpers, path: path, pieceBytes: pieceBytes))
                guard fast != slow else { continue }
                let row = zip(slow, fast).enumerated().first { $0.element.0 != $0.element.1 }
                Issue.record(
                    "\(comment) path \(path.rawValue) helpers \(helpers) pieces \(pieceBytes): \(slow.count) \(fast.count) \(String(describing: row))"
                )
            }
        }
    }

    /// The file as a ledger; without a path by the slow reader alone.
    private func read(
        _ bytes: [UInt8], _ file: PlainFile, helpers: Int, path: flow_path?, pieceBytes: Int = 2048
    ) throws -> LedgerBuilder {
        var builder = LedgerBuilder()
        _ = builder.chain("eip155:1")
        builder.beginFile(SourceFile(name: "t", format: "t", hasIndex: false))
        let slow = SlowReader(columns: file.columns)
        try bytes.withUnsafeBytes { bytes in
            var at = (position: file.header, line: 2)
            let layout = try #require(FastLayout(file.columns, endsWithCR: file.endsWithCR))
            let fast = path.map { path in
                FastTransfers(bytes, layout: layout, helpers: helpers, path: path, pieceBytes: pieceBytes) {
                    chain, asset, builder in
                    slow.asset(chain.map { Array($0) }, Array(asset), &builder)
                }
            }
            while at.position < bytes.count {
                if let fast { at = try fast.read(from: at.position, line: at.line, into: &builder) }
                if at.position < bytes.count { at = try slow.record(bytes, at, &builder) }
            }
        }
        builder.endFile()
        return builder
    }

    private func dump(_ builder: consuming LedgerBuilder) -> [String] {
        var rows: [String] = []
        for row in 0..<builder.count {
            let run = builder.columns.runs[builder.columns.runIndex(of: row)]
            let (hash, isText) = builder.columns.hashes[row]
            rows.append(
                """
                \(builder.columns.senders[row]) \(builder.columns.recipients[row]) \(builder.columns.amounts[row]) \
                \(builder.columns.assets[row]) \(hash) \(isText ? builder.transactionTexts[Int(hash.word0)] : "") \
                \(run.chain) \(run.block) \(run.time) \(builder.columns.indexes[row]) \(builder.columns.fees[row]) \
                \(builder.columns.feeAssets[row]) \(builder.place(of: row))
                """)
        }
        rows.append("rejected \(builder.rejected)")
        for asset in builder.assets { rows.append("asset \(asset)") }
        for id in 0..<builder.addresses.count { rows.append("address \(builder.addresses[UInt32(id)])") }
        return rows
    }
}

/// A file of transfers, most of them plain.
struct PlainFile {
    var bytes: [UInt8]
    var columns: [FastColumn]
    /// Bytes before the first row.
    var header = 0
    var endsWithCR = false
    var oddRows = 0

    init(_ bytes: [UInt8], columns: [FastColumn]) { (self.bytes, self.columns) = (bytes, columns) }

    init(_ random: inout SeededRandom, rows: Int, columns chosen: [FastColumn]? = nil) {
        var columns =
            chosen ?? FastColumn.required + [.block, .index, .fee, .chain].filter { _ in random.below(2) == 0 }
        if chosen == nil {
            if columns.contains(.fee), random.below(2) == 0 { columns.append(.feeAsset) }
            if random.below(4) == 0 { columns.append(.blank) }
            columns.shuffle(using: &random)
        }
        self.columns = columns
        endsWithCR = random.below(4) == 0
        let end = endsWithCR ? "\r\n" : "\n"
        var text = chosen == nil ? "header" + end : ""
        header = text.utf8.count
        let isOdd = random.below(3)
        var hash = ""
        var time = 1_600_000_000
        var block = 10
        func address() -> String {
            let digits = Array("0123456789abcdefABCDEF")
            var own = SeededRandom(seed: UInt64(random.below(60)))
            return "0x" + String((0..<40).map { _ in digits[own.below(22)] })
        }
        for _ in 0..<rows {
            if hash.isEmpty || random.below(3) > 0 {
                hash = "0x" + (0..<4).map { _ in String(random.next() | 1 << 63, radix: 16) }.joined()
            }
            if random.below(5) == 0 { (time, block) = (time + random.below(100), block + 1) }
            let odd = isOdd == 0 ? -1 : random.below(isOdd == 1 ? 200 : 15)
            let fields = columns.map { column -> String in
                switch column {
                case .transaction: return odd == 0 ? "plain text" : odd == 1 ? "\"\(hash)\"" : hash
                case .sender: return odd == 2 ? "" : odd == 3 ? address().replacing("x", with: "X") : address()
                case .recipient: return odd == 4 ? address() + "0" : address()
                case .block: return odd == 5 ? "" : String(block)
                case .time: return odd == 6 ? "1600000000000" : String(time)
                case .index: return odd == 7 ? "4294967295" : String(random.below(1000))
                case .amount:
                    let digits = String(UInt128(random.next()) << UInt128(random.below(60)) | UInt128(random.next()))
                    return odd == 8
                        ? "1.5"
                        : odd == 9
                            ? "340282366920938463463374607431768211456"
                            : random.below(2) == 0 ? digits : String(random.below(1_000_000))
                case .fee: return random.below(2) == 0 ? "" : String(random.next())
                case .chain: return odd == 10 ? "bitcoin" : ["eip155:1", "eip155:56"][random.below(2)]
                case .asset, .feeAsset:
                    if odd == 11 { return "\"A \n,\"\"x\"" }
                    if column == .feeAsset, random.below(2) == 0 { return "" }
                    return ["ETH", "USDT", "0xdac17f958d2ee523a2206206994597c13d831ec7", "A2345678", "A23456789"][
                        random.below(5)]
                case .blank: return odd == 12 ? "5" : ""
                }
            }
            let plain: Set<FastColumn> = Set(columns)
            let needs: [FastColumn] = [
                .transaction, .transaction, .sender, .sender, .recipient, .block, .time, .index, .amount, .amount,
                .chain,
                .asset, .blank,
            ]
            if odd >= 0, odd < needs.count ? plain.contains(needs[odd]) : odd == 14 || odd == 13 && !endsWithCR {
                oddRows += 1
            }
            text += fields.joined(separator: ",") + (odd == 13 ? "\r\n" : odd == 14 ? "\n\n" : end)
        }
        if random.below(3) == 0 { text = String(text.utf8.dropLast(end.utf8.count))! }
        bytes = Array(text.utf8)
    }
}

/// Reads one record at a time, the plain way.
struct SlowReader {
    var columns: [FastColumn]

    func record(
        _ bytes: UnsafeRawBufferPointer, _ at: (position: Int, line: Int), _ builder: inout LedgerBuilder
    ) throws -> (position: Int, line: Int) {
        var fields: [[UInt8]] = [[]]
        var i = at.position
        var lines = 1
        var isQuoted = false
        var isFieldStart = true
        while i < bytes.count {
            let byte = bytes[i]
            i += 1
            if isQuoted {
                if byte == 0x22 {
                    if i < bytes.count, bytes[i] == 0x22 {
                        fields[fields.count - 1].append(0x22)
                        i += 1
                    } else {
                        isQuoted = false
                    }
                } else {
                    if byte == 0x0A { lines += 1 }
                    fields[fields.count - 1].append(byte)
                }
            } else if byte == 0x22, isFieldStart {
                isQuoted = true
            } else if byte == 0x2C {
                fields.append([])
                isFieldStart = true
                continue
            } else if byte == 0x0A {
                break
            } else {
                fields[fields.count - 1].append(byte)
            }
            isFieldStart = false
        }
        if fields[fields.count - 1].last == 0x0D { fields[fields.count - 1].removeLast() }
        if !(try append(fields, line: at.line, &builder)) { builder.rejected += 1 }
        return (i, at.line + lines)
    }

    private func append(_ fields: [[UInt8]], line: Int, _ builder: inout LedgerBuilder) throws -> Bool {
        guard fields.count == columns.count else { return false }
        func field(_ column: FastColumn) -> [UInt8] { columns.firstIndex(of: column).map { fields[$0] } ?? [] }
        func text(_ column: FastColumn) -> String { String(decoding: field(column), as: UTF8.self) }
        let chain: [UInt8]? = columns.contains(.chain) ? field(.chain) : nil
        guard let hash = TransactionHash(text(.transaction), form: .evm), let from = Address(text(.sender), form: .evm),
            let to = Address(text(.recipient), form: .evm), let amount = UInt128(digits: field(.amount)),
            let time = UInt128(digits: field(.time)), time < 100_000_000_000_000,
            field(.fee).isEmpty || UInt128(digits: field(.fee)) != nil, !field(.asset).isEmpty,
            field(.blank).isEmpty, let index = number(field(.index), below: 1 << 32 - 1),
            let block = number(field(.block), below: 1 << 63)
        else { return false }
        let seconds = time < 100_000_000_000 ? Int64(time) : Int64(time / 1000)
        guard let asset = asset(chain, field(.asset), &builder) ?? other(field(.asset), &builder) else { return false }
        let fee = UInt128(digits: field(.fee)) ?? 0
        var feeAsset: AssetID?
        if !field(.fee).isEmpty, !field(.feeAsset).isEmpty {
            let id = self.asset(chain, field(.feeAsset), &builder) ?? other(field(.feeAsset), &builder)
            feeAsset = fee == 0 || id == asset ? nil : id
        }
        let sender = builder.address(from)
        let recipient = builder.address(to)
        try builder.append(
            Transfer(
                transaction: hash, index: index.map { UInt32($0) }, block: block, time: seconds, sender: sender,
                recipient: recipient, asset: asset, amount: amount, fee: fee,
                feeAsset: feeAsset, line: line))
        return true
    }

    /// `nil`: not allowed; inner `nil`: blank.
    private func number(_ digits: [UInt8], below limit: UInt64) -> UInt64?? {
        if digits.isEmpty { return .some(nil) }
        guard let value = UInt128(digits: digits), value < UInt128(limit) else { return nil }
        return .some(UInt64(value))
    }

    /// As a decoder numbers assets: only on chains whose addresses are 20 bytes.
    func asset(_ chain: [UInt8]?, _ text: [UInt8], _ builder: inout LedgerBuilder) -> AssetID? {
        let name = chain.map { String(decoding: $0, as: UTF8.self) } ?? "eip155:1"
        guard Chain(name: name).form == .evm else { return nil }
        let symbol = String(decoding: text, as: UTF8.self)
        return builder.asset(Asset(chain: builder.chain(name), identity: .symbol(symbol), symbol: symbol))
    }

    private func other(_ text: [UInt8], _ builder: inout LedgerBuilder) -> AssetID? {
        let symbol = String(decoding: text, as: UTF8.self)
        return builder.asset(Asset(chain: builder.chain("other"), identity: .symbol(symbol), symbol: symbol))
    }
}
