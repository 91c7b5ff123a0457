import FlowFormats
import FlowTracing
import Foundation

/// `lymer-bench blocks FILE… [--reps N]`: raw blocks to a ledger, on one core, beside what hashing alone must take. In
/// seconds of the processor: all of it runs on one thread.
struct BlockMeasures {
    private var files: [String] = []
    private var reps = 20

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--reps", let count = rest.popFirst().flatMap({ Int($0) }), count > 0 {
                reps = count
            } else if !argument.hasPrefix("-") {
                files.append(argument)
            } else {
                throw Measuring.Misuse(argument: argument)
            }
        }
        guard !files.isEmpty else { throw Measuring.Misuse(argument: "no block file") }
    }

    func run() throws {
        var sources: [ByteSource] = []
        for file in files { sources.append(try ByteSource(path: file)) }
        let bytes = sources.reduce(0) { $0 + $1.stored.count }
        var verifier = RawBlockVerifier()
        var hashed = 0
        for source in sources { hashed += try verifier.verify(source.stored, name: source.name).bytesHashed }

        var parts: [String: [Double]] = [:]
        var check = ""
        var transactions = 0
        // In turns, so that a slow spell of the machine touches all alike.
        for _ in 0..<reps {
            var watch = ProcessorWatch()
            for source in sources { _ = source.sha256 }
            let speed = Double(bytes) / watch.lap()
            parts["sha256", default: []].append(speed)
            parts["floor", default: []].append(Double(hashed) / speed)
            _ = watch.lap()
            for source in sources { _ = try verifier.verify(source.stored, name: source.name) }
            parts["verify", default: []].append(watch.lap())
            var builder = LedgerBuilder()
            _ = try LedgerReader.read(paths: files, into: &builder)
            parts["decode", default: []].append(watch.lap())
            let ledger = try builder.seal()
            parts["seal", default: []].append(watch.lap())
            transactions = ledger.transactionCount
            check = "\(transactions) transactions, \(ledger.outputCount) outputs, \(ledger.scriptCount) addresses"
        }
        let output = Output(peer: "lymer", transfers: transactions)
        func median(_ part: String) -> Double { (parts[part] ?? [0]).quantile(0.5) }
        let whole = zip(parts["decode"] ?? [], parts["seal"] ?? []).map { $0 + $1 }.quantile(0.5)
        let size = Double(bytes) / 1e6
        output.emit("blocks_sha256_speed", median("sha256") / 1e6, "MB/s")
        output.emit("blocks_hashed_per_byte", Double(hashed) / Double(bytes), "B/B")
        output.emit("blocks_sha256_floor", size / median("floor"), "MB/s")
        output.emit("blocks_verify", size / median("verify"), "MB/s", check: check)
        output.emit("blocks_decode", size / median("decode"), "MB/s", check: check)
        output.emit("blocks_seal", size / median("seal"), "MB/s", check: check)
        output.emit("blocks_to_ledger", size / whole, "MB/s", check: check)
        output.emit("blocks_share_of_floor", median("floor") / whole, "×", check: check)
    }
}

/// Seconds the processor has spent on this process between one `lap` and the next.
private struct ProcessorWatch {
    private var last = processorSeconds()

    mutating func lap() -> Double {
        let now = processorSeconds()
        defer { last = now }
        return now - last
    }
}
