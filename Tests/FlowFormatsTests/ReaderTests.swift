import FlowFormats
import FlowTracing
import Foundation
import SeededRandom
import Testing

struct ReaderTests {
    @Test func csvAsSpreadsheetsWriteIt() throws {
        let text =
            "\u{FEFF}\"tx\",\"time\",\"from\",\"to\",\"asset\",\"amount\",\"memo\"\r\n"
            + "\"t1\",\"1\",\"a\",\"b \"\"the\"\" man\",\"X\",\"1\",\"two\r\nlines\"\r\n"
            + "\r\n"
            + "t2, 2 ,a,b,X,3,\r\n,,,,,,\r\nt3,3,a,b,X,4,,,\r\n"
        let (ledger, _) = try ledger(text)
        #expect(ledger.count == 3)
        #expect(row(ledger, 0) == "t1 0 - 1 a b \"the\" man X 1 0")
        #expect(row(ledger, 2) == "t3 0 - 3 a b X 4 0")
        #expect(ledger.place(of: 1).hasSuffix("in.csv:5") && ledger.place(of: 2).hasSuffix("in.csv:7"))
    }

    @Test(arguments: ["\t", ";"])
    func otherDelimiters(_ delimiter: String) throws {
        let text = "tx,time,from,to,asset,amount\nt1,1,a,b,X,1".replacing(",", with: delimiter)
        #expect(try ledger(text).ledger.count == 1)
    }

    @Test func jsonPages() throws {
        let rows = (1...3).map {
            "{\"tx\":\"t\($0)\",\"time\":\($0),\"from\":\"a\",\"to\":\"b\",\"token\":{\"x\":[1]},\"asset\":\"X\",\"amount\":\($0)}"
        }
        .joined(separator: ",\n")
        for page in [
            "[\(rows)]", "{\"total\":3,\"data\":[\(rows)],\"after\":{\"a\":[]}}",
            "{\"result\":{\"transfers\":[\(rows)]}}",
            "{\"data\":[]}{\"data\":[\(rows)]}",
        ] {
            let (ledger, _) = try ledger(page, name: "page.json")
            #expect(ledger.count == 3, "\(page.prefix(20))")
            #expect(ledger.amount(2) == 3)
        }
        #expect(try ledger("{\"data\":[]}", name: "page.json").ledger.count == 0)
    }

    @Test func jsonKeyTwiceIsNoAmount() throws {
        let text =
            "{\"tx\":\"t\",\"time\":1,\"from\":\"a\",\"to\":\"b\",\"asset\":\"X\",\"amount\":1,\"amount\":1000}\n"
        #expect(try failure(text, name: "in.jsonl") == "in.jsonl:1: the key 'amount' is given twice")
    }

    @Test func linesAcrossDecompressionChunks() throws {
        let folder = try InputFolder()
        var text = "tx,time,from,to,asset,amount,memo\n"
        var total: UInt64 = 0
        for i in 0..<20_000 {
            text +=
                "\(hash(String(i))),\(i),\(address("a")),\(address("b")),X,\(i),\(String(repeating: "m", count: i % 977))\n"
            total += UInt64(i)
        }
        try folder.write("in.csv", text)
        for program in ["gzip", "zstd"] { try folder.compress("in.csv", with: program) }
        for name in ["in.csv", "in.csv.gz", "in.csv.zst"] {
            let (ledger, _) = try LedgerReader.read(paths: [folder.path + "/" + name])
            #expect(ledger.count == 20_000)
            #expect((0..<ledger.count).reduce(0) { $0 + ledger.amount($1) } == Amount(total))
        }
    }

    @Test func globsPipesAndRepeats() throws {
        let folder = try InputFolder()
        let header = "tx,index,time,from,to,asset,amount\n"
        try folder.write("b.csv", header + "t2,0,2,a,b,X,1\n")
        try folder.write("B.csv", header + "t3,0,3,a,b,X,1\n")
        let a = try folder.write("a.csv", header + "t1,0,1,a,b,X,1\n")
        let (ledger, _) = try LedgerReader.read(paths: [folder.path + "/?.csv", a])
        #expect(ledger.files.map { String($0.name.suffix(5)) } == ["B.csv", "a.csv", "b.csv"])
        #expect(ledger.files[1].notes.contains("named 2 times, read once"))
        #expect(ledger.count == 3)

        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/bin/sh")
        writer.arguments = ["-c", "cat '\(a)' > '\(pipe)'"]
        try writer.run()
        #expect(try LedgerReader.read(paths: [pipe]).ledger.count == 1)
        writer.waitUntilExit()
    }

