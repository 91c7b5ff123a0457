/// The clusters of one UTXO chain. Members are scripts, by their number in the ledger.
final class SpendingClusters: ClusterSpace {
    let step: SpendingStep
    private(set) var clustering: Clustering
    private var tags = ClusterTags()
    private let guards: ClusterGuards

    init(_ ledger: Ledger, _ outputs: OutputLedger, _ guards: ClusterGuards) {
        step = SpendingStep(ledger, outputs)
        clustering = Clustering(guards: guards)
        self.guards = guards
    }

    var outputs: OutputLedger { step.outputs }

    func update(
        _ ledger: Ledger, _ outputs: OutputLedger, from transaction: Int, _ selection: ClusterHeuristics.Selection,
        _ attribution: Attribution
    ) {
        clustering.undo(to: step.links.first(notBefore: transaction))
        step.walk(ledger, outputs, from: transaction, selection)
        let known = tags.count
        tags.extend(
            to: ledger.scriptCount, attribution, chains: [ledger.chains[Int(outputs.chain)].name],
            member: { ledger.find($0).flatMap { $0 >= Ledger.firstScript ? $0 & ~Ledger.firstScript : nil } },
            address: { ledger.address(Ledger.firstScript | $0) })
        name(&clustering, from: known)
        clustering.apply(step.links)
    }

    private func name(_ clustering: inout Clustering, from first: Int) {
        clustering.grow(to: tags.count)
        for (member, entity) in tags.entities where member >= first { clustering.name(member, entity: entity) }
    }

    var firstAddress: AddressID { Ledger.firstScript }
    var chain: OutputLedger? { outputs }
    var memberCount: Int { clustering.count }
    var linkCount: Int { step.links.count }
    var unionCount: Int { clustering.unions }
    func link(_ number: Int) -> SpaceLink { SpaceLink(step.links, number) }
    func holds(_ link: Int) -> Bool { !clustering.isRefused(link) }
    func root(_ member: UInt32) -> UInt32 { clustering.root(member) }
    func size(_ member: UInt32) -> Int { clustering.size(of: member) }
    func confidence(_ link: Int) -> Int { ClusterHeuristics.all[Int(step.links.heuristics[link])].confidence }
    var refusals: [(link: Int, reason: Clustering.Refusal)] { clustering.refusalList }
    var alarms: [(link: Int, sizes: (Int, Int))] { clustering.alarmList }
    var byteCount: Int { step.byteCount + clustering.byteCount }

    func clusters(by selection: ClusterHeuristics.Selection) -> Partition {
        var other = Clustering(guards: guards)
        name(&other, from: 0)
        other.apply(step.links, upTo: step.links.count, voidable: ~selection.bits) { _ in true }
        return Partition(other)
    }
}
