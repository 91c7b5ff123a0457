import FlowTracing
import Testing

@testable import FlowFormats

@Suite("Etherscan-family exports")
struct EtherscanTests {
    /// Headers seen over the years and on sister explorers: names, unit, price and extra columns drift.
    static let headers = [
        #""Txhash","Blockno","UnixTimestamp","DateTime","From","To","ContractAddress","Value_IN(ETH)","Value_OUT(ETH)","CurrentValue @ $1785.9/Eth","TxnFee(ETH)","TxnFee(USD)","Historical $Price/Eth","Status","ErrCode""#,
        #""Transaction Hash","Blockno","UnixTimestamp","DateTime (UTC)","From","To","ContractAddress","Value_IN(ETH)","Value_OUT(ETH)","CurrentValue @ $3525.11740105424/ETH","TxnFee(ETH)","TxnFee(USD)","Historical $Price/ETH","Status","ErrCode","Method""#,
        #""Txhash","Blockno","UnixTimestamp","DateTime (UTC)","From","To","ContractAddress","Value_IN(BNB)","Value_OUT(BNB)","CurrentValue @ $262.9474/BNB","TxnFee(BNB)","TxnFee(USD)","Historical $Price/BNB","Status","ErrCode","Method","PrivateNote""#,
        #""Txhash","Blockno","UnixTimestamp","DateTime","From","To","ContractAddress","Value_IN(MATIC)","Value_OUT(MATIC)","CurrentValue/MATIC","TxnFee(MATIC)","TxnFee(USD)","Historical $Price/MATIC","Status","ErrCode","Method""#,
        #""Transaction Hash","Blockno","UnixTimestamp","DateTime (UTC)","From","To","ContractAddress","Value_IN(POL)","Value_OUT(POL)","CurrentValue @ $0.4/POL","TxnFee(POL)","TxnFee(USD)","Historical $Price/POL","Status","ErrCode","Method""#,
        #""Txhash","Blockno","UnixTimestamp","DateTime","From","To","ContractAddress","Value_IN(AVAX)","Value_OUT(AVAX)","CurrentValue @ $20/AVAX","TxnFee(AVAX)","TxnFee(USD)","Historical $Price/AVAX","Status","ErrCode""#,
    ]
    static let cells = [
        [
            "0x\(hash(1))", "19000000", "1705399200", "2024-01-16 10:00:00", evm(2), evm(1), "", "1.5", "0", "2,678.85",
            "0.00042", "0.75", "1785.9", "", "", "Transfer", "",
        ],
        [
            "0x\(hash(2))", "20000000", "1721124000", "2024-07-16 10:00:00", evm(1), evm(3), "", "0", "1,234.5", "0",
            "4.2E-05", "3.75", "1785.9", "", "", "0x", "",
        ],
        [
            "0x\(hash(3))", "20000001", "1721124600", "2024-07-16 10:10:00", evm(1), evm(3), "", "0", "7", "0",
            "0.00035", "0.62", "1785.9", "Error(0)", "Reverted", "Swap", "",
        ],
        [
            "0x\(hash(4))", "20000002", "1721124601", "2024-07-16 10:10:01", evm(1), "", evm(9), "0", "0", "0", "0.01",
            "0.62", "1785.9", "", "", "0x60", "",
        ],
    ]
    /// The four rows under a header, cut to its width.
    static func export(_ header: String) -> String {
        let width = header.split(separator: ",").count
        return ([header] + cells.map { quoted(Array($0.prefix(width))) }).joined(separator: "\n")
    }
    static func quoted(_ cells: [String]) -> String { cells.map { "\"\($0)\"" }.joined(separator: ",") }

