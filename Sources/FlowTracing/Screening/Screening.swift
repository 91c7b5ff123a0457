/// Screens the account chains of a ledger: how much of what addresses received and sent comes from, or goes to, whom.
/// `Exposure` defines it. Nothing here is one score, and no two kinds of lists are ever added up as one.
///
/// Every asset is one pass each way over its rows, for all addresses at once. Where few addresses are asked about and an
/// index is there, the same pass runs over the rows that can decide them alone, with the same numbers.
///
/// UTXO chains are not screened yet: `unscreenedChains` names them.
public struct Screening: Sendable {
    public let ledger: Ledger
    public let options: ScreeningOptions
    /// Assets that are not screened because all that moves of them together reaches 2¹²¹: a sum over the 64 classes must
    /// stay below 2¹²⁸. No coin comes near; tokens made to break programs do.
    public let leftOut: [AssetID]
    private let graph: FlowGraph?
    /// By chain.
    private let sources: [ExposureSources]
    /// The rows before it are read.
    private let end: Int

    /// Bytes that the holdings of one pass take at most, as far as one source at a time allows: more sources take more
    /// passes.
    var passBytes = 2 << 30

    /// - Parameter graph: rows by address; without it every question is answered by passes over the whole ledger.
    /// - Throws: `FlowError.malformed` for options out of range, `refused` for labels of more categories than are told
    ///   apart.
    /// - Complexity: O(tagged addresses + addresses).
    public init(
        ledger: Ledger, attribution: Attribution, options: ScreeningOptions = ScreeningOptions(),
        graph: FlowGraph? = nil
    ) throws(FlowError) {
        try options.check()
        (self.ledger, self.options, self.graph) = (ledger, options, graph)
        end = options.asOf.map { Int(ledger.firstRow(after: $0)) } ?? ledger.count
        var sources: [ExposureSources] = []
        for chain in ledger.chains.indices {
            sources.append(
                try ExposureSources(ledger, chain: ChainID(chain), attribution: attribution, options: options))
        }
        self.sources = sources
        leftOut = ledger.assetTotals.indices.filter { ledger.assetTotals[$0] >> 121 != 0 }.map(AssetID.init)
    }

    /// UTXO chains: nothing of them is screened.
    public var unscreenedChains: [String] { ledger.outputChains.map { ledger.chains[Int($0.chain)].name } }

    /// Every (category, kind of list) that attributes an address of this ledger, sorted.
    public var classes: [ExposureClass] { Set(sources.flatMap(\.classes)).sorted() }

    /// What the last of several answers cost.
    public struct Cost: Sendable, Equatable {
        /// Rows gone through, once each way and pass.
        public var rows = 0
        /// Most bytes that holdings took at one time.
        public var stateBytes = 0
    }

    /// Hands over the exposure of every address that received or sent anything, by asset in the order of names, then
    /// direction, then address: by its number, or where `sorted`, as it is written.
    ///
    /// - Complexity: O(rows · lanes that hold something).
    @discardableResult
    public func all(sorted: Bool = false, _ body: (Exposure) -> Void) -> Cost {
        var cost = Cost()
        let memory = Memory()
        let byAsset = RowsByAsset(ledger, before: end)
        for asset in assetsInOrder() where byAsset.count(asset) > 0 {
            screen(asset, ScreeningRows(ledger, byAsset[asset]), memory, cost: &cost) { rows in
                var keys = Array(0..<rows.keyCount)
                if sorted { keys.sort { ledger.precedes(rows.address(ofKey: $0), rows.address(ofKey: $1)) } }
                return keys
            } body: {
                body($0)
            }
        }
        return cost
    }

