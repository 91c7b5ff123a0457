extension Flagging {
    /// What a whole ledger holds.
    public struct Result: Sendable {
        /// In the order in which they fired.
        public var findings: [Finding]
        /// Ranked.
        public var clusters: [SuspiciousCluster]
        public var cuts: DetectionCuts
        /// Transfers of account chains gone through.
        public var transfers: Int
        /// Most bytes for what is in the window and open, and for the addresses, over all threads.
        public var windowBytes: Int
        public var addressBytes: Int
        /// Most transfers that were in the window at once.
        public var mostRows: Int
    }

    /// Runs every configured typology over a whole ledger.
    ///
    /// - Parameter threads: typologies are dealt to so many threads, each of which goes through the ledger; what is found is the
    ///   same for any number.
    /// - Complexity: O(rows) a thread.
    public static func run(
        _ ledger: Ledger, attribution: Attribution = Attribution(), configuration: FlaggingConfiguration = .init(),
        threads: Int = 1
    ) -> Result {
        let flagging = Flagging(ledger, attribution: attribution, configuration: configuration)
        flagging.update(ledger)
        let findings = flagging.finish()
        return Result(
            findings: findings, clusters: flagging.clusters(of: findings), cuts: flagging.cuts, transfers: ledger.count,
            windowBytes: flagging.windowBytes, addressBytes: flagging.addressBytes, mostRows: flagging.mostRows)
    }

    /// Groups findings of this pass; see `SuspiciousCluster.group`.
    public func clusters(of findings: [Finding]) -> [SuspiciousCluster] {
        SuspiciousCluster.group(findings) { !step.roles($0).isDisjoint(with: .services) }
    }
}
