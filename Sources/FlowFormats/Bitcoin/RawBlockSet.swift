import FlowTracing

/// The blocks of one network in all files of a run.
struct RawBlockSet {
    let network: RawNetwork
    private var records: [RawRecord] = []
    private var chain = RawChain([], statesHeightFrom: 0)
    private var notesOfFile: [Int: [String]] = [:]

    init(_ network: RawNetwork) { self.network = network }

    /// Pass 1: the headers of one file.
    mutating func list(_ file: RawBlockFile, _ number: Int, _ reading: TransactionReading) throws(InputError) {
        try file.list(number, network, into: &records) { (error) throws(InputError) in try reading.reject(error) }
    }

    /// Between the passes: which blocks count, in what order, and what is to be said of it.
    mutating func settle() {
        chain = RawChain(records, statesHeightFrom: network.statesHeightFrom)
        note(chain.stale, "not on the branch of most work, left out")
        note(chain.repeated, "stored before, read once")
        guard let first = chain.blocks.first else { return }
        let file = records[first.record].file
        if chain.stretchCount > 1 {
            notesOfFile[file, default: []].append(
                "blocks between those given are missing: \(chain.stretchCount) stretches that do not follow each other")
        }
        if chain.blocks.contains(where: { $0.height == nil }) {
            notesOfFile[file, default: []].append("heights are not known: the blocks are too old to state them")
        }
    }

    private mutating func note(_ numbers: [Int], _ what: String) {
        var counts: [Int: Int] = [:]
        for number in numbers { counts[records[number].file, default: 0] += 1 }
        for (file, count) in counts.sorted(by: { $0.key < $1.key }) {
            notesOfFile[file, default: []].append("\(count) \(count == 1 ? "block" : "blocks") \(what)")
        }
    }

    func notes(on file: Int) -> [String] { notesOfFile[file] ?? [] }

    /// Pass 2: the chain's blocks, first to last, up to the first that is later than `--until`.
    ///
    /// - Throws: what is wrong with a block, unless bad ones are to be skipped: such a block is left out whole.
    func decode(
        _ files: [RawBlockFile], firstFile: Int, bytesRead: inout Int, _ reading: TransactionReading,
        into builder: inout LedgerBuilder
    ) throws(InputError) {
        guard !chain.blocks.isEmpty else { return }
        var book = AssetBook(chain: Chain(name: network.network.chainName), options: reading.options)
        let coin = book.coin(symbol: network.network.symbol, decimals: network.network.decimals, in: &builder)
        var decoder = RawBlockDecoder(network, chain: builder.asset(coin).chain)
        let scratch = RawScratch()
        var reported = bytesRead
        for one in chain.blocks {
            let record = records[one.record]
            if let until = reading.options.until, record.time > until { break }
            let file = files[record.file]
            let block = file.clear(record.bytes, scratch)
            do throws(RawFault) {
                _ = try decoder.check(block)
            } catch {
                try reading.reject(file.fault(error, block: record.number, at: record.bytes.lowerBound))
                continue
            }
            do throws(FlowError) {
                try decoder.append(
                    block, height: one.height, firstLine: record.transactionsBefore + 1, file: firstFile + record.file,
                    into: &builder)
            } catch {
                throw .ledger(error)
            }
            bytesRead += record.bytes.count
            if bytesRead - reported > 1 << 20 {
                reported = bytesRead
                reading.report(file.source, read: bytesRead, builder)
            }
        }
    }
}
