import CFlowKernels

/// The state of a watch under one rule: every key's balance, and every case's taint.
///
/// Value moves as in any other trace, through `TracePass`, with one lane: each key of each case has a state of its own.
/// A state is opened when taint first arrives, with the key's balance as one clean lot older than any other, and given
/// up when no taint is left: up to then and from then on the key's balance says it all.
struct WatchFold<H: Holdings & ~Copyable>: ~Copyable {
    let options: WatchOptions
    var field: TraceField
    var ledger: Ledger
    /// Its slots are chains: they choose standings; states are given row by row.
    var pass: TracePass<H, EventLog>
    var balances = BalanceSheet()
    /// What an address is to the watch, one byte each; see `Mark`.
    var marks = Column<UInt8>()
    /// The row in which an address first sent to an endpoint; `.max` while it has not.
    var cashOuts = Column<UInt32>()
    var keys = WatchedKeys()
    var cases: [WatchedCase?] = []
    var numbers: [String: UInt32] = [:]
    var seeds = SeedTable()
    var interests: AddressInterests
    var journal = UndoJournal()
    var alerts = AlertLog()
    /// By chain: the highest block.
    var heads: [UInt64?] = []
    /// Rows followed.
    var count = 0
    /// Rows before it cannot be taken back.
    var floor = 0
    /// Rows with something tainted or a seed, ever: each has a number of its own.
    var tick: UInt64 = 0
    /// By case: the row that last seeded it, and the one in which its keys have sent.
    var seededAt = Column<UInt64>()
    var sentAt = Column<UInt64>()
    /// By case: the block in whose undo it stands.
    var savedIn = Column<UInt32>()
    /// By case: 1 where it has stops of its own.
    var hasStops = Column<UInt8>()
    /// Events of all cases.
    var eventCount = 0
    /// By key: the row in which it got its share.
    var servedAt = Column<UInt64>()
    /// By key: how taint first came there.
    var routes: [Route?] = []
    /// Whether the block under way can be taken back.
    var keepsUndo = false
    var run = Run(firstRow: 0, chain: 0, block: Run.noBlock, time: 0)
    /// After a fault that cannot be mended.
    var fault: FlowError?

    init(options: WatchOptions, attribution: Attribution) throws(FlowError) {
        self.options = options
        ledger = try LedgerBuilder().seal()
        field = TraceField(ledger: ledger, attribution: attribution, stops: options.stops)
        interests = AddressInterests(options.opening)
        pass = TracePass(
            field: field,
            options: PassOptions(
                slots: [], slotCount: 1, laneCount: 1, followsAddresses: options.rule == .reach,
                maxHops: options.maxHops.map { UInt32(clamping: $0) }, minAmount: options.minAmount,
                keepsOpenings: false, caseStops: [:]),
            states: 0, judge: nil)
    }

    /// What keys are told apart by, besides their addresses: assets, for `reach` chains.
    @inline(__always)
    func group(_ asset: AssetID) -> UInt32 {
        pass.options.followsAddresses ? UInt32(ledger.assets[Int(asset)].chain) : asset
    }

    /// Goes back to where the change begins and plays the rows from there.
    mutating func follow(_ ledger: Ledger, _ change: LedgerChange, into alerts: inout [Alert]) throws(FlowError) {
        if let fault { throw fault }
        precondition(change.count <= ledger.count, "a change of rows that are not there")
        guard change.firstRow <= count else {
            throw .refused("the watch stands at row \(count), the change begins at row \(change.firstRow)")
        }
        try rewind(to: change.firstRow)
        try see(ledger)
        try play(to: change.count, into: &alerts)
        self.alerts.settle(into: &alerts)
        settle()
    }

