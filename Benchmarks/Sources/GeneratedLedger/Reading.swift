import FlowFormats
import FlowTracing

extension GeneratedLedger {
    /// Decodes every field of the file and numbers its addresses; `seal` makes the ledger of it.
    ///
    /// The ledger is the same for every number of threads. In the variant with bad rows these are skipped;
    /// `Counts.rejected` says how many.
    public func decode(threads: Int) throws -> LedgerBuilder {
        var options = InputOptions()
        options.threads = threads
        if path.hasSuffix(".bad.csv") { options.onError = .skip(rejects: "/dev/null") }
        // What the generator's variants leave unsaid.
        if path.hasSuffix(".tron.csv") { options.chain = "tron" }
        var builder = LedgerBuilder()
        _ = try LedgerReader.read(paths: [path], into: &builder, options: options)
        return builder
    }
}
