/// A UTXO chain as a screening sees it: its transactions up to the end, who owns what as whom, and which transactions are
/// coinjoins.
final class ScreenedOutputs: Sendable {
    let outputs: OutputLedger
    let sources: ExposureSources
    /// The transactions before it are read.
    let end: Int
    let keyCount: Int
    /// By script: the key it counts as; empty where that is itself.
    private let entities: Column<UInt32>
    private let mixes: BitColumn
    /// Every output and everything spent from before the ledger: bounds what an address can receive or send.
    let total: Amount

    /// - Complexity: O(coins), and that of the coinjoin heuristics for transactions with equal outputs.
    init(
        _ ledger: Ledger, _ outputs: OutputLedger, attribution: Attribution, options: ScreeningOptions,
        entities: ScreeningEntities?
    ) throws(FlowError) {
        self.outputs = outputs
        let end = options.asOf.map { outputs.firstTransaction(after: $0) } ?? outputs.transactionCount
        let mixes = BitColumn(count: outputs.transactionCount)
        var hasMix = false
        var amounts: [UInt64] = []
        for transaction in 0..<end where ledger.isMix(transaction, in: outputs, &amounts) {
            mixes.set(transaction)
            hasMix = true
        }
        var total: Amount = 0
        for output in 0..<outputs.columns.amounts.count { total += Amount(outputs.columns.amounts.base[output]) }
        (self.end, self.total) = (end, total)
        self.mixes = mixes
        keyCount = ledger.scriptCount
        self.entities = entities?.scripts(of: outputs) ?? Column()
        sources = try ExposureSources(
            ledger, chain: outputs.chain, attribution: attribution, options: options, entities: entities,
            hasCoinJoins: hasMix)
    }

    @inline(__always)
    func key(_ owner: UInt32) -> Int { Int(entities.isEmpty ? owner : entities.base[Int(owner)]) }

    @inline(__always)
    func isMix(_ transaction: Int) -> Bool { mixes[transaction] }

    /// The address of a key.
    static func address(ofKey key: Int) -> AddressID { Ledger.firstScript | AddressID(truncatingIfNeeded: key) }

    /// The keys of those of `addresses` that this chain can have.
    func keys(of addresses: [AddressID], in ledger: Ledger) -> [Int] {
        var keys: Set<Int> = []
        for address in addresses {
            guard case .script(let script) = ledger.address(address), script.network == outputs.network else {
                continue
            }
            keys.insert(key(address & ~Ledger.firstScript))
        }
        return keys.sorted()
    }
}

extension Ledger {
    /// The scripts by kind, then by what they lock with: an order that does not depend on the ledger.
    ///
    /// - Complexity: O(scripts · log scripts).
    func sortedScripts() -> [Int] {
        let scripts = (0..<scriptCount).map { self.scripts[UInt32($0)] }
        return (0..<scripts.count).sorted { ScriptAddress.precedes(scripts[$0], scripts[$1]) }
    }
}

extension ScriptAddress {
    fileprivate static func precedes(_ a: ScriptAddress, _ b: ScriptAddress) -> Bool {
        if a.network != b.network { return a.network.rawValue < b.network.rawValue }
        if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
        let (x, y) = (a.payload, b.payload)
        if x.word0 != y.word0 { return x.word0 < y.word0 }
        if x.word1 != y.word1 { return x.word1 < y.word1 }
        return x.word2 != y.word2 ? x.word2 < y.word2 : x.word3 < y.word3
    }
}
