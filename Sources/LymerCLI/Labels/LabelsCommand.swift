import ArgumentParser
import FlowFormats
import FlowLabels
import FlowTracing
import Glibc

/// `lymer labels`: lists of who is behind addresses, kept with all their versions.
struct LabelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labels", abstract: "Keep label lists with their versions, and ask them.",
        discussion: """
            Lists are kept in a ledger's folder, where 'lymer trace LEDGER' finds them by itself, or in a file of their own \
            (an SQLite database). No version of a list is ever overwritten: '--as-of DATE' answers what was known then.
            """,
        subcommands: [LabelsImport.self, LabelsList.self, LabelsShow.self, LabelsDiff.self, LabelsVerify.self])
}

/// Where labels are kept and how an answer about them is shown.
struct KeptLabelArguments: ParsableArguments {
    @Option(
        name: .customLong("in"),
        help: ArgumentHelp(
            "A ledger, or a label database.", valueName: "ledger|file"))
    var database = LabelDatabase.fileName

    var path: String { LabelsAtHand.database(database) }
}

struct LabelAnswerArguments: ParsableArguments {
    @Flag(help: "Print JSON.")
    var json = false

    @Option(
        help: ArgumentHelp("Lines of each list in the table; 0 shows all. Never shortens the JSON.", valueName: "n"))
    var top = 10

    func validate() throws {
        guard top >= 0 else { throw ValidationError("--top is 0 or more") }
    }

    func print(_ subject: LabelReport.Subject) throws {
        let style = ReportStyle(
            top: top == 0 ? nil : top, isColoured: TerminalUse.auto.wantsColor(on: STDOUT_FILENO),
            width: Terminal.width(of: STDOUT_FILENO) ?? 100)
        try Destination.write(to: nil) { writer in
            LabelReport.write(subject, format: json ? .json : .table, style: style, into: &writer)
        }
    }
}

struct LabelsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the label lists that are kept, with every version.")

    @OptionGroup var kept: KeptLabelArguments
    @OptionGroup var answer: LabelAnswerArguments

    mutating func run() throws {
        let path = kept.path
        let versions: [LabelListVersion]
        do throws(LabelDatabaseError) {
            versions = try LabelDatabase(path: path, forWriting: false).versions()
        } catch { throw LabelsAtHand.end(error) }
        try answer.print(.versions(versions, path: path))
    }
}

struct LabelsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Say what every list says of an address, and which lists say nothing.",
        discussion: """
            An address that is on no list is not cleared by that: every list is named with its version and date, and says \
            nothing of what came after.
            """)

    @Argument(help: ArgumentHelp("As any of its chains writes it.", valueName: "address"))
    var addresses: [String]

    @Option(
        help: ArgumentHelp("What was known then: a date, an ISO 8601 time, or Unix seconds.", valueName: "date"))
    var asOf: String?

    @OptionGroup var kept: KeptLabelArguments
    @OptionGroup var answer: LabelAnswerArguments

    mutating func run() throws {
        let labels = try LabelsAtHand.open(kept.path, LabelsAtHand.time(asOf))
        let answers = try addresses.map { text throws(Failure) in
            if case .invalid(let reason) = AddressCheck(text) { throw .wrongQuestion("'\(text)' \(reason)") }
            return labels.answer(text)
        }
        try answer.print(.answers(answers, path: kept.path))
    }
}

struct LabelsDiff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Say what one version of a list has and another has not.",
        usage: "lymer labels diff LIST [OLD [NEW]] [--in LEDGER|FILE]")

    @Argument(help: ArgumentHelp("Its name ('lymer labels list').", valueName: "list"))
    var list: String

    @Argument(help: ArgumentHelp("A version. Default: the one before NEW.", valueName: "old"))
    var old: String?

    @Argument(help: ArgumentHelp("A version. Default: the newest.", valueName: "new"))
    var new: String?

    @OptionGroup var kept: KeptLabelArguments
    @OptionGroup var answer: LabelAnswerArguments

    mutating func run() throws {
        let difference: ListDifference
        do throws(LabelDatabaseError) {
            difference = try LabelDatabase(path: kept.path, forWriting: false).difference(
                list: list, old: old, new: new)
        } catch { throw LabelsAtHand.end(error) }
        try answer.print(.difference(difference, path: kept.path))
    }
}
