import FlowFormats
import FlowTracing

extension GeneratedLedger {
    /// Decodes every field of the file and numbers its addresses; `seal` makes the ledger of it.
    ///
    /// Bad rows are skipped, so that a file with some of them can be measured; `Counts.rejected` says how many.
    public func decode(threads: Int) throws -> LedgerBuilder {
        var options = InputOptions()
        options.onError = .skip(rejects: "/dev/null")
        // What the generator's variants leave unsaid.
        if path.hasSuffix(".tron.csv") { options.chain = "tron" }
        var builder = LedgerBuilder()
        _ = try LedgerReader.read(paths: [path], into: &builder, options: options)
        return builder
    }
}
