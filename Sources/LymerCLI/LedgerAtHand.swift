import FlowFormats
import FlowService
import FlowStore
import FlowTracing

/// What a question is asked of: files, read into memory, or a ledger on disk.
struct LedgerAtHand {
    let ledger: Ledger
    let summary: LedgerReader.Summary
    /// Keeps the ledger's memory; `nil` for files.
    let stored: StoredLedger?

    init(_ sources: [String], options: InputOptions, bar: ProgressBar) throws(Failure) {
        guard let folder = sources.first(where: StoredLedger.isLedger) else {
            (ledger, summary) = try Reading.ledger(sources, options: options, bar: bar)
            stored = nil
            return
        }
        guard sources.count == 1 else {
            throw .wrongQuestion(
                "'\(folder)' is a ledger and stands alone; put the other sources into it: lymer ingest")
        }
        guard options.until == nil else {
            throw .wrongQuestion("--until cannot cut a ledger on disk yet: leave it out, or trace the files themselves")
        }
        do throws(StoreError) {
            let opened = try StoredLedger(path: folder)
            (ledger, summary, stored) = (opened.ledger, LedgerReader.Summary(), opened)
        } catch { throw .badData(error.description) }
    }
}
