import ArgumentParser
import FlowFormats
import FlowService
import FlowTracing
import Glibc

/// Where records come from.
struct SourceArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Transfers: files, folders, 'quoted*globs', or - for standard input; recognised by content.",
            valueName: "source"))
    var sources: [String] = []

    @Option(help: ArgumentHelp("An EVM or TRON node instead: the address of its JSON-RPC.", valueName: "url"))
    var node: String?

    @Option(
        help: ArgumentHelp(
            "The node's first block to take, where the ledger has none of it. Default: its latest.", valueName: "block")
    )
    var fromBlock: UInt64?

    @Option(help: ArgumentHelp("The node's last block to take. Default: go on for ever.", valueName: "block"))
    var toBlock: UInt64?

    @Option(
        help: ArgumentHelp(
            "The node's tokens to take, a line each: contract[,symbol[,decimals]]. Default: all.", valueName: "file"))
    var tokens: String?

    @Option(help: ArgumentHelp("Calls of the node a second at most.", valueName: "n"))
    var callsPerSecond: Double?

    func validate() throws {
        guard node == nil || sources.isEmpty else { throw ValidationError("name a SOURCE or --node, not both") }
        guard node != nil || !sources.isEmpty else {
            throw ValidationError(
                "name at least one SOURCE of transfers (a file, a folder, a quoted glob, or -), or --node")
        }
        guard !sources.contains("-") || sources.count == 1 else {
            throw ValidationError("standard input (-) stands alone")
        }
        guard node != nil || (fromBlock == nil && toBlock == nil && tokens == nil && callsPerSecond == nil) else {
            throw ValidationError("--from-block, --to-block, --tokens and --calls-per-second belong to --node")
        }
        guard callsPerSecond ?? 1 > 0 else { throw ValidationError("--calls-per-second is more than 0") }
    }

    /// What positions of these sources are stored under.
    var name: String {
        if let node { return HTTPClient.shown(node) }
        return sources == ["-"] ? "stdin" : FileSource.name(of: sources)
    }

    /// - Parameters:
    ///   - position: what the ledger has of the source of this name.
    ///   - confirmations: blocks that must stand on a node's block before it is taken.
    func open(
        _ options: InputOptions, follows: Bool, position: [UInt8]?, confirmations: UInt64
    ) throws(Failure) -> any Source {
        do throws(SourceError) {
            if let node {
                return try EVMSource(
                    HTTPTransport(url: node), options: try nodeOptions(options, confirmations),
                    position: position.map { SourcePosition(bytes: $0, description: "") })
            }
            if sources == ["-"] { return StandardInput(options: options) }
            return try FileSource(sources, options: options, follows: follows, from: position)
        } catch {
            switch error {
            case .permanent(_, let reason), .transient(_, let reason): throw .badData(reason)
            case .tooDeep(let source, _, _, _): throw .badData("\(source): the chain went back too far")
            }
        }
    }

    private func nodeOptions(_ options: InputOptions, _ confirmations: UInt64) throws(SourceError) -> EVMSourceOptions {
        var node = EVMSourceOptions()
        if let fromBlock { node.start = .block(fromBlock) }
        node.end = toBlock
        node.confirmations = confirmations
        node.chain = options.chain
        node.decimals = options.decimals
        node.callsPerSecond = callsPerSecond
        guard let tokens else { return node }
        do {
            let source = try ByteSource(path: tokens)
            node.tokens = try EVMSourceOptions.tokens(Array(source.stored), chain: options.chain ?? "eip155:1")
        } catch {
            throw .permanent(source: tokens, reason: "\(tokens): \(error)")
        }
        return node
    }
}

/// How a long run tells of itself.
struct OperationArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Metrics for Prometheus, written to this file every second.", valueName: "file"))
    var metrics: String?

    @Option(help: ArgumentHelp("trace, debug, info, notice, warning, error or critical.", valueName: "level"))
    var logLevel = LogLevel.notice

    @Option(help: ArgumentHelp("How log lines on standard error are written: text or json.", valueName: "format"))
    var logFormat = LogLines.Format.text

    var logger: ServiceLogger { ServiceLogger(level: logLevel.rawValue, format: logFormat) }
}

enum LogLevel: String, CaseIterable, ExpressibleByArgument { case trace, debug, info, notice, warning, error, critical }
extension LogLines.Format: ExpressibleByArgument {}
