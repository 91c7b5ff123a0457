import FlowTracing

/// Blocks as nodes keep and exchange them: files of one block each, or a node's `blk*.dat`.
struct RawBlocks: TransactionDecoder {
    let name = "raw-blocks"
    let summary = "consensus-serialised blocks: single block files, or a node's blk*.dat (with xor.dat beside them)"
    var joinsFiles: Bool { true }

    func score(_ start: FileStart) -> Int { 0 }

    func read(
        _ files: [ByteSource], _ reading: TransactionReading, into builder: inout LedgerBuilder
    ) throws(InputError) {}
}
