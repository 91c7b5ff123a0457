/// Which addresses of one chain are attributed, and as what. One byte an address, so that a pass asks it for every row.
final class ExposureSources: Sendable {
    /// By address: `plain`, `null`, or the number of its source and one.
    let marks: Column<UInt8>
    /// The sources met, each the pairs of one or more addresses: bit by place in `classes`.
    let sources: [UInt64]
    /// All pairs met, sorted.
    let classes: [ExposureClass]

    static var plain: UInt8 { 0 }
    static var null: UInt8 { .max }

    /// - Throws: `FlowError.refused` where the tags name more pairs, or more sets of pairs, than a pass can tell apart.
    /// - Complexity: O(tagged addresses + addresses of the ledger).
    init(
        _ ledger: Ledger, chain: ChainID, attribution: Attribution, options: ScreeningOptions
    ) throws(FlowError) {
        let name = ledger.chains[Int(chain)].name
        var found: [(id: AddressID, pairs: Set<ExposureClass>)] = []
        for id in attribution.taggedAddresses(in: ledger, chain: chain) where id < Ledger.firstScript {
            let pairs = ExposureSources.pairs(attribution.tags(of: ledger.address(id), chain: name), options)
            if !pairs.isEmpty { found.append((id, pairs)) }
        }
        classes = Set(found.flatMap(\.pairs)).sorted()
        guard classes.count <= ScreeningOptions.mostClasses else {
            throw .refused(
                "the labels of \(name) name \(classes.count) categories on their kinds of lists, and a screening tells "
                    + "\(ScreeningOptions.mostClasses) apart: give fewer lists")
        }
        let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let masks = found.map { one in one.pairs.reduce(into: UInt64(0)) { $0 |= 1 << UInt64(places[$1] ?? 0) } }
        // Numbered by what they are, not by which address came first: the order of tags decides nothing.
        sources = Set(masks).sorted()
        guard sources.count <= ScreeningOptions.mostSources else {
            throw .refused(
                "the labels of \(name) combine their categories in \(sources.count) ways, and a screening tells "
                    + "\(ScreeningOptions.mostSources) apart: give fewer lists")
        }
        let numbers = Dictionary(uniqueKeysWithValues: sources.enumerated().map { ($1, UInt8($0 + 1)) })
        let bytes = Column<UInt8>(zeros: ledger.addressCount)
        for (one, mask) in zip(found, masks) { bytes[one.id] = numbers[mask] ?? ExposureSources.plain }
        for null in [ledger.nullBytes, ledger.nullText] where null != .max { bytes[null] = ExposureSources.null }
        marks = bytes
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
