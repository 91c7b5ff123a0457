import FlowTracing
import Testing

@testable import FlowFormats

@Suite("Tronscan and TronGrid")
struct TronTests {
    static let usdt = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
    static let null = "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb"

    /// As `Ledger.lines`, with TRON's addresses by the number they were made of.
    func lines(_ ledger: Ledger) -> [String] {
        let known = Dictionary(uniqueKeysWithValues: (1...99).map { (tron($0), "\($0)") })
        return (0..<ledger.count).map { row in
            let asset = ledger.asset(row)
            let from = ledger.text(ledger.sender(row), asset: asset)
            let to = ledger.text(ledger.recipient(row), asset: asset)
            let fee = ledger.fee(row) == 0 ? "" : " fee \(ledger.fee(row)) \(ledger.name(of: ledger.feeAsset(row)))"
            return
                "\(ledger.time(row)) \(ledger.kind(row)) \(known[from] ?? from)>\(known[to] ?? to) \(ledger.amount(row)) \(ledger.name(of: asset))\(fee)"
        }
    }

    // MARK: CSV

    /// Layouts: what each calls its columns and how it names the token.
    @Test(arguments: [
        (
            "Transaction Hash,Block,Time(UTC),From,To,Amount/TokenID,Token,Result,Confirmed",
            "HASH,60000000,2024-03-11 21:00:00,\(tron(1)),\(tron(2)),\"1,234.5\",Tether USD(USDT)(\(usdt)),SUCCESS,true"
        ),
        (
            "Txn Hash,Block,Time (UTC),From,To,Amount,Token,Token Symbol,Token Address,Status",
            "HASH,60000000,2024-03-11T21:00:00Z,\(tron(1)),\(tron(2)),1234.50,Tether USD,USDT,\(usdt),CONFIRMED"
        ),
        (
            "\"Transaction ID\",\"Block Number\",\"Time(UTC)\",\"From Address\",\"To Address\",\"Quantity\",\"Token Symbol\",\"Contract Address\",\"ContractRet\"",
            "\"HASH\",\"60000000\",\"2024-03-11 21:00:00\",\"\(tron(1))\",\"\(tron(2))\",\"1234.5\",\"USDT\",\"\(usdt)\",\"SUCCESS\""
        ),
        (
            "Time(UTC),TxHash,From,To,Token Type,Token,Amount,Block,Type,Result",
            "1710190800000,HASH,\(tron(1)),\(tron(2)),TRC20,\(usdt),1234.5,60000000,Transfer,SUCCESS"
        ),
    ])
    func tokenLayouts(header: String, row: String) throws {
        let ledger = try ledger(of: "\(header)\n\(row.replacing("HASH", with: hash(1)))\n", named: "transfers.csv")
        #expect(lines(ledger) == ["1710190800 log 1>2 1234500000 USDT"])
        #expect(ledger.files[0].format == "tronscan" && ledger.files[0].isAccountExport)
        #expect(ledger.chains.map(\.name) == ["tron"] && ledger.block(0) == 60_000_000 && ledger.notes == [])
        #expect(ledger.assets[0].issuer == "Tether")
        #expect(ledger.transactionText(0) == hash(1))
    }

    static let header = "Transaction Hash,Block,Time(UTC),From,To,Amount/TokenID,Token,Result"

    func row(_ n: Int, _ token: String, _ amount: String, _ result: String = "SUCCESS", from: String = tron(1))
        -> String
    {
        "\(hash(n)),60,2024-03-11 21:00:0\(n),\(from),\(tron(2)),\(amount),\(token),\(result)"
    }

