import FlowFormats
import FlowTracing
import Testing

struct CanonicalTests {
    private let header = "chain,tx,index,block,time,from,to,asset,amount,fee,fee_asset\n"
    private let short = "tx,time,from,to,asset,amount\n"

    @Test func everyColumn() throws {
        let text = header + "eip155:1,\(hash("1")),7,100,1700000000,\(address("A")),\(address("b")),USDT,150,21,ETH\n"
        let (ledger, _) = try ledger(text)
        #expect(ledger.count == 1)
        #expect(row(ledger, 0) == "\(hash("1")) 7 100 1700000000 \(address("a")) \(address("b")) USDT 150 21 ETH")
        #expect(ledger.files[0].hasIndex && ledger.files[0].format == "canonical")
    }

    @Test func feeWithoutAssetIsTheRowsOwn() throws {
        let (ledger, _) = try ledger(
            header + "eip155:1,\(hash("1")),0,1,1700000000,\(address("a")),\(address("b")),USDT,5,2,\n")
        #expect(row(ledger, 0).hasSuffix("USDT 5 2 USDT"))
    }

    @Test(arguments: [
        "tx_hash,timestamp,from_address,to_address,token,value",
        "HASH,Block_Timestamp,Sender,Recipient,Symbol,Quantity",
        " txid , block timestamp,From Address,receiver,currency,amount",
        "transactionHash,blockTimestamp,fromAddress,toAddress,token,value",
    ])
    func otherSpellings(_ header: String) throws {
        let (ledger, _) = try ledger(header + "\n\(hash("1")),1700000000,\(address("a")),\(address("b")),USDT,150\n")
        #expect(row(ledger, 0) == "\(hash("1")) 0 - 1700000000 \(address("a")) \(address("b")) USDT 150 0")
        #expect(!ledger.files[0].hasIndex)
    }

    @Test func jsonLines() throws {
        let text = """
            {"tx":"\(hash("1"))","time":1700000000,"from":"\(address("a"))","to":"\(address("b"))","asset":"USDT","amount":150188698577042438264952193024,"index":0}
            {"to":"\(address("c"))","amount":"7","asset":"USDT","from":"\(address("b"))","time":"2023-11-14T22:13:21Z","tx":"\(hash("2"))","index":0,"fee":null}

            """
        let (ledger, _) = try ledger(text, name: "in.jsonl")
        #expect(ledger.count == 2)
        #expect(ledger.amount(0).decimalDigits == "150188698577042438264952193024")
        #expect(row(ledger, 1) == "\(hash("2")) 0 - 1700000001 \(address("b")) \(address("c")) USDT 7 0")
    }