    /// The ledger has grown: everything that is kept by address, asset or chain grows with it.
    private mutating func see(_ ledger: Ledger) throws(FlowError) {
        self.ledger = ledger
        let (known, addresses) = (marks.count, ledger.addressCount)
        let knownAssets = pass.options.slots.count
        try checkMemory(adding: (addresses - known) * (9 + ledger.chains.count + 16))
        field = TraceField(growing: field, to: ledger)
        marks.resize(to: addresses, filling: 0)
        cashOuts.resize(to: addresses, filling: .max)
        keys.grow(addresses: addresses)
        if H.tracksBalances { balances.grow(assets: ledger.assets.count, addresses: addresses) }
        for asset in knownAssets..<ledger.assets.count { pass.options.slots.append(Int32(ledger.assets[asset].chain)) }
        pass.options.slotCount = max(1, ledger.chains.count)
        pass.look(at: field)
        while heads.count < ledger.chains.count { heads.append(nil) }
        for null in [ledger.nullBytes, ledger.nullText] where null != .max && null >= known {
            marks[null] |= Mark.null
        }
        for chain in ledger.chains.indices {
            let standings = field.standings(onChain: ChainID(chain))
            for id in known..<addresses where standings[id] & ~TraceField.Standing.known.rawValue != 0 {
                let standing = TraceField.Standing(rawValue: standings[id])
                if standing.role == .endpoint || standing.contains(.stop) { marks[id] |= Mark.endpoint }
            }
        }
        meet(addresses: known..<addresses, assets: knownAssets..<ledger.assets.count)
        seeds.learn(ledger.transactionTexts)
    }

    /// Looks new addresses and assets up among those that somebody waits for.
    private mutating func meet(addresses: Range<Int>, assets: Range<Int>) {
        if !interests.isEmpty {
            for id in addresses {
                guard let interest = interests.take(ledger.address(AddressID(id))) else { continue }
                for reference in interest.seeds { watch(reference, at: AddressID(id)) }
                for number in interest.stops { cases[Int(number)]?.stops[AddressID(id)] = 1 }
            }
        }
        guard H.tracksBalances else { return }
        for (key, amount) in interests.openings(ledger, addresses: addresses, assets: assets) {
            balances.cell(key.asset, key.address).pointee = amount
        }
    }

    mutating func watch(_ reference: SeedReference, at address: AddressID) {
        seeds.add(reference, address: address)
        marks[address] |= Mark.seed
    }

    /// Lets go of undo that is deep enough.
    private mutating func settle() {
        let newest = journal.newest?.time ?? .min
        let (options, chains) = (options, ledger.chains)
        journal.settle(
            depth: { options.undoBlocks(on: chains[Int($0)].name) },
            notBefore: newest > .min + options.undoSeconds ? newest - options.undoSeconds : .min)
        floor = journal.oldest?.firstRow ?? count
    }

    mutating func confirm(_ known: [String: UInt64], into out: inout [Alert]) {
        let (options, chains) = (options, ledger.chains)
        let tops = chains.indices.map { max(heads[$0] ?? 0, known[chains[$0].name] ?? 0) }
        alerts.confirm(
            settledRow: floor, depth: { tops[Int($0)] >= $1 ? tops[Int($0)] - $1 + 1 : 0 },
            enough: { UInt64(clamping: options.confirmations(on: chains[Int($0)].name)) }, into: &out)
    }

    var status: WatchStatus {
        WatchStatus(
            count: count, cases: numbers.count, taintedKeys: keys.holding, undoBlocks: journal.blockCount,
            undoFrom: floor, openAlerts: alerts.count)
    }
}

/// Bits of an address' mark. Not a part of the fold: what stands inside a generic type is not inlined into its loops.
enum Mark {
    static let holding: UInt8 = 1
    /// An `in:` or `out:` seed names it.
    static let seed: UInt8 = 2
    static let null: UInt8 = 4
    /// An endpoint on some chain.
    static let endpoint: UInt8 = 8
    /// Has sent to an endpoint.
    static let cashedOut: UInt8 = 16
    /// A transfer from or to it needs a closer look.
    static let special: UInt8 = 1 | 2 | 4
}
