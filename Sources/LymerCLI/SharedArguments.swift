import ArgumentParser

/// Who is behind addresses, for the commands that ask it as `lymer trace` does.
struct LabelArguments: ParsableArguments {
    @Option(
        name: .customLong("labels"),
        help: ArgumentHelp(
            "Who is behind addresses, as for 'lymer trace'; the ledger's own labels are used by themselves. Repeatable.",
            valueName: "file"))
    var labels: [String] = []
}

/// A ledger, in files or on disk, and who is behind its addresses.
struct LedgerArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Transfers: files, 'quoted*globs', or -; recognised by content. Or the folder of a ledger, alone.",
            valueName: "source"))
    var sources: [String] = []

    @OptionGroup var who: LabelArguments

    static let missing = ValidationError(
        "name at least one SOURCE of transfers: a file, a quoted glob, or - for standard input")
}

/// What is shown while work is under way.
struct ProgressArguments: ParsableArguments {
    @Option(help: ArgumentHelp("A progress bar on standard error.", valueName: "when"))
    var progress = TerminalUse.auto

    @Flag(name: [.short, .long], help: "Nothing on standard error but errors.")
    var quiet = false

    func bar() -> ProgressBar { ProgressBar(quiet ? .never : progress) }
}
