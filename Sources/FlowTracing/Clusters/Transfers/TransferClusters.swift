/// The clusters of the account chains.
final class TransferClusters: ClusterSpace {
    let step: TransferStep
    private(set) var clustering: Clustering
    private let guards: ClusterGuards
    private var named = 0

    init(_ ledger: Ledger, _ guards: ClusterGuards) {
        step = TransferStep(ledger)
        clustering = Clustering(guards: guards)
        self.guards = guards
    }

    func update(
        _ ledger: Ledger, from row: Int, _ selection: ClusterHeuristics.Selection, _ attribution: Attribution
    ) {
        let kept = step.links.first(notBefore: row)
        step.walk(ledger, from: row, selection, attribution)
        // What was void may hold now, and the other way: what followed from it with it.
        clustering.undo(to: step.takeChange() ? 0 : kept)
        name(&clustering, from: named)
        named = step.tags.count
        apply(&clustering, .all)
    }

    private func name(_ clustering: inout Clustering, from first: Int) {
        clustering.grow(to: step.tags.count)
        for (member, entity) in step.tags.entities where member >= first { clustering.name(member, entity: entity) }
    }

    private func apply(_ clustering: inout Clustering, _ selection: ClusterHeuristics.Selection) {
        let voidable = ClusterHeuristics.voidable | ~selection.bits
        clustering.apply(step.links, upTo: step.links.count, voidable: voidable) { link in
            !selection[Int(step.links.heuristics[link])] || isVoid(link)
        }
    }

    private func isVoid(_ link: Int) -> Bool {
        guard let one = ClusterHeuristics.transferHeuristics[Int(step.links.heuristics[link])] else { return false }
        return one.isVoid(ends(of: link), in: step)
    }

    private func ends(of link: Int) -> TransferLink {
        TransferLink(
            a: step.links.a[link], b: step.links.b[link], subject: step.links.subjects[link],
            row: Int(step.links.places[link]))
    }

    var firstAddress: AddressID { 0 }
    var chain: OutputLedger? { nil }
    var memberCount: Int { clustering.count }
    var linkCount: Int { step.links.count }
    var unionCount: Int { clustering.unions }
    func link(_ number: Int) -> SpaceLink { SpaceLink(step.links, number) }
    func holds(_ link: Int) -> Bool { !isVoid(link) && !clustering.isRefused(link) }
    func root(_ member: UInt32) -> UInt32 { clustering.root(member) }
    func size(_ member: UInt32) -> Int { clustering.size(of: member) }
    var refusals: [(link: Int, reason: Clustering.Refusal)] { clustering.refusalList }
    var alarms: [(link: Int, sizes: (Int, Int))] { clustering.alarmList }
    var byteCount: Int { step.byteCount + clustering.byteCount }

    func confidence(_ link: Int) -> Int {
        let place = Int(step.links.heuristics[link])
        return ClusterHeuristics.transferHeuristics[place]?.confidence(of: ends(of: link), in: step)
            ?? ClusterHeuristics.all[place].confidence
    }

    func clusters(by selection: ClusterHeuristics.Selection) -> Partition {
        var other = Clustering(guards: guards)
        name(&other, from: 0)
        apply(&other, selection)
        return Partition(other)
    }
}
