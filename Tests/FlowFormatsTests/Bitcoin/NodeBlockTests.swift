import FlowTracing
import Foundation
import SeededRandom
import Testing

@testable import FlowFormats

@Suite("Blocks of nodes")
struct NodeBlockTests {
    static let script = "76a914" + String(repeating: "22", count: 20) + "88ac"
    static func id(_ byte: String) -> String { String(repeating: byte, count: 32) }

    static func output(_ value: String, _ n: Int, extra: String = "") -> String {
        #"{"value": \#(value), "n": \#(n), "scriptPubKey": {"hex": "\#(script)"}\#(extra)}"#
    }
    static let coinbase =
        #"{"txid": "\#(id("01"))", "vin": [{"coinbase": "04"}], "vout": [\#(output("50.00000000", 0))]}"#
    static func payment(
        _ id: String = id("02"), spent: String = "0.00001000", outputs: String = output("9e-6", 0),
        extra: String = ""
    ) -> String {
        """
        {"txid": "\(id)", "vin": [{"txid": "\(self.id("03"))", "vout": 0,
          "prevout": {"value": \(spent), "scriptPubKey": {"hex": "\(script)"}}}],
         "vout": [\(outputs)]\(extra)}
        """
    }
    static func block(_ transactions: String..., extra: String = "") -> String {
        #"{"height": 9, "time": 1700000000, "tx": [\#(transactions.joined(separator: ", "))]\#(extra)}"#
    }
    static func fault(_ json: String) -> String { decoded(NodeBlock.self, json).joined(separator: "\n") }

