/// Finds the rows that seeds of any case name, at a cost that does not grow with the number of cases: a bit in a filter
/// for every new transaction, a mark at every address.
struct SeedTable: ~Copyable {
    struct Hash: Hashable {
        var hash: Hash32
        var isText: Bool
    }

    private var byHash: [Hash: [SeedReference]] = [:]
    /// Transactions that are named by text; texts get numbers when the ledger first sees them.
    private var byText: [String: [SeedReference]] = [:]
    private var knownTexts = 0
    private var byAddress: [AddressID: [SeedReference]] = [:]
    /// About eight bits a hash, one of them set.
    private var filter = Column<UInt64>(repeating: 0, count: 1)
    private var hashCount = 0
    private let random = HashSeed()

    var byteCount: Int { filter.byteCount + 96 * (byHash.count + byText.count + byAddress.count) }

    mutating func add(_ reference: SeedReference, transactions: Set<TransactionHash>) {
        for transaction in transactions {
            switch transaction {
            case .bytes(let hash): add(reference, Hash(hash: hash, isText: false))
            case .text(let text): byText[text, default: []].append(reference)
            }
        }
    }

    private mutating func add(_ reference: SeedReference, _ hash: Hash) {
        byHash[hash, default: []].append(reference)
        hashCount = byHash.count
        if hashCount * 8 > filter.count * 64 {
            filter = Column(repeating: 0, count: filter.count * 4)
            for known in byHash.keys { set(known.hash) }
        } else {
            set(hash.hash)
        }
    }

    mutating func add(_ reference: SeedReference, address: AddressID) {
        byAddress[address, default: []].append(reference)
    }

    @inline(__always)
    private func bit(_ hash: Hash32) -> Int { Int(hash.seededHash(random) >> 32) & (filter.count * 64 - 1) }
    private func set(_ hash: Hash32) { filter[bit(hash) >> 6] |= 1 << UInt64(bit(hash) & 63) }

    /// Texts that the ledger has numbered since.
    mutating func learn(_ texts: [String]) {
        if knownTexts > texts.count { knownTexts = 0 }
        if !byText.isEmpty {
            for number in knownTexts..<texts.count {
                for reference in byText[texts[number]] ?? [] {
                    add(reference, Hash(hash: Hash32(UInt64(number), 0, 0, 0), isText: true))
                }
            }
        }
        knownTexts = texts.count
    }

    /// Texts are looked through again: seeds have come.
    mutating func relearn(_ texts: [String], for reference: SeedReference, transactions: Set<TransactionHash>) {
        for case .text(let wanted) in transactions {
            guard let number = texts.prefix(knownTexts).firstIndex(of: wanted) else { continue }
            add(reference, Hash(hash: Hash32(UInt64(number), 0, 0, 0), isText: true))
        }
    }

    /// Rows from `rows` whose transaction a seed names, in order.
    ///
    /// - Complexity: O(transactions), 32 bytes each in sequence.
    func rows(_ rows: Range<Int>, of ledger: Ledger) -> [(row: Int, reference: SeedReference)] {
        guard hashCount > 0, !rows.isEmpty else { return [] }
        var found: [(Int, SeedReference)] = []
        let hashes = ledger.columns.hashes.hashes.base
        let first = ledger.columns.hashes.ordinal(of: rows.lowerBound)
        let last = ledger.columns.hashes.ordinal(of: rows.upperBound - 1)
        for ordinal in first...last {
            let bit = bit(hashes[ordinal])
            if filter.base[bit >> 6] >> UInt64(bit & 63) & 1 == 0 { continue }
            let isText = ledger.columns.hashes.isText(ordinal: ordinal)
            guard let references = byHash[Hash(hash: hashes[ordinal], isText: isText)] else { continue }
            var row = max(rows.lowerBound, ledger.columns.hashes.firstRow(ofOrdinal: ordinal))
            while row < rows.upperBound && ledger.columns.hashes.ordinal(of: row) == ordinal {
                for reference in references { found.append((row, reference)) }
                row += 1
            }
        }
        return found
    }

    func at(_ address: AddressID) -> [SeedReference] { byAddress[address] ?? [] }

    /// Forgets a seed of a case that is gone.
    mutating func remove(_ reference: SeedReference, transactions: Set<TransactionHash>, addresses: [AddressID]) {
        func without(_ list: [SeedReference]?) -> [SeedReference]? {
            let rest = list?.filter { $0 != reference } ?? []
            return rest.isEmpty ? nil : rest
        }
        for transaction in transactions {
            switch transaction {
            case .bytes(let hash):
                let known = Hash(hash: hash, isText: false)
                byHash[known] = without(byHash[known])
            case .text(let text): byText[text] = without(byText[text])
            }
        }
        for address in addresses { byAddress[address] = without(byAddress[address]) }
    }
}
