import FlowFormats
import FlowService
import FlowSimulator
import FlowStore
import FlowTracing
import Foundation

/// `lymer-bench feed [--transfers N] [--victims N] [--rate N] [--reorg-every N] …`: the simulated economy as a live chain with
/// every victim's case watched, first in first out as its truth is kept: how late alerts are, and how right.
struct EconomyFeedMeasures {
    private var transfers = 3_000_000
    private var victims = 11_700
    private var days = 90
    private var rate = 100_000
    /// Blocks between two reorgs, about, and how many are taken back at most.
    private var reorgEvery = 200
    private var deepest = 6
    private var seed: UInt64 = 1
    private var scratch = NSTemporaryDirectory()
    private var peer = "lymer"

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let text = rest.popFirst() else { throw Misuse(argument: name) }
            switch (name, Int(text)) {
            case ("--transfers", let count?): transfers = count
            case ("--victims", let count?): victims = count
            case ("--days", let count?): days = count
            case ("--rate", let count?) where count > 0: rate = count
            case ("--reorg-every", let count?) where count >= 0: reorgEvery = count
            case ("--deepest", let count?) where 1...32 ~= count: deepest = count
            case ("--seed", let number?): seed = UInt64(truncatingIfNeeded: number)
            case ("--scratch", _): scratch = text
            case ("--peer", _): peer = text
            default: throw Misuse(argument: "\(name) \(text)")
            }
        }
    }

    struct Misuse: Error, CustomStringConvertible {
        let argument: String
        var description: String {
            "\(argument)?\nusage: lymer-bench feed [--transfers N] [--victims N] [--days N] [--rate N] [--reorg-every BLOCKS]"
                + " [--deepest BLOCKS] [--seed N] [--scratch FOLDER]"
        }
    }

    func run() throws {
        Conditions.emit()
        let folder = "\(scratch)/lymer-bench-feed-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let options = ScamEconomy.Options(seed: seed, transfers: transfers, form: .evm, victims: victims, days: days)
        let written = try EconomyFiles.write(options, into: folder)
        let source = try EconomySource(
            "\(folder)/transfers.csv", every: reorgEvery, deepest: deepest, rate: rate, seed: seed)
        let descriptor = open("\(folder)/alerts", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        let sink = StampedSink(descriptor)
        var watchOptions = WatchOptions()
        watchOptions.rule = .fifo
        let labels = try LabelReader.read(["\(folder)/labels.csv"])
        let feed = Feed(
            source, into: LiveLedger(), store: try LedgerStore.create(at: "\(folder)/ledger"),
            watch: try Watch(options: watchOptions, attribution: labels.attribution), cases: "\(folder)/cases.json",
            alerts: sink, logger: ServiceLogger(level: "error", format: .text).logger)
        source.start()
        let (seconds, summary) = try timed { try feed.run() }
        Glibc.close(descriptor)
        let told = try AlertTally("\(folder)/alerts", sink.times, source)
        let truth = try EconomyTruth("\(folder)/truth.csv")
        let figures = EconomyFigures(
            told: told, truth: truth, cases: written.cases, rows: summary.rows, reorgs: source.reorgs, seconds: seconds,
            blockNumbers: source.blocks.map(\.number))
        figures.emit(Output(peer: peer, transfers: summary.rows))
    }
}

/// Writes alerts to a file and keeps when.
private final class StampedSink: AlertSink {
    private let stream: AlertStream
    private(set) var times: [UInt64] = []

    init(_ descriptor: Int32) {
        stream = AlertStream(descriptor: descriptor)
        times.reserveCapacity(1 << 21)
    }

    func deliver(_ alerts: [AlertLine]) throws(DeliveryError) {
        try stream.deliver(alerts)
        let now = nanoseconds()
        for _ in alerts { times.append(now) }
    }
    func commit() {}
    func close() {}
}

/// Where the economy says that value ended at services: base units by case, asset and address.
struct EconomyTruth {
    private(set) var endpoints: [Place: UInt128] = [:]

    struct Place: Hashable {
        var caseID: String
        var asset: String
        var address: String
    }

    init(_ path: String) throws {
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == 5, cells[2] == "endpoint", let amount = UInt128(cells[4]) else { continue }
            let place = Place(caseID: String(cells[0]), asset: String(cells[1]), address: String(cells[3]))
            endpoints[place, default: 0] += amount
        }
    }

    /// US cents, by which amounts of different assets add up.
    static func cents(_ amount: UInt128, _ asset: String) -> Double {
        Double(amount) / (asset == "ETH" ? 4e12 : 1e4)
    }
}
