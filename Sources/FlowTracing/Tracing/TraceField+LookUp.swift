/// Standings that are looked up in the attribution's source.
extension TraceField {
    @inline(never)
    func lookUp(_ address: AddressID, chain: ChainID) -> Standing {
        let place =
            address >= Ledger.firstScript
            ? scriptStandings.base + Int(address & ~Ledger.firstScript)
            : standings[Int(chain)].bytes.base + Int(address)
        let mention =
            attribution.source?.mention(of: ledger.address(address), chain: ledger.chains[Int(chain)].name)
            ?? TagMention.none
        place.pointee |= Standing(mention).rawValue | Standing.known.rawValue
        return Standing(rawValue: place.pointee & ~Standing.known.rawValue)
    }

    /// Looks up every address of the account chains: who is about to visit most of them saves the waiting.
    ///
    /// - Complexity: O(addresses), once.
    func lookUpAll() {
        guard isLookedUp else { return }
        for chain in standings.indices where !standings[chain].isComplete { lookUp(from: 0, chain: ChainID(chain)) }
    }

    /// What is known of every address of a chain before anybody asks, or that nothing is.
    static func column(_ chain: Int, _ ledger: Ledger, _ attribution: Attribution) -> StandingColumn {
        var isResolved = false
        let column = StandingColumn(
            attribution.standings(chain: chain, count: ledger.addressCount, isResolved: &isResolved))
        column.isComplete = isResolved
        return column
    }

    /// What of a byte the tags of an address decide.
    static let byTags = Standing([.labelled, .mentioned]).rawValue | Standing.roleMask

    /// Looks up the addresses from `first` on, the last that are not known yet.
    func lookUp(from first: Int, chain: ChainID) {
        let column = standings[Int(chain)]
        let base = column.bytes.base
        let addresses = first..<column.bytes.count
        attribution.eachMention(in: ledger, addresses, chain: ledger.chains[Int(chain)].name) { id, mention in
            let place = base + Int(id)
            if place.pointee & Standing.known.rawValue == 0 {
                place.pointee |= Standing(mention).rawValue | Standing.known.rawValue
            }
        }
        column.isComplete = true
    }
}

extension TraceField.Standing {
    @inline(__always)
    init(_ mention: TagMention) {
        guard mention != .none else {
            self = []
            return
        }
        let role = mention.role.map { $0.rawValue | TraceField.Standing.labelled.rawValue } ?? 0
        self.init(rawValue: role | TraceField.Standing.mentioned.rawValue)
    }
}
