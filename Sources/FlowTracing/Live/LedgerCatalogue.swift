/// Names behind a ledger's numbers, as a log of records: chains, assets, files, texts. A later record of the same number
/// replaces an earlier one, so that the log only ever grows.
struct LedgerCatalogue: ~Copyable {
    /// The records.
    var log = Column<UInt8>()
    private var chains = 0
    private var transactionTexts = 0

    private enum Record: UInt8 {
        case chain = 1
        case asset, file, transactionText
    }

    init() {}

    /// Adds what `builder` knows and the log does not.
    ///
    /// - Complexity: O(what is new).
    mutating func add(from builder: inout LedgerBuilder) {
        var out = ByteEncoder()
        for chain in builder.chains[chains...] {
            out.put(Record.chain.rawValue)
            out.put(chain.name)
        }
        for id in builder.changedAssets.sorted() where id < builder.assets.count {
            out.put(Record.asset.rawValue)
            out.put(id)
            out.put(builder.assets[Int(id)])
        }
        for number in builder.changedFiles.sorted() where number < builder.files.count {
            out.put(Record.file.rawValue)
            out.put(UInt32(number))
            out.put(builder.files[number])
            out.put(builder.fileTracks[number])
        }
        for text in builder.transactionTexts[transactionTexts...] {
            out.put(Record.transactionText.rawValue)
            out.put(text)
        }
        (chains, transactionTexts) = (builder.chains.count, builder.transactionTexts.count)
        builder.changedAssets = []
        builder.changedFiles = []
        out.bytes.withUnsafeBufferPointer { if let base = $0.baseAddress { log.append(base, count: $0.count) } }
    }

    /// Reads the records from byte `start` of the log on into `builder`.
    mutating func read(from start: Int, into builder: inout LedgerBuilder) throws(ByteDecoder.Damage) {
        var input = ByteDecoder(UnsafeRawBufferPointer(rebasing: log.bytes[start...]))
        while !input.isAtEnd {
            guard let record = Record(rawValue: try input.take()) else { throw input.damage }
            switch record {
            case .chain:
                guard Int(builder.chain(try input.text())) == builder.chainCount - 1 else { throw input.damage }
            case .asset:
                let id = try input.take(AssetID.self)
                let asset = try input.asset()
                guard Int(asset.chain) < builder.chainCount, builder.restore(asset, at: id) else { throw input.damage }
            case .file:
                let number = Int(try input.take(UInt32.self))
                let (file, track) = (try input.file(), try input.track())
                guard number <= builder.files.count else { throw input.damage }
                builder.restore(file, track, at: number)
            case .transactionText: builder.restore(transactionText: try input.text())
            }
        }
        (chains, transactionTexts) = (builder.chains.count, builder.transactionTexts.count)
        builder.changedAssets = []
        builder.changedFiles = []
    }
}

extension ByteEncoder {
    mutating func put(_ address: Address) {
        switch address {
        case .bytes(let bytes):
            put(UInt8(0))
            put(bytes.bytes)
        case .text(let text):
            put(UInt8(1))
            put(text)
        case .script(let script):
            put(UInt8(2))
            put(script.network.rawValue)
            put(script.kind.rawValue)
            put(script.payload.bytes)
        }
    }

    mutating func put(_ asset: Asset) {
        put(asset.chain)
        switch asset.identity {
        case .native: put(UInt8(0))
        case .contract(let address):
            put(UInt8(1))
            put(address)
        case .symbol(let text):
            put(UInt8(2))
            put(text)
        }
        put(asset.symbol)
        put(Int32(asset.decimals ?? -1))
        put(asset.issuer ?? "")
        put(asset.isLookalike)
    }

    mutating func put(_ track: FileTrack) {
        put(track.lastTime != nil)
        put(track.lastTime ?? 0)
        put(track.rose)
        put(track.fell)
        put(UInt8(track.laidReversed.map { $0 ? 2 : 1 } ?? 0))
        put(track.parties != nil)
        put(track.parties ?? []) { $0.put($1) }
        put(track.chains) { $0.put($1) }
    }

    mutating func put(_ file: SourceFile) {
        put(file.name)
        put(file.format)
        put(file.hasIndex)
        put(file.isAccountExport)
        put(file.sha256)
        put(file.notes) { $0.put($1) }
    }
}

extension ByteDecoder {
    mutating func address() throws(Damage) -> Address {
        switch try take(UInt8.self) {
        case 0:
            let bytes = try raw()
            guard bytes.count == 20 else { throw damage }
            return .bytes(AddressBytes(bytes))
        case 1: return .text(try text())
        case 2:
            guard let network = ScriptNetwork(rawValue: try take()), let kind = ScriptKind(rawValue: try take()) else {
                throw damage
            }
            let bytes = try raw()
            guard bytes.count == 32 else { throw damage }
            return .script(ScriptAddress(network: network, kind: kind, payload: Hash32(bytes)))
        default: throw damage
        }
    }

    mutating func asset() throws(Damage) -> Asset {
        let chain = try take(ChainID.self)
        let identity: Asset.Identity
        switch try take(UInt8.self) {
        case 0: identity = .native
        case 1: identity = .contract(try address())
        case 2: identity = .symbol(try text())
        default: throw damage
        }
        let symbol = try text()
        let decimals = Int(try take(Int32.self))
        let issuer = try text()
        return Asset(
            chain: chain, identity: identity, symbol: symbol, decimals: decimals < 0 ? nil : decimals,
            issuer: issuer.isEmpty ? nil : issuer, isLookalike: try bool())
    }

    mutating func track() throws(Damage) -> FileTrack {
        var track = FileTrack()
        let hasTime = try bool()
        let time = try take(Int64.self)
        track.lastTime = hasTime ? time : nil
        track.rose = try bool()
        track.fell = try bool()
        switch try take(UInt8.self) {
        case 0: track.laidReversed = nil
        case 1: track.laidReversed = false
        case 2: track.laidReversed = true
        default: throw damage
        }
        let hasParties = try bool()
        let parties = try list { (input: inout ByteDecoder) throws(Damage) in try input.take(AddressID.self) }
        track.parties = hasParties ? parties : nil
        track.chains = try list { (input: inout ByteDecoder) throws(Damage) in try input.take(ChainID.self) }
        return track
    }

    mutating func file() throws(Damage) -> SourceFile {
        var file = SourceFile(name: try text(), format: try text(), hasIndex: try bool(), isAccountExport: try bool())
        file.sha256 = try text()
        file.notes = try list { (input: inout ByteDecoder) throws(Damage) in try input.text() }
        return file
    }
}
