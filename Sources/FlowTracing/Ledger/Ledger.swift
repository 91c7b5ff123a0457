/// Transfers in ledger order, with what their addresses, assets and transactions are called. Immutable once sealed.
///
/// Rows are numbered from 0 in ledger order: per chain by block, time, position, kind, index and input order (a column
/// that a chain's rows lack is skipped), across chains by time, then chain name. The outputs of UTXO chains are rows too,
/// numbered behind the transfers; see `Ledger+Outputs`.
public final class Ledger: Sendable {
    let columns: LedgerColumns
    let addressTable: AddressTable
    public let chains: [Chain]
    public let assets: [Asset]
    public let files: [SourceFile]
    let transactionTexts: [String]
    /// Bit a row: the sender receives another asset in the same transaction.
    let swapLegs: BitColumn
    /// Rows that repeated a transfer and were dropped.
    public let duplicates: Int
    /// Transfers whose order key, input order aside, equals that of the transfer before.
    public let undecidedOrder: Int
    /// Rows that were bad and skipped while reading.
    public let rejected: Int
    /// Assets left out whole because an amount or balance of theirs reached 2¹²⁸.
    public let excludedAssets: [AssetID]
    /// What the files cover by themselves, by chain.
    public let coverageByChain: [Coverage]
    /// The null address as 20 bytes and as text, `.max` where the ledger lacks it; value from it is minted, to it burned.
    let nullBytes: AddressID
    let nullText: AddressID
    let origins: RowOrigins
    let sums: RowSums
    /// Some transfer moves nothing.
    var hasZeroAmounts: Bool { sums.zeroAmounts > 0 }
    /// Everything an asset's transfers and fees move, at most 2¹²⁸ − 1: bounds every balance.
    var assetTotals: [Amount] { sums.totals }
    /// The UTXO chains, in order of their names.
    public let outputChains: [OutputLedger]
    /// Addresses of the UTXO chains.
    let scripts: ScriptTable
    /// The rows of each UTXO chain's outputs: first those it creates, then prior ones.
    let outputRows: [Range<Int>]

    init(
        columns: consuming LedgerColumns, addressTable: consuming AddressTable, chains: [Chain], assets: [Asset],
        files: [SourceFile], transactionTexts: [String], swapLegs: consuming BitColumn, duplicates: Int,
        undecidedOrder: Int, rejected: Int, excludedAssets: [AssetID], coverageByChain: [Coverage],
        origins: consuming RowOrigins, sums: RowSums, outputChains: [OutputLedger] = [],
        scripts: consuming ScriptTable = ScriptTable()
    ) {
        var rows: [Range<Int>] = []
        for one in outputChains {
            let first = rows.last?.upperBound ?? columns.count
            rows.append(first..<first + one.outputCount + one.priorCount)
        }
        outputRows = rows
        self.outputChains = outputChains
        self.scripts = scripts
        nullBytes = addressTable.find(.bytes(.zero)) ?? .max
        nullText = addressTable.find(.text("0x0000000000000000000000000000000000000000")) ?? .max
        self.sums = sums
        self.columns = columns
        self.addressTable = addressTable
        (self.chains, self.assets, self.files) = (chains, assets, files)
        self.transactionTexts = transactionTexts
        self.swapLegs = swapLegs
        (self.duplicates, self.undecidedOrder, self.rejected) = (duplicates, undecidedOrder, rejected)
        (self.excludedAssets, self.coverageByChain) = (excludedAssets, coverageByChain)
        self.origins = origins
    }

    /// What the files cover together: all, or the accounts of the exports where any chain has nothing but exports.
    public var coverage: Coverage {
        var accounts: [Address] = []
        for chain in coverageByChain.indices {
            guard case .addresses(let list) = coverageByChain[chain] else { continue }
            accounts += list
        }
        return accounts.isEmpty && !coverageByChain.contains(.none) ? .all : .addresses(accounts)
    }

    /// Transfers, after duplicates.
    public var count: Int { columns.count }
    public var addressCount: Int { addressTable.count }

    /// For an output: who owned the first output that its transaction spends; `AddressID.max` where nobody knows.
    @inline(__always)
    public func sender(_ row: Int) -> AddressID {
        row < columns.count ? columns.senders[row] : outputSender(row)
    }

    @inline(__always)
    public func recipient(_ row: Int) -> AddressID {
        row < columns.count ? columns.recipients[row] : outputOwner(row)
    }

    @inline(__always)
    public func asset(_ row: Int) -> AssetID {
        row < columns.count ? columns.assets[row] : output(row).ledger.asset
    }

