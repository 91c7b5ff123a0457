/// Screens a ledger: how much of what addresses received and sent comes from, or goes to, whom. `Exposure` defines it.
/// Nothing here is one score, and no two kinds of lists are ever added up as one.
///
/// Every asset is one pass each way over its rows, or over the transactions of its UTXO chain, for all addresses at once.
/// Where few addresses of account chains are asked about and an index is there, the same pass runs over the rows that can
/// decide them alone, with the same numbers.
public struct Screening: Sendable {
    public let ledger: Ledger
    public let options: ScreeningOptions
    /// What addresses count as; `nil`: every address by itself.
    public let entities: ScreeningEntities?
    /// Assets whose transfers are not screened because all that moves of them together reaches 2¹²¹: a sum over the 64
    /// classes must stay below 2¹²⁸. No coin comes near; tokens made to break programs do.
    public let leftOut: [AssetID]
    private let graph: FlowGraph?
    /// By chain.
    private let sources: [ExposureSources]
    /// By place of the UTXO chain.
    private let outputs: [ScreenedOutputs]
    /// The rows before it are read.
    private let end: Int

    /// Bytes that the holdings of one pass take at most, as far as one source at a time allows: more sources take more
    /// passes.
    var passBytes = 2 << 30

    /// - Parameters:
    ///   - entities: clusters to be screened as one; an inference.
    ///   - graph: rows by address; without it every question is answered by passes over the whole ledger.
    /// - Throws: `FlowError.malformed` for options out of range, `refused` for labels of more categories than are told
    ///   apart.
    /// - Complexity: O(tagged addresses + addresses), and O(coins) of UTXO chains.
    public init(
        ledger: Ledger, attribution: Attribution, options: ScreeningOptions = ScreeningOptions(),
        entities: ScreeningEntities? = nil, graph: FlowGraph? = nil
    ) throws(FlowError) {
        try options.check()
        (self.ledger, self.options, self.entities) = (ledger, options, entities)
        // An index knows the addresses of the ledger, not who they are together.
        self.graph = entities == nil ? graph : nil
        end = options.asOf.map { Int(ledger.firstRow(after: $0)) } ?? ledger.count
        var outputs: [ScreenedOutputs] = []
        for chain in ledger.outputChains {
            outputs.append(
                try ScreenedOutputs(ledger, chain, attribution: attribution, options: options, entities: entities))
        }
        var sources: [ExposureSources] = []
        for chain in ledger.chains.indices.map(ChainID.init) {
            if let known = outputs.first(where: { $0.outputs.chain == chain }) {
                sources.append(known.sources)
            } else {
                sources.append(
                    try ExposureSources(
                        ledger, chain: chain, attribution: attribution, options: options, entities: entities))
            }
        }
        (self.sources, self.outputs) = (sources, outputs)
        leftOut = ledger.assetTotals.indices.filter { ledger.assetTotals[$0] >> 121 != 0 }.map(AssetID.init)
    }

    /// Every (category, kind of list) that attributes an address of this ledger, sorted.
    public var classes: [ExposureClass] { Set(sources.flatMap(\.classes)).sorted() }

    /// What an answer cost.
    public struct Cost: Sendable, Equatable {
        /// Rows gone through, once each way and pass; of UTXO chains transactions.
        public var rows = 0
        /// Most bytes that holdings took at one time.
        public var stateBytes = 0
    }

    /// Hands over the exposure of every address that received or sent anything, by asset in the order of names, then
    /// direction, then address: by its number, or where `sorted`, as it is written (on a UTXO chain by kind of script,
    /// then by what it locks with). Of a cluster only its first member is handed over.
    ///
    /// - Complexity: O(rows · lanes that hold something).
    @discardableResult
    public func all(sorted: Bool = false, _ body: (Exposure) -> Void) -> Cost {
        var cost = Cost()
        let memory = Memory()
        let byAsset = RowsByAsset(rowLedger, before: end)
        for asset in assetsInOrder() {
            if byAsset.count(asset) > 0, !leftOut.contains(asset) {
                screen(asset, ScreeningRows(rowLedger, byAsset[asset]), memory, cost: &cost) { rows in
                    var keys = Array(0..<rows.keyCount)
                    if sorted { keys.sort { ledger.precedes(rows.address(ofKey: $0), rows.address(ofKey: $1)) } }
                    return keys
                } body: {
                    body($0)
                }
            }
            for chain in outputs where chain.outputs.asset == asset {
                screen(chain, sorted ? ledger.sortedScripts() : Array(0..<chain.keyCount), memory, &cost, body)
            }
        }
        return cost
    }

