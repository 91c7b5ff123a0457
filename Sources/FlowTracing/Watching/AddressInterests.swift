/// Addresses that somebody waits for: seeds and stops of cases may name some that no transfer has shown yet, and opening
/// balances some that will only come.
struct AddressInterests: ~Copyable {
    struct Interest {
        var seeds: [SeedReference] = []
        /// Cases that stop there.
        var stops: [UInt32] = []
    }

    private var awaited: [Address: Interest] = [:]
    /// Lets through whom somebody waits for, or waited.
    private let filter = AddressFilter(expecting: 1 << 17)
    private var opening: Opening
    private var openingsOf: [Address: [OpeningBalance]] = [:]

    init(_ opening: Opening) {
        self.opening = opening
        if case .given(let list) = opening {
            for balance in list { openingsOf[balance.address, default: []].append(balance) }
        }
    }

    var isEmpty: Bool { awaited.isEmpty }

    mutating func add(_ address: Address, seed: SeedReference) {
        filter.insert(address)
        awaited[address, default: Interest()].seeds.append(seed)
    }

    mutating func add(_ address: Address, stopOf number: UInt32) {
        filter.insert(address)
        awaited[address, default: Interest()].stops.append(number)
    }

    mutating func take(_ address: Address) -> Interest? {
        filter.mayContain(address) ? awaited.removeValue(forKey: address) : nil
    }

    mutating func remove(_ number: UInt32, _ addresses: some Sequence<Address>) {
        for address in addresses {
            guard var interest = awaited[address] else { continue }
            interest.seeds.removeAll { $0.caseNumber == number }
            interest.stops.removeAll { $0 == number }
            awaited[address] = interest.seeds.isEmpty && interest.stops.isEmpty ? nil : interest
        }
    }

    /// Opening balances of keys that are known only now: their address or their asset is new.
    ///
    /// - Complexity: O(new addresses), and O(openings) whenever an asset has come.
    func openings(_ ledger: Ledger, addresses: Range<Int>, assets: Range<Int>) -> [Key: Amount] {
        guard !openingsOf.isEmpty else { return [:] }
        var found: [Key: Amount] = [:]
        func add(_ balance: OpeningBalance, _ address: AddressID) {
            for asset in ledger.assets(called: balance.asset, chain: Chain.canonicalName(balance.chain))
            where addresses.contains(Int(address)) || assets.contains(Int(asset)) {
                found[Key(address: address, asset: asset)] = balance.amount
            }
        }
        if assets.isEmpty {
            for id in addresses {
                for balance in openingsOf[ledger.address(AddressID(id))] ?? [] { add(balance, AddressID(id)) }
            }
        } else if case .given(let list) = opening {
            for balance in list {
                if let id = ledger.find(balance.address) { add(balance, id) }
            }
        }
        return found
    }

    /// All opening balances, as a trace takes them.
    func source(_ ledger: Ledger) -> OpeningSource {
        openingsOf.isEmpty ? .observed : .given(Tracer.given(opening, ledger))
    }

    func opening(of key: Key, _ ledger: Ledger) -> Amount {
        guard case .given(let amounts) = source(ledger) else { return 0 }
        return amounts[key] ?? 0
    }
}