    @Test(
        arguments: zip(
            headers,
            [
                ("eip155:1", "ETH"), ("eip155:1", "ETH"), ("eip155:56", "BNB"), ("eip155:137", "POL"),
                ("eip155:137", "POL"),
                ("eip155:43114", "AVAX"),
            ]))
    func native(header: String, chain: (name: String, coin: String)) throws {
        let ledger = try ledger(of: Self.export(header), named: "export-\(evm(1)).csv")
        let coin = chain.coin
        #expect(
            ledger.lines == [
                "1705399200 native 002>001 1500000000000000000 \(coin) fee 420000000000000 \(coin)",
                "1721124000 native 001>003 1234500000000000000000 \(coin) fee 42000000000000 \(coin)",
                "1721124600 native 001>003 0 \(coin) fee 350000000000000 \(coin)",
                "1721124601 native 001>009 0 \(coin) fee 10000000000000000 \(coin)",
            ])
        #expect(ledger.chains.map(\.name) == [chain.name])
        #expect(ledger.files[0].format == "etherscan" && ledger.files[0].isAccountExport && !ledger.files[0].hasIndex)
        #expect(ledger.block(0) == 19_000_000 && ledger.notes == [])
        #expect(ledger.coverage == .addresses([Address(evm(1), form: .evm)!]))
    }

    @Test func chosenChainWins() throws {
        let text = Self.export(Self.headers[0])
        #expect(try ledger(of: text) { $0.chain = "arbitrum" }.chains.map(\.name) == ["eip155:42161"])
    }

    @Test func unknownUnitAsksForAChain() throws {
        let text = Self.export(Self.headers[0].replacing("(ETH)", with: "(ONE)"))
        #expect(
            try message(of: text)
                == "export.csv:1: column 'Value_IN(ONE)' value 'ONE': no chain is known for this coin: name the chain with --chain"
        )
        #expect(try ledger(of: text) { $0.chain = "eip155:1666600000" }.assets.map(\.symbol) == ["ONE"])
    }

    /// The exports of sender and recipient hold one transaction; it is counted once, with its fee.
    @Test func twoAccountsTellOnce() throws {
        let header = Self.headers[1]
        let row =
            #""0x\#(hash(1))","19000000","1705399200","2024-01-16 10:00:00","\#(evm(2))","\#(evm(1))","","IN","OUT","9","0.00042","0.75","1785.9","","","Transfer""#
        var fixture = try ExportFixture()
        try fixture.add("a.csv", header + "\n" + row.replacing("IN", with: "1.5").replacing("OUT", with: "0"))
        try fixture.add(
            "b.csv",
            header + "\n"
                + row.replacing("IN", with: "0").replacing("OUT", with: "1.5").replacing("\"9\"", with: "\"8\""))
        let ledger = try fixture.read()
        #expect(ledger.lines == ["1705399200 native 002>001 1500000000000000000 ETH fee 420000000000000 ETH"])
        #expect(ledger.duplicates == 1)
    }

    @Test func statusMissingIsSaid() throws {
        let header = "Txhash,Blockno,UnixTimestamp,DateTime,From,To,Value_IN(ETH),Value_OUT(ETH),TxnFee(USD)"
        let ledger = try ledger(of: "\(header)\n0x\(hash(1)),1,1705399200,x,\(evm(2)),\(evm(1)),1,0,3\n")
        #expect(ledger.lines == ["1705399200 native 002>001 1000000000000000000 ETH"])
        #expect(
            ledger.notes == [
                "status missing: all 1 transactions are taken as successful", "fee missing: fees are not counted",
            ])
    }

    @Test(arguments: [
        (
            "0.0000000000000000001",
            "column 'Value_IN(ETH)' value '0.0000000000000000001': has 19 digits after the point; the asset has 18"
        ),
        (
            "1.5E+20",
            "column 'Value_IN(ETH)' value '1.5E+20': is in scientific notation, which loses digits; export it as plain digits"
        ),
        ("12,34", "column 'Value_IN(ETH)' value '12,34': has a comma that separates no thousands"),
        ("-1", "column 'Value_IN(ETH)' value '-1': is negative; an amount is 0 or more"),
        ("999999999999999999999999", "column 'Value_IN(ETH)' value '999999999999999999999999': reaches 2^128"),
        ("", "column 'Value_IN(ETH)' value '': is blank, and so is Value_OUT(ETH)"),
    ])
    func badAmounts(value: String, expected: String) throws {
        let row =
            #""0x\#(hash(1))","1","1705399200","","\#(evm(2))","\#(evm(1))","","\#(value)","\#(value.isEmpty ? "" : "0")","0","0","0","0","","""#
        let message = try message(of: Self.headers[0] + "\n" + row)
        #expect(message == "export.csv:2: " + expected)
    }

    @Test func unknownStatusIsAnError() throws {
        let row =
            #""0x\#(hash(1))","1","1705399200","","\#(evm(2))","\#(evm(1))","","1","0","0","0","0","0","Maybe","""#
        #expect(
            try message(of: Self.headers[0] + "\n" + row)
                == "export.csv:2: column 'Status' value 'Maybe': is no status known here")
    }

    static let internalHeaders = [
        #""Txhash","Blockno","UnixTimestamp","DateTime (UTC)","ParentTxFrom","ParentTxTo","ParentTxETH_Value","From","TxTo","ContractAddress","Value_IN(ETH)","Value_OUT(ETH)","CurrentValue @ $1785.9/Eth","Historical $Price/Eth","Status","ErrCode","Type""#,
        #""Transaction Hash","Blockno","UnixTimestamp","DateTime","ParentTxFrom","ParentTxTo","ParentTxETH_Value","From","TxTo","ContractAddress","Value_IN(ETH)","Value_OUT(ETH)","CurrentValue","Historical $Price/Eth","Status","ErrCode","Type","PrivateNote""#,
    ]

    @Test(arguments: internalHeaders) func internalTransactions(header: String) throws {
        let tail = header.contains("PrivateNote") ? #","""# : ""
        let rows = [
            #""0x\#(hash(1))","1","1705399200","x","\#(evm(5))","\#(evm(6))","0","\#(evm(6))","\#(evm(1))","","2.25","0","0","1","0","","call""#,
            #""0x\#(hash(2))","2","1705399201","x","\#(evm(5))","\#(evm(6))","0","\#(evm(6))","\#(evm(1))","","9","0","0","1","1","Out of gas","call""#,
            #""0x\#(hash(3))","3","1705399202","x","\#(evm(5))","\#(evm(6))","0","\#(evm(1))","","\#(evm(9))","0","3","0","1","0","","create""#,
        ]
        let ledger = try ledger(of: ([header] + rows.map { $0 + tail }).joined(separator: "\n"))
        #expect(
            ledger.lines == [
                "1705399200 internal 006>001 2250000000000000000 ETH",
                "1705399202 internal 001>009 3000000000000000000 ETH",
            ])
        #expect(ledger.notes == ["1 of 3 internal transactions failed and were left out"])
    }

    static let tokenHeaders = [
        "Txhash,UnixTimestamp,DateTime,From,To,Value,ContractAddress,TokenName,TokenSymbol",
        "Txhash,Blockno,UnixTimestamp,DateTime,From,To,TokenValue,USDValueDayOfTx,ContractAddress,TokenName,TokenSymbol",
        quoted([
            "Transaction Hash", "Blockno", "UnixTimestamp", "DateTime (UTC)", "From", "To", "TokenValue",
            "USDValueDayOfTx", "ContractAddress", "TokenName", "TokenSymbol",
        ]),
    ]

    @Test(arguments: tokenHeaders) func tokens(header: String) throws {
        let usdt = "0xdac17f958d2ee523a2206206994597c13d831ec7"
        let isOld = header == Self.tokenHeaders[0]
        let rows = [
            (1, "1705399200", "1,000.5", usdt, "USDT"), (2, "1705399300", "5,000", evm(66), "USDТ"),
        ].map { (n, time, value, contract, symbol) in
            Self.quoted(
                ["0x" + hash(n)] + (isOld ? [] : ["19"]) + [time, "x", evm(2), evm(1), value]
                    + (isOld ? [] : ["$1,000"])
                    + [contract, "Tether USD", symbol])
        }
        let ledger = try ledger(of: ([header] + rows).joined(separator: "\n")) { $0.decimals.byAsset[evm(66)] = 18 }
        #expect(
            ledger.lines == [
                "1705399200 log 002>001 1000500000 USDT", "1705399300 log 002>001 5000000000000000000000 USDТ",
            ])
        #expect(ledger.assets.map(\.isLookalike) == [false, true])
        #expect(ledger.assets.map(\.issuer) == ["Tether", nil])
        #expect(ledger.files[0].format == "etherscan-tokens")
    }

    @Test func unknownDecimalsAreAnError() throws {
        let header = Self.tokenHeaders[1]
        let row = "0x\(hash(1)),1,1705399200,x,\(evm(2)),\(evm(1)),7,,\(evm(66)),Fancy,FNC"
        #expect(
            try message(of: header + "\n" + row)
                == "export.csv:2: column 'TokenValue' value '7': the decimals of FNC \(evm(66)) are unknown: give them with --decimals"
        )
        #expect(try ledger(of: header + "\n" + row) { $0.decimals.byAsset["FNC"] = 2 }.amount(0) == 700)
        #expect(try ledger(of: header + "\n" + row) { $0.decimals.all = 3 }.amount(0) == 7000)
    }

    @Test func collectiblesAreLeftOut() throws {
        let header = "Txhash,Blockno,UnixTimestamp,DateTime,From,To,ContractAddress,TokenId,TokenName,TokenSymbol"
        let row = "0x\(hash(1)),1,1705399200,x,\(evm(2)),\(evm(1)),\(evm(66)),7,Ape,APE"
        let ledger = try ledger(of: header + "\n" + row)
        #expect(ledger.count == 0 && ledger.notes.contains("1 transfers of ERC-721 or ERC-1155 tokens were left out"))
    }

    @Test(arguments: [
        ("4.2E-05", "0.000042"), ("1E-18", "0.000000000000000001"), ("12.5e-1", "1.25"), ("120E-2", "1.20"),
        ("7E-1", "0.7"), ("1.5E+3", nil), ("1E5", nil), ("E-5", nil), ("1..2E-5", nil), ("1E-", nil), ("1E-99999", nil),
        ("12", nil),
    ])
    func smallNumbers(written: String, plain: String?) {
        #expect(FieldReader.expanded(FieldText(written))?.string == plain)
    }
}
