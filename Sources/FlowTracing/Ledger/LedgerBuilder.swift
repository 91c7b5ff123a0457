/// Gathers transfers from decoders, then puts them in order, drops duplicates and hands out a `Ledger`.
///
/// Use: `beginFile`, any number of `append`, `endFile`, …, `seal`. Decoders number chains, assets and addresses through
/// the builder.
///
/// - Complexity: O(1) a row; `seal` is O(rows) for files already in ledger order, else O(rows · log rows).
public struct LedgerBuilder: ~Copyable {
    var columns = LedgerColumns()
    var addresses = AddressTable()
    var chains: [Chain] = []
    private var chainIDs: [String: ChainID] = [:]
    var assets: [Asset] = []
    private var assetIDs: [AssetKey: AssetID] = [:]
    var transactionTexts: [String] = []
    private var transactionTextIDs: [String: Int] = [:]
    var files: [SourceFile] = []
    /// What the rows of each file say of it as a whole.
    var fileTracks: [FileTrack] = []
    /// One entry a stretch of rows whose line numbers rise by one.
    var origins = Column<RowOrigin>()
    var fileRows: [FileRows] = []
    var fingerprints = OptionalColumn<UInt64>(default: 0)
    /// Per file the addresses that occur in all its rows after `until`; absent where it has none.
    var cutParties: [Int: Set<AddressID>] = [:]
    var excludedAssets: Set<AssetID> = []
    var openFile: OpenFile?
    /// Described anew since somebody last asked.
    var changedAssets: Set<AssetID> = []
    var changedFiles: Set<Int> = []
    /// UTXO chains, in order of first appearance, and the addresses on them.
    var outputChains: [OutputChain] = []
    var scripts = ScriptTable()

    /// Rows that were bad and skipped.
    public var rejected = 0
    /// Keep rows of one file that are equal in every column as several transfers.
    public var keepsDuplicates = false
    /// Rows after this time (Unix seconds, inclusive end) are left out: the ledger ends there.
    public var until: Int64?

    private struct AssetKey: Hashable {
        var chain: ChainID
        var identity: Asset.Identity
    }

    /// Rows read from a file in one go.
    struct FileRows: Equatable {
        var file: Int
        var rows: Range<Int>
    }

    struct OpenFile {
        var number: Int
        var isResumed = false
        var firstRow: Int
        /// What was numbered before, to take back what an abandoned file added.
        var addresses: Int
        var assets: Int
        var chains: Int
        var texts: Int
        var excluded: Set<AssetID>
    }

    public init() {}

    /// Transfers appended so far.
    public var count: Int { columns.count }
    /// Addresses numbered so far.
    public var addressCount: Int { addresses.count }

    /// The number of the chain called `name` (aliases resolved).
    public mutating func chain(_ name: String) -> ChainID {
        if let id = chainIDs[name] { return id }
        let chain = Chain(name: name)
        let id: ChainID
        if let known = chainIDs[chain.name] {
            id = known
        } else {
            precondition(chains.count < Int(ChainID.max), "more than 65,534 chains")
            id = ChainID(chains.count)
            chains.append(chain)
            chainIDs[chain.name] = id
        }
        chainIDs[name] = id
        return id
    }

    public var chainCount: Int { chains.count }
    public func form(of chain: ChainID) -> AddressForm { chains[Int(chain)].form }
    public func name(of chain: ChainID) -> String { chains[Int(chain)].name }

    /// The number of `asset`, added if its chain and identity are new; what the first mention lacks (decimals, symbol,
    /// issuer) is taken from later ones.
    public mutating func asset(_ asset: Asset) -> AssetID {
        let key = AssetKey(chain: asset.chain, identity: asset.identity)
        if let id = assetIDs[key] {
            let before = assets[Int(id)]
            defer { if assets[Int(id)] != before { changedAssets.insert(id) } }
            if assets[Int(id)].decimals == nil { assets[Int(id)].decimals = asset.decimals }
            if assets[Int(id)].symbol.isEmpty { assets[Int(id)].symbol = asset.symbol }
            if assets[Int(id)].issuer == nil { assets[Int(id)].issuer = asset.issuer }
            // A file that carries symbols may come after one that carries none.
            if asset.isLookalike { assets[Int(id)].isLookalike = true }
            return id
        }
        precondition(assets.count < Int(UInt32.max), "more than 2^32 assets")
        let id = AssetID(assets.count)
        assets.append(asset)
        assetIDs[key] = id
        changedAssets.insert(id)
        return id
    }

