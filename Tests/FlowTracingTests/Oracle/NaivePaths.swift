extension NaiveRun {
    /// Beyond this many tainted transfers the paths are not enumerated (and not compared).
    static let mostTransfersForPaths = 11

    /// Every way from a seed transfer to each endpoint, by brute force; the widest, then the shortest, then the one
    /// whose last differing transfer is earlier.
    ///
    /// A way goes on from where value came to rest: an arrival that was booked elsewhere leads nowhere.
    mutating func addPaths(ledger: NaiveLedger, seeded: Set<Int>, crossesAssets: Bool) {
        guard arrivals.count <= NaiveRun.mostTransfersForPaths else { return }
        for (asset, answer) in assets {
            for (place, endpoint) in answer.endpoints.enumerated() {
                var best: [Arrival] = []
                for last in arrivals
                where endpoint.arrivals.contains(where: { $0.row == last.row }) && last.asset == asset {
                    for way in ways(endingWith: [last], ledger: ledger, seeded: seeded, crossesAssets: crossesAssets)
                    where best.isEmpty || NaiveRun.isBetter(way, than: best) {
                        best = way
                    }
                }
                assets[asset]!.endpoints[place].path = best.map(\.row)
            }
        }
    }

    private func ways(
        endingWith tail: [Arrival], ledger: NaiveLedger, seeded: Set<Int>, crossesAssets: Bool
    ) -> [[Arrival]] {
        var found: [[Arrival]] = seeded.contains(tail[0].row) ? [tail] : []
        for before in arrivals
        where before.rests && before.row < tail[0].row && ledger.rows[before.row].to == ledger.rows[tail[0].row].from
            && (crossesAssets ? before.asset.chain == tail[0].asset.chain : before.asset == tail[0].asset)
        {
            found += ways(endingWith: [before] + tail, ledger: ledger, seeded: seeded, crossesAssets: crossesAssets)
        }
        return found
    }

    private static func isBetter(_ a: [Arrival], than b: [Arrival]) -> Bool {
        let (widthA, widthB) = (a.map(\.tainted).min()!, b.map(\.tainted).min()!)
        if widthA != widthB { return widthA > widthB }
        if a.count != b.count { return a.count < b.count }
        for (x, y) in zip(a.reversed(), b.reversed()) where x.row != y.row { return x.row < y.row }
        return false
    }
}
