import FlowTracing

/// Blocks as nodes keep and exchange them: files of one block each, or a node's `blk*.dat`.
///
/// All files of a run are one set. The headers of all blocks come first: they say which blocks make the chain with the most
/// work and in what order. Then the chain's blocks are checked and decoded one after another.
///
/// A block says nothing of the outputs it spends but their names: amounts and owners of inputs are known only where the
/// set contains the transactions that created them.
struct RawBlocks: TransactionDecoder {
    let name = "raw-blocks"
    let summary = "blocks as nodes store them: one a file, or blk*.dat (obfuscated: with xor.dat beside them)"
    var joinsFiles: Bool { true }
    /// Networks whose blocks are known.
    var networks = RawNetwork.all

    func score(_ start: FileStart) -> Int {
        RawBlockLook(start.bytes, key: RawBlockFile.key(beside: start.source.name)).score
    }

    func read(
        _ files: [ByteSource], _ reading: TransactionReading, into builder: inout LedgerBuilder
    ) throws(InputError) {
        var blockFiles: [RawBlockFile] = []
        var sets: [RawBlockSet] = []
        for (number, source) in files.enumerated() {
            let file = try RawBlockFile(source)
            let network = try network(of: file, options: reading.options)
            blockFiles.append(file)
            let place: Int
            if let known = sets.firstIndex(where: { $0.network == network }) {
                place = known
            } else {
                place = sets.count
                sets.append(RawBlockSet(network))
            }
            try sets[place].list(file, number, reading)
        }
        for place in sets.indices { sets[place].settle() }
        let firstFile = builder.fileCount
        for (number, source) in files.enumerated() {
            reading.begin(source, format: name, into: &builder)
            reading.end(source, notes: sets.flatMap { $0.notes(on: number) }, into: &builder)
        }
        var bytesRead = 0
        for set in sets {
            try set.decode(blockFiles, firstFile: firstFile, bytesRead: &bytesRead, reading, into: &builder)
        }
    }

    /// The network of a file: by its magic, else as the user says, else Bitcoin.
    private func network(of file: RawBlockFile, options: InputOptions) throws(InputError) -> RawNetwork {
        let chosen = options.chain.flatMap(ScriptNetwork.init(chain:))
        guard file.isSequence else {
            guard let chosen, chosen != .bitcoin else { return networks.first ?? .bitcoin }
            guard let network = networks.first(where: { $0.network == chosen }) else {
                throw .file(name: file.source.name, reason: "raw blocks of \(chosen.title) are not supported")
            }
            return network
        }
        let magic = file.word(0)
        let matching = networks.filter { $0.magic == magic }
        if let network = matching.first(where: { $0.network == chosen }) ?? matching.first { return network }
        if let foreign = RawNetwork.foreign.first(where: { $0.magic == magic }) {
            throw .file(name: file.source.name, reason: foreign.reason)
        }
        // Damaged: listing its blocks says so.
        return networks.first ?? .bitcoin
    }
}
