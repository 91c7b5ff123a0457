import ArgumentParser
import FlowFormats
import FlowTracing

/// What is asked.
struct QuestionArguments: ParsableArguments {
    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "Where the case starts; repeat it for several, which are one case. See SEEDS above.", valueName: "seed"))
    var seeds: [String] = []

    @Option(
        name: .customLong("seeds"),
        help: ArgumentHelp(
            "A file of seeds, one a line; an address alone means out:ADDRESS. All of them are one case.",
            valueName: "file"))
    var seedFiles: [String] = []

    @Option(
        name: .customLong("case"),
        help: ArgumentHelp(
            """
            Many cases at once: {"cases": [{"id": "…", "seeds": ["…"], "stops": ["…"]}]}. They never influence \
            each other.
            """, valueName: "file"))
    var caseFile: String?

    @Option(
        help: ArgumentHelp(
            """
            How tainted value leaves a holding ('lymer rules'; tiho on UTXO chains only); all shows how far the \
            answer depends on it.
            """, valueName: "rule"))
    var rule = RuleChoice.one(.haircut)

    @Flag(help: "Ask where value came from: of tx:HASH:INDEX, or of what held:ADDRESS[@TIME] holds.")
    var backward = false
}

/// Where value ends.
struct EndArguments: ParsableArguments {
    @Option(
        name: .customLong("stop"),
        help: ArgumentHelp(
            "An address where value ends, several joined by commas, or a file with one a line. Repeatable.",
            valueName: "address|file"))
    var stops: [String] = []

    @Option(
        name: .customLong("labels"),
        help: ArgumentHelp(
            """
            Who is behind addresses: CSV (address,label,category,…), a GraphSense TagPack, or a label database \
            ('lymer labels'). Repeatable. A ledger's own labels are used by themselves. 'lymer categories' lists what \
            ends a trace.
            """, valueName: "file"))
    var labels: [String] = []

    @Option(
        help: ArgumentHelp(
            "Labels as they were known then, de-listed ones included. Default: the newest version of every list.",
            valueName: "date"))
    var asOf: String?

    @Option(
        name: .customLong("guard"),
        help: ArgumentHelp(
            """
            An unlabelled address that behaves like a service: cross it silently (off), cross it and say so (warn), \
            or end the trace there (stop).
            """, valueName: "action"))
    var guardAction = BehaviourGuard.Action.warn

    @Option(
        help: ArgumentHelp(
            """
            A deposit address by inference ('lymer heuristics': deposit-address): list it and follow on (off), or end \
            the trace there where it is sure enough, on a line of its own (on).
            """, valueName: "on|off"))
    var inferredEndpoints = InferredEndpointsChoice.off

    @Option(
        help: ArgumentHelp(
            """
            A transaction that looks like a coinjoin (UTXO chains; 'lymer heuristics'): book what enters as mixer \
            (stop), or apply the rule as to any transaction and mark it (through).
            """, valueName: "policy"))
    var coinjoin = CoinJoinPolicy.stop

    @Flag(help: "Tainted fees go on to the coinbase outputs of their block (UTXO chains) and are not booked as fees.")
    var followFees = false

    @Option(help: ArgumentHelp("Distinct counterparties from which the guard fires.", valueName: "n"))
    var guardCounterparties = BehaviourGuard().counterparties

    @Option(help: ArgumentHelp("Transfers from which the guard fires; both must be reached.", valueName: "n"))
    var guardTransfers = BehaviourGuard().transfers
}

/// How far to follow, and what is known besides the transfers.
struct LimitArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Follow no further than this many transfers from a seed.", valueName: "n"))
    var maxHops: Int?

    @Option(
        help: ArgumentHelp("Follow no arrival whose tainted part is less, in base units.", valueName: "amount"),
        transform: ArgumentReading.amount)
    var minAmount: Amount?

    @Option(
        help: ArgumentHelp(
            "The ledger ends here, this moment included: ISO 8601 or Unix seconds.", valueName: "time"))
    var until: String?

    @Option(
        help: ArgumentHelp(
            """
            What addresses held before the data begin: inferred (the least that explains all they send), observed \
            (only what is missing, when it is missing), or a CSV chain,address,asset,amount.
            """, valueName: "inferred|observed|file"))
    var opening = "inferred"

    @Option(
        help: ArgumentHelp(
            """
            Which addresses the data follow to their end: all, none, addresses joined by commas, or a file. \
            What rests elsewhere is unseen: it may have moved on. Repeatable. Default: what the format says.
            """, valueName: "all|none|address|file"))
    var covers: [String] = []

    @Option(help: .hidden)
    var schedule = ScheduleChoice.auto
}

/// How the sources are read.
struct InputArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Do not recognise the format by content. See 'lymer formats'.", valueName: "format"))
    var inputFormat: String?

    @Option(help: ArgumentHelp("The chain of files that name none: eip155:1, tron, bitcoin, …", valueName: "chain"))
    var chain: String?

    @Option(
        help: ArgumentHelp(
            "Read any other CSV: tx=Hash,time=When,from=Sender,to=Receiver,amount=Value,asset=Coin (or asset='USDT').",
            valueName: "name=column,…"))
    var columns: String?

    @Option(
        help: ArgumentHelp(
            "Digits after the decimal point, where the file does not say: 6, or USDT=6,ETH=18.",
            valueName: "n|asset=n,…"))
    var decimals: String?

    @Flag(help: "Amounts are in whole units, though they have no decimal point (the decimals must be known).")
    var wholeUnits = false

    @Option(
        help: ArgumentHelp(
            "A bad row: stop at the first, or skip it, write it to the rejects file and end with status 3.",
            valueName: "action"))
    var onError = OnErrorChoice.stop

    @Option(help: ArgumentHelp("Where skipped rows go. Default: FIRST-SOURCE.rejects.csv", valueName: "file"))
    var rejects: String?

    @Flag(
        help: "Rows of one file that are equal in every column are several transfers (only where rows have no index).")
    var keepDuplicates = false
}

/// How the answer is shown.
struct AnswerArguments: ParsableArguments {
    @Option(help: ArgumentHelp("table, json, jsonl, csv, dot or graphml. Default: table.", valueName: "format"))
    var format: String?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Write to a file, whole or not at all. Its extension names the format too.", valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp("Lines of each list in the table; 0 shows all. Never shortens the JSON.", valueName: "n"))
    var top = 10

    @Flag(help: "Show the route behind each endpoint.")
    var paths = false

    @Flag(help: "Show every hop of peel chains, which the table otherwise folds. Amounts never depend on it.")
    var unfold = false

    @Option(help: ArgumentHelp("Colour; auto respects NO_COLOR.", valueName: "when"))
    var color = TerminalUse.auto

    @OptionGroup var progress: ProgressArguments
}
