import FlowStore
import Glibc
import Synchronization

/// Makes logged commits durable on a thread of its own, as many at a time as have gathered: the feed never waits for the
/// disk, unless too much waits for it already.
final class GroupCommit: @unchecked Sendable {
    /// A group is synced once it has so many bytes, or is so many seconds old.
    private static let groupBytes = 4 << 20
    private static let groupSeconds = 0.02
    /// Bytes that are logged and not durable at most.
    private static let mostBytes = 64 << 20

    private struct State {
        var logged: UInt64
        var durable: UInt64
        var bytes = 0
        /// When the first commit of the group under way was logged.
        var began = 0.0
        var failure: StoreError?
        /// Somebody waits for the group: sync it now.
        var isUrgent = false
        var isClosing = false
    }

    private let sync: @Sendable () throws(StoreError) -> UInt64
    private let metrics: Metrics
    private let state: Mutex<State>
    private let wakes = Mailbox<Bool>(limit: 1)
    private var thread: WorkerThread?

    /// - Parameters:
    ///   - last: the number of the last commit, which is durable.
    ///   - sync: makes what is logged durable, and returns the number of the last commit that is.
    init(after last: UInt64, metrics: Metrics, sync: @escaping @Sendable () throws(StoreError) -> UInt64) {
        (self.metrics, self.sync) = (metrics, sync)
        state = Mutex(State(logged: last, durable: last))
        thread = WorkerThread { [self] in work() }
    }

    /// Commit `number` was logged, with about so many bytes.
    ///
    /// - Throws: why nothing can be made durable any more.
    func note(_ number: UInt64, bytes: Int) throws(StoreError) {
        let (failure, isFirst, isMuch) = state.withLock { state in
            let isFirst = state.bytes == 0
            if isFirst { state.began = Clock.now() }
            state.logged = number
            state.bytes += bytes + 1
            return (state.failure, isFirst, state.bytes > GroupCommit.mostBytes)
        }
        if let failure { throw failure }
        if isFirst { _ = wakes.push(true, weight: 1) }
        if isMuch { try settle() }
    }

    /// Of the last commit that is durable.
    var durable: UInt64 { state.withLock { $0.durable } }

    /// Waits until everything logged is durable.
    func settle() throws(StoreError) {
        while true {
            let (failure, isDone) = state.withLock { state in
                state.isUrgent = state.durable < state.logged
                return (state.failure, !state.isUrgent)
            }
            if let failure { throw failure }
            if isDone { return }
            _ = wakes.push(true, weight: 1)
            usleep(100)
        }
    }

    /// A checkpoint has made everything up to `number` durable.
    func noteCheckpoint(_ number: UInt64) {
        state.withLock { state in
            (state.logged, state.durable, state.bytes) = (number, number, 0)
        }
    }

    /// Ends the thread after what was logged is durable.
    func close() throws(StoreError) {
        guard let thread else { return }
        defer {
            state.withLock { $0.isClosing = true }
            wakes.close()
            thread.join()
            self.thread = nil
        }
        try settle()
    }

    private func work() {
        while true {
            let (isClosing, bytes, age, isUrgent) = state.withLock { state in
                (state.isClosing, state.bytes, Clock.now() - state.began, state.isUrgent)
            }
            if isClosing { return }
            if bytes == 0 {
                _ = wakes.pop(patience: 0.1)
            } else if !isUrgent, bytes < GroupCommit.groupBytes, age < GroupCommit.groupSeconds {
                _ = wakes.pop(patience: min(GroupCommit.groupSeconds - age, 0.002))
            } else {
                run()
            }
        }
    }

    private func run() {
        let gathered = state.withLock { state in
            let bytes = state.bytes
            return bytes
        }
        let start = Clock.now()
        do throws(StoreError) {
            let number = try sync()
            let seconds = Clock.now() - start
            state.withLock { state in
                state.durable = max(state.durable, number)
                state.bytes = state.durable >= state.logged ? 0 : max(state.bytes - gathered, 1)
                state.began = start
            }
            metrics.update { figures in
                figures.syncTime.observe(seconds: seconds)
                figures.commits += 1
            }
        } catch {
            state.withLock { state in
                state.failure = error
                state.bytes = 0
            }
        }
    }
}
