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

/// What is shown while work is under way.
struct ProgressArguments: ParsableArguments {
    @Option(help: ArgumentHelp("A progress bar on standard error.", valueName: "when"))
    var progress = TerminalUse.auto

    @Flag(name: [.short, .long], help: "Nothing on standard error but errors.")
    var quiet = false

    func bar() -> ProgressBar { ProgressBar(quiet ? .never : progress) }
}
