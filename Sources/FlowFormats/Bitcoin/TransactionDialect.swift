import FlowTracing

/// One way of writing UTXO transactions as JSON values: a value is a transaction, or a block of them.
protocol TransactionDialect {
    init(network: ScriptNetwork)
    /// Reads the value at the cursor and adds its transactions, all or none (after a throw the batch is thrown away). A
    /// pure function of the text: a value that turns out to be incomplete is read again when more of it is there.
    mutating func read(_ cursor: inout JSONCursor, into batch: inout TransactionBatch) throws(JSONFault)
    /// Called once for each value whose transactions have been appended.
    mutating func accept()
    /// Sentences that the reader of a result must see.
    var notes: [String] { get }
    /// Members whose value is an address or a list of them.
    static var addressMembers: Set<String> { get }
}

extension TransactionDialect {
    mutating func accept() {}
    var notes: [String] { [] }

    /// Reads one value from bytes that hold nothing else: what tests and fuzzers call.
    static func transactions(
        of json: [UInt8], network: ScriptNetwork
    ) -> Result<[OutputTransaction], JSONFault> {
        json.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return .failure(.incomplete) }
            var dialect = Self(network: network)
            var batch = TransactionBatch()
            var cursor = JSONCursor(base, from: 0, to: bytes.count)
            do throws(JSONFault) {
                try dialect.read(&cursor, into: &batch)
                return .success((0..<batch.count).map { batch[$0] })
            } catch {
                return .failure(error)
            }
        }
    }
}

/// What the decoders of JSON transactions have in common: they read each file's values with their dialect.
protocol JSONTransactionDecoder: TransactionDecoder {
    associatedtype Dialect: TransactionDialect
    /// True for an explorer's export of one address's history.
    var isAccountExport: Bool { get }
}

extension JSONTransactionDecoder {
    public func read(
        _ files: [ByteSource], _ reading: TransactionReading, into builder: inout LedgerBuilder
    ) throws(InputError) {
        for file in files {
            let network = try TransactionNetwork.of(file, reading.options, members: Dialect.addressMembers)
            var assets = AssetBook(chain: Chain(name: network.chainName), options: reading.options)
            _ = assets.coin(symbol: network.symbol, decimals: network.decimals, in: &builder)
            reading.begin(file, format: name, into: &builder)
            var dialect = Dialect(network: network)
            var documents = try TransactionDocuments(file, reading, chain: builder.chain(network.chainName))
            let count = try documents.read(with: &dialect, into: &builder)
            var notes = dialect.notes
            if count == 0 { notes.append("no transactions in it") }
            reading.end(file, notes: notes, isAccountExport: isAccountExport, into: &builder)
        }
    }
}
