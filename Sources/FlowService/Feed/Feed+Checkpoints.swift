import FlowStore
import FlowTracing

/// What is settled leaves the log, so that whoever opens the ledger next has little of it to read.
extension Feed {
    /// Begins to move what is settled from the log to its place, on another thread: no commit waits for it.
    func beginCheckpoint() throws(FeedError) {
        guard let store, pending == nil else { return }
        rowsAtCheckpoint = ledger.count
        do throws(StoreError) {
            let checkpoint = try store.beginCheckpoint(&ledger, settled: settledRows)
            pending = (checkpoint, WorkerThread { checkpoint.perform() })
        } catch { try excuse(error) }
    }

    /// Takes over what the checkpoint under way has come to, waiting for it where it still works.
    func finishCheckpoint() throws(FeedError) {
        guard let store, let (checkpoint, thread) = pending else { return }
        pending = nil
        thread.join()
        do throws(StoreError) { try store.finish(checkpoint) } catch { return try excuse(error) }
        logger.info("checkpoint", metadata: ["transfers": "\(ledger.count)"])
    }

    /// The log still has everything: without room it is tidied later.
    private func excuse(_ error: StoreError) throws(FeedError) {
        guard case .full = error else { throw FeedError(error.description) }
        logger.error("no room to tidy the log", metadata: ["reason": "\(error)"])
    }

    /// Moves what is settled from the log to its place.
    func checkpoint(settled: Int?, _ change: LedgerChange? = nil) throws(FeedError) {
        guard let store else { return }
        try finishCheckpoint()
        let start = Clock.now()
        do throws(StoreError) {
            try group?.settle()
            try store.checkpoint(
                &ledger, settled: settled, changed: change ?? bulkChange,
                positions: [source.name: source.position.bytes])
        } catch {
            guard group != nil, change == nil else { throw FeedError(error.description) }
            try excuse(error)
            rowsAtCheckpoint = ledger.count
            return
        }
        lastCommit = store.lastCommit
        group?.noteCheckpoint(lastCommit)
        bulkChange = nil
        rowsAtCheckpoint = ledger.count
        logger.info(
            "checkpoint",
            metadata: [
                "transfers": "\(ledger.count)", "milliseconds": "\(Int((Clock.now() - start) * 1000))",
            ])
    }

    /// What a checkpoint has written need not stay in memory: it is mapped from now on.
    func reopen() throws(FeedError) {
        guard let path = store?.path else { return }
        do throws(StoreError) {
            try store?.close()
            let opened = try LedgerStore.open(path, forWriting: true)
            ledger = try opened.load()
            store = opened
        } catch { throw FeedError(error.description) }
    }

    /// Rows that no reorg reaches.
    var settledRows: Int {
        let snapshot = ledger.snapshot()
        guard ledger.count > 0 else { return 0 }
        let limit = snapshot.time(ledger.count - 1) - options.settledAfter
        var (low, high) = (0, ledger.count)
        while low < high {
            let middle = (low + high) / 2
            if snapshot.time(middle) < limit { low = middle + 1 } else { high = middle }
        }
        return min(low, watcher?.status.undoFrom ?? low)
    }
}