    /// The exposure of some addresses, in their order, then by asset and direction; nothing for an asset that an address
    /// never moved. What is said of an address that clusters join with others is said of all of them together.
    ///
    /// - Complexity: O(rows of the keys within `hops` transfers), or of the whole ledger where those are many; of a UTXO
    ///   chain O(coins).
    public func exposures(of addresses: [AddressID]) -> [Exposure] {
        var names: [AddressID: [AddressID]] = [:]
        for address in addresses where address < Ledger.shieldedPool && names[address] == nil {
            names[address] = self.names(of: address)
        }
        let wanted = names.values.flatMap { $0 }
        var found: [AddressID: [(place: Int, exposure: Exposure)]] = [:]
        var count = 0
        screen(wanted) {
            found[$0.address, default: []].append((count, $0))
            count += 1
        }
        var asked: Set<AddressID> = []
        return addresses.filter { asked.insert($0).inserted }.flatMap { address in
            let own = (names[address] ?? []).flatMap { found[$0] ?? [] }.sorted { $0.place < $1.place }
            return own.compactMap { _, exposure in
                var exposure = exposure
                guard let entities else { return exposure }
                // The first member on one chain may be somebody else on another.
                let chain = ledger.assets[Int(exposure.asset)].chain
                if entities.name(of: address, chain: chain) != exposure.address { return nil }
                exposure.address = address
                return exposure
            }
        }
    }

    /// What groups of addresses of account chains received from others and sent to others; nothing for an asset that none
    /// of a group ever moved. Between members nothing is added to what is attributed, but totals are all that they received
    /// (sent). Each member holds for itself, so that no group changes what is said of another.
    ///
    /// - Returns: `address` is the first of a group.
    /// - Complexity: O(rows) a pass.
    func exposures(of groups: ScreeningGroups) -> [Exposure] {
        guard groups.count > 0 else { return [] }
        var cost = Cost()
        let memory = Memory()
        let byAsset = RowsByAsset(rowLedger, before: end)
        var found: [Exposure] = []
        for asset in assetsInOrder() where byAsset.count(asset) > 0 && !leftOut.contains(asset) {
            screen(asset, ScreeningRows(rowLedger, byAsset[asset]), memory, cost: &cost, groups: groups) { rows in
                Array(rows.keyCount..<rows.keyCount + groups.count)
            } body: {
                found.append($0)
            }
        }
        return found
    }

    /// What an address counts as on any chain: itself, or the first members of its clusters.
    public func names(of address: AddressID) -> [AddressID] {
        guard let entities else { return [address] }
        return Set(ledger.chains.indices.map { entities.name(of: address, chain: ChainID($0)) }).sorted()
    }

    private func screen(_ wanted: [AddressID], _ body: (Exposure) -> Void) {
        var cost = Cost()
        let memory = Memory()
        let accounts = wanted.filter { $0 < Ledger.firstScript }
        let near = graph.flatMap { cone(of: accounts, $0) }
        let byAsset = RowsByAsset(rowLedger, before: near != nil || accounts.isEmpty ? 0 : end)
        for asset in assetsInOrder() {
            var rows = leftOut.contains(asset) ? nil : near?[asset].map { ScreeningRows(rowLedger, $0) }
            if byAsset.count(asset) > 0, !leftOut.contains(asset) {
                let all = ScreeningRows(rowLedger, byAsset[asset])
                if all.contains(Set(accounts), in: rowLedger) { rows = all }
            }
            if let rows {
                screen(asset, rows, memory, cost: &cost, keys: { $0.keys(of: accounts) }, body: body)
            }
            for chain in outputs where chain.outputs.asset == asset {
                let keys = chain.keys(of: wanted, in: ledger)
                if !keys.isEmpty { screen(chain, keys, memory, &cost, body) }
            }
        }
    }

    /// The rows with addresses as they count.
    private var rowLedger: Ledger { entities?.merged ?? ledger }

    private func cone(of addresses: [AddressID], _ graph: FlowGraph) -> [AssetID: [UInt32]]? {
        var cone = ScreeningCone(
            ledger: ledger, graph: graph, sources: sources, hops: options.hops, end: end,
            limit: max(ScreeningCone.fewRows, end / 8))
        guard cone.follow(addresses, options.directions), !graph.isDamaged else { return nil }
        return cone.rows
    }