    /// The exposure of some addresses, in their order, then by asset and direction; nothing for an asset that an address
    /// never moved.
    ///
    /// - Complexity: O(rows of the keys within `hops` transfers), or of the whole ledger where those are many.
    public func exposures(of addresses: [AddressID]) -> [Exposure] {
        let wanted = addresses.filter { $0 < Ledger.firstScript }
        var found: [Exposure] = []
        var cost = Cost()
        let memory = Memory()
        func screen(_ asset: AssetID, _ rows: ScreeningRows) {
            self.screen(asset, rows, memory, cost: &cost) {
                $0.keys(of: wanted)
            } body: {
                found.append($0)
            }
        }
        if let graph, let cone = cone(of: wanted, graph) {
            for asset in assetsInOrder() {
                if let rows = cone[asset] { screen(asset, ScreeningRows(ledger, rows)) }
            }
        } else {
            let byAsset = RowsByAsset(ledger, before: end)
            for asset in assetsInOrder() where byAsset.count(asset) > 0 {
                let rows = ScreeningRows(ledger, byAsset[asset])
                if rows.contains(Set(wanted), in: ledger) { screen(asset, rows) }
            }
        }
        let places = Dictionary(wanted.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return found.enumerated().sorted {
            let (a, b) = (places[$0.element.address] ?? 0, places[$1.element.address] ?? 0)
            return a != b ? a < b : $0.offset < $1.offset
        }.map(\.element)
    }

    private func cone(of addresses: [AddressID], _ graph: FlowGraph) -> [AssetID: [UInt32]]? {
        var cone = ScreeningCone(
            ledger: ledger, graph: graph, sources: sources, hops: options.hops, end: end,
            limit: max(ScreeningCone.fewRows, end / 8))
        guard cone.follow(addresses, options.directions), !graph.isDamaged else { return nil }
        return cone.rows
    }

    private func assetsInOrder() -> [AssetID] {
        let others = Set(ledger.outputChains.map(\.asset) + leftOut)
        return ledger.assets.indices.map(AssetID.init).filter { !others.contains($0) }
            .sorted { ledger.precedes(asset: $0, $1) }
    }

    /// What passes leave to the next.
    private final class Memory {
        var narrow = ScreeningHoldings<UInt64>()
        var wide = ScreeningHoldings<UInt128>()
    }

    /// Runs the passes of one asset and hands over the exposures of the keys that `keys` chooses.
    private func screen(
        _ asset: AssetID, _ rows: ScreeningRows, _ memory: Memory, cost: inout Cost, keys: (ScreeningRows) -> [Int],
        body: (Exposure) -> Void
    ) {
        // The sum of all amounts bounds every balance and every part.
        if ledger.assetTotals[Int(asset)] >> 63 == 0 {
            run(asset, rows, &memory.narrow, &cost, keys(rows), body)
        } else {
            run(asset, rows, &memory.wide, &cost, keys(rows), body)
        }
    }

    private func run<Cell: ShareCell>(
        _ asset: AssetID, _ rows: ScreeningRows, _ holdings: inout ScreeningHoldings<Cell>, _ cost: inout Cost,
        _ keys: [Int], _ body: (Exposure) -> Void
    ) {
        let sources = sources[Int(ledger.assets[Int(asset)].chain)]
        let batches = batches(sources.sources.count, keys: rows.keyCount, cellBytes: MemoryLayout<Cell>.stride)
        let directions = Exposure.Direction.allCases.filter { options.directions.contains($0) }
        var answers = directions.map { _ in ExposureGathering(sources) }
        for batch in batches {
            let isLast = batch.upperBound == sources.sources.count
            var pass = ScreeningPass(
                ledger, asset: asset, rows: rows, batch: batch, hops: options.hops, holdings: holdings)
            pass.runForward(sources.marks, tracksSources: directions.first == .received)
            cost.rows += rows.count
            for (place, direction) in directions.enumerated() {
                if direction == .sent {
                    pass.turn()
                    pass.runBackward(sources.marks)
                    cost.rows += rows.count
                }
                answers[place].beginPass()
                for (number, key) in keys.enumerated() where pass.holdings.states[key].total != 0 {
                    answers[place].add(pass.holdings, key: key, number: number, batch: batch)
                    guard isLast else { continue }
                    let found = answers[place].take(number, sources)
                    body(
                        Exposure(
                            address: rows.address(ofKey: key), asset: asset, direction: direction,
                            total: Amount(truncatingIfNeeded: pass.holdings.states[key].total),
                            attributed: found.attributed, overlap: found.overlap, rows: found.rows))
                }
            }
            cost.stateBytes = max(cost.stateBytes, pass.byteCount)
            holdings = pass.finish()
        }
    }

    /// Sources in groups that one pass has lanes and memory for.
    private func batches(_ count: Int, keys: Int, cellBytes: Int) -> [Range<Int>] {
        let perSource = keys * (options.hops + 1) * cellBytes
        let size = max(1, min(64 / options.hops, passBytes / max(1, perSource)))
        return count == 0 ? [0..<0] : stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
    }
}
