extension OutputNotes {
    /// Beyond this many tainted outputs the paths are not enumerated (and not compared).
    static let mostArrivalsForPaths = 12

    /// Lists that are written transaction by transaction, in ledger order: a coinbase that waited for its fees stands
    /// before the block that paid them.
    mutating func restoreLedgerOrder(_ place: [Int: Int]) {
        func key(_ flow: OutputAnswer.Flow) -> (Int, Int) {
            flow.point.map { (place[$0.id]!, $0.vout) } ?? (.max, .max)
        }
        answer.flows.sort { key($0) < key($1) }
        answer.burns.sort { key($0) < key($1) }
        answer.transactions.sort { place[$0.id]! < place[$1.id]! }
        answer.coinjoins.sort { place[$0.id]! < place[$1.id]! }
        for i in answer.endpoints.indices { answer.endpoints[i].arrivals.sort { key($0) < key($1) } }
        for i in answer.resting.indices { answer.resting[i].outputs.sort { key($0) < key($1) } }
    }

    /// Every way from a seed to each endpoint, by brute force; the widest, then the shortest, then the one whose last
    /// differing output is earlier. A way goes on from where value came to rest: from an output to those of the
    /// transaction that spends it, or for `reach` from an arrival to what its address sends later.
    mutating func addPaths(byAddress: Bool) {
        guard arrivals.count <= OutputNotes.mostArrivalsForPaths else { return }
        for (place, endpoint) in answer.endpoints.enumerated() {
            var best: [Arrival] = []
            for flow in endpoint.arrivals {
                var ways: [[Arrival]] = []
                if let last = arrivals.first(where: { $0.point == flow.point }) {
                    ways = self.ways(endingWith: [last], byAddress)
                }
                if endpoint.coinjoin != nil, let point = flow.point, seededEntries.contains(point) {
                    ways.append([
                        Arrival(
                            point: point, owner: "", tainted: flow.tainted, rests: true, place: -1, turn: -1,
                            isStart: true,
                            parents: [], senders: [])
                    ])
                }
                for way in ways where best.isEmpty || isBetter(way, than: best) { best = way }
            }
            answer.endpoints[place].path = best.map(\.point)
        }
    }

    private func ways(endingWith tail: [Arrival], _ byAddress: Bool) -> [[Arrival]] {
        var found: [[Arrival]] = tail[0].isStart ? [tail] : []
        for before in arrivals where before.rests && before.place != tail[0].place {
            let leadsOn =
                byAddress
                ? tail[0].senders.contains(before.owner) && before.turn < tail[0].turn
                : tail[0].parents.contains(before.point)
            if leadsOn { found += ways(endingWith: [before] + tail, byAddress) }
        }
        return found
    }

    private func isBetter(_ a: [Arrival], than b: [Arrival]) -> Bool {
        let (widthA, widthB) = (a.map(\.tainted).min()!, b.map(\.tainted).min()!)
        if widthA != widthB { return widthA > widthB }
        if a.count != b.count { return a.count < b.count }
        for (x, y) in zip(a.reversed(), b.reversed()) where x.point != y.point {
            return (x.place, x.point.vout) < (y.place, y.point.vout)
        }
        return false
    }
}