    @Test func chainOfTheFile() throws {
        let rows = "t1,1700000000,\(address("a")),\(address("b")),USDT,1\n"
        #expect(try ledger(short + rows).ledger.chains.map(\.name) == ["eip155:1"])
        var options = InputOptions()
        options.chain = "bsc"
        #expect(try ledger(short + rows, options).ledger.chains.map(\.name) == ["eip155:56"])
        // One address that is none of EVM: the whole file compares as text.
        let (other, _) = try ledger(short + rows + "t2,1700000001,\(address("B")),bob,USDT,1\n")
        #expect(other.chains.map(\.name) == ["unknown"])
        #expect(other.addressCount == 4 && other.assets.count == 1)
        #expect(
            other.files[0].notes == [
                "chain unknown: 'bob' in line 3 is no EVM address; addresses compare as text (--chain names the chain)"
            ])
    }

    @Test func trueFormsOfOneTronAddress() throws {
        var options = InputOptions()
        options.chain = "tron"
        let text =
            short
            + "t1,1,TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,41a614f803b6fd780986a42c78ec9c7f77e6ded13c,TRX,1\n"
            + "t2,2,0xa614f803b6fd780986a42c78ec9c7f77e6ded13c,TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,2\n"
        let (ledger, _) = try ledger(text, options)
        #expect(ledger.addressCount == 1)
        #expect(ledger.assets.map(\.symbol) == ["TRX", "USDT"])
        #expect(ledger.assets.map(\.decimals) == [6, 6])
        #expect(ledger.assets[1].issuer == "Tether")
        #expect(
            try failure(short + "t1,1,TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u,T,TRX,1\n", options).contains(
                "in.csv:2: column 'from' value 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u': is no address of tron"))
    }

    @Test func nativeCoinByItsNames() throws {
        let text = short + "t1,1,\(address("a")),\(address("b")),ETH,1\nt2,2,\(address("a")),\(address("b")),native,1\n"
        let (ledger, _) = try ledger(text)
        #expect(ledger.assets.count == 1 && ledger.assets[0].identity == .native && ledger.assets[0].decimals == 18)
    }

    @Test func symbolIsIdentityAndContractIsAnother() throws {
        let usdt = "0xdAC17F958D2ee523a2206206994597C13D831ec7"
        let text =
            short + "t1,1,\(address("a")),\(address("b")),USDT,1\nt2,2,\(address("a")),\(address("b")),\(usdt),1\n"
        let (ledger, _) = try ledger(text)
        #expect(ledger.assets.count == 2)
        #expect(ledger.assets[0].identity == .symbol("USDT") && ledger.assets[0].decimals == nil)
        #expect(ledger.assets[1].decimals == 6)
    }

    @Test func decimals() throws {
        var options = InputOptions()
        options.decimals = try DecimalsChoice(parsing: "USDT=6")
        let (a, _) = try ledger(short + "t1,1,\(address("a")),\(address("b")),USDT,1.5\n", options)
        #expect(a.amount(0) == 1_500_000 && a.assets[0].decimals == 6)
        // 20 beside 1.5 means 20 whole units; without any point amounts are base units.
        let mixed =
            short
            + "t1,1,\(address("a")),\(address("b")),USDT,20\nt2,2,\(address("a")),\(address("b")),USDT,\"1,234.5\"\n"
        let (b, _) = try ledger(mixed, options)
        #expect(b.amount(0) == 20_000_000 && b.amount(1) == 1_234_500_000)
        #expect(b.files[0].notes == ["amounts have decimal points: every amount of the file is taken in whole units"])
        let (c, _) = try ledger(short + "t1,1,\(address("a")),\(address("b")),USDT,20\n", options)
        #expect(c.amount(0) == 20)
        #expect(
            try failure(short + "t1,1,\(address("a")),\(address("b")),USDT,1.5\n")
                == "in.csv:2: column 'amount' value '1.5': has a decimal point, but the asset's decimals are unknown (give --decimals)"
        )
        #expect(
            try failure(short + "t1,1,\(address("a")),\(address("b")),USDT,1.0000001\n", options)
                == "in.csv:2: column 'amount' value '1.0000001': has 7 digits after the point; the asset has 6")
    }

    @Test func amountsUpTo2To128() throws {
        let largest = "340282366920938463463374607431768211455"
        let (a, _) = try ledger(short + "t1,1,\(address("a")),\(address("b")),X,\(largest)\n")
        #expect(a.amount(0) == .max)
        let text =
            short + "t1,1,\(address("a")),\(address("b")),X,340282366920938463463374607431768211456\n"
            + "t2,2,\(address("a")),\(address("b")),X,1\nt3,3,\(address("a")),\(address("b")),Y,1\n"
        #expect(
            try failure(text)
                == "in.csv:2: column 'amount' value '340282366920938463463374607431768211456': reaches 2^128")
        let folder = try InputFolder()
        var options = InputOptions()
        options.onError = .skip(rejects: nil)
        let (b, summary) = try LedgerReader.read(paths: [try folder.write("in.csv", text)], options: options)
        #expect(b.count == 1 && b.excludedAssets.map { b.name(of: $0) } == ["X"] && summary.rejected == 1)
    }

    @Test(
        arguments: [
            ("1700000000", 1_700_000_000), ("1700000000123", 1_700_000_000), ("2023-11-14T22:13:20Z", 1_700_000_000),
            ("2023-11-14 22:13:20", 1_700_000_000), ("2023-11-14 22:13:20.999 UTC", 1_700_000_000),
            ("2023-11-15T00:13:20+02:00", 1_700_000_000), ("99999999999", 99_999_999_999),
            ("100000000000", 100_000_000),
            ("0", 0),
        ] as [(String, Int64)])
    func times(_ text: String, _ seconds: Int64) throws {
        let (ledger, _) = try ledger(short + "t1,\(text),\(address("a")),\(address("b")),X,1\n")
        #expect(ledger.time(0) == seconds)
    }

    @Test(arguments: [
        ("tx", "", "is blank"), ("time", "yesterday", "is no time; expected Unix seconds, milliseconds or ISO 8601"),
        ("time", "2023-02-29", "is no time; expected Unix seconds, milliseconds or ISO 8601"),
        ("time", "-5", "is no time; expected Unix seconds, milliseconds or ISO 8601"), ("from", "", "is blank"),
        ("to", "", "is blank"),
        ("to", "0x12", "is no address of eip155:1; expected 0x and 40 hex digits"), ("asset", "", "is blank"),
        ("amount", "", "is blank"), ("amount", "-1", "is negative; an amount is 0 or more"),
        ("amount", "1e18", "is in scientific notation, which loses digits; export it as plain digits"),
        ("amount", "12x", "is not a number"), ("amount", "1,23", "has a comma that separates no thousands"),
        ("index", "4294967295", "is no index; expected a number from 0 to 4294967294"),
        ("block", "0x10", "is no block number"),
    ])
    func badValues(_ column: String, _ value: String, _ reason: String) throws {
        var cells = [
            "chain": "eip155:1", "tx": "t1", "index": "0", "block": "1", "time": "1", "from": address("a"),
            "to": address("b"),
            "asset": "X", "amount": "1",
        ]
        cells[column] = value.contains(",") ? "\"\(value)\"" : value
        let names = cells.keys.sorted()
        let text = names.joined(separator: ",") + "\n" + names.map { cells[$0] ?? "" }.joined(separator: ",") + "\n"
        #expect(try failure(text) == "in.csv:2: column '\(column)' value '\(value)': \(reason)")
    }

    @Test func indexForEveryRowOrNone() throws {
        let start = "tx,index,time,from,to,asset,amount\n"
        let with = "t1,0,1,\(address("a")),\(address("b")),X,1\n"
        let without = "t2,,1,\(address("a")),\(address("b")),X,1\n"
        #expect(
            try failure(start + with + without)
                == "in.csv:3: column 'index' value '': is blank, but rows before have an index")
        #expect(try failure(start + without + with) == "in.csv:3: column 'index' value '0': rows before have no index")
        #expect(try ledger(start + without).ledger.count == 1)
        #expect(try ledger(start + with.replacing(",0,", with: ",4294967294,")).ledger.index(0) == 4_294_967_294)
    }

    @Test func equalRowsCountOnceUnlessAColumnDiffers() throws {
        let start = "tx,time,from,to,asset,amount,memo\n"
        let a = "t1,1,\(address("a")),\(address("b")),X,1,hello\n"
        let b = "t1,1,\(address("a")),\(address("b")),X,1,world\n"
        #expect(try ledger(start + a + a).ledger.count == 1)
        #expect(try ledger(start + a + b).ledger.count == 2)
        var options = InputOptions()
        options.keepsDuplicates = true
        #expect(try ledger(start + a + a, options).ledger.count == 2)
    }

    @Test func manyChainNamesAreNoCrash() throws {
        var text = "chain," + short
        for i in 0..<10_001 { text += "c\(i),t,1,a,b,X,1\n" }
        #expect(try failure(text) == "in.csv:10002: column 'chain' value 'c10000': more than 10000 chains")
    }
}
