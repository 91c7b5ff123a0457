import FlowFormats
import FlowTracing
import SeededRandom
import Testing

@testable import FlowLabels
@testable import FlowStore

/// What is kept ready for a ledger's addresses is what a dictionary of the same tags says, and is read for that state of
/// the ledger and the labels alone.
@Suite struct ResolvedLabelTests {
    private let state = (ledger: UInt64(7), log: UInt64(3), commit: UInt64(41), bytes: UInt64(900))

    private func state(_ ledger: Ledger) -> LedgerState {
        LedgerState(ledger: state.ledger, log: state.log, commit: state.commit, logBytes: state.bytes, of: ledger)
    }

    /// Every address that is no script sends to another, on two chains.
    private func ledger(_ lists: inout RandomLists) throws -> Ledger {
        var builder = LedgerBuilder()
        let addresses = lists.addresses.filter { if case .script = $0 { false } else { true } }
        let assets = ["eip155:1", "tron"].map { name in
            builder.asset(Asset(chain: builder.chain(name), identity: .native, symbol: "A"))
        }
        builder.beginFile(SourceFile(name: "rows", format: "made", hasIndex: false))
        for number in 0..<addresses.count * 2 {
            try builder.append(
                Transfer(
                    transaction: .text("\(number)"), time: Int64(number),
                    sender: builder.address(addresses[number / 2]),
                    recipient: builder.address(lists.random.pick(addresses)), asset: assets[number % 2], amount: 1))
        }
        builder.endFile()
        return try builder.seal()
    }

    private func database(_ contents: [LabelContents], _ scratch: Scratch) throws -> String {
        let path = scratch.path("labels.sqlite")
        let database = try LabelDatabase(path: path, forWriting: true)
        _ = try database.add(contents, now: 1_700_000_000)
        try database.publish()
        return path
    }

    @Test func `every address as a dictionary says`() throws {
        for round in 0..<12 {
            var lists = RandomLists(seed: SeededRandom.base &+ 91 << 32 &+ UInt64(round), addresses: 24)
            let tags = (0..<lists.random.number(1...60)).map { _ in lists.tag() }
            let contents = lists.contents("list", tags, date: nil)
            let scratch = try Scratch()
            let labels = try KeptLabels(path: try database([contents], scratch))
            let ledger = try ledger(&lists)
            #expect(labels.resolved(ledger, state: state(ledger)) == nil)
            try labels.resolve(ledger, state: state(ledger))
            let resolved = try #require(labels.resolved(ledger, state: state(ledger)))
            #expect(
                try labels.verifyResolved(ledger, state: state(ledger)) == ledger.addressCount * ledger.chains.count)
            let given = Attribution(contents.tags(asOf: nil))
            let fast = Attribution([], source: labels.source).reading(resolved)
            for chain in ledger.chains.indices {
                #expect(
                    fast.taggedAddresses(in: ledger, chain: ChainID(chain))
                        == given.taggedAddresses(in: ledger, chain: ChainID(chain)))
                var bytes = [UInt8](repeating: 0, count: ledger.addressCount)
                #expect(bytes.withUnsafeMutableBytes { resolved.fill($0, chain: chain) })
                for id in 0..<AddressID(ledger.addressCount) {
                    let tag = given.decidingTag(of: ledger.address(id), chain: ledger.chains[chain].name)
                    #expect(bytes[Int(id)] & 3 == tag?.role.rawValue ?? 0, "round \(round)")
                }
            }
        }
    }

    @Test func `of another state of ledger or labels nothing is read`() throws {
        var lists = RandomLists(seed: SeededRandom.base &+ 92 << 32)
        let scratch = try Scratch()
        let first = lists.contents("list", (0..<40).map { _ in lists.tag() }, date: 1_600_000_000)
        let path = try database([first], scratch)
        let ledger = try ledger(&lists)
        let labels = try KeptLabels(path: path)
        try labels.resolve(ledger, state: state(ledger))
        #expect(labels.resolved(ledger, state: state(ledger)) != nil)
        #expect(try KeptLabels(path: path, asOf: 1_650_000_000).resolved(ledger, state: state(ledger)) == nil)
        for change: (inout LedgerState) -> Void in [
            { $0.commit += 1 }, { $0.log += 1 }, { $0.ledger += 1 }, { $0.logBytes += 1 }, { $0.lastAddresses += 1 },
        ] {
            var other = state(ledger)
            change(&other)
            #expect(labels.resolved(ledger, state: other) == nil)
        }
        // One bit anywhere: of the header it is not read, of the rest a check finds it.
        let name = "labels.sqlite.resolved"
        let bytes = try scratch.read(name)
        for place in [0, 9, 60, 100, 4096, 4096 + ledger.addressCount - 1] {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(lists.random.number(0...6))
            try scratch.write(damaged, to: name)
            if place < 4096 {
                #expect(labels.resolved(ledger, state: state(ledger)) == nil)
            } else {
                #expect(throws: LabelDatabaseError.self) {
                    _ = try labels.verifyResolved(ledger, state: state(ledger))
                }
            }
        }
        try scratch.write(Array(bytes.dropLast()), to: name)
        #expect(labels.resolved(ledger, state: state(ledger)) == nil)
        try scratch.write(bytes, to: name)
        #expect(labels.resolved(ledger, state: state(ledger)) != nil)
        let second = lists.contents("list", (0..<40).map { _ in lists.tag() }, date: 1_610_000_000)
        #expect(try KeptLabels(path: try database([second], scratch)).resolved(ledger, state: state(ledger)) == nil)
    }
}
