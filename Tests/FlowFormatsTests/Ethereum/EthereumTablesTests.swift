import FlowTracing
import Testing

@testable import FlowFormats

@Suite("ethereum-etl tables")
struct EthereumTablesTests {
    static let header =
        "hash,nonce,block_hash,block_number,transaction_index,from_address,to_address,value,gas,gas_price,input,block_timestamp"

    func row(_ n: Int, index: Int, from: Int, to: String, value: String, rest: String = "") -> String {
        "0x\(hash(n)),7,0x\(hash(900)),100,\(index),\(evm(from)),\(to),\(value),21000,50,0x,1700000000\(rest)"
    }

    @Test func feesFailuresAndCreations() throws {
        let text = """
            \(Self.header),receipt_gas_used,receipt_effective_gas_price,receipt_status,receipt_contract_address
            \(row(1, index: 0, from: 1, to: evm(2), value: "1000", rest: ",21000,30,1,"))
            \(row(2, index: 1, from: 1, to: evm(2), value: "1000", rest: ",21000,,0,"))
            \(row(3, index: 2, from: 1, to: "", value: "5", rest: ",10,1,1,\(evm(9))"))
            """
        let ledger = try ledger(of: text)
        #expect(
            ledger.lines == [
                "1700000000 native 001>002 1000 ETH fee 630000 ETH",
                "1700000000 native 001>002 0 ETH fee 1050000 ETH",
                "1700000000 native 001>009 5 ETH fee 10 ETH",
            ])
        #expect(ledger.notes == [])
        #expect(ledger.assets[0].decimals == 18 && ledger.chains[0].name == "eip155:1")
        #expect(ledger.index(1) == 0 && ledger.block(1) == 100 && ledger.files[0].hasIndex)
    }

    /// Many exports lack the receipts: no fees, no status, and the summary says so.
    @Test func withoutReceipts() throws {
        let text = """
            \(Self.header)
            \(row(1, index: 0, from: 1, to: evm(2), value: "1000"))
            0x\(hash(2)),0,0x\(hash(900)),100,1,0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0,,3,21000,50,0x,1700000000
            """
        let ledger = try ledger(of: text)
        #expect(ledger.lines == ["1700000000 native 001>002 1000 ETH", "1700000000 native bf0>d8d 3 ETH"])
        #expect(
            ledger.notes == [
                "status missing in 2 of 2 transactions: they are taken as successful, though some may have failed and moved nothing",
                "gas used missing in 2 of 2 transactions: their fees are not counted",
            ])
    }

    @Test func blobAndRollupFees() throws {
        let text = """
            \(Self.header),receipt_gas_used,receipt_effective_gas_price,receipt_status,receipt_l1_fee,receipt_blob_gas_used,receipt_blob_gas_price
            \(row(1, index: 0, from: 1, to: evm(2), value: "1", rest: ",10,2,1,300,4000,5"))
            """
        #expect(
            try ledger(of: text) { $0.chain = "optimism" }.lines == ["1700000000 native 001>002 1 ETH fee 20320 ETH"])
    }

    @Test(arguments: [
        ("status", "export.csv:2: column 'receipt_status' value '2': is neither 0 (failed) nor 1"),
        ("value", "export.csv:2: column 'value' value '340282366920938463463374607431768211456': reaches 2^128"),
        (
            "to",
            "export.csv:2: column 'to_address' value '': is blank, and neither receipt_contract_address nor nonce tells which contract was created"
        ),
        ("from", "export.csv:2: column 'from_address' value 'abc': is no address; expected 0x and 40 hex digits"),
        ("hash", "export.csv:2: column 'hash' value '0x12': is no transaction hash; expected 64 hex digits"),
    ])
    func badRows(fault: String, expected: String) throws {
        let text = """
            hash,block_number,transaction_index,from_address,to_address,value,gas_price,block_timestamp,receipt_status
            \(fault == "hash" ? "0x12" : "0x" + hash(1)),100,0,\(fault == "from" ? "abc" : evm(1)),\(fault == "to" ? "" : evm(2)),\
            \(fault == "value" ? "340282366920938463463374607431768211456" : "1"),50,1700000000,\(fault == "status" ? "2" : "1")
            """
        let message = try message(of: text)
        #expect(message == expected)
    }

    static let transferHeader = "token_address,from_address,to_address,value,transaction_hash,log_index,block_number"
    static func tokenRows(_ contract: String) -> String {
        """
        \(transferHeader)
        \(contract),\(evm(1)),\(evm(2)),100,0x\(hash(2)),7,100
        \(contract),\(evm(2)),\(evm(3)),40,0x\(hash(2)),8,100
        """
    }

    /// Times come from whatever file beside has them; order from the transactions' positions.
    @Test(arguments: ["transactions", "blocks", "both"]) func timeFromAnotherFile(beside: String) throws {
        var fixture = try ExportFixture()
        try fixture.add("token_transfers.csv", Self.tokenRows("0xdAC17F958D2ee523a2206206994597C13D831ec7"))
        if beside != "blocks" {
            let rows = [
                row(2, index: 1, from: 1, to: evm(5), value: "0"), row(1, index: 0, from: 1, to: evm(4), value: "1"),
            ]
            let text = ([Self.header] + rows).joined(separator: "\n")
            try fixture.add("transactions.csv", beside == "both" ? text.replacing(",1700000000", with: ",") : text)
        }
        if beside != "transactions" {
            try fixture.add(
                "blocks.csv", "number,hash,parent_hash,timestamp\n100,0x\(hash(900)),0x\(hash(899)),1700000000\n")
        }
        let ledger = try fixture.read()
        let tokens = ["1700000000 log 001>002 100 USDT", "1700000000 log 002>003 40 USDT"]
        let native = beside == "blocks" ? [] : ["1700000000 native 001>004 1 ETH", "1700000000 native 001>005 0 ETH"]
        #expect(ledger.lines == native + tokens)
        let usdt = try #require(ledger.assets.first { $0.symbol == "USDT" })
        #expect(usdt.issuer == "Tether" && usdt.decimals == 6)
    }

    @Test func timeFromNowhere() throws {
        #expect(
            try message(of: Self.tokenRows(evm(8)))
                == "export.csv:2: column 'block_timestamp' value '': no time: give the transactions or blocks file that holds block 100 beside this one"
        )
    }

    @Test func logsAndContractsTellCollectibles() throws {
        let event = EthereumLogs.transferEvent
        let topics = [event, event, event, event].joined(separator: ",")
        let rows = """
            \(Self.transferHeader),block_timestamp
            \(evm(7)),\(evm(1)),\(evm(2)),4321,0x\(hash(1)),0,100,1700000000
            \(evm(8)),\(evm(1)),\(evm(2)),55,0x\(hash(1)),1,100,1700000000
            0xBC4CA0EdA7647A8aB7C2061c2E118A18a936f13D,\(evm(1)),\(evm(2)),9,0x\(hash(1)),2,100,1700000000
            """
        // Alone: only the listed collection is known.
        let alone = try ledger(of: rows)
        #expect(alone.count == 2 && alone.notes == ["1 of 3 rows move ERC-721 tokens and were left out"])

        var logs = try ExportFixture()
        try logs.add("token_transfers.csv", rows)
        try logs.add(
            "logs.csv",
            "log_index,transaction_hash,transaction_index,block_hash,block_number,address,data,topics\n"
                + "0,0x\(hash(1)),3,0x\(hash(900)),100,\(evm(7)),0x,\"\(topics)\"\n")
        #expect(try logs.read().lines == ["1700000000 log 001>002 55 \(evm(8))"])

        var contracts = try ExportFixture()
        try contracts.add("token_transfers.csv", rows)
        try contracts.add(
            "contracts.json",
            #"{"type":"contract","address":"\#(evm(7))","function_sighashes":[],"is_erc20":false,"is_erc721":true}"#)
        #expect(try contracts.read().notes.contains("2 of 3 rows move ERC-721 tokens and were left out"))
    }

    /// A tokens file gives decimals and shows a contract that calls itself USDT.
    @Test func tokensFile() throws {
        var fixture = try ExportFixture()
        try fixture.add(
            "t.csv",
            "\(Self.transferHeader),block_timestamp\n\(evm(8)),\(evm(1)),\(evm(2)),55,0x\(hash(1)),1,100,1700000000\n")
        try fixture.add(
            "tokens.csv", "address,symbol,name,decimals,total_supply,block_number\n\(evm(8)),USDT,Tether,9,1,\n")
        let ledger = try fixture.read()
        #expect(ledger.assets.map(\.symbol) == ["USDT"] && ledger.assets.map(\.decimals) == [9])
        #expect(ledger.assets[0].isLookalike && ledger.assets[0].issuer == nil)
    }

    // MARK: Real blocks

    /// Blocks 17173049 and 17173050, whole.
    @Test(.enabled(if: SharedData.isPresent, "shared data are not here")) func realBlocks() throws {
        let path = try #require(SharedData.path("ethereum/test_stream/blocks_17173049_17173050"))
        let ledger = try LedgerReader.read(paths: [path + "/expected_transactions.json"]).ledger
        #expect(ledger.count == 298 && ledger.rejected == 0 && ledger.duplicates == 0 && ledger.undecidedOrder == 0)
        let moved = (0..<298).reduce(Amount(0)) { $0 + ledger.amount($1) }
        #expect(moved == 82_246_255_043_361_813_012)
        #expect(ledger.notes == [])
        let fees = (0..<298).reduce(Amount(0)) { $0 + ledger.fee($1) }
        #expect(fees > 1_000_000_000_000_000_000)

        // What the 9 failed ones would have moved.
        let text = try String(contentsOfFile: path + "/expected_transactions.json", encoding: .utf8)
        let asIfGood = try FlowFormatsTests.ledger(
            of: text.replacing(#""receipt_status": 0"#, with: #""receipt_status": 1"#), named: "all.json")
        let all = (0..<298).reduce(Amount(0)) { $0 + asIfGood.amount($1) }
        #expect(all - moved == 445_753_333_389_270_321)
        #expect(text.split(separator: "\n").filter { $0.contains(#""receipt_status": 0"#) }.count == 9)
    }

    @Test(.enabled(if: SharedData.isPresent, "shared data are not here")) func realTokenTransfers() throws {
        let path = try #require(SharedData.path("ethereum/test_stream/blocks_17173049_17173050"))
        let files = ["transactions", "token_transfers", "logs", "blocks"].map { "\(path)/expected_\($0).json" }
        let ledger = try LedgerReader.read(paths: files).ledger
        #expect(ledger.count == 298 + 282 && ledger.undecidedOrder == 0)
        #expect(ledger.notes.contains("9 of 291 rows move ERC-721 tokens and were left out"))
        #expect((0..<ledger.count).contains { ledger.amount($0) == 150_188_698_577_042_438_264_952_193_024 })
        // Every transaction's native value stands before its logs, and transactions follow one another.
        var last: TransactionHash?
        var seen: Set<TransactionHash> = []
        for row in 0..<ledger.count where ledger.transaction(row) != last {
            last = ledger.transaction(row)
            #expect(ledger.kind(row) == .native)
            #expect(seen.insert(ledger.transaction(row)).inserted)
        }
    }

    /// The fixtures' CSV files: no receipts, and token rows without time.
    @Test(.enabled(if: SharedData.isPresent, "shared data are not here")) func realTables() throws {
        let folder = try #require(SharedData.path("ethereum"))
        let whole = folder + "/test_export_blocks_job/blocks_with_transactions_and_withdrawals/expected_transactions."
        let csv = try LedgerReader.read(paths: [whole + "csv"]).ledger
        #expect(csv.count == 298 && csv.notes.count == 2)
        let both = try LedgerReader.read(paths: [whole + "csv", whole + "json"]).ledger
        #expect(both.count == 298 && both.duplicates == 298)
        let tokens = try LedgerReader.read(paths: [
            folder + "/test_export_token_transfers_job/block_with_transfers/expected_token_transfers.csv",
            folder + "/test_export_blocks_job/block_with_logs/expected_transactions.csv",
        ]).ledger
        #expect(
            tokens.lines.filter { $0.contains("log") } == [
                "1446561880 log 2ca>19a 100000 0xf4eced2f682ce333f96f2d8966c613ded8fc95dd",
                "1446561880 log e7f>e56 200000 0xf4eced2f682ce333f96f2d8966c613ded8fc95dd",
            ])
    }
}
