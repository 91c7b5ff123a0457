import ArgumentParser
import FlowFormats
import FlowTracing
import Glibc

/// `lymer trace`: sources and a question in, the answer out.
struct Trace: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Follow a payment to where its value is now, or back to where it came from.",
        usage: "lymer trace SOURCE… --from SEED… [options]",
        discussion: TraceHelp.text)

    @Argument(
        help: ArgumentHelp(
            """
            Transfers: files, 'quoted*globs', or - for standard input; plain, gzip or zstd; recognised by content. Or \
            the folder of a ledger ('lymer ingest'), alone.
            """,
            valueName: "source"))
    var sources: [String] = []

    @OptionGroup(title: "The question") var question: QuestionArguments
    @OptionGroup(title: "Where value ends") var ends: EndArguments
    @OptionGroup(title: "How far") var limits: LimitArguments
    @OptionGroup(title: "Reading the sources") var input: InputArguments
    @OptionGroup(title: "The answer") var answer: AnswerArguments

    mutating func run() throws {
        takeSeedsFromSources()
        let encoder = try answer.encoder()
        let namesFiles = encoder == JSONReport.self || encoder == JSONLinesReport.self
        let inputOptions = try input.options(until: limits.until, hashes: namesFiles)
        let inquiry = try Inquiry(self, reading: inputOptions, encoder: encoder)

        let bar = answer.progress.bar()
        defer { bar.end() }
        bar.begin("labels")
        let labels = try LabelsAtHand(ends.labels, sources: sources, asOf: ends.asOf)
        bar.begin("reading")
        let data = try LedgerAtHand(sources, options: inputOptions, bar: bar)
        bar.begin("tracing")
        let report = try inquiry.answer(on: data, labels: labels)
        bar.end()

        try report.failureOfTheOnlyCase(isCaseFile: question.caseFile != nil)
        try answer.deliver(report, encoder: encoder)
        for failure in report.failures { Output.complain("case '\(failure.id)': \(failure.reason)") }
        if let rejects = data.summary.rejectsPath {
            Output.complain("\(data.summary.rejected) bad rows skipped; see \(rejects)")
        }
        withExtendedLifetime(data) {}
        if data.summary.rejected > 0 || !report.failures.isEmpty { throw Failure.incomplete }
    }

    /// `--from SEED SEED`: what looks like a seed among the sources is one. No ordinary file is called so, and one that
    /// is can be given as `./tx:…`.
    private mutating func takeSeedsFromSources() {
        question.seeds += sources.filter(SeedListReader.isSeed)
        sources.removeAll(where: SeedListReader.isSeed)
    }

    /// What can be told wrong before anything is read.
    mutating func validate() throws {
        guard !sources.allSatisfy(SeedListReader.isSeed) else { throw LedgerArguments.missing }
        let hasSeeds =
            !question.seeds.isEmpty || !question.seedFiles.isEmpty
            || sources.contains(where: SeedListReader.isSeed)
        guard hasSeeds || question.caseFile != nil else {
            throw ValidationError("say where to start: --from SEED, --seeds FILE or --case FILE")
        }
        guard !hasSeeds || question.caseFile == nil else {
            throw ValidationError("--case names its own seeds: leave out --from and --seeds")
        }
        for source in sources where source != "-" && Reading.isAddress(source) {
            throw ValidationError(
                "'\(source)' is an address, not a source; join addresses by commas, or repeat --stop or --covers")
        }
        guard limits.maxHops ?? 0 >= 0 else { throw ValidationError("--max-hops is 0 or more") }
        guard answer.top >= 0 else { throw ValidationError("--top is 0 or more") }
        guard ends.guardCounterparties >= 1, ends.guardTransfers >= 1 else {
            throw ValidationError("--guard-counterparties and --guard-transfers are 1 or more")
        }
        if question.backward { try validateBackward() }
    }

    private func validateBackward() throws {
        let answering: [TaintRule] = [.haircut, .fifo, .lifo, .reach]
        guard case .one(let rule) = question.rule, answering.contains(rule) else {
            throw ValidationError(
                "--backward is answered by \(answering.map(\.rawValue).joined(separator: ", ")); the rule "
                    + "'\(question.rule.defaultValueDescription)' needs one claimant and has many here")
        }
        guard ends.inferredEndpoints == .off else {
            throw ValidationError(
                "--inferred-endpoints ends what a trace follows forward; it has no meaning with --backward")
        }
        guard limits.minAmount == nil else {
            throw ValidationError("--min-amount limits what a trace follows forward; it has no meaning with --backward")
        }
    }
}
