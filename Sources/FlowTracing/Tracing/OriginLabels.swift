/// The origins that a backward question meets, numbered: the labels of its compositions.
struct OriginLabels {
    struct Key: Hashable {
        var kind: Origin.Kind
        var address: AddressID
    }

    private var numbers: [Key: Int] = [:]
    /// By number, each with the fewest transfers between it and a target.
    private(set) var met: [(key: Key, hop: Int)] = []

    /// The number of an origin that is `hop` transfers back.
    ///
    /// - Complexity: O(1) expected.
    mutating func label(_ kind: Origin.Kind, _ address: AddressID, hop: Int) -> Int {
        let key = Key(kind: kind, address: address)
        if let known = numbers[key] {
            met[known].hop = min(met[known].hop, hop)
            return known
        }
        numbers[key] = met.count
        met.append((key, hop))
        return met.count - 1
    }

    /// The origin of number `label`, with what is known of its address.
    func origin(_ label: Int, asset: AssetID, amount: Amount?, in field: TraceField) -> Origin {
        let (key, hop) = met[label]
        // Words that stand for nobody's address have no tags.
        let chain = field.ledger.assets[Int(asset)].chain
        let tags = key.address >= Ledger.shieldedPool ? [] : field.tags(of: key.address, chain: chain)
        return Origin(
            kind: key.kind, address: key.address, tag: tags.first { $0.role != .none } ?? tags.first, amount: amount,
            minHops: hop)
    }
}

extension AssetOrigins {
    /// Largest amount first, then by address as it is written.
    mutating func sort(_ ledger: Ledger) {
        // Writing a script's address takes a checksum: once each.
        let written = origins.map { origin in
            (origin: origin, text: origin.address < Ledger.firstScript ? "" : ledger.text(origin.address, asset: asset))
        }
        origins = written.sorted { a, b in
            if a.origin.amount != b.origin.amount { return (a.origin.amount ?? 0) > (b.origin.amount ?? 0) }
            if a.text != b.text { return a.text < b.text }
            if a.origin.address != b.origin.address, a.text.isEmpty {
                return ledger.precedes(a.origin.address, b.origin.address)
            }
            return a.origin.kind.rawValue < b.origin.kind.rawValue
        }.map(\.origin)
    }
}
