import Foundation
import Testing

/// Where the answer goes, and what never happens to files on the way.
@Suite struct OutputTests {
    let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.write(SmallLedger.text, to: "t.csv")
    }

    private var question: [String] {
        ["trace", "t.csv", "--from", SmallLedger.payment, "--stop", SmallLedger.exchange]
    }

    @Test func aFileIsReplacedWholeAndKeepsItsMode() throws {
        let answer = try LymerRun(question + ["--format", "json"], in: scratch)
        let path = try scratch.write("yesterday's", to: "answer.json")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let run = try LymerRun(question + ["--output", "answer.json"], in: scratch)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.isEmpty)
        #expect(try scratch.read("answer.json") == answer.output)
        #expect(try scratch.names() == ["answer.json", "t.csv"])
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func aFailedRunLeavesTheFileAlone() throws {
        try scratch.write("yesterday's", to: "answer.json")
        let run = try LymerRun(["trace", "t.csv", "--from", "tx:0x99", "--output", "answer.json"], in: scratch)
        #expect(run.status == 2)
        #expect(try scratch.read("answer.json") == "yesterday's")
        #expect(try scratch.names() == ["answer.json", "t.csv"])
    }

    @Test func aLinkIsWrittenThrough() throws {
        try scratch.write("yesterday's", to: "real.json")
        try FileManager.default.createSymbolicLink(
            atPath: scratch.url.appendingPathComponent("link.json").path, withDestinationPath: "real.json")
        let run = try LymerRun(question + ["--output", "link.json"], in: scratch)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try scratch.read("real.json").hasPrefix("{"))
        #expect(
            try FileManager.default.destinationOfSymbolicLink(
                atPath: scratch.url.appendingPathComponent("link.json").path) == "real.json")
    }

    /// A stream that leads to a file is written at its place; the file is not replaced.
    @Test func standardOutputByNameIsTheStream() throws {
        let plain = try LymerRun(question + ["--format", "json"], in: scratch)
        for name in ["/dev/stdout", "/dev/fd/1", "-"] {
            let run = try LymerRun(question + ["--format", "json", "--output", name], in: scratch)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output == plain.output, "\(name)")
        }
        #expect(try LymerRun(question + ["--output", "/dev/fd/99"], in: scratch).status == 1)
    }

    @Test func everyFormatIsWhatItSays() throws {
        for format in ["json", "jsonl", "csv", "dot", "graphml", "table"] {
            let run = try LymerRun(question + ["--format", format], in: scratch)
            #expect(run.status == 0, "\(format): \(run.errors)")
            switch format {
            case "json": #expect(try run.json()["schema"] as? String == "lymer.trace/1")
            case "jsonl":
                for line in run.output.split(separator: "\n") {
                    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
                }
            case "csv": #expect(run.output.contains(SmallLedger.exchange))
            case "dot": #expect(run.output.contains("digraph"))
            case "graphml": #expect(run.output.contains("<graphml"))
            default: #expect(run.output.contains("60"))
            }
            let byExtension = try LymerRun(question + ["--output", "x.\(format)"], in: scratch)
            #expect(byExtension.status == 0)
            if format != "table" { #expect(try scratch.read("x.\(format)") == run.output) }
        }
    }

    @Test func colorOnlyWhereItIsSeen() throws {
        let escape = "\u{1b}["
        #expect(!(try LymerRun(question, in: scratch)).output.contains(escape))
        #expect(try LymerRun(question + ["--color", "always"], in: scratch).output.contains(escape))
        #expect(
            !(try LymerRun(question + ["--color", "always", "--output", "t.txt"], in: scratch)).output.contains(escape))
    }

    /// `script` lends a terminal, so that `auto` has something to recognise.
    @Test func atATerminalThereIsColorUnlessRefused() throws {
        let command = ([LymerRun.binary.path] + question).joined(separator: " ")
        func output(_ environment: String) throws -> String {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
            process.arguments = ["-qec", "\(environment) \(command)", "/dev/null"]
            process.currentDirectoryURL = scratch.url
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardInput = FileHandle.nullDevice
            try process.run()
            let data = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self)
        }
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/script") else {
            try Test.cancel("`script` is not installed: no terminal to test at")
        }
        #expect(try output("env TERM=xterm NO_COLOR=").contains("\u{1b}["))
        #expect(!(try output("env TERM=xterm NO_COLOR=1")).contains("\u{1b}["))
        #expect(!(try output("env TERM=dumb NO_COLOR=")).contains("\u{1b}["))
    }

    @Test func aReaderThatLeavesEarlyIsNoError() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        let command = ([LymerRun.binary.path] + question + ["--format", "json"]).joined(separator: " ")
        process.arguments = ["-c", "( sleep 0.3; \(command); echo status $? >&2 ) | true"]
        process.currentDirectoryURL = scratch.url
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let errors = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(errors == "status 0\n")
    }

    @Test func progressGoesToStandardErrorAndQuietSilencesIt() throws {
        let shown = try LymerRun(question + ["--progress", "always"], in: scratch)
        #expect(shown.status == 0)
        #expect(shown.errors.contains("reading"))
        let plain = try LymerRun(question, in: scratch)
        #expect(plain.errors.isEmpty)
        #expect(plain.output == shown.output)
        #expect(try LymerRun(question + ["--progress", "always", "--quiet"], in: scratch).errors.isEmpty)
    }
}