    public func asset(_ id: AssetID) -> Asset { assets[Int(id)] }

    /// The number of the asset that `identity` names on `chain`, where it has one.
    package func number(of identity: Asset.Identity, chain: ChainID) -> AssetID? {
        assetIDs[AssetKey(chain: chain, identity: identity)]
    }

    public mutating func address(_ address: Address) -> AddressID { addresses.intern(address) }

    @inline(__always)
    public mutating func address(_ bytes: AddressBytes) -> AddressID {
        addresses.intern(bytes, prefix: addresses.prefix(bytes))
    }

    public mutating func beginFile(_ file: SourceFile) {
        precondition(openFile == nil, "endFile first")
        files.append(file)
        fileTracks.append(FileTrack())
        openFile = open(files.count - 1)
    }

    /// Goes on with a file begun earlier, which has grown.
    public mutating func resumeFile(_ number: Int) {
        precondition(openFile == nil, "endFile first")
        openFile = open(number)
        openFile?.isResumed = true
    }

    /// The number of the file called `name`, read in the format `format`.
    public func file(named name: String, format: String) -> Int? {
        files.lastIndex { $0.name == name && $0.format == format }
    }

    private func open(_ number: Int) -> OpenFile {
        OpenFile(
            number: number, firstRow: columns.count, addresses: addresses.count,
            assets: assets.count, chains: chains.count, texts: transactionTexts.count, excluded: excludedAssets)
    }

    /// Rows appended since `beginFile`.
    var openFileRows: Range<Int> { (openFile?.firstRow ?? columns.count)..<columns.count }

    /// Ends the file; its description may have grown (notes, hash) while reading.
    public mutating func endFile(_ change: (inout SourceFile) -> Void = { _ in }) {
        guard let open = openFile else { preconditionFailure("beginFile first") }
        openFile = nil
        change(&files[open.number])
        changedFiles.insert(open.number)
        fileRows.append(FileRows(file: open.number, rows: open.firstRow..<columns.count))
    }

    /// Forgets everything since `beginFile`, what was numbered included, to read the file again otherwise. Only files of
    /// transfers assume anything that a row may deny.
    ///
    /// - Complexity: O(rows and addresses before the file); O(1) where it appended none.
    public mutating func abandonFile() {
        guard let open = openFile, !open.isResumed else { preconditionFailure("beginFile first") }
        // Mostly it is the first row that denies an assumption: nothing to copy then.
        if columns.count > open.firstRow {
            var kept = LedgerColumns()
            var keptPrints = OptionalColumn<UInt64>(default: 0)
            for row in 0..<open.firstRow {
                kept.append(row: row, run: columns.runs[columns.runIndex(of: row)], of: columns)
                keptPrints.append(fingerprints[row], row: row)
            }
            columns = kept
            fingerprints = keptPrints
        }
        origins.truncate(to: origins.count(before: open.firstRow))
        files.removeLast()
        fileTracks.removeLast()
        cutParties[files.count] = nil
        addresses.truncate(to: open.addresses)
        for asset in assets[open.assets...] { assetIDs[AssetKey(chain: asset.chain, identity: asset.identity)] = nil }
        assets.removeSubrange(open.assets...)
        chains.removeSubrange(open.chains...)
        chainIDs = chainIDs.filter { Int($0.value) < open.chains }
        for text in transactionTexts[open.texts...] { transactionTextIDs[text] = nil }
        transactionTexts.removeSubrange(open.texts...)
        excludedAssets = open.excluded
        openFile = nil
    }

