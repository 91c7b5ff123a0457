import CFlowKernels

/// A ledger with what a run knows about its addresses: who stops a trace, by what right. Built once, read by all cases.
final class TraceField: Sendable {
    let ledger: Ledger
    let attribution: Attribution
    /// One byte an address and chain; see `Standing`.
    let standings: [StandingColumn]
    /// The same of every address on a UTXO chain: such an address belongs to one chain.
    let scriptStandings: Column<UInt8>
    /// Tags stand in a source: an address' standing is looked up when it is first asked for, and kept. Whoever comes first
    /// writes the byte that any other would.
    let isLookedUp: Bool
    /// An array cannot hold a column itself. Sendable because only the field that is made from it writes to it.
    final class StandingColumn: @unchecked Sendable {
        var bytes: Column<UInt8>
        /// Every standing of the chain has been looked up.
        var isComplete = false
        init(_ bytes: consuming Column<UInt8>) { self.bytes = bytes }
    }
    private let stops: Set<Address>
    /// Lets through what has a standing; made where a field grows.
    private let filter: SharedFilter
    private final class SharedFilter: Sendable {
        let addresses: AddressFilter
        init(_ addresses: consuming AddressFilter) { self.addresses = addresses }
    }

    /// What an address is to every case of the run.
    struct Standing: OptionSet, Sendable {
        let rawValue: UInt8
        static let roleMask: UInt8 = 3
        /// Named with `--stop`.
        static let stop = Standing(rawValue: 4)
        /// Value to it is burned, value from it minted.
        static let null = Standing(rawValue: 8)
        /// Some list says something about it.
        static let labelled = Standing(rawValue: 16)
        /// What it receives nobody can ever spend.
        static let burned = Standing(rawValue: 32)
        /// Of a field that looks standings up: there is a tag, if only a counterparty's.
        static let mentioned = Standing(rawValue: 64)
        /// Of a field that looks standings up: this one has been.
        static let known = Standing(rawValue: 128)
        var role: Role { Role(rawValue: rawValue & Standing.roleMask) ?? .none }
    }

    /// - Parameter grows: `init(growing:to:)` will be asked; a field of an empty ledger always grows.
    init(ledger: Ledger, attribution: Attribution, stops: [Address], grows: Bool = false) {
        let grows = grows || ledger.count == 0
        self.ledger = ledger
        self.attribution = attribution
        isLookedUp = attribution.source != nil
        self.stops = Set(stops)
        let filter = AddressFilter(expecting: grows ? attribution.addresses.count + stops.count : 0)
        if grows {
            for address in attribution.addresses { filter.insert(address) }
            for address in stops { filter.insert(address) }
        }
        self.filter = SharedFilter(filter)
        let places = attribution.addresses.compactMap { address in
            ledger.find(address).flatMap { $0 < Ledger.firstScript ? (id: Int($0), address: address) : nil }
        }
        standings = ledger.chains.indices.map { chain in
            let column = TraceField.column(chain, ledger, attribution)
            let base = column.bytes.base
            // Tags given decide together with those of the source: what is known of the source's alone does not count.
            for (id, _) in places { base[id] &= ~TraceField.byTags }
            for (id, address) in places {
                base[id] |= TraceField.standing(address, ledger.chains[chain].name, attribution, [])
            }
            for address in stops {
                if let id = ledger.find(address), id < Ledger.firstScript { base[Int(id)] |= Standing.stop.rawValue }
            }
            for null in [ledger.nullBytes, ledger.nullText] where null != .max {
                column.bytes[null] |= Standing.null.rawValue
            }
            return column
        }
        scriptStandings = TraceField.scriptStandings(ledger, attribution, stops)
    }

    /// The field `old` on a ledger that has grown: its addresses and chains have kept their numbers. Takes over the
    /// standings of `old`, which must not be used any more.
    /// The first of them was made to grow.
    ///
    /// - Complexity: O(new addresses), and O(addresses) for each new chain.
    init(growing old: TraceField, to ledger: Ledger) {
        (self.ledger, attribution, stops, filter) = (ledger, old.attribution, old.stops, old.filter)
        isLookedUp = old.isLookedUp
        var columns = old.standings
        while columns.count < ledger.chains.count { columns.append(StandingColumn(Column())) }
        let firstNew = columns.map { $0.bytes.count }
        for (column, chain) in zip(columns, ledger.chains) {
            let known = column.bytes.count
            column.bytes.resize(to: ledger.addressCount, filling: 0)
            if !attribution.addresses.isEmpty || !stops.isEmpty {
                for id in known..<ledger.addressCount {
                    let address = ledger.addressTable[AddressID(id)]
                    if !filter.addresses.mayContain(address) { continue }
                    column.bytes[id] = TraceField.standing(address, chain.name, attribution, stops)
                }
            }
            for null in [ledger.nullBytes, ledger.nullText] where null != .max && null >= known {
                column.bytes[null] |= Standing.null.rawValue
            }
        }
        standings = columns
        scriptStandings = TraceField.scriptStandings(ledger, attribution, Array(stops))
        guard isLookedUp else { return }
        for chain in columns.indices { lookUp(from: firstNew[chain], chain: ChainID(chain)) }
    }

    private static func standing(
        _ address: Address, _ chain: String, _ attribution: Attribution, _ stops: Set<Address>
    ) -> UInt8 {
        var standing = stops.contains(address) ? Standing.stop.rawValue : 0
        guard attribution.hasGiven(address) else { return standing }
        if attribution.source != nil { standing |= Standing.known.rawValue | Standing.mentioned.rawValue }
        if let tag = attribution.decidingTag(of: address, chain: chain) {
            standing |= tag.role.rawValue | Standing.labelled.rawValue
        }
        return standing
    }

