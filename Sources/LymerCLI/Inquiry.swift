import FlowFormats
import FlowTracing

/// The question of a `trace` command in the core's terms, complete before any source is opened.
struct Inquiry {
    var cases: [Case]
    var options: TraceOptions
    let choice: RuleChoice
    let isBackward: Bool
    /// False leaves out the routes, which take time and which a table without `--paths` does not show.
    let showsPaths: Bool

    /// - Throws: `Failure.wrongQuestion` for a text that is no seed, address or time; `Failure.badData` for a file that
    ///   cannot be read.
    init(
        _ command: Trace, reading: InputOptions, encoder: any ReportEncoder.Type
    ) throws(Failure) {
        options = TraceOptions()
        choice = command.question.rule
        isBackward = command.question.backward
        showsPaths = command.answer.paths || encoder != TableReport.self
        cases = try Reading.cases(command.question)
        options.stops = try Reading.addresses(command.ends.stops)
        options.behaviourGuard = BehaviourGuard(
            action: command.ends.guardAction, counterparties: command.ends.guardCounterparties,
            transfers: command.ends.guardTransfers)
        options.inferredEndpoints = command.ends.inferredEndpoints == .on ? .ending : .listed
        options.coinjoin = command.ends.coinjoin
        options.followsFees = command.ends.followFees
        options.coverage = try Reading.coverage(command.limits.covers)
        options.opening = try Reading.opening(command.limits.opening, options: reading)
        options.maxHops = command.limits.maxHops
        options.minAmount = command.limits.minAmount
        options.schedule = command.limits.schedule.schedule
        if let rule = choice.rules.first { options.rule = rule }
    }

    /// Traces every case under every rule asked for.
    ///
    /// - Throws: `Failure.badData` where balances overflow, `Failure.wrongQuestion` where the rule refuses.
    func answer(on data: LedgerAtHand, labels: LabelsAtHand) throws(Failure) -> TraceReport {
        let ledger = data.ledger
        let attribution = labels.attribution(of: data)
        do throws(FlowError) {
            var report = TraceReport(
                ledger: ledger, attribution: attribution, options: options,
                rule: choice.rules.count == 1 ? choice.rules[0] : nil, answer: .destinations([]),
                notes: labels.notes + absentStops(in: ledger))
            let tracer = try Tracer(
                ledger: ledger, attribution: attribution, options: options, graph: data.stored?.graph,
                transactions: data.stored?.transactions)
            if isBackward {
                report.answer = .origins(try tracer.origins(cases))
            } else {
                report.answer = .destinations(destinations(tracer))
            }
            return report
        } catch {
            switch error {
            case .overflow, .contradiction, .unsound, .tooMany: throw .badData(error.description)
            case .seedMatchesNothing, .seedIsAmbiguous, .malformed, .refused: throw .wrongQuestion(error.description)
            }
        }
    }

    /// Every case under every rule. Where all rules are asked for, a rule of UTXO chains alone answers only the cases that
    /// it can answer: the others do not fail because of it.
    private func destinations(_ tracer: Tracer) -> [CaseTrace] {
        if case .one(let rule) = choice { return tracer.trace(cases, rule: rule, findsPaths: showsPaths) }
        let rules = choice.rules.filter { $0.isForAccounts || !tracer.ledger.outputChains.isEmpty }
        let answers = rules.map { tracer.trace(cases, rule: $0, findsPaths: showsPaths) }
        let hasAnswer = answers[0].map { $0.failure == nil }
        return zip(rules, answers).flatMap { rule, answers in
            zip(answers, hasAnswer).filter { rule.isForAccounts || $0.failure == nil || !$1 }.map(\.0)
        }
    }

    /// A mistyped address stops nothing: better to say so.
    private func absentStops(in ledger: Ledger) -> [String] {
        var count = 0
        var absent = 0
        var isFound = false
        for stop in options.stops {
            if ledger.find(stop) != nil { isFound = true }
            // The readings of an address end with the text they were read from (`AddressText`).
            guard case .text = stop else { continue }
            count += 1
            if !isFound { absent += 1 }
            isFound = false
        }
        return absent == 0 ? [] : ["\(absent) of \(count) addresses to stop at do not occur in these data"]
    }
}

extension TraceReport {
    /// The question of the command line itself cannot be answered; a case file's other cases stand.
    func failureOfTheOnlyCase(isCaseFile: Bool) throws(Failure) {
        if !isCaseFile, let failure = failures.first { throw .wrongQuestion(failure.reason) }
    }
}
