import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

/// UTXO answers as graphs.
@Suite struct OutputGraphTests {
    typealias Fixture = OutputReportFixture

    private func role(_ map: FlowMap, _ name: String) -> FlowMap.Role? { map.nodes.first { $0.address == name }?.role }

    @Test func onlySharedTransactionsAndCoinJoinsAreNodes() throws {
        let map = FlowMap(try Fixture.peelChain())
        #expect(map.nodes.filter { $0.role == .transaction || $0.role == .mixer }.isEmpty)
        // The join has one tainted owner: its outputs are edges from there.
        let stopped = FlowMap(try Fixture.coinjoin())
        #expect(role(stopped, Fixture.firstMix) == .mixer && role(stopped, Fixture.secondMix) == .mixer)
        #expect(role(stopped, Fixture.preparation) == nil)
        let through = FlowMap(try Fixture.coinjoin(policy: .through))
        #expect(role(through, Fixture.firstMix) == .transaction)
        #expect(through.nodes.first { $0.address == Fixture.firstMix }?.entity == "whirlpool")
    }

    @Test(arguments: CoinJoinPolicy.allCases)
    func everyFlowIsOneEdgeAndWhatEntersANodeIsThere(policy: CoinJoinPolicy) throws {
        let report = try Fixture.coinjoin(policy: policy)
        guard case .destinations(let cases) = report.answer else { return }
        let trace = try #require(cases.first?.assets.first)
        let map = FlowMap(report)
        let isNode = map.nodes.map { $0.address.utf8.count == 64 }
        #expect(map.edges.filter { !isNode[$0.target] }.count == trace.flows.count)
        for (number, node) in map.nodes.enumerated() where isNode[number] {
            let into = map.edges.filter { $0.target == number }.reduce(Amount(0)) { $0 + ($1.tainted ?? 0) }
            let out = map.edges.filter { $0.source == number }.reduce(Amount(0)) { $0 + ($1.tainted ?? 0) + $1.fee }
            #expect(node.role == .mixer ? out == 0 && into > 0 : into == out, "\(node.address)")
        }
    }

    @Test(arguments: ["dot", "graphml"], CoinJoinPolicy.allCases)
    func judgesAgree(format: String, policy: CoinJoinPolicy) throws {
        let report = try Fixture.coinjoin(TaintRule.allCases, policy: policy)
        let encoder = try #require(ReportEncoders.named(format))
        try Judge.check(format, Array(encoder.text(report).utf8))
    }
}
