#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

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
    /// - Parameter threads: typologies are dealt to so many threads, at most one each, every one of which goes through the
    ///   ledger with a window of its own; what is found and cut is the same for any number.
    /// - Complexity: O(rows) a thread.
    public static func run(
        _ ledger: Ledger, attribution: Attribution = Attribution(), configuration: FlaggingConfiguration = .init(),
        threads: Int = 1
    ) -> Result {
        let parts = deal(configuration.typologies, to: threads).map { typologies in
            var own = configuration
            own.typologies = typologies
            return FlaggingPart(Flagging(ledger, attribution: attribution, configuration: own))
        }
        let started = parts.dropFirst().map { ($0, $0.start()) }
        parts[0].run()
        for (part, thread) in started {
            if let thread { pthread_join(thread, nil) } else { part.run() }
        }
        let findings = parts.flatMap(\.findings).sorted(by: Finding.precedes)
        let passes = parts.map(\.flagging)
        return Result(
            findings: findings, clusters: passes[0].clusters(of: findings),
            cuts: passes.reduce(passes[0].step.sharedCuts) { $0 + $1.ownCuts }, transfers: ledger.count,
            windowBytes: passes.reduce(0) { $0 + $1.windowBytes },
            addressBytes: passes.reduce(0) { $0 + $1.addressBytes }, mostRows: passes[0].mostRows)
    }

    /// Typologies by turns, since neighbours in the registry cost alike; those that share a search stay together.
    private static func deal(_ typologies: [any Typology], to threads: Int) -> [[any Typology]] {
        var dealt: [[any Typology]] = []
        var turn = -1
        for one in typologies {
            if turn < 0 || !one.sharesSearch { turn += 1 }
            let place = turn % max(1, threads)
            if place < dealt.count { dealt[place].append(one) } else { dealt.append([one]) }
        }
        return dealt.isEmpty ? [[]] : dealt
    }

    /// Groups findings of this pass; see `SuspiciousCluster.group`. A service is one by its label: what it did in the window
    /// at the end of the ledger says nothing of an older finding.
    public func clusters(of findings: [Finding]) -> [SuspiciousCluster] {
        SuspiciousCluster.group(findings) { !step.roles($0).isDisjoint(with: .services) }
    }
}

/// A pass over a whole ledger that a thread may make: one thread at a time has it.
private final class FlaggingPart {
    let flagging: Flagging
    private(set) var findings: [Finding] = []

    init(_ flagging: Flagging) { self.flagging = flagging }

    func run() {
        flagging.update(flagging.ledger)
        findings = flagging.finish()
    }

    /// - Returns: the thread that runs it, to be joined; `nil` where none is to be had.
    func start() -> pthread_t? {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<FlaggingPart>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        if code == 0 { return thread }
        context.release()
        return nil
    }
}