    @inline(__always)
    public func amount(_ row: Int) -> Amount {
        row < columns.count ? columns.amounts[row] : outputAmount(row)
    }

    /// Paid by a transfer's sender. A UTXO transaction pays its fee as a whole: 0 here.
    @inline(__always)
    public func fee(_ row: Int) -> Amount { row < columns.count ? columns.fees[row] : 0 }

    /// The asset the fee is paid in.
    @inline(__always)
    public func feeAsset(_ row: Int) -> AssetID {
        guard row < columns.count else { return asset(row) }
        let id = columns.feeAssets[row]
        return id == .max ? columns.assets[row] : id
    }

    public func kind(_ row: Int) -> TransferKind {
        row < columns.count ? TransferKind(rawValue: columns.kinds[row]) ?? .native : .native
    }

    /// Unix seconds. - Complexity: O(log runs).
    public func time(_ row: Int) -> Int64 {
        row < columns.count ? columns.runs[columns.runIndex(of: row)].time : outputTime(row)
    }

    /// Unix seconds, and the neighbours of a transfer that are of the same time and block.
    ///
    /// - Complexity: O(log runs).
    public func timeRun(_ row: Int) -> (rows: Range<Int>, time: Int64) {
        let run = columns.runIndex(of: row)
        return (columns.rows(ofRun: run), columns.runs[run].time)
    }

    /// - Complexity: O(log runs).
    public func block(_ row: Int) -> UInt64? {
        guard row < columns.count else { return outputBlock(row) }
        let block = columns.runs[columns.runIndex(of: row)].block
        return block == Run.noBlock ? nil : block
    }

    public func chain(_ row: Int) -> ChainID { assets[Int(asset(row))].chain }

    /// The format's index, or without one the position among the transaction's rows in ledger order. An output's is its
    /// number in its transaction.
    public func index(_ row: Int) -> UInt32 {
        guard row < columns.count else { return outputReference(row)?.index ?? 0 }
        let index = columns.indexes[row]
        if index != .max { return index }
        return UInt32(columns.place(inTransactionOf: row) ?? transactionRows(of: row).prefix { $0 < row }.count)
    }

    public func transaction(_ row: Int) -> TransactionHash {
        guard row < columns.count else { return .bytes(outputReference(row)?.id ?? Hash32(0, 0, 0, 0)) }
        let (hash, isText) = columns.hashes[row]
        return isText ? .text(transactionTexts[Int(hash.word0)]) : .bytes(hash)
    }

    /// Rows of the same transaction as `row`, in ledger order.
    ///
    /// - Complexity: O(rows of the same block and time), and of the next where the transaction goes on there.
    public func transactionRows(of row: Int) -> [Int] {
        guard row < columns.count else { return outputSiblings(row) }
        let own = columns.hashes[row]
        let run = columns.runIndex(of: row)
        let chain = columns.runs[run].chain
        var (first, last) = (run, run)
        // No chain splits a transaction over blocks, but a file may.
        while first > 0, columns.runs[first - 1].chain == chain,
            columns.hashes[Int(columns.runs[first].firstRow) - 1] == own
        { first -= 1 }
        while last + 1 < columns.runs.count, columns.runs[last + 1].chain == chain,
            columns.hashes[Int(columns.runs[last + 1].firstRow)] == own
        { last += 1 }
        let rows = columns.rows(ofRun: first).lowerBound..<columns.rows(ofRun: last).upperBound
        return rows.filter { columns.hashes[$0] == own }
    }

    public func address(_ id: AddressID) -> Address {
        id < Ledger.firstScript ? addressTable[id] : scriptAddress(id)
    }

    public func find(_ address: Address) -> AddressID? {
        if case .script(let script) = address { return scripts.find(script).map { Ledger.firstScript | $0 } }
        return addressTable.find(address)
    }

    /// The order of a result's assets: chain name, asset name, number.
    func precedes(asset a: AssetID, _ b: AssetID) -> Bool {
        func key(_ id: AssetID) -> (String, String, AssetID) {
            (chains[Int(assets[Int(id)].chain)].name, name(of: id), id)
        }
        return key(a) < key(b)
    }

    /// True where the text of `a` comes before the text of `b`, both on one chain.
    func precedes(_ a: AddressID, _ b: AddressID) -> Bool {
        switch (address(a), address(b)) {
        case (.bytes(let a), .bytes(let b)): AddressBytes.precedes(a, b)
        case (let a, let b): a.text(form: .evm) < b.text(form: .evm)
        }
    }

