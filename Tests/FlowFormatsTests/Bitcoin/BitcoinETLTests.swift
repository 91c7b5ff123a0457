import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

@Suite("bitcoin-etl")
struct BitcoinETLTests {
    static let key = String(repeating: "22", count: 20)
    static func id(_ byte: String) -> String { String(repeating: byte, count: 32) }

    static func row(
        _ id: String = id("02"), isCoinbase: Bool = false,
        inputs: String =
            #"{"index": 0, "spent_transaction_hash": "\#(id("01"))", "spent_output_index": 0, "value": null}"#,
        outputs: String = output(0, "900"), block: Int = 5, rest: String = ""
    ) -> String {
        """
        {"hash": "\(id)", "block_number": \(block), "block_timestamp": \(1_700_000_000 + block), "is_coinbase": \(isCoinbase), \
        "inputs": [\(inputs)], "outputs": [\(outputs)]\(rest)}
        """
    }
    static func output(_ index: Int, _ value: String, _ rest: String = "") -> String {
        #"{"index": \#(index), "script_hex": "76a914\#(key)88ac", "value": \#(value)\#(rest)}"#
    }
    static let coinbase = row(id("01"), isCoinbase: true, inputs: "", outputs: output(0, "1000"), block: 4)

    static func fault(_ row: String, _ network: ScriptNetwork = .bitcoin) -> String {
        decoded(BitcoinETLRow.self, row, network: network).joined(separator: "\n")
    }

