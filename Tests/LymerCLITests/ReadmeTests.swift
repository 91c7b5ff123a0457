import FlowTracing
import Foundation
import Testing

@testable import LymerCLI

/// The README shows what the program really prints, and every command in it is one.
@Suite struct ReadmeTests {
    static let file = LymerRun.repository.appendingPathComponent("README.md")
    static let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""

    @Test(arguments: ReadmeTests.commands())
    func everyCommandParses(line: String) throws { _ = try Lymer.parseAsRoot(ReadmeTests.words(of: line)) }

    /// The stories' READMEs name commands to be typed in the package's root.
    @Test func everyCommandOfTheStoriesAnswers() throws {
        let stories = LymerRun.repository.appendingPathComponent("SampleChains")
        let scratch = try Scratch()
        var count = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: stories.path).sorted() {
            let readme = stories.appendingPathComponent(name).appendingPathComponent("README.md")
            guard let text = try? String(contentsOf: readme, encoding: .utf8) else { continue }
            for command in ReadmeTests.commands(in: text) {
                let run = try LymerRun(ReadmeTests.words(of: command), in: scratch, at: LymerRun.repository)
                #expect(run.status == 0, "\(name): \(run.errors)")
                count += 1
            }
        }
        #expect(count >= 5)
    }

    @Test func thereAreCommands() { #expect(ReadmeTests.commands().count >= 8) }

    /// `LYMER_UPDATE_README=1 swift test --filter ReadmeTests` writes what is printed now.
    @Test func outputsAreThoseOfTheProgram() throws {
        let scratch = try Scratch()
        var lines = ReadmeTests.text.components(separatedBy: "\n")
        let places = lines.indices.filter { lines[$0].hasPrefix("<!-- printed in ") }
        #expect(places.count == 6)
        var isStale = false
        for place in places.reversed() {
            let marker = lines[place].dropFirst("<!-- printed in ".count).dropLast(" -->".count)
            let parts = try #require(marker.range(of: ": lymer "))
            let folder: URL
            if marker[..<parts.lowerBound] == "." {
                folder = LymerRun.repository
            } else {
                let name = marker[..<parts.lowerBound].split(separator: "/").last.map(String.init) ?? ""
                guard let found = RealCaseTests.existingFolder(name) else { continue }
                folder = found
            }
            // `| head -2` shows the first lines of a long answer.
            let command = marker[parts.upperBound...].components(separatedBy: " | head -")
            let shown = command.count > 1 ? try #require(Int(command[1])) : .max
            let words = ReadmeTests.words(of: command[0])
            let run = try LymerRun(words, in: scratch, at: folder)
            #expect(run.status == 0, "\(run.errors)")
            #expect(lines[place + 1] == "```text")
            let end = try #require(lines[(place + 2)...].firstIndex(of: "```"))
            let printed = run.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().prefix(shown)
                .map(String.init)
            if Array(lines[(place + 2)..<end]) != printed {
                isStale = true
                lines.replaceSubrange((place + 2)..<end, with: printed)
            }
        }
        if isStale, ProcessInfo.processInfo.environment["LYMER_UPDATE_README"] != nil {
            try lines.joined(separator: "\n").write(to: ReadmeTests.file, atomically: true, encoding: .utf8)
        } else {
            #expect(!isStale, "the README shows other output than the program prints")
        }
    }

    /// Lines of code blocks that start with `lymer` (a prompt before it is ignored), continued lines joined.
    static func commands(in text: String = ReadmeTests.text) -> [String] {
        var isCode = false
        var commands: [String] = []
        for line in text.replacingOccurrences(of: "\\\n", with: " ").split(separator: "\n") {
            if line.hasPrefix("```") { isCode.toggle() }
            let command = line.hasPrefix("$ ") ? line.dropFirst(2) : line
            if isCode, command.hasPrefix("lymer ") { commands.append(String(command.dropFirst(6))) }
        }
        return commands
    }

    /// Splits as a shell does, single quotes and comments included.
    static func words(of line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        var isStarted = false
        for c in line {
            if c == "'" {
                (isQuoted, isStarted) = (!isQuoted, true)
            } else if c == " " && !isQuoted {
                if isStarted { words.append(word) }
                (word, isStarted) = ("", false)
            } else if c == "#" && !isQuoted && !isStarted {
                break
            } else {
                word.append(c)
                isStarted = true
            }
        }
        if isStarted { words.append(word) }
        return words
    }
}

/// `scripts/demo` asks a question that the story answers.
@Suite struct DemoTests {
    @Test func theDemoTracesTheStory() throws {
        let script = try String(
            contentsOf: LymerRun.repository.appendingPathComponent("scripts/demo"), encoding: .utf8)
        func value(_ name: String) throws -> String {
            let line = try #require(script.split(separator: "\n").first { $0.hasPrefix(name + "=") })
            return String(line.dropFirst(name.count + 1))
        }
        let story = try value("story")
        let run = try LymerRun(
            [
                "trace", "\(story)/chain.csv", "--from", try value("payment"), "--labels", "\(story)/labels.csv",
                "--format", "json",
            ], in: Scratch(), at: LymerRun.repository)
        #expect(run.status == 0, "\(run.errors)")
        let closing = SmallLedger.closing(try run.json())
        #expect(closing["injected"] == "48250000000" && closing["residual"] == "0")
        #expect(closing["endpoint"] != nil && closing["resting"] != nil)
    }
}