    @Test func readsABlock() {
        let block = Self.block(Self.coinbase, Self.payment(extra: #", "fee": 0.00000100"#))
        let expected = [
            Self.id("01") + " 9/0 1700000000 coinbase", "out 5000000000 \(Self.address)",
            Self.id("02") + " 9/1 1700000000", "in \(Self.id("03")):0 1000 \(Self.address)",
            "out 900 \(Self.address)",
        ]
        #expect(decoded(NodeBlock.self, block) == expected)
        #expect(decoded(NodeBlock.self, #"{"result": \#(block), "error": null, "id": 1}"#) == expected)
    }

    static let address = ScriptAddress(
        network: .bitcoin, kind: .pubkeyHash,
        payload: Hash32(Array(repeating: 0x22, count: 20) + Array(repeating: 0, count: 12))
    ).text

    @Test func refusesWhatIsNoBlock() {
        #expect(
            Self.fault(#"{"result": null, "error": {"code": -5, "message": "Block not found"}, "id": 1}"#)
                == "error '{…}': the node answered with an error, not with a block")
        #expect(
            Self.fault(#"{"result": "0100", "error": null}"#)
                == "result '0100': is not a block as JSON: getblock needs verbosity 2 or 3")
        #expect(Self.fault(#"{"height": 1, "time": 1}"#) == "tx '': is missing")
        #expect(Self.fault(Self.block()) == "tx '[]': a block has at least its coinbase")
        #expect(Self.fault(Self.block(Self.payment())) == "tx[0] '{…}': the first transaction is not the coinbase")
        #expect(Self.fault(Self.block(Self.coinbase, Self.coinbase)) == "tx[1] '{…}': a second coinbase in the block")
        #expect(
            Self.fault(Self.block(Self.coinbase).replacingOccurrences(of: "1700000000", with: "-1"))
                == "time '-1': is negative")
        let root = Self.id("aa")
        #expect(
            Self.fault(Self.block(Self.coinbase, extra: #", "merkleroot": "\#(root)""#))
                == "merkleroot '\(root)': the transactions listed make \(Self.id("01")): some are missing, changed or out of order"
        )
        #expect(
            Self.block(Self.coinbase).utf8.indices.allSatisfy { end in
                decoded(NodeBlock.self, String(Self.block(Self.coinbase)[..<end])) == ["incomplete"]
            })
    }

    /// A transaction beside its bytes cannot say anything else than they do.
    @Test(.enabled(if: BitcoinData.etl != nil, "no shared data beside the package")) func bytesAreCompared() throws {
        let block = try #require(
            try BitcoinData.fixtures().first { $0.name == "bitcoin/block_with_transactions" }?.blocks.first)
        let text = String(decoding: try BitcoinData.bytes(block), as: UTF8.self)
        #expect(decoded(NodeBlock.self, text).count == 9)
        func changed(_ old: String, _ new: String) throws -> String {
            try #require(text.contains(old))
            return Self.fault(text.replacingOccurrences(of: old, with: new)).replacing(
                try Regex("'[0-9a-f]{80,}'"), with: "HEX")
        }
        #expect(
            try changed("100.0", "100.00000001")
                == "tx[1].hex HEX: pays 10000000000 base units to 1HaHTfmvoUW6i6nhJf8jJs6tU4cHNmBQHQ in its output 0")
        #expect(
            try changed(
                "76a914b5cd7aaed869cd5ccb45868e8666e7e934a23736", "76a914b5cd7aaed869cd5ccb45868e8666e7e934a23737"
            )
            .hasPrefix(
                "tx[1].vout[0].scriptPubKey.addresses[0] '1HaHTfmvoUW6i6nhJf8jJs6tU4cHNmBQHQ': is not the address"))
        #expect(
            try changed("0dd0394c6240355f", "0dd0394c6240355e").hasSuffix(
                "0dd0394c6240355f4e4b3c88028f678ed746cebee3b3e8509620733f018914c9:0 as its input 1"))
        #expect(
            try changed("7940cdde4d713e17", "7940cdde4d713e18").hasSuffix(
                "has the id 7940cdde4d713e171849efc6bd89939185be270266c94e92369e3877ad89455a, not the one beside it"))
    }

    @Test func refusesAmountsThatAreNone() {
        func value(_ text: String) -> String {
            Self.fault(Self.block(Self.coinbase, Self.payment(outputs: Self.output(text, 0))))
        }
        let place = "tx[1].vout[0].value"
        #expect(value("0.000000001") == "\(place) '0.000000001': has more than 8 digits after the point")
        #expect(value("-0.5") == "\(place) '-0.5': is negative")
        #expect(value("184467440738") == "\(place) '184467440738': is more than 2^64-1 base units")
        #expect(value("92233720368.54775808") == "\(place) '9223372036854775808': is more than an output can hold")
        #expect(value("true") == "\(place) 'true': is not a number")
        #expect(value(#""x""#) == "\(place) 'x': is not a number")
        #expect(
            value("1e999999999999999999999") == "\(place) '1e999999999999999999999': is more than 2^64-1 base units")
        #expect(
            value("1e-999999999999999999999")
                == "\(place) '1e-999999999999999999999': has more than 8 digits after the point")
        #expect(
            Self.fault(Self.block(Self.coinbase, Self.payment(outputs: Self.output("0", 1))))
                == "tx[1].vout[0].n '1': is not its place in the list, 0")
        #expect(
            Self.fault(Self.block(Self.coinbase, Self.payment(outputs: Self.output("0.00002", 0))))
                == "tx[1].vout '2000': the outputs exceed the inputs: inputs are 1000, outputs 2000")
        #expect(
            Self.fault(Self.block(Self.coinbase, Self.payment(extra: #", "fee": 0.000002"#)))
                == "tx[1].fee '200': is not inputs less outputs, 100: inputs are 1000, outputs 900")
        #expect(
            Self.fault(
                Self.block(Self.coinbase, Self.payment(outputs: Self.output("0", 0, extra: #", "valueSat": 1"#))))
                == "tx[1].vout[0].value '1': the same in coins is 0 base units")
    }

    @Test func decimalsAreExact() {
        let cases: [(String, Int128?)] = [
            ("0", 0), ("50", 5_000_000_000), ("50.0", 5_000_000_000), ("0.00000001", 1), ("1e-8", 1), ("1E-08", 1),
            ("84841299.387", 8_484_129_938_700_000), ("20999999.97690000", 2_099_999_997_690_000),
            ("184467440737.09551615", 18_446_744_073_709_551_615), ("184467440737.09551616", nil),
            ("0.1000000000000000000000000000000000000", 10_000_000), ("1.5e3", 150_000_000_000),
            ("100e-2", 100_000_000), ("-12.0001", -1_200_010_000), ("0.123456789", nil), ("1e-9", nil), ("0e99", 0),
            ("0.000000010", 1), ("1e", nil), ("", nil), ("-", nil), (".5", nil), ("1.2.3", nil), ("0x1", nil),
            ("1 ", nil),
        ]
        for (text, expected) in cases {
            let found = Array(text.utf8).withUnsafeBufferPointer { DecimalShift.units($0, decimals: 8) }
            switch found {
            case .success(let (isNegative, units)):
                #expect((isNegative ? -Int128(units) : Int128(units)) == expected, "\(text)")
            case .failure: #expect(expected == nil, "\(text)")
            }
        }
    }

    /// Every amount printed in any of the ways nodes print it is read back.
    @Test func decimalsOfRandomAmounts() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<20_000 {
            let units = UInt64.random(in: 0...(.max), using: &random) >> UInt64.random(in: 0..<64, using: &random)
            let whole = units / 100_000_000
            let digits = String(units % 100_000_000)
            let fraction = String(repeating: "0", count: 8 - digits.count) + digits
            let shift = Int.random(in: 0...12, using: &random)
            let text = [
                "\(whole).\(fraction)", "\(whole).\(fraction)0000", "\(units)e-8",
                "\(units)\(String(repeating: "0", count: shift))E-\(8 + shift)",
            ].randomElement(using: &random)!
            let found = Array(text.utf8).withUnsafeBufferPointer { DecimalShift.units($0, decimals: 8) }
            guard case .success((false, units)) = found else {
                Issue.record("seed 3: \(text) gave \(found)")
                return
            }
        }
    }

    @Test func shieldedValueOfEveryPool() {
        let transaction = """
            {"txid": "\(Self.id("04"))", "vin": [], "vout": [\(Self.output("1.0", 0))],
             "vjoinsplit": [{"vpub_old": 0.25, "vpub_new": 0.0}, {"vpub_old": 0, "vpub_new": 0.5, "vpub_newZat": 50000000}],
             "valueBalance": 1.00000000, "valueBalanceZat": 100000000,
             "orchard": {"actions": [], "valueBalance": -0.2, "valueBalanceZat": -20000000}}
            """
        #expect(
            decoded(NodeBlock.self, Self.block(Self.coinbase, transaction), network: .zcash).dropFirst(2) == [
                Self.id("04") + " 9/1 1700000000", "in untracked 50000000 ?", "in untracked 100000000 ?",
                "out 100000000 " + ScriptAddress(script: Self.script, .zcash).text, "out 25000000 shielded",
                "out 20000000 shielded",
            ])
        let contradicting = transaction.replacingOccurrences(of: "-20000000", with: "20000000")
        #expect(
            Self.fault(Self.block(Self.coinbase, contradicting))
                == "tx[1].orchard.valueBalanceZat '20000000': the same in coins is -20000000 base units")
    }
}

extension ScriptAddress {
    /// The text of the address of a script in hexadecimal.
    fileprivate init(script: String, _ network: ScriptNetwork) {
        self = (Hex.bytes(Array(script.utf8)) ?? []).withUnsafeBufferPointer {
            ScriptAddress(script: $0, network: network)
        }
    }
}
