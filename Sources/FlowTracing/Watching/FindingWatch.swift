/// Typologies over a ledger that grows: told are findings of rows that can no longer be taken back.
///
/// So nothing needs undoing. Where such rows change all the same, by a reorg deeper than `confirmations` or a record that
/// came late, the pass is given up, starts anew over the ledger, and tells only what was not told. Whoever has the watch
/// decides when: starting anew costs O(rows).
public final class FindingWatch {
    public let configuration: FlaggingConfiguration
    private let attribution: Attribution
    private let confirmations: (String) -> Int
    private var flagging: Flagging?
    private var finality = LedgerFinality()
    private var told = ToldNews()
    /// The pass was given up: `restart` begins another.
    public private(set) var isStale = false
    /// Passes given up so far.
    public private(set) var restarts = 0

    /// - Parameter confirmations: blocks that must stand on a row's block, itself included, by chain name.
    public init(
        configuration: FlaggingConfiguration = .init(), attribution: Attribution = Attribution(),
        confirmations: @escaping (String) -> Int
    ) {
        (self.configuration, self.attribution) = (configuration, attribution)
        self.confirmations = confirmations
    }

    /// The ledger has changed. To be told of every change.
    ///
    /// - Complexity: O(1).
    public func note(_ change: LedgerChange, of ledger: Ledger) {
        guard change.firstRow < change.countBefore else { return }
        finality.takeBack(from: change.firstRow, ledger)
        guard let flagging, change.firstRow < flagging.walked else { return }
        self.flagging = nil
        isStale = true
    }

    /// Starts over; what was told is not told again.
    public func restart() {
        guard isStale else { return }
        (flagging, isStale) = (nil, false)
        restarts += 1
    }

    /// Looks at rows that are final by now.
    ///
    /// - Parameters:
    ///   - heads: by chain name, where a source knows a head beyond the ledger's last block.
    ///   - limit: rows to look at, at most.
    ///   - isEnded: nothing more comes and nothing is taken back: all rows are final, and once all were looked at, all
    ///     findings are whole.
    /// - Returns: what is to be told, and whether final rows are left.
    /// - Complexity: amortised O(1) a row of the ledger.
    public func advance(
        _ ledger: Ledger, heads: [String: UInt64] = [:], limit: Int = .max, isEnded: Bool = false
    ) -> (news: [FindingNews], isBehind: Bool) {
        guard !isStale else { return ([], true) }
        let end = isEnded ? ledger.count : finality.rows(of: ledger, heads: heads, confirmations)
        let walked = flagging?.walked ?? 0
        guard walked < end || isEnded else { return ([], false) }
        let pass =
            flagging
            ?? Flagging(ledger, attribution: attribution, configuration: configuration, isWatched: true)
        flagging = pass
        let stop = end - walked > limit ? walked + limit : end
        pass.update(ledger, upTo: stop)
        let news = pass.takeNews(isLast: isEnded && stop == end)
        return (news.filter { told.isNew($0.digest) }, stop < end)
    }

    /// Bytes by part, the ledger left out.
    public var memory: [(part: String, bytes: Int)] {
        [
            ("typology window", flagging?.windowBytes ?? 0), ("typology addresses", flagging?.addressBytes ?? 0),
            ("findings told", told.byteCount),
        ]
    }
}
