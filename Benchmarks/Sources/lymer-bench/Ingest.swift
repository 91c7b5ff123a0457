import FlowTracing
import GeneratedLedger

/// CSV to columns, to ledger, to queryable graph, on one thread and on two.
func measureIngest(_ generated: GeneratedLedger, reps: Int, peer: String) throws -> (Ledger, FlowGraph) {
    var kept: (Ledger, FlowGraph)?
    for rep in 0..<reps {
        for threads in [1, 2] {
            kept = nil
            let suffix = threads == 1 ? "" : "_\(threads)threads"
            var watch = Stopwatch()
            let builder = try generated.decode(threads: threads)
            let decoding = watch.lap()
            let ledger = try builder.seal()
            let sealing = watch.lap()
            let graph = FlowGraph(ledger)
            let indexing = watch.lap()
            let output = Output(peer: peer, transfers: ledger.count)
            let check = "\(ledger.addressCount)"
            let rows = Double(ledger.count)
            output.emit("ingest_parse_intern\(suffix)", rows / decoding, "rows/s", check: check)
            output.emit("ingest_bytes\(suffix)", Double(generated.byteCount) / decoding / 1e6, "MB/s", check: check)
            output.emit("ingest_queryable\(suffix)", rows / (decoding + sealing + indexing), "rows/s", check: check)
            if threads == 1 {
                output.emit("seal", rows / sealing, "rows/s", check: "\(ledger.undecidedOrder) undecided")
                output.emit("index", rows / indexing, "rows/s")
            }
            if rep == reps - 1 { kept = (ledger, graph) }
        }
    }
    guard let kept else { preconditionFailure("at least one repeat") }
    return kept
}

/// Bytes a transfer by part, after all indexes exist and a trace ran.
func measureMemory(_ ledger: Ledger, _ graph: FlowGraph, output: Output) {
    let rows = Double(ledger.count)
    var total = graph.byteCount
    for (part, bytes) in ledger.memory {
        total += bytes
        if bytes > 0 {
            output.emit("bytes: \(part)", Double(bytes) / rows, "B")
        }
    }
    output.emit("bytes: index by sender and by recipient", Double(graph.byteCount) / rows, "B")
    output.emit("bytes_per_transfer", Double(total) / rows, "B")
    output.emit("rss_anon_per_transfer", Double(processMemory("RssAnon")) / rows, "B")
    output.emit("peak_rss_per_transfer", Double(processMemory("VmHWM")) / rows, "B")
}
