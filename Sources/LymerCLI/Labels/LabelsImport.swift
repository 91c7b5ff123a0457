import ArgumentParser
import FlowFormats
import FlowLabels
import FlowService
import FlowTracing
import Glibc

/// `lymer labels import`: lists in, what changed out.
struct LabelsImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take label lists into a ledger or a label database.",
        usage: "lymer labels import FILE… [--into LEDGER|FILE] [options]",
        discussion: """
            Formats are recognised by content ('lymer formats'). A newer version of a list that is there ends the tags that \
            it does not have any more and begins its new ones at its date; the older version stays, for '--as-of'. The same \
            bytes again change nothing. All files are taken or none.

            Ends with status 3 where entries had to be left out; every one is reported with its file and line.
            """)

    @Argument(help: ArgumentHelp("Label lists, 'quoted*globs', or folders of lists.", valueName: "file"))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "The ledger or the label database; a database is made where it is missing.",
            valueName: "ledger|file"))
    var into = LabelDatabase.fileName

    @Option(help: ArgumentHelp("All files are one list of this name.", valueName: "name"))
    var list: String?

    @Option(
        name: .customLong("list-version"),
        help: ArgumentHelp("Which version it is, where the list does not say.", valueName: "name"))
    var version: String?

    @Option(
        help: ArgumentHelp("Of which day the list is, where it does not say.", valueName: "date"))
    var date: String?

    @Option(
        help: ArgumentHelp(
            "Who stands behind the list: \(ListKind.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "kind"))
    var kind: ListKind?

    @OptionGroup var answer: LabelAnswerArguments

    @Option(help: ArgumentHelp("A progress bar on standard error.", valueName: "when"))
    var progress = TerminalUse.auto

    mutating func run() throws {
        let path = LabelsAtHand.database(into)
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw Failure.wrongQuestion("'\(path)' is a folder and no ledger: name a ledger or a file")
        }
        var naming = ListNaming(list: list, version: version, kind: kind)
        if let date {
            guard let time = Timestamp.parse(date) else {
                throw Failure.wrongQuestion("--date '\(date)' is no date: give 2024-09-27")
            }
            naming.date = time
        }
        let bar = ProgressBar(progress)
        defer { bar.end() }
        bar.begin("reading")
        let contents: [LabelContents]
        var passedOver: [String] = []
        do throws(InputError) { contents = try LabelReader.contents(of: files, passedOver: &passedOver) } catch {
            throw Failure.badData(error.description)
        }
        bar.begin("importing")
        let imports: [ListImport]
        do throws(LabelDatabaseError) {
            let database = try LabelDatabase(path: path, forWriting: true)
            imports = try database.add(contents, naming: naming, now: Int64(Glibc.time(nil)))
            bar.begin("indexing")
            try database.publish()
        } catch { throw LabelsAtHand.end(error) }
        if StoredLedger.isLedger(into) { LabelsAtHand.resolve(ledger: into) }
        bar.end()
        try answer.print(.imports(LabelImports(imports, of: contents, passedOver: passedOver), path: path))
        if imports.contains(where: { $0.isNew && $0.version.leftOut > 0 }) { throw Failure.incomplete }
    }
}

extension ListKind: ExpressibleByArgument {}
