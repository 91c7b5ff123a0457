import FlowFormats
import FlowLabels
import FlowService
import FlowStore
import FlowTracing
import Glibc

/// What a run knows of who is behind addresses: the labels that a ledger on disk keeps, and those that the user names.
struct LabelsAtHand {
    let attribution: Attribution
    /// The database that `attribution` asks, where it asks one.
    private let kept: KeptLabels?
    /// Sentences for the reader of a result: which lists spoke, as of when, and what was left out.
    let notes: [String]
    /// The lists that speak, each in the version that does.
    let lists: [LabelFile]

    /// - Parameters:
    ///   - paths: label lists, label databases, ledgers whose labels are meant.
    ///   - sources: a ledger among them brings its own labels.
    ///   - asOf: a time as the user writes it; `nil` for the newest version of every list.
    init(_ paths: [String], sources: [String] = [], asOf: String? = nil) throws(Failure) {
        let time = try LabelsAtHand.time(asOf)
        var kept: [KeptLabels] = []
        var files: [String] = []
        for path in paths {
            if StoredLedger.isLedger(path) || LabelDatabase.isDatabase(path) {
                kept.append(try LabelsAtHand.open(LabelsAtHand.database(path), time))
            } else {
                files.append(path)
            }
        }
        for source in sources where StoredLedger.isLedger(source) {
            let path = LabelsAtHand.database(source)
            if access(path, F_OK) == 0, !kept.contains(where: { $0.path == path }) {
                kept.append(try LabelsAtHand.open(path, time))
            }
        }
        let reading = try Reading.labels(files, asOf: time)
        var notes = kept.flatMap(\.notes) + reading.notes
        if let time, !files.isEmpty {
            notes.append("labels of files are those that hold as of \(Timestamp.dateText(time))")
        }
        self.notes = notes
        lists = kept.flatMap(\.lists) + reading.files
        self.kept = kept.count == 1 ? kept[0] : nil
        switch kept.count {
        case 0: attribution = reading.attribution
        case 1: attribution = reading.attribution.adding(kept[0].source)
        default: attribution = reading.attribution.adding(JoinedTags(kept.map(\.source)))
        }
    }

    /// What is known of the addresses of a ledger, read from where that has been found out beforehand.
    func attribution(of data: LedgerAtHand) -> Attribution {
        guard let kept, let stored = data.stored, attribution.source != nil,
            let resolved = kept.resolved(stored.ledger, state: stored.state)
        else { return attribution }
        return attribution.reading(resolved)
    }

    /// Finds out what the labels that a ledger on disk keeps say of its addresses, and keeps that beside them. Where it
    /// cannot, traces take a little longer: a complaint, no failure.
    static func resolve(ledger folder: String) {
        let path = database(folder)
        guard access(path, F_OK) == 0 else { return }
        do {
            let labels = try open(path, nil)
            if labels.count == 0 { return }
            let stored = try Storing.attempt { () throws(StoreError) in try StoredLedger(path: folder) }
            if labels.resolved(stored.ledger, state: stored.state) != nil { return }
            do throws(LabelDatabaseError) { try labels.resolve(stored.ledger, state: stored.state) } catch {
                throw end(error)
            }
        } catch {
            Output.complain(
                "the labels of every address are not kept ready: \((error as? Failure)?.message ?? "\(error)")")
        }
    }

    /// Where the labels of a ledger, or of a database named itself, are.
    static func database(_ path: String) -> String {
        StoredLedger.isLedger(path) ? path + (path.hasSuffix("/") ? "" : "/") + LabelDatabase.fileName : path
    }

    static func time(_ text: String?) throws(Failure) -> Int64? {
        guard let text else { return nil }
        guard let time = Timestamp.parse(text) else {
            throw .wrongQuestion("--as-of '\(text)' is no date: give 2024-09-27, an ISO 8601 time, or Unix seconds")
        }
        return time
    }

    static func open(_ path: String, _ time: Int64?) throws(Failure) -> KeptLabels {
        do throws(LabelDatabaseError) { return try KeptLabels(path: path, asOf: time) } catch { throw end(error) }
    }

    static func end(_ error: LabelDatabaseError) -> Failure {
        if case .refused = error { return .wrongQuestion(error.description) }
        return .badData(error.description)
    }
}
