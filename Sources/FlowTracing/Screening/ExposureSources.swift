/// Which addresses of one chain are attributed, and as what. One byte an address, so that a pass asks it for every row.
final class ExposureSources: Sendable {
    /// By address: `plain`, `null`, or the number of its source and one.
    let marks: Column<UInt8>
    /// The same by script, on a UTXO chain.
    let scriptMarks: Column<UInt8>
    /// The source that stands for coinjoins, where the chain has any.
    let coinjoin: Int?
    /// The sources met, each the pairs of one or more addresses: bit by place in `classes`.
    let sources: [UInt64]
    /// All pairs met, sorted.
    let classes: [ExposureClass]

    static var plain: UInt8 { 0 }
    static var null: UInt8 { .max }

    /// - Parameters:
    ///   - entities: what addresses count as; a cluster is attributed as all its members are together.
    ///   - hasCoinJoins: some transactions are taken for coinjoins: a source of their own.
    /// - Throws: `FlowError.refused` where the tags name more pairs, or more sets of pairs, than a pass can tell apart.
    /// - Complexity: O(tagged addresses + addresses of the ledger).
    init(
        _ ledger: Ledger, chain: ChainID, attribution: Attribution, options: ScreeningOptions,
        entities: ScreeningEntities? = nil, hasCoinJoins: Bool = false
    ) throws(FlowError) {
        let name = ledger.chains[Int(chain)].name
        let network = ledger.outputs(on: chain)?.network
        var found: [AddressID: Set<ExposureClass>] = [:]
        for id in attribution.taggedAddresses(in: ledger, chain: chain) {
            let address = ledger.address(id)
            if case .script(let script) = address, script.network != network { continue }
            let pairs = ExposureSources.pairs(attribution.tags(of: address, chain: name), options)
            if !pairs.isEmpty { found[entities?.name(of: id, chain: chain) ?? id, default: []].formUnion(pairs) }
        }
        var all = found.values.reduce(into: Set()) { $0.formUnion($1) }
        if hasCoinJoins { all.insert(.coinjoin) }
        classes = all.sorted()
        guard classes.count <= ScreeningOptions.mostClasses else {
            throw .refused(
                "the labels of \(name) name \(classes.count) categories on their kinds of lists, and a screening tells "
                    + "\(ScreeningOptions.mostClasses) apart: give fewer lists")
        }
        let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        func mask(_ pairs: Set<ExposureClass>) -> UInt64 {
            pairs.reduce(into: 0) { $0 |= 1 << UInt64(places[$1] ?? 0) }
        }
        // Numbered by what they are, not by which address came first: the order of tags decides nothing.
        let masks = Set(found.values.map(mask)).union(hasCoinJoins ? [mask([.coinjoin])] : [])
        sources = masks.sorted()
        guard sources.count <= ScreeningOptions.mostSources else {
            throw .refused(
                "the labels of \(name) combine their categories in \(sources.count) ways, and a screening tells "
                    + "\(ScreeningOptions.mostSources) apart: give fewer lists")
        }
        coinjoin = hasCoinJoins ? sources.firstIndex(of: mask([.coinjoin])) : nil
        let numbers = Dictionary(uniqueKeysWithValues: sources.enumerated().map { ($1, UInt8($0 + 1)) })
        let bytes = Column<UInt8>(zeros: ledger.addressCount)
        let scriptBytes = Column<UInt8>(zeros: network == nil ? 0 : ledger.scriptCount)
        for (id, pairs) in found {
            let mark = numbers[mask(pairs)] ?? ExposureSources.plain
            if id < Ledger.firstScript {
                bytes[Int(id)] = mark
            } else if id < Ledger.shieldedPool {
                scriptBytes[Int(id & ~Ledger.firstScript)] = mark
            }
        }
        for null in [ledger.nullBytes, ledger.nullText] where null != .max { bytes[Int(null)] = ExposureSources.null }
        // What nobody can spend reached nobody; what comes out of a pool comes from nobody known.
        for kind in [ScriptKind.data, .shielded] {
            guard let network else { break }
            let script = ScriptAddress(network: network, kind: kind, payload: Hash32(0, 0, 0, 0))
            if let id = ledger.find(.script(script)) {
                scriptBytes[Int(id & ~Ledger.firstScript)] = ExposureSources.null
            }
        }
        marks = bytes
        scriptMarks = scriptBytes
    }

    /// The pairs that tags give an address: those of owners, with a category, sure enough, that hold.
    static func pairs(_ tags: [Tag], _ options: ScreeningOptions) -> Set<ExposureClass> {
        var pairs: Set<ExposureClass> = []
        for tag in tags where tag.relation == .owner && tag.confidence >= options.leastConfidence {
            guard let category = tag.category else { continue }
            if let asOf = options.asOf, !tag.holds(at: asOf) { continue }
            pairs.insert(ExposureClass(category, tag.kind))
        }
        return pairs
    }
}
