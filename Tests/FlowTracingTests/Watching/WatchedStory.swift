import Testing

@testable import FlowTracing

/// A watch of a ledger told line by line: `block from to amount`, one asset, a transaction a line, named by its letter.
struct WatchedStory {
    struct Line: Equatable {
        var name: Character
        var block: UInt64
        var from: String
        var to: String
        var amount: Amount
    }

    static func lines(_ text: String) -> [Line] {
        text.split(separator: "\n").map { line in
            let cells = line.split(separator: " ")
            return Line(
                name: cells[0].first!, block: UInt64(cells[1])!, from: String(cells[2]), to: String(cells[3]),
                amount: Amount(cells[4])!)
        }
    }

    static func hash(_ name: Character) -> String {
        let digits = String(name.asciiValue!, radix: 16)
        return "0x" + String(repeating: "0", count: 64 - digits.count) + digits
    }

    static func address(_ name: String) -> Address { .text(name) }

    /// Blocks are a day apart.
    static func ledger(_ lines: [Line], numbering: [String]) throws -> Ledger {
        var builder = LedgerBuilder()
        let chain = builder.chain("elsewhere")
        let asset = builder.asset(Asset(chain: chain, identity: .symbol("USD"), symbol: "USD", decimals: 2))
        for name in numbering { _ = builder.address(address(name)) }
        builder.beginFile(SourceFile(name: "story", format: "test", hasIndex: true))
        for (number, line) in lines.enumerated() {
            try builder.append(
                Transfer(
                    transaction: TransactionHash(hash(line.name), form: .text)!, index: 0, block: line.block,
                    time: 1_700_000_000 + Int64(line.block) * 86_400, sender: builder.address(address(line.from)),
                    recipient: builder.address(address(line.to)), asset: asset, amount: line.amount, line: number + 2))
        }
        builder.endFile()
        return try builder.seal()
    }

    /// The alerts of one step, a line each: `state kind transaction from→to tainted [near END]`.
    static func text(_ alerts: [Alert]) -> [String] {
        alerts.map { alert in
            let name = Character(UnicodeScalar(alert.transactionLetter))
            var line = "\(alert.state) \(alert.kind) \(name) \(alert.tainted)"
            if let end = alert.end { line += " at \(end.text(form: .text))" }
            return line
        }
    }

    static func options(_ change: (inout WatchOptions) -> Void = { _ in }) -> WatchOptions {
        var options = WatchOptions()
        options.stops = [address("exchange")]
        options.threshold = 0
        options.confirmations = ["elsewhere": 2]
        options.undoSeconds = .max
        change(&options)
        return options
    }

    /// Follows each of `steps`, a whole ledger each, and says what each raises.
    static func watch(
        _ steps: [String], seeds: [String] = ["tx:" + hash("a")], options: WatchOptions = options(),
        confirms: Bool = false
    ) throws -> [[String]] {
        var watch = try Watch(
            options: options,
            attribution: Attribution([
                Tag(address: address("mixer"), label: "mixer", category: Category("mixer")),
                Tag(address: address("bridge"), label: "bridge", category: Category("bridge")),
            ]))
        var alerts: [Alert] = []
        try watch.add([Case(id: "case", seeds: try seeds.map { try Seed(parsing: $0) })], into: &alerts)
        var before: [Line] = []
        var numbering: [String] = []
        var said: [[String]] = []
        for step in steps {
            let lines = lines(step)
            for line in lines {
                for name in [line.from, line.to] where !numbering.contains(name) { numbering.append(name) }
            }
            var first = 0
            while first < min(before.count, lines.count), before[first] == lines[first] { first += 1 }
            try watch.follow(
                try ledger(lines, numbering: numbering),
                LedgerChange(firstRow: first, countBefore: before.count, count: lines.count), into: &alerts)
            if confirms { watch.confirm(into: &alerts) }
            said.append(text(alerts))
            alerts = []
            before = lines
        }
        return said
    }
}

extension Alert {
    fileprivate var transactionLetter: UInt8 {
        guard case .bytes(let hash) = transaction else { return 63 }
        return UInt8(truncatingIfNeeded: hash.word3)
    }
}
