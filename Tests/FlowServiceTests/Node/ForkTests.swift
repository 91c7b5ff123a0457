import FlowTracing
import Foundation
import SeededRandom
import Testing

@testable import FlowService

/// What a source delivers while its chain branches, its node fails and it is itself started anew: in the end, what a fresh
/// source delivers of the final chain.
@Suite struct ForkTests {
    private func source(
        _ node: any RPCTransport, start: UInt64 = 0, kept: Int = 16, confirmations: UInt64 = 0,
        position: SourcePosition? = nil, clock: any NodeClock = SleepingClock()
    ) throws -> EVMSource {
        var options = EVMSourceOptions()
        options.start = .block(start)
        options.keptBlocks = kept
        options.confirmations = confirmations
        options.seed = 1
        return try EVMSource(node, options: options, position: position, clock: clock)
    }

    private func fresh(_ chain: BranchingChain, start: UInt64 = 0, confirmations: UInt64 = 0) throws -> [String] {
        let following = Following(try source(chain.node(), start: start, confirmations: confirmations))
        try following.follow()
        return following.texts
    }

    @Test(arguments: 0..<24)
    func branchesAndRestarts(_ number: Int) throws {
        let seed = SeededRandom.base &+ UInt64(number)
        var random = SeededRandom(seed: seed)
        let chain = BranchingChain(seed: seed)
        let node = chain.node()
        if random.chance(30) { chain.without = ["eth_getBlockReceipts"] }
        let confirmations = random.chance(50) ? 0 : UInt64(random.below(4))
        let clock = SleepingClock()
        var following = Following(try source(node, confirmations: confirmations, clock: clock))
        for _ in 0..<60 {
            switch random.below(8) {
            case 0...2: chain.mine(random.below(6))
            case 3:
                let depth = random.below(9)
                chain.fork(depth: depth, mine: depth + random.below(3))
            case 4:
                // Started anew from what is stored.
                let position = following.source.position
                following = Following(
                    try source(node, confirmations: confirmations, position: position, clock: clock), after: following)
            case 5:
                var left = random.below(3)
                node.disturbance = { calls in
                    guard left > 0 else { return nil }
                    left -= 1
                    return HTTPAnswer(status: left == 0 ? 503 : 500, retryAfter: left == 0 ? 2 : nil)
                }
            default: try following.step(limit: 1 + random.below(30), patience: Double(random.below(3)))
            }
        }
        node.disturbance = nil
        // One more block than any branch had, so that a shorter one is not waited for.
        chain.mine(10)
        try following.follow(quiet: 5)
        #expect(following.texts == (try fresh(chain, confirmations: confirmations)), "seed \(seed)")
        #expect(!following.texts.isEmpty, "seed \(seed)")
    }

    @Test func allThatWasDeliveredGoes() throws {
        let chain = BranchingChain(seed: 7)
        chain.mine(9)
        let following = Following(try source(chain.node(), start: 6))
        try following.follow()
        chain.fork(depth: 6, mine: 8)
        try following.follow()
        #expect(following.reverts == [5])
        #expect(following.texts == (try fresh(chain, start: 6)))
    }

    @Test func deeperThanKept() throws {
        let chain = BranchingChain(seed: 8)
        chain.mine(30)
        let following = Following(try source(chain.node(), kept: 5))
        try following.follow()
        chain.fork(depth: 5, mine: 7)
        try following.follow()
        #expect(following.reverts == [25])
        chain.fork(depth: 6, mine: 8)
        #expect(
            throws: SourceError.tooDeep(source: "http://node.test", chain: "eip155:1", fork: 26, oldestKept: 27)
        ) { try following.follow() }
    }

    /// A node that is behind is waited for: nothing is taken back until something else stands in its place.
    @Test func shorterIsNotAnother() throws {
        let chain = BranchingChain(seed: 9)
        chain.mine(12)
        let following = Following(try source(chain.node()))
        try following.follow()
        chain.fork(depth: 3, mine: 0)
        try following.follow()
        #expect(following.reverts.isEmpty)
        chain.mine(1)
        try following.follow()
        #expect(following.reverts == [9])
        #expect(following.texts == (try fresh(chain)))
    }

    /// Committed block by block or all at once, it is one ledger.
    @Test(arguments: [1, 7, 1_000])
    func intoALedgerThatGrows(_ limit: Int) throws {
        let chain = BranchingChain(seed: 21)
        chain.mine(25)
        let source = try source(chain.node())
        var ledger = LiveLedger()
        var commits = 0
        while try source.next(into: &ledger.intake, limit: limit, patience: 0) != .idle {
            let change = try ledger.commit()
            #expect(change.isAppend && change.duplicates == 0)
            commits += 1
        }
        #expect(commits > (limit > 100 ? 0 : 2))
        let snapshot = ledger.snapshot()
        #expect(texts(snapshot) == (try fresh(chain)))
        #expect(snapshot.undecidedOrder == 0 && snapshot.files.count == 1 && snapshot.files[0].hasIndex)
    }

    @Test func anotherChain() throws {
        let chain = BranchingChain(seed: 1, chainID: 1)
        chain.mine(3)
        let following = Following(try source(chain.node()))
        try following.follow()
        let other = BranchingChain(seed: 1, chainID: 56)
        let moved = try source(other.node(), position: following.source.position)
        #expect(throws: SourceError.self) { try Following(moved).step() }
    }

    @Test func positionsAsBytes() throws {
        var window = ForkWindow(chain: "eip155:1", first: 40)
        for number in 0..<20 { window.append(Hash32(UInt64(number), 1, 2, 3), keeping: 8) }
        window.overflowing = [AddressBytes(high: 1, middle: 2, low: 3), .zero]
        #expect(ForkWindow(window.bytes) == window)
        #expect(window.oldest == 52 && window.next == 60)
        // Damaged ones are refused, or are another position; none is a crash.
        for count in 0..<window.bytes.count { #expect(ForkWindow(Array(window.bytes.prefix(count))) == nil) }
        var random = SeededRandom(seed: SeededRandom.base)
        for _ in 0..<2_000 {
            var bytes = window.bytes
            bytes[random.below(bytes.count)] = UInt8(random.below(256))
            _ = ForkWindow(bytes)
        }
    }
}
