import SeededRandom
import Testing

@testable import FlowTracing

/// Clusters and traces agree on who is whose deposit address. The links of `deposit-owner` that the ledger does not speak
/// against are, address by address, the inferred deposits, and those of addresses that a list names as the same
/// service's; a guard may refuse to join what a link says.
@Suite struct DepositClusterLawTests {
    private func check(_ ledger: Ledger, _ attribution: Attribution, _ what: String) -> Int {
        let clusters = LedgerClusters(ledger, attribution: attribution)
        let field = TraceField(ledger: ledger, attribution: attribution, stops: [])
        let inferred = DepositAddresses(field: field, graph: FlowGraph(ledger)).all()
        let space = clusters.transfers
        var said: [String: Set<String>] = [:]
        let refused = Set(space.refusals.map(\.link))
        for number in 0..<space.linkCount where space.holds(number) || refused.contains(number) {
            let link = space.link(number)
            guard ClusterHeuristics.all[Int(link.heuristic)] is DepositOwner else { continue }
            let chain = ledger.chain(Int(link.place))
            #expect(ledger.sender(Int(link.place)) == link.b && ledger.recipient(Int(link.place)) == link.a, "\(what)")
            if field.isNamed(link.b, chain) {
                var services = ServiceDirectory()
                let own = services.service(link.b, chain, field)
                #expect(own != ServiceDirectory.none && own == services.service(link.a, chain, field), "\(what)")
            } else {
                said["\(link.b) on \(chain)", default: []].insert("\(space.confidence(number))")
            }
        }
        var expected: [String: Set<String>] = [:]
        for one in inferred { expected["\(one.address) on \(one.chain)"] = ["\(one.confidence)"] }
        #expect(said == expected, "\(what)")
        return inferred.count
    }

    @Test func `links of deposit-owner that hold are the inferred deposits, as sure as they`() throws {
        var found = 0
        try DepositLawTests.forEachLedger { ledger, text in found += check(ledger.ledger, ledger.attribution, text) }
        for seed in SeededRandom.base..<SeededRandom.base + 60 {
            let ledger = try ClusterTable.ledger(RandomClusterWorld.rows(seed: seed))
            found += check(ledger, ClusterTable.labels, "seed \(seed)")
        }
        #expect(found > 100)
    }

    @Test func `an address is a deposit address on the chain on which it sweeps`() throws {
        let ledger = try DepositLedger(
            """
            eip155:56: user -> dep 100
            eip155:56: dep -> hot 100
            user -> dep 100
            dep -> a 50
            dep -> b 50
            """, chain: "eip155:1")
        #expect(check(ledger.ledger, ledger.attribution, "two chains") == 1)
    }
}
