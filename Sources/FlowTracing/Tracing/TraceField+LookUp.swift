/// Standings that are looked up in the attribution's source.
extension TraceField {
    @inline(never)
    func lookUp(_ address: AddressID, chain: ChainID) -> Standing {
        let place =
            address >= Ledger.firstScript
            ? scriptStandings.base + Int(address & ~Ledger.firstScript)
            : standings[Int(chain)].bytes.base + Int(address)
        if let role = attribution.source?.role(of: ledger.address(address), chain: ledger.chains[Int(chain)].name) {
            place.pointee |= role.rawValue | Standing.labelled.rawValue
        }
        place.pointee |= Standing.known.rawValue
        return Standing(rawValue: place.pointee & ~Standing.known.rawValue)
    }

    /// Looks up every address of the account chains: who is about to visit most of them saves the waiting.
    ///
    /// - Complexity: O(addresses), once.
    func lookUpAll() {
        guard isLookedUp else { return }
        for chain in standings.indices where !standings[chain].isComplete { lookUp(from: 0, chain: ChainID(chain)) }
    }

    /// Looks up the addresses from `first` on, the last that are not known yet.
    func lookUp(from first: Int, chain: ChainID) {
        let column = standings[Int(chain)]
        let base = column.bytes.base
        attribution.eachRole(in: ledger, first..<column.bytes.count, chain: ledger.chains[Int(chain)].name) {
            id, role in
            if base[Int(id)] & Standing.known.rawValue == 0, let role {
                base[Int(id)] |= role.rawValue | Standing.labelled.rawValue
            }
            base[Int(id)] |= Standing.known.rawValue
        }
        column.isComplete = true
    }
}
