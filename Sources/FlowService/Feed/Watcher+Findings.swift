import FlowFormats
import FlowTracing
import Logging

/// Typologies that run inside a watch.
final class LiveFlagging {
    let watch: FindingWatch
    /// Seconds that the pass under way has taken.
    var spent = 0.0
    /// When the pass was given up.
    var staleSince: Double?

    /// Rows looked at in one go, while alerts wait.
    static let slice = 1 << 16
    /// A pass that was given up after so many seconds is begun again so many times as much later: however often rows change
    /// that were final, little of the time goes into doing things again.
    static let patience = 8.0

    init(watch: FindingWatch) { self.watch = watch }
}

extension Watcher {
    /// Looks at some rows that have become final; what was found leaves once `commit` is durable.
    ///
    /// - Parameter isEnded: the source has ended and `commit` is durable: all rows are final, and all are looked at now.
    func flag(
        _ ledger: Ledger, heads: [String: UInt64], commit: UInt64, isEnded: Bool = false
    ) throws(FeedError) {
        guard let findings else { return }
        let watch = findings.watch
        var isBehind = true
        while isBehind {
            let start = Clock.now()
            if watch.isStale {
                let since = findings.staleSince ?? start
                findings.staleSince = since
                guard isEnded || start - since >= LiveFlagging.patience * findings.spent else { return }
                logger.info("final rows changed; typologies run anew", metadata: ["transfers": "\(ledger.count)"])
                watch.restart()
                (findings.spent, findings.staleSince) = (0, nil)
            }
            let step = watch.advance(ledger, heads: heads, limit: LiveFlagging.slice, isEnded: isEnded)
            isBehind = step.isBehind
            if !step.news.isEmpty {
                held.append((commit, step.news.map { AlertLine($0, of: ledger, watch.configuration) }))
            }
            findings.spent += Clock.now() - start
            // Nobody waits for the rest while the feed lives.
            guard isEnded, !isStopping() else { return }
            // All that was logged is durable by now; what a long ledger holds need not gather.
            try release(durable: commit)
        }
    }
}