    private static func scriptStandings(
        _ ledger: Ledger, _ attribution: Attribution, _ stops: [Address]
    ) -> Column<UInt8> {
        var isResolved = false
        let bytes = attribution.standings(chain: nil, count: ledger.scripts.count, isResolved: &isResolved)
        guard ledger.scripts.count > 0 else { return bytes }
        func number(_ address: Address) -> (UInt32, ScriptAddress)? {
            guard case .script(let script) = address, let number = ledger.scripts.find(script) else { return nil }
            return (number, script)
        }
        for address in attribution.addresses {
            if let (number, _) = number(address) { bytes[number] &= ~TraceField.byTags }
        }
        for address in attribution.addresses {
            guard let (number, script) = number(address) else { continue }
            bytes[number] |= standing(address, script.network.chainName, attribution, [])
        }
        for address in stops {
            if let (number, _) = number(address) { bytes[number] |= Standing.stop.rawValue }
        }
        for network in ScriptNetwork.allCases {
            let data = ScriptAddress(network: network, kind: .data, payload: Hash32(0, 0, 0, 0))
            if let number = ledger.scripts.find(data) { bytes[number] |= Standing.burned.rawValue }
        }
        return bytes
    }

    var byteCount: Int { standings.reduce(scriptStandings.byteCount) { $0 + $1.bytes.byteCount } }

    @inline(__always)
    func standing(_ address: AddressID, chain: ChainID) -> Standing {
        if address >= Ledger.firstScript {
            // Nobody's: an owner that no source says, or a shielded pool.
            if address >= Ledger.shieldedPool { return [] }
            return standing(scriptStandings[address & ~Ledger.firstScript], of: address, chain: chain)
        }
        return standing(standings[Int(chain)].bytes[address], of: address, chain: chain)
    }

    /// What `byte` says, read from where the standing of `address` is kept; looked up where nobody has yet.
    @inline(__always)
    func standing(_ byte: UInt8, of address: AddressID, chain: ChainID) -> Standing {
        if isLookedUp && byte & Standing.known.rawValue == 0 { return lookUp(address, chain: chain) }
        return Standing(rawValue: byte & ~Standing.known.rawValue)
    }

    /// Asks for the standing of a script's address.
    @inline(__always)
    func prefetchStanding(ofScript number: UInt32) { flow_prefetch_read(scriptStandings.base + Int(number)) }

    /// A byte an address; lives as long as the field. Of a field that looks standings up, `standing(_:of:chain:)` says what
    /// a byte means, unless all have been looked up.
    func standings(onChain chain: ChainID) -> UnsafePointer<UInt8> { UnsafePointer(standings[Int(chain)].bytes.base) }

    func tags(of address: AddressID, chain: ChainID) -> [Tag] {
        if attribution.isEmpty { return [] }
        if isLookedUp, !standing(address, chain: chain).contains(.mentioned) { return [] }
        return attribution.tags(of: ledger.address(address), chain: ledger.chains[Int(chain)].name)
    }
}

/// Decides whether an unlabelled address behaves like a service: heuristic `behaviour-guard`, version 1.
///
/// Counts over the whole ledger read, both directions, any asset.
struct GuardJudge: ~Copyable {
    private let ledger: Ledger
    private let graph: FlowGraph
    private let limits: BehaviourGuard
    private var known: [AddressID: GuardFinding?] = [:]

    init(ledger: Ledger, graph: FlowGraph, limits: BehaviourGuard) {
        (self.ledger, self.graph, self.limits) = (ledger, graph, limits)
    }

    /// - Complexity: O(1) below the transfer threshold, else O(transfers of the address), once.
    mutating func finding(_ address: AddressID) -> GuardFinding? {
        let isScript = address >= Ledger.firstScript
        if isScript, let answer = known[address] { return answer }
        let transfers = isScript ? outputDegree(address) : graph.degree(address)
        if transfers < limits.transfers { return nil }
        if let answer = known[address] { return answer }
        var counterparties: Set<AddressID> = []
        if !isScript {
            for row in graph.sentRows(address) { counterparties.insert(ledger.recipient(Int(row))) }
            for row in graph.receivedRows(address) { counterparties.insert(ledger.sender(Int(row))) }
        } else {
            addOutputCounterparties(of: address, to: &counterparties)
        }
        counterparties.remove(address)
        let finding: GuardFinding? =
            counterparties.count >= limits.counterparties
            ? GuardFinding(address: address, counterparties: counterparties.count, transfers: transfers) : nil
        known[address] = .some(finding)
        return finding
    }
}

/// On UTXO chains an address' transfers are its outputs, received and spent; its counterparties are those it shares a
/// transaction with, on the other side.
extension GuardJudge {
    private func outputDegree(_ address: AddressID) -> Int {
        var count = 0
        for (place, chain) in ledger.outputChains.enumerated() {
            for output in graph.owners[place].index.outputs(of: address & ~Ledger.firstScript) {
                count += chain.spender(Int(output)) == nil ? 1 : 2
            }
        }
        return count
    }

    private func addOutputCounterparties(of address: AddressID, to parties: inout Set<AddressID>) {
        for (place, chain) in ledger.outputChains.enumerated() {
            for output in graph.owners[place].index.outputs(of: address & ~Ledger.firstScript) {
                if let created = chain.transaction(ofOutput: Int(output)) {
                    for input in chain.inputs(of: created) {
                        if let owner = chain.owner(chain.source(input)) { parties.insert(Ledger.firstScript | owner) }
                    }
                }
                if let spent = chain.spender(Int(output)) {
                    for other in chain.outputs(of: spent) {
                        if let owner = chain.owner(other) { parties.insert(Ledger.firstScript | owner) }
                    }
                }
            }
        }
    }
}
