import FlowTracing
import GeneratedLedger

/// The ledger with its indexes, read once and not timed.
func readOnce(_ generated: GeneratedLedger) throws -> IndexedLedger {
    IndexedLedger(try generated.decode(threads: 1).seal())
}

/// CSV to columns, to ledger, to queryable graph, on one thread and on two.
func measureIngest(_ generated: GeneratedLedger, reps: Int, peer: String) throws -> IndexedLedger {
    var kept: IndexedLedger?
    for rep in 0..<reps {
        var alone = 0.0
        for threads in [1, 2] {
            kept = nil
            let suffix = threads == 1 ? "" : "_\(threads)threads"
            let before = processorSeconds()
            var watch = Stopwatch()
            let builder = try generated.decode(threads: threads)
            let decoding = watch.lap()
            let spent = processorSeconds() - before
            let ledger = try builder.seal()
            let sealing = watch.lap()
            let graph = FlowGraph(ledger)
            let indexing = watch.lap()
            let transactions = TransactionIndex(ledger)
            let hashing = watch.lap()
            let output = Output(peer: peer, transfers: ledger.count)
            let check = "\(ledger.addressCount)"
            let rows = Double(ledger.count)
            output.emit("ingest_parse_intern\(suffix)", rows / decoding, "rows/s", check: check)
            output.emit("ingest_cpu\(suffix)", spent / rows * 1e9, "ns cpu/row", check: check)
            output.emit("ingest_bytes\(suffix)", Double(generated.byteCount) / decoding / 1e6, "MB/s", check: check)
            output.emit(
                "ingest_queryable\(suffix)", rows / (decoding + sealing + indexing + hashing), "rows/s", check: check)
            if threads == 1 {
                alone = decoding
                output.emit("seal", rows / sealing, "rows/s", check: "\(ledger.undecidedOrder) undecided")
                output.emit("index", rows / indexing, "rows/s")
                output.emit("index_transactions", rows / hashing, "rows/s")
            } else {
                output.emit("ingest_gain\(suffix)", alone / decoding, "×", check: check)
            }
            if rep == reps - 1 {
                kept = IndexedLedger(ledger: ledger, graph: graph, transactions: transactions)
            }
        }
    }
    guard let kept else { preconditionFailure("at least one repeat") }
    return kept
}

/// Bytes a transfer by part, after all indexes exist and a trace ran.
func measureMemory(_ indexed: IndexedLedger, output: Output) {
    let ledger = indexed.ledger
    let rows = Double(ledger.count)
    let parts =
        ledger.memory + [
            ("index by sender and by recipient", indexed.graph.byteCount),
            ("index of transactions", indexed.transactions.byteCount),
        ]
    for (part, bytes) in parts where bytes > 0 {
        output.emit("bytes: \(part)", Double(bytes) / rows, "B")
    }
    output.emit("bytes_per_transfer", Double(parts.reduce(0) { $0 + $1.1 }) / rows, "B")
    output.emit("rss_anon_per_transfer", Double(processMemory("RssAnon")) / rows, "B")
    output.emit("peak_rss_with_mapped_file_per_transfer", Double(processMemory("VmHWM")) / rows, "B")
}