    @Test func refusesWhatIsWrong() {
        #expect(Self.fault(Self.row(inputs: "")) == "inputs 'no inputs': only a coinbase can be without them")
        #expect(
            Self.fault(Self.row(isCoinbase: true)) == "inputs '1 inputs': stand in a coinbase, which spends nothing")
        #expect(
            Self.fault(Self.row(outputs: Self.output(1, "5")))
                == "outputs[0].index '1': is not its place in the list, 0")
        #expect(
            Self.fault(Self.row(rest: #", "output_value": 901"#)) == "output_value '901': the outputs add up to 900")
        #expect(Self.fault(Self.row(rest: #", "output_count": 2"#)) == "output_count '2': there are 1 outputs")
        #expect(Self.fault(Self.row(rest: #", "hash": "x""#)) == "hash 'x': is given twice")
        #expect(Self.fault(#"{"hash": "\#(Self.id("02"))"}"#) == "block_timestamp '': is missing")
        #expect(Self.fault("[1]") == " '[…]': is not an object")
        let known = Self.row(
            inputs: #"{"spent_transaction_hash": "\#(Self.id("01"))", "spent_output_index": 0, "value": 1000}"#)
        #expect(!Self.fault(known).contains("'"))
        func with(_ rest: String) -> String { String(known.dropLast()) + rest + "}" }
        #expect(!Self.fault(with(#", "fee": 100, "input_value": 1000"#)).contains("'"))
        #expect(Self.fault(with(#", "fee": 99"#)) == "fee '99': inputs less outputs are 100")
        #expect(Self.fault(with(#", "input_value": 0"#)) == "input_value '0': the inputs add up to 1000")
        // Where inputs are unknown, exports carry nonsense.
        #expect(!Self.fault(Self.row(rest: #", "fee": -900, "input_value": 0"#)).contains("'"))
    }

    @Test func ownersAreCheckedAgainstAddresses() {
        func owner(_ rest: String, _ network: ScriptNetwork = .bitcoin) -> String {
            Self.fault(Self.row(outputs: Self.output(0, "1", #", "addresses": \#(rest)"#)), network)
        }
        let own = ScriptAddress(
            network: .bitcoin, kind: .pubkeyHash,
            payload: Hash32(Array(repeating: 0x22, count: 20) + Array(repeating: 0, count: 12)))
        #expect(owner(#"["\#(own.text)"]"#).hasSuffix("out 1 \(own.text)"))
        #expect(owner("[]").hasSuffix("out 1 \(own.text)"))
        #expect(
            owner(#"["1BoatSLRHtKNngkdXEeobR76b53LETtpyT"]"#)
                == "outputs[0].addresses[0] '1BoatSLRHtKNngkdXEeobR76b53LETtpyT': is not the address of the script beside it, "
                + "which pays to \(own.text)")
        #expect(
            owner(#"["\#(own.text)", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"]"#)
                == "outputs[0].addresses[0] '\(own.text)': is one of 2 addresses of a script that pays to \(own.text) alone"
        )
        #expect(
            owner(#"["nonstandard\#(String(repeating: "0", count: 40))"]"#).hasSuffix(
                "is not the hash of the script beside it"))
        // What new nodes have no address for, bitcoin-etl names by its hash: here an OP_RETURN.
        let data = #"{"index": 0, "script_hex": "6a", "value": 0, "addresses": ["nonstandard\#(Self.hashOf6a)"]}"#
        #expect(Self.fault(Self.row(outputs: data)).hasSuffix("out 0 op_return"))
        // Without a script the address alone says it.
        let bare = #"{"index": 0, "script_hex": null, "value": 7, "addresses": ["\#(own.text)"]}"#
        #expect(Self.fault(Self.row(outputs: bare)).hasSuffix("out 7 \(own.text)"))
        #expect(
            Self.fault(Self.row(outputs: #"{"index": 0, "value": 7, "addresses": []}"#))
                == "outputs[0].script_hex '': is missing")
    }

    /// The first 40 digits of SHA-256 of the byte 6a.
    static let hashOf6a = "189f40034be7a199f1fa9891668ee3ab6049f82d"

    @Test func filesAreReadWhole() throws {
        let text = [Self.coinbase, Self.row(), ""].joined(separator: "\n")
        let (read, _) = try ledger(text, name: "in.json")
        #expect(read.transactionCount == 2 && read.chains.map(\.name) == [ScriptNetwork.bitcoin.chainName])
        #expect(read.assets.map(\.symbol) == ["BTC"] && read.assets[0].decimals == 8)
        // An array of them, and values without line breaks, are the same.
        for other in [
            "[\(Self.coinbase),\n\(Self.row())]", "\(Self.coinbase)\(Self.row())", "[\(Self.coinbase)][\(Self.row())]",
        ] {
            let (same, _) = try ledger(other, name: "in.json")
            #expect(same.transactionCount == 2)
        }
        var options = InputOptions()
        options.chain = "dogecoin"
        #expect(
            try ledger(text, name: "in.json", options).ledger.chains.map(\.name) == [ScriptNetwork.dogecoin.chainName])
        options.chain = "tron"
        #expect(try failure(text, name: "in.json", options).hasPrefix("--chain 'tron': "))
    }

    @Test func blocksAmongTheRowsAreLeftOut() throws {
        let block =
            #"{"type": "block", "hash": "\#(Self.id("09"))", "merkle_root": "", "coinbase_param": "", "number": 4}"#
        let (read, _) = try ledger([block, Self.coinbase, Self.row()].joined(separator: "\n"), name: "in.json")
        #expect(read.transactionCount == 2)
        #expect(read.files[0].notes == ["1 rows are blocks, not transactions, and left out"])
    }

    @Test func faultsNameTheirPlace() throws {
        let bad = Self.row(outputs: Self.output(0, "-3"))
        #expect(
            try failure("\(Self.coinbase)\n\(bad)", name: "in.json")
                == "in.json:2: column 'outputs[0].value' value '-3': is negative")
        #expect(
            try failure("[\n\(Self.coinbase),\n\n\(bad)]", name: "in.json")
                == "in.json:4: column 'outputs[0].value' value '-3': is negative")
        #expect(
            try failure(String(Self.coinbase.dropLast(3)), name: "in.json")
                == "in.json:1: the file ends inside a JSON value")
        #expect(try failure("[\(Self.coinbase)", name: "in.json") == "in.json:1: the file ends inside a JSON array")
        #expect(try failure("[\(Self.coinbase),]", name: "in.json").contains("in.json:1"))
        #expect(
            try failure("[\(Self.coinbase) \(Self.row())]", name: "in.json")
                == "in.json:1: malformed JSON: ',' or ']' is expected")
        let deep = Self.coinbase.dropLast() + ", \"x\": " + String(repeating: "[", count: 100_000)
        #expect(try failure(String(deep), name: "in.json") == "in.json:1: JSON nested deeper than 64")
        #expect(
            try failure(Self.coinbase.replacingOccurrences(of: "4,", with: "4\u{0},"), name: "in.json").hasPrefix(
                "in.json:1: "))
    }

    @Test func badRowsAreSkippedAndKept() throws {
        let folder = try InputFolder()
        let bad = Self.row(Self.id("03"), outputs: Self.output(0, "1.5"))
        try folder.write("in.json", [Self.coinbase, bad, "{oops}", Self.row()].joined(separator: "\n"))
        var options = InputOptions()
        options.onError = .skip(rejects: folder.path + "/rejects.csv")
        let (read, summary) = try LedgerReader.read(paths: [folder.path + "/in.json"], options: options)
        #expect(read.transactionCount == 2 && summary.rejected == 2)
        let rejects = try folder.text("rejects.csv").replacingOccurrences(of: folder.path + "/", with: "")
        let lines = rejects.split(separator: "\n")
        #expect(lines[1].hasPrefix("in.json,2,outputs[0].value,1.5,is not a whole number,\"{\"\"hash\"\""))
        #expect(lines[2].hasPrefix("in.json,3,,,malformed JSON: 'o' is not expected,{oops}"))
    }

    /// Compressed text comes in pieces: rows that straddle them are read whole.
    @Test func compressedFilesAreTheSame() throws {
        let folder = try InputFolder()
        var rows = [Self.coinbase]
        let filler = String(repeating: "5", count: 300_000)
        for number in 0..<40 {
            rows.append(
                Self.row(
                    String(format: "%064x", number + 100),
                    inputs:
                        #"{"spent_transaction_hash": "\#(String(format: "%064x", number + 1000))", "spent_output_index": 1}"#,
                    block: 10 + number, rest: #", "lock_time": \#(filler)"#))
        }
        let path = try folder.write("in.json", rows.joined(separator: "\n"))
        try folder.compress("in.json", with: "gzip")
        let (plain, _) = try LedgerReader.read(paths: [path])
        let (packed, _) = try LedgerReader.read(paths: [path + ".gz"])
        #expect(plain.transactionCount == 41 && packed.transactionCount == 41)
        #expect((0..<plain.outputCount).allSatisfy { plain.transactionText($0) == packed.transactionText($0) })
        // A fault deep inside still names its line.
        rows[30] = Self.row(outputs: Self.output(0, "1.5"))
        try folder.write("bad.json", rows.joined(separator: "\n"))
        try folder.compress("bad.json", with: "gzip")
        #expect(folder.error("bad.json.gz").hasPrefix("bad.json.gz:31: column 'outputs[0].value' value '1.5'"))
    }
}
