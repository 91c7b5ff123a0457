import Testing

@testable import FlowSimulator
@testable import FlowTracing

/// Deposit addresses by inference against the simulator's own cast, with everybody in it who only looks like one.
@Suite struct DepositsInTheEconomy {
    @Test(arguments: [AddressForm.tron, .evm])
    func nearlyAllAreFoundAndNearlyNobodyElse(_ form: AddressForm) throws {
        let text = try EconomyText(.init(seed: 20_240_716, transfers: 20_000, form: form))
        let ledger = try text.ledger()
        let search = DepositAddresses(
            ledger: ledger, graph: FlowGraph(ledger), attribution: try text.attribution())
        let found = search.all()
        let cast = text.economy.cast
        var roles: [String: FlowSimulator.Role] = [:]
        for who in 0..<cast.count { roles[cast.string(who)] = cast.roles[who] }
        func name(_ address: AddressID) -> String { ledger.address(address).text(form: form) }

        // Those that no list knows and that were swept.
        var truth: Set<String> = []
        for row in 0..<ledger.count where roles[name(ledger.recipient(row))] == .exchangeHot {
            let sender = name(ledger.sender(row))
            if roles[sender] == .exchangeDeposit { truth.insert(sender) }
        }
        for who in 0..<cast.count where cast.endings[who] != .none { truth.remove(cast.string(who)) }
        let right = found.filter { truth.contains(name($0.address)) }
        let sure = found.filter(\.ends)
        let surelyRight = sure.filter { truth.contains(name($0.address)) }
        print(
            "deposit addresses (\(form)): \(truth.count) true, \(found.count) found, \(right.count) of them right; of "
                + "confidence 60 and more \(sure.count), \(surelyRight.count) right")
        #expect(truth.count > 50)
        #expect(right.count * 100 >= truth.count * 90)
        #expect(right.count * 100 >= found.count * 95)
        #expect(surelyRight.count * 100 >= sure.count * 98)
        // Clusters say the same: every one is joined with its hot wallet, as surely, and nobody else without a name is.
        let clusters = LedgerClusters(ledger, attribution: try text.attribution())
        let space = clusters.transfers
        var owned: [AddressID: Int] = [:]
        for number in 0..<space.linkCount where space.holds(number) {
            let link = space.link(number)
            guard ClusterHeuristics.all[Int(link.heuristic)].name == "deposit-owner" else { continue }
            if !space.step.isNamed(link.b) { owned[link.b] = space.confidence(number) }
        }
        let conflicts = clusters.totals().conflicts
        print("links of deposit-owner: \(owned.count) unlabelled addresses, \(conflicts) links refused by labels")
        #expect(conflicts == 0)
        #expect(owned == Dictionary(uniqueKeysWithValues: found.map { ($0.address, $0.confidence) }))
        for one in right.prefix(50) { #expect(search.deposit(at: one.address, chain: one.chain) == one) }
    }
}
