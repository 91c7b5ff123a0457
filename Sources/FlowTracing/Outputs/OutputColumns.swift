/// What a UTXO chain's ledger keeps of its transactions, outputs and inputs, in ledger order.
///
/// A transaction costs 40 bytes (id 32, where its outputs and inputs end 4 + 4), an output 16 (amount 8, owner 4, spender
/// 4), an input 4 (the output it spends). Height and time are kept once a run of transactions that share them.
struct OutputColumns: ~Copyable, Sendable {
    var ids = Column<Hash32>()
    /// The transaction's outputs end here; they begin where those of the one before end.
    var outputEnds = Column<UInt32>()
    var inputEnds = Column<UInt32>()
    var coinbases = Column<UInt32>()
    var blocks = Column<BlockRun>()

    var amounts = Column<UInt64>()
    /// Numbers in the script table; `noOwner` where the owner of a spent output is not known.
    var owners = Column<UInt32>()

    static var noOwner: UInt32 { .max }

    init() {}

    var transactionCount: Int { ids.count }

    @inline(__always)
    func outputs(of transaction: Int) -> Range<Int> {
        Int(transaction == 0 ? 0 : outputEnds.base[transaction - 1])..<Int(outputEnds.base[transaction])
    }

    @inline(__always)
    func inputs(of transaction: Int) -> Range<Int> {
        Int(transaction == 0 ? 0 : inputEnds.base[transaction - 1])..<Int(inputEnds.base[transaction])
    }

    /// - Complexity: O(log runs).
    func blockIndex(of transaction: Int) -> Int {
        var low = 0
        var high = blocks.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(blocks[middle].firstTransaction) <= transaction { low = middle } else { high = middle }
        }
        return low
    }

    func transactions(ofBlock i: Int) -> Range<Int> {
        Int(blocks[i].firstTransaction)..<(i + 1 < blocks.count ? Int(blocks[i + 1].firstTransaction) : ids.count)
    }

    /// - Complexity: O(log transactions).
    func isCoinbase(_ transaction: Int) -> Bool { coinbases.contains(sorted: UInt32(transaction)) }

    /// Begins a transaction: its id, when it was, whether it creates value.
    mutating func begin(_ id: Hash32, block: UInt64, time: Int64, isCoinbase: Bool) {
        let number = UInt32(ids.count)
        if blocks.isEmpty || !blocks[blocks.count - 1].matches(block: block, time: time) {
            blocks.append(BlockRun(firstTransaction: number, block: block, time: time))
        }
        if isCoinbase { coinbases.append(number) }
        ids.append(id)
    }
}

/// Consecutive transactions that share height and time: a block.
struct BlockRun: BitwiseCopyable {
    var firstTransaction: UInt32
    /// `Run.noBlock` where the source has none.
    var block: UInt64
    var time: Int64

    @inline(__always)
    func matches(block: UInt64, time: Int64) -> Bool { self.time == time && self.block == block }
}