    @Test func coinsAndTokens() throws {
        let rows = [
            row(1, "TRX", "2.5"), row(2, "TRON(TRX)", "1"), row(3, "_", "0.000001"), row(4, "USDT", "3"),
            row(5, "BitTorrent(BTT)(1002000)", "7"), row(6, "USDT(\(tron(50)))", "9"),
            row(7, "USDT(\(Self.usdt))", "4", from: Self.null),
        ]
        let ledger = try ledger(of: ([Self.header] + rows).joined(separator: "\n")) {
            $0.decimals.byAsset = ["BTT": 6, tron(50): 2]
        }
        #expect(
            lines(ledger) == [
                "1710190801 native 1>2 2500000 TRX", "1710190802 native 1>2 1000000 TRX", "1710190803 native 1>2 1 TRX",
                "1710190804 log 1>2 3000000 USDT", "1710190805 native 1>2 7000000 BTT", "1710190806 log 1>2 900 USDT",
                "1710190807 log \(Self.null)>2 4000000 USDT",
            ])
        // By symbol, by a false contract, by the true one: three assets.
        let named = ledger.assets.filter { $0.symbol == "USDT" }
        #expect(named.map(\.isLookalike) == [false, true, false] && named.map(\.issuer) == [nil, nil, "Tether"])
        #expect(ledger.notes == ["tokens are named by symbol alone: a fake of the same name cannot be told apart"])
        #expect(ledger.address(ledger.sender(6)).isNull)
    }

    @Test func failedAndUnconfirmedRows() throws {
        let rows = [
            row(1, "TRX", "1", "FAILED"), row(2, "TRX", "1", "OUT_OF_ENERGY"), row(3, "TRX", "1", "REVERT"),
            row(4, "TRX", "1", "UNCONFIRMED"), row(5, "TRX", "1", ""),
        ]
        let ledger = try ledger(of: ([Self.header] + rows).joined(separator: "\n"))
        #expect(lines(ledger) == ["1710190804 native 1>2 1000000 TRX", "1710190805 native 1>2 1000000 TRX"])
        #expect(
            ledger.notes == [
                "3 of 5 rows failed or were reverted and were left out",
                "1 of 5 rows were not yet confirmed when the data were saved",
            ])
    }

    /// T…, 41… and 0x… are one address, written T….
    @Test func oneAddressInThreeForms() throws {
        let hex = "41" + evm(1).dropFirst(2)
        let rows = [row(1, "TRX", "1"), row(2, "TRX", "1", from: hex), row(3, "TRX", "1", from: evm(1))]
        let ledger = try ledger(of: ([Self.header] + rows).joined(separator: "\n"))
        #expect(lines(ledger).allSatisfy { $0.contains(" 1>2 ") } && ledger.addressCount == 2)
    }

    @Test(arguments: [
        (
            "TMuA6YqfCeX8EhbfYEg5y7S4DqzSJireY8",
            "export.csv:2: column 'From' value 'TMuA6YqfCeX8EhbfYEg5y7S4DqzSJireY8': is no TRON address; expected T… with a right checksum, 41… or 0x…"
        )
    ])
    func brokenChecksum(address: String, expected: String) throws {
        #expect(try message(of: Self.header + "\n" + row(1, "TRX", "1", from: address)) == expected)
    }

    @Test(arguments: [
        ("USDT", "USDT", nil), ("Tether USD (USDT)", "USDT", nil), ("USDT(\(usdt))", "USDT", usdt), (usdt, "", usdt),
        ("Tether USD\n\(usdt)", "USD", usdt), ("BitTorrent(BTT)(1002000)", "BTT", "1002000"), ("2024", "2024", nil),
        ("", "", nil),
    ])
    func tokenCells(cell: String, symbol: String, identity: String?) {
        #expect(TokenText(cell).symbol == symbol && TokenText(cell).identity == identity)
    }

    // MARK: JSON

    func tronscanRow(
        _ n: Int, quant: String, extra: String = "", token: String = TronTests.usdt, type: String = "trc20"
    ) -> String {
        """
        {"transaction_id":"\(hash(n))","status":0,"block_ts":171019080\(n)000,"from_address":"\(tron(1))","from_address_tag":{},
         "to_address":"\(tron(2))","to_address_tag":{"to_address_tag":"x"},"block":6000000\(n),"contract_address":"\(token)",
         "quant":"\(quant)","confirmed":true,"contractRet":"SUCCESS","finalResult":"SUCCESS","revert":false,
         "tokenInfo":{"tokenId":"\(token)","tokenAbbr":"USDT","tokenName":"Tether USD","tokenDecimal":6,"tokenCanShow":1,
         "tokenType":"\(type)","tokenLogo":"https://example.org/x.png","vip":true},"contract_type":"\(type)","fromAddressIsContract":false\(extra)}
        """
    }

    @Test func tronscanPage() throws {
        let rows = [
            tronscanRow(5, quant: "1", extra: #","revert":true"#.replacing(",\"revert\":true", with: "")),
            tronscanRow(4, quant: "2").replacing("\"revert\":false", with: "\"revert\":true"),
            tronscanRow(3, quant: "3").replacing(
                "\"finalResult\":\"SUCCESS\"", with: "\"finalResult\":\"OUT_OF_ENERGY\""),
            tronscanRow(2, quant: "4", type: "trc721"),
            tronscanRow(1, quant: "340000000000000000000000000000000000001").replacing(
                "\"confirmed\":true", with: "\"confirmed\":false"),
            tronscanRow(0, quant: "6", extra: #","event_type":"Approval""#),
        ]
        let page =
            #"{"total":6,"contractMap":{"\#(Self.usdt)":true},"contractInfo":{"\#(Self.usdt)":{"isToken":true}},"token_transfers":[\#(rows.joined(separator: ","))],"rangeTotal":6,"timeInterval":0}"#
        let ledger = try ledger(of: page, named: "page.json")
        // Newest first in the file, oldest first in the ledger.
        #expect(
            lines(ledger) == [
                "1710190801 log 1>2 340000000000000000000000000000000000001 USDT", "1710190805 log 1>2 1 USDT",
            ])
        #expect(
            ledger.notes == [
                "2 of 6 rows failed or were reverted and were left out",
                "1 of 6 rows are approvals, which move nothing, and were left out",
                "1 of 6 rows move TRC-721 or TRC-1155 tokens and were left out",
                "1 of 6 rows were not yet confirmed when the data were saved",
            ])
        #expect(ledger.files[0].format == "tron-transfers-json" && ledger.files[0].isAccountExport)
    }

    @Test func tronscanTransferPage() throws {
        func row(_ n: Int, _ id: String, _ abbr: String, _ decimals: Int) -> String {
            """
            {"id":"","block":60,"transactionHash":"\(hash(n))","timestamp":1710190800000,"transferFromAddress":"\(tron(1))",
             "transferToAddress":"\(tron(2))","amount":40000000,"tokenName":"\(id)","confirmed":true,"data":"","contractRet":"SUCCESS",
             "riskTransaction":false,"tokenInfo":{"tokenId":"\(id)","tokenAbbr":"\(abbr)","tokenName":"\(abbr)","tokenDecimal":\(decimals),"tokenType":"trc10"}}
            """
        }
        let page = #"{"total":2,"data":[\#(row(1, "_", "trx", 6)),\#(row(2, "1002000", "TRX", 3))],"contractMap":{}}"#
        let ledger = try ledger(of: page, named: "page.json")
        #expect(lines(ledger) == ["1710190800 native 1>2 40000000 TRX", "1710190800 native 1>2 40000000 TRX"])
        #expect(ledger.assets.map(\.identity) == [.native, .symbol("trc10:1002000")])
        #expect(ledger.assets.map(\.isLookalike) == [false, true] && ledger.assets.map(\.decimals) == [6, 3])
    }

    @Test func tronscanAccountTokenPage() throws {
        let row = """
            {"amount":"1500000","status":0,"approval_amount":"0","block_timestamp":1710190800000,"block":60,"from":"\(tron(1))","to":"\(tron(2))",
             "hash":"\(hash(1))","contract_address":"\(Self.usdt)","confirmed":1,"contract_type":"TriggerSmartContract","contractType":31,
             "revert":0,"contract_ret":"SUCCESS","final_result":"SUCCESS","event_type":"Transfer","decimals":6,"token_name":"Tether USD","direction":1}
            """
        let page =
            #"{"contractMap":{},"tokenInfo":{"tokenId":"\#(Self.usdt)"},"page_size":1,"code":200,"data":[\#(row)]}"#
        #expect(lines(try ledger(of: page, named: "p.json")) == ["1710190800 log 1>2 1500000 USDT"])
    }

    @Test func tronGridTokenPage() throws {
        func row(_ n: Int, _ type: String, _ contract: String = TronTests.usdt) -> String {
            """
            {"transaction_id":"\(hash(n))","token_info":{"symbol":"USDT","address":"\(contract)","decimals":6,"name":"Tether USD"},
             "block_timestamp":171019080\(n)000,"from":"\(tron(1))","to":"\(tron(2))","type":"\(type)","value":"25000000"}
            """
        }
        let page =
            #"{"data":[\#(row(1, "Transfer")),\#(row(2, "Approval")),\#(row(3, "Transfer", tron(50)))],"success":true,"meta":{"at":1,"page_size":3}}"#
        let ledger = try ledger(of: page, named: "page.json")
        #expect(lines(ledger) == ["1710190801 log 1>2 25000000 USDT", "1710190803 log 1>2 25000000 USDT"])
        #expect(ledger.assets.map(\.isLookalike) == [false, true])
        #expect(ledger.notes == ["1 of 3 rows are approvals, which move nothing, and were left out"])
    }

    /// Tronscan and TronGrid tell of one transfer: counted once. A row without block does not contradict one with.
    @Test func pagesOfBothTellOnce() throws {
        var fixture = try ExportFixture()
        try fixture.add("scan.json", #"{"token_transfers":[\#(tronscanRow(1, quant: "25000000"))]}"#)
        try fixture.add(
            "grid.json",
            #"{"data":[{"transaction_id":"\#(hash(1))","token_info":{"symbol":"USDT","address":"\#(Self.usdt)","decimals":6},"block_timestamp":1710190801000,"from":"\#(tron(1))","to":"\#(tron(2))","type":"Transfer","value":"25000000"}]}"#
        )
        let ledger = try fixture.read()
        #expect(lines(ledger) == ["1710190801 log 1>2 25000000 USDT"] && ledger.duplicates == 1)
    }

    @Test func tronGridTransactions() throws {
        func row(_ n: Int, _ type: String, _ value: String, ret: String = "SUCCESS", fee: Int = 0) -> String {
            """
            {"ret":[{"contractRet":"\(ret)","fee":\(fee)}],"signature":["ab"],"txID":"\(hash(n))","net_usage":265,"raw_data_hex":"0a02","net_fee":0,
             "blockNumber":62258698,"block_timestamp":171019080\(n)000,"raw_data":{"contract":[{"parameter":{"value":{\(value)},
             "type_url":"type.googleapis.com/protocol.\(type)"},"type":"\(type)"}],"timestamp":1717419788444},"internal_transactions":[]}
            """
        }
        let owner = #""owner_address":"41\#(evm(1).dropFirst(2))""#
        let to = #""to_address":"41\#(evm(2).dropFirst(2))""#
        let contract = #""contract_address":"41\#(evm(3).dropFirst(2))""#
        let rows = [
            row(1, "TransferContract", #""amount":5,\#(owner),\#(to)"#, fee: 1_100_000),
            row(2, "TransferContract", #""amount":7,\#(owner),\#(to)"#, ret: "OUT_OF_ENERGY", fee: 3),
            row(3, "TransferAssetContract", #""amount":9,"asset_name":"31303032303030",\#(owner),\#(to)"#, fee: 4),
            row(
                4, "TriggerSmartContract", #""data":"a9059cbb","call_value":11,\#(owner),\#(contract)"#, fee: 13_000_000
            ),
            row(5, "TriggerSmartContract", #""data":"a9059cbb",\#(owner),\#(contract)"#, ret: "REVERT", fee: 13),
            row(6, "VoteWitnessContract", owner, fee: 1),
            row(7, "VoteWitnessContract", owner),
            #"{"internal_tx_id":"\#(hash(60))","data":{"note":"63616c6c","rejected":false,"call_value":{"_":1000000}},"block_timestamp":1710190808000,"to_address":"41\#(evm(1).dropFirst(2))","tx_id":"\#(hash(8))","from_address":"41\#(evm(3).dropFirst(2))"}"#,
        ]
        let ledger = try ledger(of: #"{"data":[\#(rows.joined(separator: ","))],"success":true}"#, named: "page.json")
        #expect(
            lines(ledger) == [
                "1710190801 native 1>2 5 TRX fee 1100000 TRX", "1710190802 native 1>2 0 TRX fee 3 TRX",
                "1710190803 native 1>2 9 trc10:1002000 fee 4 TRX", "1710190804 native 1>3 11 TRX fee 13000000 TRX",
                "1710190805 native 1>3 0 TRX fee 13 TRX", "1710190806 native 1>1 0 TRX fee 1 TRX",
                "1710190808 internal 3>1 1000000 TRX",
            ])
        #expect(
            ledger.notes.first
                == "2 of 8 transactions are of other kinds (staking, votes, …): only their fee is counted")
    }

    @Test func rowsAsJSONLines() throws {
        let rows = (1...2).map { tronscanRow($0, quant: "\($0)").split(separator: "\n").joined() }
        #expect(try ledger(of: rows.joined(separator: "\n"), named: "rows.jsonl").count == 2)
    }

    @Test func missingPartsAreNamed() throws {
        let bad = tronscanRow(1, quant: "1").replacing("\"to_address\":\"\(tron(2))\"", with: "\"to_address\":null")
        #expect(
            try message(of: #"{"token_transfers":[\#(bad)]}"#, named: "page.json")
                == "page.json:1: column 'to_address' value '': is blank")
    }
}