    @Test func hashesWhenAsked() throws {
        let folder = try InputFolder()
        let path = try folder.write("in.csv", "tx,time,from,to,asset,amount\n")
        var options = InputOptions()
        #expect(try LedgerReader.read(paths: [path], options: options).ledger.files[0].sha256 == "")
        options.hashesFiles = true
        // Computed by `sha256sum`.
        #expect(
            try LedgerReader.read(paths: [path], options: options).ledger.files[0].sha256
                == "b90fee20fa95c44516b70714c456175ab7f829f24aab7a99266b67de64663f4e")
    }

    @Test func untilEndsTheLedger() throws {
        var options = InputOptions()
        options.until = 2
        let text = "tx,time,from,to,asset,amount\nt1,1,a,b,X,1\nt2,2,a,b,X,1\nt3,3,a,b,X,1\n"
        #expect(try ledger(text, options).ledger.count == 2)
    }

    @Test func columnsTheUserNames() throws {
        var options = InputOptions()
        options.columns = try ColumnChoice(
            parsing: "tx=Ref,time=When,from=Payer,to=Payee,amount=Sum (USDT),asset='USDT',fee=Cost")
        options.decimals = try DecimalsChoice(parsing: "6")
        options.chain = "tron"
        let text =
            "When,Ref,Payer,Payee,Sum (USDT),Cost,Remark\n2024-01-02 03:04:05,ab,TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8,\"1,000.25\",0.1,hi\n"
        let (ledger, _) = try ledger(text, options)
        #expect(
            row(ledger, 0)
                == "ab 0 - 1704164645 TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8 USDT 1000250000 100000 USDT"
        )
        #expect(try failure("a,b\n1,2\n", options) == "in.csv: format columns needs a column 'Ref'; found a,b")
        #expect(throws: InputError.option(name: "--columns", value: "tx=a", reason: "'time' is missing")) {
            try ColumnChoice(parsing: "tx=a")
        }
        #expect(
            throws: InputError.option(name: "--decimals", value: "USDT=x", reason: "decimals are a number from 0 to 38")
        ) {
            try DecimalsChoice(parsing: "USDT=x")
        }
    }

    @Test(arguments: 0..<40)
    func randomRowsComeBackAsTheyWere(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let names = ["chain", "tx", "index", "block", "time", "from", "to", "asset", "amount", "fee", "fee_asset"]
            .shuffled(using: &random)
        let isJSON = Bool.random(using: &random)
        var expected: [String] = []
        var lines: [String] = []
        var time = Int64.random(in: 0...2_000_000_000, using: &random)
        for i in 0..<50 {
            time += 1
            let from = address(String(UInt32.random(in: 1...20, using: &random), radix: 16))
            let to = address(String(UInt32.random(in: 1...20, using: &random), radix: 16))
            let tx = hash(String(UInt64.random(in: 0...UInt64.max, using: &random), radix: 16))
            let amount = Amount.random(in: 0...Amount.max, using: &random) >> Amount.random(in: 0...127, using: &random)
            let fee = Bool.random(using: &random) ? UInt64.random(in: 0...100, using: &random) : 0
            let asset = ["USDT", "ETH", "A \"coin\", odd\nname"].randomElement(using: &random) ?? ""
            let feeAsset = fee > 0 && Bool.random(using: &random) ? "ETH" : ""
            let cells = [
                "chain": "eip155:1", "tx": tx, "index": String(i), "block": String(100 + i), "time": String(time),
                "from": from,
                "to": to, "asset": asset, "amount": amount.decimalDigits, "fee": fee == 0 ? "" : String(fee),
                "fee_asset": feeAsset,
            ]
            if isJSON {
                lines.append(try json(names.compactMap { name in cells[name].map { (name, $0) } }))
            } else {
                lines.append(names.map { quote(cells[$0] ?? "", &random) }.joined(separator: ","))
            }
            let feeText = fee == 0 ? "0" : "\(fee) \(feeAsset.isEmpty ? asset : feeAsset)"
            expected.append("\(tx) \(i) \(100 + i) \(time) \(from) \(to) \(asset) \(amount.decimalDigits) \(feeText)")
        }
        let text = (isJSON ? "" : names.joined(separator: ",") + "\n") + lines.joined(separator: "\n") + "\n"
        let (ledger, _) = try ledger(text)
        #expect((0..<ledger.count).map { row(ledger, $0) } == expected, "seed \(seed)")
    }

    private func quote(_ cell: String, _ random: inout SeededRandom) -> String {
        let mustQuote = cell.contains { $0 == "\"" || $0 == "," || $0 == "\n" }
        return mustQuote || Bool.random(using: &random) ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
    }

    private func json(_ cells: [(String, String)]) throws -> String {
        let members = cells.map { name, cell in
            let text = cell.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            let isNumber = ["amount", "time", "block", "index"].contains(name)
            return "\"\(name)\":" + (isNumber ? cell : "\"\(text)\"")
        }
        return "{" + members.joined(separator: ",") + "}"
    }
}

struct FieldTextTests {
    /// Against the digit-by-digit reader of the core, on right and slightly wrong texts.
    @Test(arguments: 0..<20)
    func hexIsReadAsTheCoreReadsIt(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let letters = Array("0123456789abcdefABCDEF".utf8)
        for _ in 0..<500 {
            var text = Array("0x".utf8) + (0..<64).map { _ in letters.randomElement(using: &random) ?? 0x30 }
            if Bool.random(using: &random) {
                text[Int.random(in: 0..<40, using: &random)] = UInt8.random(in: 1...127, using: &random)
            }
            let address = String(decoding: text.prefix(42), as: UTF8.self)
            #expect(
                FieldText(address).address(form: .evm) == Address(FieldText(address).string, form: .evm), "seed \(seed)"
            )
            let hash = String(decoding: text, as: UTF8.self)
            #expect(
                FieldText(hash).transaction(form: .evm) == TransactionHash(FieldText(hash).string, form: .evm),
                "seed \(seed)")
        }
    }
}