    /// Appends one transfer.
    ///
    /// - Throws: `FlowError.tooMany` beyond 2³²−2 rows.
    public mutating func append(_ transfer: borrowing Transfer) throws(FlowError) {
        if let until, transfer.time > until {
            noteCut(transfer)
            return
        }
        let row = columns.count
        guard row < Int(UInt32.max) - 1 else { throw .tooMany(what: "transfers", limit: Int(UInt32.max) - 1) }
        note(time: transfer.time, line: transfer.line, row: row)
        let hash: Hash32
        let isText: Bool
        switch transfer.transaction {
        case .bytes(let bytes): (hash, isText) = (bytes, false)
        case .text(let text): (hash, isText) = (Hash32(UInt64(textID(text)), 0, 0, 0), true)
        }
        fingerprints.append(transfer.fingerprint, row: row)
        columns.append(
            hash: hash, isText: isText, index: transfer.index ?? .max, block: transfer.block ?? Run.noBlock,
            position: transfer.position ?? .max, time: transfer.time, chain: assets[Int(transfer.asset)].chain,
            sender: transfer.sender, recipient: transfer.recipient, asset: transfer.asset, amount: transfer.amount,
            fee: transfer.fee, feeAsset: transfer.feeAsset ?? .max, kind: transfer.kind.rawValue)
    }

    /// Remembers where row `row` stands in its file and whether times rise or fall.
    mutating func note(time: Int64, line: Int, row: Int) {
        note(time: time)
        if openFile?.firstRow != row {
            let origin = origins[origins.count - 1]
            if origin.line(of: row) == line { return }
        }
        origins.append(RowOrigin(firstRow: UInt32(row), file: UInt32(openFile?.number ?? 0), firstLine: line))
    }

    private mutating func note(time: Int64) {
        guard let file = openFile?.number else { preconditionFailure("beginFile first") }
        fileTracks[file].note(time: time)
    }

    /// A row after `until` is no transfer of the ledger, but it still says how its file runs and whose export it is.
    private mutating func noteCut(_ transfer: borrowing Transfer) {
        note(time: transfer.time)
        let parties: Set = [transfer.sender, transfer.recipient]
        guard let file = openFile?.number else { return }
        cutParties[file] = cutParties[file]?.intersection(parties) ?? parties
    }

    private mutating func textID(_ text: String) -> Int {
        if let id = transactionTextIDs[text] { return id }
        let id = transactionTexts.count
        transactionTexts.append(text)
        transactionTextIDs[text] = id
        return id
    }

    /// Takes a stored asset over.
    ///
    /// - Returns: false where `id` is neither known nor the next.
    mutating func restore(_ asset: Asset, at id: AssetID) -> Bool {
        guard Int(id) <= assets.count else { return false }
        if Int(id) == assets.count { assets.append(asset) } else { assets[Int(id)] = asset }
        assetIDs[AssetKey(chain: asset.chain, identity: asset.identity)] = id
        return true
    }

    /// Takes a stored file over; `number` is known or the next.
    mutating func restore(_ file: SourceFile, _ track: FileTrack, at number: Int) {
        if number == files.count {
            files.append(file)
            fileTracks.append(track)
        } else {
            (files[number], fileTracks[number]) = (file, track)
        }
    }

    /// Takes a stored text over.
    mutating func restore(transactionText text: String) { _ = textID(text) }

    /// Leaves every row of `asset` out of the ledger and lists the asset (an amount reached 2¹²⁸ under `--on-error skip`).
    public mutating func exclude(_ asset: AssetID) { excludedAssets.insert(asset) }

    /// Orders, deduplicates and hands over.
    ///
    /// - Throws: `FlowError.contradiction` where two rows have one identity and different content.
    public consuming func seal() throws(FlowError) -> Ledger {
        precondition(openFile == nil, "endFile first")
        let sealing = LedgerSealing(self)
        return try sealing.finish()
    }

    /// The file that input row `row` came from.
    ///
    /// - Complexity: O(log stretches).
    func file(ofInput row: Int) -> Int { origins.origin(of: row).file }

    /// `file:line` of a row as appended.
    func place(of row: Int) -> String {
        origins.place(of: row, files: files)
    }
}