    private func assetsInOrder() -> [AssetID] {
        ledger.assets.indices.map(AssetID.init).sorted { ledger.precedes(asset: $0, $1) }
    }

    /// What passes leave to the next.
    private final class Memory {
        var narrow = ScreeningHoldings<UInt64>()
        var wide = ScreeningHoldings<UInt128>()
    }

    private var directions: [Exposure.Direction] {
        Exposure.Direction.allCases.filter { options.directions.contains($0) }
    }

    // MARK: Account chains

    /// Runs the passes of one asset and hands over the exposures of the keys that `keys` chooses.
    private func screen(
        _ asset: AssetID, _ rows: ScreeningRows, _ memory: Memory, cost: inout Cost, groups: ScreeningGroups? = nil,
        keys: (ScreeningRows) -> [Int], body: (Exposure) -> Void
    ) {
        // The sum of all amounts bounds every balance and every part.
        if ledger.assetTotals[Int(asset)] >> 63 == 0 {
            run(asset, rows, groups, &memory.narrow, &cost, keys(rows), body)
        } else {
            run(asset, rows, groups, &memory.wide, &cost, keys(rows), body)
        }
    }

    private func run<Cell: ShareCell>(
        _ asset: AssetID, _ rows: ScreeningRows, _ groups: ScreeningGroups?,
        _ holdings: inout ScreeningHoldings<Cell>, _ cost: inout Cost, _ keys: [Int], _ body: (Exposure) -> Void
    ) {
        let sources = sources[Int(ledger.assets[Int(asset)].chain)]
        let directions = directions
        var answers = directions.map { _ in ExposureGathering(sources) }
        for batch in batches(
            sources, keys: rows.keyCount + (groups?.count ?? 0), cellBytes: MemoryLayout<Cell>.stride)
        {
            var pass = ScreeningPass(
                rowLedger, asset: asset, rows: rows, batch: batch, hops: options.hops, groups: groups,
                holdings: holdings)
            pass.runForward(sources.marks, tracksSources: directions.first == .received)
            cost.rows += rows.count
            for (place, direction) in directions.enumerated() {
                if direction == .sent {
                    pass.turn()
                    pass.runBackward(sources.marks)
                    cost.rows += rows.count
                }
                answers[place].gather(pass.holdings, keys, batch: batch, sources) { key, total, found in
                    let address = groups.map { $0.names[key - rows.keyCount] } ?? rows.address(ofKey: key)
                    body(Exposure(address, asset, direction, total: total, found))
                }
            }
            cost.stateBytes = max(cost.stateBytes, pass.byteCount)
            holdings = pass.finish()
        }
    }

    // MARK: UTXO chains

    private func screen(
        _ chain: ScreenedOutputs, _ keys: [Int], _ memory: Memory, _ cost: inout Cost, _ body: (Exposure) -> Void
    ) {
        if chain.total >> 63 == 0 {
            run(chain, &memory.narrow, &cost, keys, body)
        } else {
            run(chain, &memory.wide, &cost, keys, body)
        }
    }

    private func run<Cell: ShareCell>(
        _ chain: ScreenedOutputs, _ holdings: inout ScreeningHoldings<Cell>, _ cost: inout Cost, _ keys: [Int],
        _ body: (Exposure) -> Void
    ) {
        let coins = chain.outputs.columns.amounts.count
        for direction in directions {
            var answer = ExposureGathering(chain.sources)
            for batch in batches(chain.sources, keys: coins, cellBytes: MemoryLayout<Cell>.stride) {
                var pass = OutputScreeningPass(chain, batch: batch, hops: options.hops, holdings: holdings)
                pass.run(direction)
                cost.rows += chain.end
                answer.gather(pass.holdings, keys, batch: batch, chain.sources) { key, total, found in
                    let address = ScreenedOutputs.address(ofKey: key)
                    body(Exposure(address, chain.outputs.asset, direction, total: total, found))
                }
                cost.stateBytes = max(cost.stateBytes, pass.byteCount)
                holdings = pass.finish()
            }
        }
    }

    /// Sources in groups that one pass has lanes and memory for.
    private func batches(_ sources: ExposureSources, keys: Int, cellBytes: Int) -> [Range<Int>] {
        let count = sources.sources.count
        let perSource = keys * (options.hops + 1) * cellBytes
        let size = max(1, min(64 / options.hops, passBytes / max(1, perSource)))
        return count == 0 ? [0..<0] : stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
    }
}