    /// How an address is written on the chain of `asset`.
    public func text(_ id: AddressID, asset: AssetID) -> String {
        address(id).text(form: chains[Int(assets[Int(asset)].chain)].form)
    }

    public func transactionText(_ row: Int) -> String {
        guard row < columns.count else { return outputTransactionText(row) }
        return transaction(row).text(form: chains[Int(chain(row))].form)
    }

    /// The same, behind what is there.
    func writeTransaction(_ row: Int, into text: inout [UInt8]) {
        guard row < columns.count, !columns.hashes[row].isText else {
            text += transactionText(row).utf8
            return
        }
        let hash = columns.hashes[row].hash
        let prefix = chains[Int(chain(row))].form == .tron ? 0 : 2
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 66) { digits in
            (digits[0], digits[1]) = (UInt8(ascii: "0"), UInt8(ascii: "x"))
            for (number, word) in [hash.word0, hash.word1, hash.word2, hash.word3].enumerated() {
                for digit in 0..<16 {
                    let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * digit)) & 15
                    digits[prefix + 16 * number + digit] = value + (value < 10 ? 0x30 : 0x57)
                }
            }
            text.append(contentsOf: UnsafeBufferPointer(rebasing: digits[..<(prefix + 64)]))
        }
    }

    /// What an asset is called in results: its symbol where it has one, else contract or `native`.
    public func name(of asset: AssetID) -> String {
        let a = assets[Int(asset)]
        if !a.symbol.isEmpty { return a.symbol }
        switch a.identity {
        case .native: return "native"
        case .contract(let address): return address.text(form: chains[Int(a.chain)].form)
        case .symbol(let text): return text
        }
    }

    @inline(__always)
    func isNull(_ id: AddressID) -> Bool { id == nullBytes || id == nullText }

    /// First and last time of the ledger, Unix seconds.
    public var timeRange: (first: Int64, last: Int64)? {
        var range = (first: Int64.max, last: Int64.min)
        for i in 0..<columns.runs.count {
            range.first = min(range.first, columns.runs[i].time)
            range.last = max(range.last, columns.runs[i].time)
        }
        for one in outputChains {
            for i in 0..<one.columns.blocks.count {
                range.first = min(range.first, one.columns.blocks[i].time)
                range.last = max(range.last, one.columns.blocks[i].time)
            }
        }
        return range.first <= range.last ? range : nil
    }

    /// `file:line` a row was read from.
    public func place(of row: Int) -> String {
        row < columns.count ? origins.place(of: row, files: files) : outputTransactionText(row)
    }

    /// Bytes each part takes, for the memory budget.
    public var memory: [(part: String, bytes: Int)] {
        [
            ("senders", columns.senders.byteCount), ("recipients", columns.recipients.byteCount),
            ("amounts", columns.amounts.byteCount), ("assets", columns.assets.byteCount),
            ("transaction hashes", columns.hashes.byteCount), ("blocks and times", columns.runs.byteCount),
            ("indexes", columns.indexes.values.byteCount), ("positions", columns.positions.values.byteCount),
            ("kinds", columns.kinds.values.byteCount), ("fees", columns.fees.amounts.byteCount),
            ("fee assets", columns.feeAssets.values.byteCount), ("addresses and their table", addressTable.byteCount),
            ("swap legs", swapLegs.byteCount), ("row origins", origins.byteCount),
            ("scripts and their table", scripts.byteCount),
        ] + outputChains.flatMap(\.memory)
    }
}

/// One bit a row.
struct BitColumn: ~Copyable, Sendable {
    var words = Column<UInt64>()

    init() {}
    init(count: Int) { words.resize(to: (count + 63) / 64, filling: 0) }

    var byteCount: Int { words.byteCount }

    var view: BitColumn {
        var view = BitColumn()
        view.words = words.view
        return view
    }

    @inline(__always)
    subscript(i: Int) -> Bool { words[i >> 6] >> UInt64(i & 63) & 1 == 1 }

    @inline(__always)
    func set(_ i: Int) { words[i >> 6] |= 1 << UInt64(i & 63) }

    /// The word that bit `i` stands in.
    @inline(__always)
    func word(of i: Int) -> UInt64 { words.base[i &>> 6] }

    /// Sets bit `i` where `bit` is 1.
    @inline(__always)
    func or(_ i: Int, _ bit: UInt64) { words.base[i &>> 6] |= bit &<< UInt64(i & 63) }

    @inline(__always)
    func clear(_ i: Int) { words[i >> 6] &= ~(1 << UInt64(i & 63)) }

    func removeAll() { for i in 0..<words.count { words[i] = 0 } }
}
