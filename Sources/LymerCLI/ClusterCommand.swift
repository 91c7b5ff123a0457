import ArgumentParser
import FlowFormats
import FlowTracing
import Glibc

/// `lymer cluster`: which addresses of a ledger seem to have one owner.
struct ClusterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Group the addresses of a ledger that seem to have one owner.",
        usage: "lymer cluster SOURCE… [--labels FILE]… [--without HEURISTIC] [options]",
        discussion: """
            Every cluster is an inference of heuristics ('lymer heuristics'); no traced amount ever depends on one. A \
            cluster is called by its first address. 'lymer why SOURCE… A B' shows what joins two addresses.
            """)

    @OptionGroup var data: ClusterArguments

    @Option(help: ArgumentHelp("Only the cluster of this address.", valueName: "address"))
    var address: String?

    @Option(help: ArgumentHelp("Clusters of at least so many addresses.", valueName: "n"))
    var minSize = 2

    @Option(help: ArgumentHelp("Clusters that the table shows; 0 shows all.", valueName: "n"))
    var top = 20

    @OptionGroup(title: "Reading the sources") var input: InputArguments
    @OptionGroup(title: "The answer") var answer: ClusterAnswerArguments

    func validate() throws {
        guard minSize >= 2 else { throw ValidationError("--min-size is 2 or more") }
        guard top >= 0 else { throw ValidationError("--top is 0 or more") }
    }

    mutating func run() throws {
        let bar = answer.progress.bar()
        defer { bar.end() }
        let (at, labels) = try data.read(input, bar: bar)
        bar.begin("clustering")
        let clusters = LedgerClusters(at.ledger, attribution: labels.attribution, selection: data.selection)
        let wanted = try address.map { text throws(Failure) in try ClusterArguments.find(text, in: at.ledger) }
        let report = ClusterReport(
            clusters,
            list: wanted.map { clusters.cluster(of: $0).map { [$0] } ?? [] } ?? clusters.clusters(atLeast: minSize),
            without: data.withoutNames,
            fallingApart: data.withoutNames.isEmpty
                ? nil
                : LedgerClusters(at.ledger, attribution: labels.attribution, selection: data.fullSelection)
                    .fallingApart(without: data.withoutNames), notes: labels.notes, top: top == 0 ? nil : top)
        bar.end()
        try answer.deliver { report.write($0, width: $1, into: &$2) }
        try at.endIncomplete()
    }
}

/// `lymer why`: what joins two addresses.
struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Show the transactions and heuristics that join two addresses.",
        usage: "lymer why SOURCE… ADDRESS ADDRESS [--without HEURISTIC] [options]",
        discussion: """
            The shortest chain of links between the two, each with its heuristic, confidence and transaction. \
            --without HEURISTIC shows what is left without it.
            """)

    @OptionGroup var data: ClusterArguments
    @OptionGroup(title: "Reading the sources") var input: InputArguments
    @OptionGroup(title: "The answer") var answer: ClusterAnswerArguments

    /// The last two of what was named.
    private var addresses: [String] { data.sources.suffix(2) }

    func validate() throws {
        guard data.sources.count > 2 else { throw ValidationError("name a SOURCE of transfers and two addresses") }
    }

    mutating func run() throws {
        let bar = answer.progress.bar()
        defer { bar.end() }
        var data = self.data
        let names = addresses
        data.ledger.sources.removeLast(2)
        let (at, labels) = try data.read(input, bar: bar)
        bar.begin("clustering")
        let clusters = LedgerClusters(at.ledger, attribution: labels.attribution, selection: data.fullSelection)
        let a = try ClusterArguments.find(names[0], in: at.ledger)
        let b = try ClusterArguments.find(names[1], in: at.ledger)
        let report = EvidenceReport(
            ledger: at.ledger, a, b, evidence: clusters.why(a, b), without: data.withoutNames,
            remaining: data.withoutNames.isEmpty
                ? nil : LedgerClusters(at.ledger, attribution: labels.attribution, selection: data.selection).why(a, b))
        bar.end()
        try answer.deliver { report.write($0, width: $1, into: &$2) }
        try at.endIncomplete()
    }
}

extension LedgerAtHand {
    /// What was skipped makes an answer incomplete.
    func endIncomplete() throws(Failure) {
        if let rejects = summary.rejectsPath { Output.complain("\(summary.rejected) bad rows skipped; see \(rejects)") }
        if summary.rejected > 0 { throw .incomplete }
    }
}
