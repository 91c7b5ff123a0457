import FlowFormats
import FlowTracing
import Foundation
import Testing

/// Every way in which an input is no input, and the one line that says so.
struct InputErrorTests {
    private let text =
        "tx,time,from,to,asset,amount\n"
        + (1...2000).map { "\(hash(String($0))),\($0),\(address("a")),\(address("b")),X,\($0)\n" }.joined()

    @Test func filesThatAreNone() throws {
        let folder = try InputFolder()
        #expect(folder.error("nothing.csv") == "nothing.csv: no such file")
        #expect(folder.error("*.csv") == "*.csv: no file matches")
        try FileManager.default.createDirectory(atPath: folder.path + "/dir", withIntermediateDirectories: false)
        #expect(folder.error("dir") == "dir: is a directory; name the files in it, for example 'dir/*.csv'")
        try folder.write("empty.csv", "")
        #expect(folder.error("empty.csv") == "empty.csv: the file is empty")
        try folder.write("blank.csv", "\n \n")
        #expect(folder.error("blank.csv").contains("blank.csv: "))
        try folder.write("page.zip", Data([0x50, 0x4B, 3, 4, 0, 0]))
        #expect(
            folder.error("page.zip")
                == "page.zip: is a ZIP archive (or a spreadsheet); unpack it or save it as CSV first")
        try folder.write("wide.csv", Data([0xFF, 0xFE, 0x74, 0]))
        #expect(folder.error("wide.csv") == "wide.csv: is UTF-16 text; save it as UTF-8 first")
    }

    @Test func noPermission() throws {
        let folder = try InputFolder()
        let path = try folder.write("secret.csv", text)
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        // The superuser may read everything.
        if FileManager.default.isReadableFile(atPath: path) { return }
        #expect(folder.error("secret.csv") == "secret.csv: permission denied")
    }

    @Test(arguments: [("gzip", "gz"), ("zstd", "zst")])
    func compressedStreams(_ program: String, _ suffix: String) throws {
        let folder = try InputFolder()
        try folder.write("in.csv", text)
        try folder.compress("in.csv", with: program)
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/in.csv." + suffix))
        try folder.write("good", whole)
        #expect(try LedgerReader.read(paths: [folder.path + "/good"]).ledger.count == 2000)
        // Two members or frames, one after the other: the second repeats the header, a bad row.
        try folder.write("two", whole + whole)
        #expect(folder.error("two").hasPrefix("two:2002: column 'time' value 'time': is no time"))

        try folder.write("short", whole.prefix(whole.count / 2))
        #expect(
            folder.error("short")
                == "short: truncated \(program) stream: the file ends early at byte \(whole.count / 2) of the file")
        try folder.write("tiny", whole.prefix(12))
        #expect(folder.error("tiny") == "tiny: truncated \(program) stream: the file ends early at byte 12 of the file")
        var corrupt = whole
        for i in (whole.count / 2)..<(whole.count / 2 + 16) { corrupt[i] ^= 0x5A }
        try folder.write("corrupt", corrupt)
        #expect(folder.error("corrupt").hasPrefix("corrupt: corrupt \(program) stream"))
        try folder.write("tail", whole + Data("rubbish".utf8))
        #expect(folder.error("tail").hasPrefix("tail: corrupt \(program) stream"))
    }

    @Test func textThatIsNone() throws {
        let folder = try InputFolder()
        try folder.write(
            "utf8.csv",
            Data("tx,time,from,to,asset,amount\nt1,1,a,b,X,1\nt2,2,".utf8) + Data([0xC3, 0x28]) + Data(",b,X,1\n".utf8))
        #expect(folder.error("utf8.csv") == "utf8.csv:3: the row is not valid UTF-8")
        try folder.write(
            "nul.csv", Data("tx,time,from,to,asset,amount\nt1,1,a".utf8) + Data([0]) + Data(",b,X,1\n".utf8))
        #expect(folder.error("nul.csv") == "nul.csv:2: the row contains a NUL byte")
        try folder.write(
            "long.csv", "tx,time,from,to,asset,amount\nt1,1,a,b,X," + String(repeating: "1", count: 10_000_000) + "\n")
        #expect(folder.error("long.csv") == "long.csv:2: the line is longer than 1 MiB")
        try folder.write(
            "quoted.csv",
            "tx,time,from,to,asset,amount\nt1,1,a,b,X,\"" + String(repeating: "1\n", count: 5_000_000) + "\"\n")
        #expect(folder.error("quoted.csv") == "quoted.csv:2: the line is longer than 1 MiB")
        try folder.write("open.csv", "tx,time,from,to,asset,amount\nt1,1,a,b,X,\"1\n")
        #expect(folder.error("open.csv") == "open.csv:2: a quoted value does not end")
        try folder.write("long.jsonl", "{\"tx\":\"" + String(repeating: "1", count: 10_000_000) + "\"}\n")
        #expect(folder.error("long.jsonl") == "long.jsonl:1: the line is longer than 1 MiB")
        var options = InputOptions()
        options.format = "canonical"
        try folder.write(
            "late.jsonl",
            "{\"tx\":\"t\",\"time\":1,\"from\":\"a\",\"to\":\"b\",\"asset\":\"X\",\"amount\":1}\n{\"tx\":\""
                + String(repeating: "1", count: 10_000_000) + "\"}\n")
        #expect(folder.error("late.jsonl") == "late.jsonl:2: the line is longer than 1 MiB")
    }

    @Test func rowsOfTheWrongShape() throws {
        #expect(
            try failure("tx,time,from,to,asset,amount\nt1,1,a,b,X\n") == "in.csv:2: the row has 5 columns, the header 6"
        )
        #expect(
            try failure("tx,time,from,to,asset,amount\nt1,1,a,b,X,1,9\n")
                == "in.csv:2: the row has 7 columns, the header 6")
        #expect(
            try failure("tx,time,from,to,asset,amount\nt1,1,a,\"b\"c,X,1\n") == "in.csv:2: text follows a closing quote"
        )
    }

    @Test func columnsThatAreMissing() throws {
        #expect(
            try failure("tx,time,from,to,amount\nt1,1,a,b,1\n")
                == "in.csv: of no known format (name it with --input-format, or its columns with --columns); found tx,time,from,to,amount"
        )
        var options = InputOptions()
        options.format = "canonical"
        #expect(
            try failure("tx,time,from,to,amount\nt1,1,a,b,1\n", options)
                == "in.csv: format canonical needs a column 'asset'; found tx,time,from,to,amount")
        options.format = "etherscam"
        #expect(
            try failure("tx,time,from,to,amount\n", options).hasPrefix(
                "--input-format 'etherscam': is none of canonical, case-flows"))
    }

    @Test(arguments: [
        ("{\"tx\": }", "malformed JSON: '}' is not expected"), ("{\"tx\":01}", "malformed JSON: '0' is not expected"),
        ("{\"tx\":\"a\\ud800\"}", "malformed JSON: half a surrogate pair"),
        ("{\"tx\":\"a\\u0000\"}", "contains a NUL byte"),
        ("{\"tx\":\"a\\q\"}", "malformed JSON: unknown escape in a string"),
        ("{\"tx\":" + String(repeating: "[", count: 100_000), "JSON nested deeper than 64"),
        ("{\"tx\":\"a\"", "the file ends inside a JSON value"),
    ])
    func brokenJSON(_ text: String, _ reason: String) throws {
        #expect(try failure(text, name: "in.json") == "in.json:1: \(reason)")
    }

    @Test func messagesStayOneShortLine() throws {
        let value = String(repeating: "x\u{1B}[31m", count: 200)
        let message = try failure("tx,time,from,to,asset,amount\nt1,1,a,b,X,\(value)\n")
        #expect(message.count < 300 && !message.contains("\u{1B}") && message.contains("\\u{1b}[31m"))
    }

    @Test func skippingRowsKeepsThemAside() throws {
        let folder = try InputFolder()
        let path = try folder.write(
            "in.csv",
            "tx,time,from,to,asset,amount\nt1,1,a,b,X,1\nt2,never,a,b,X,1\nt3,3,a,b,X\nt4,4,a,\"b,c\",X,\"-1\"\nt5,5,a,b,X,1\n"
        )
        var options = InputOptions()
        options.onError = .skip(rejects: nil)
        let (ledger, summary) = try LedgerReader.read(paths: [path], options: options)
        #expect(ledger.count == 2 && ledger.rejected == 3 && summary.rejected == 3)
        #expect(summary.rejectsPath == path + ".rejects.csv")
        let rejects = try folder.text("in.csv.rejects.csv").replacingOccurrences(of: folder.path + "/", with: "")
        #expect(
            rejects == #"""
                file,line,column,value,reason,row
                in.csv,3,time,never,"is no time; expected Unix seconds, milliseconds or ISO 8601","t2,never,a,b,X,1"
                in.csv,4,,,"the row has 5 columns, the header 6","t3,3,a,b,X"
                in.csv,5,amount,-1,is negative; an amount is 0 or more,"t4,4,a,""b,c"",X,""-1"""

                """#)
        // A file without bad rows leaves no rejects file.
        let good = try folder.write("good.csv", "tx,time,from,to,asset,amount\nt1,1,a,b,X,1\n")
        #expect(try LedgerReader.read(paths: [good], options: options).summary.rejectsPath == nil)
        #expect(!FileManager.default.fileExists(atPath: good + ".rejects.csv"))
    }
}
