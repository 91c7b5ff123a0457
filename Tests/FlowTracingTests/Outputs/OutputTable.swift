import Testing

/// Transactions as aligned text, and answers as one line.
///
/// A line: `name  inputs -> outputs`, each in a block of its own, 600 seconds apart; `=` before a line keeps it in the
/// block of the line above. An input is `name` or `name:2` (an output of that transaction), `? [amount [address]]` (an
/// output that the ledger does not contain, with what the source says of it) or `pool [amount]` (out of the shielded
/// pool); `coinbase` alone creates value. An output is `amount address`. What is left is the fee.
enum OutputTable {
    static let firstTime: Int64 = 600

    static func transactions(_ table: String) throws -> (list: [NaiveTransaction], ids: [String: Int]) {
        var list: [NaiveTransaction] = []
        var ids: [String: Int] = [:]
        for line in table.split(separator: "\n") {
            let halves = line.split(separator: "->", omittingEmptySubsequences: false)
            var words = halves[0].split(separator: " ").map(String.init)
            let isSameBlock = words.first == "="
            if isSameBlock { words.removeFirst() }
            try #require(halves.count == 2 && words.count > 1, "\(line)")
            let block = (list.last?.block ?? 0) + (isSameBlock ? 0 : 1)
            var one = NaiveTransaction(
                id: list.count + 1, block: block, position: isSameBlock ? list.last!.position! + 1 : 0,
                time: Int64(block) * firstTime)
            ids[words.removeFirst()] = one.id
            let inputs = words.joined(separator: " ")
            one.isCoinbase = inputs == "coinbase"
            if !one.isCoinbase {
                one.inputs = try inputs.split(separator: ",").enumerated().map { try input($1, place: $0, ids) }
            }
            one.outputs = try halves[1].split(separator: ",").map { text in
                let words = text.split(separator: " ")
                try #require(words.count == 2, "\(line)")
                return .init(amount: try #require(UInt64(words[0])), owner: String(words[1]))
            }
            list.append(one)
        }
        return (list, ids)
    }

    private static func input(_ text: Substring, place: Int, _ ids: [String: Int]) throws -> NaiveTransaction.Input {
        let words = text.split(separator: " ").map(String.init)
        switch words[0] {
        case "?":
            return .init(
                previous: 1_000_000 + ids.count, vout: place, amount: words.count > 1 ? UInt64(words[1]) : nil,
                owner: words.count > 2 ? words[2] : nil)
        case "pool": return .init(previous: nil, amount: words.count > 1 ? UInt64(words[1]) : nil)
        default:
            let parts = words[0].split(separator: ":").map(String.init)
            return .init(previous: try #require(ids[parts[0]] as Int?), vout: parts.count > 1 ? Int(parts[1])! : 0)
        }
    }

    /// A seed that names a transaction by its name in the table.
    static func seed(_ text: String, _ ids: [String: Int]) -> NaiveSeed {
        var seed = NaiveSeed(parsing: text)
        func idText(_ name: String) -> String { NaiveTransaction.idText(ids[name] ?? 0xffff) }
        switch seed.form {
        case .only(let name): seed.form = .only(tx: idText(name))
        case .all(let name): seed.form = .all(tx: idText(name))
        case .at(let name, let index): seed.form = .at(tx: idText(name), index: index)
        default: break
        }
        return seed
    }
}

extension OutputAnswer {
    /// `injected 60; endpoint x 10; rests a 50`: what is not 0, lists by address. A coinjoin is named by the owner of
    /// its first tainted input.
    func line(showsUntracked: Bool = false) -> String {
        if isRefused { return "refused" }
        guard let answer = chains["bitcoin"] else { return "nothing" }
        var parts: [String] = []
        func add(_ name: String, _ amount: UInt128) { if amount > 0 { parts.append("\(name) \(amount)") } }
        func add(_ name: String, _ items: [(String, UInt128)]) {
            if items.isEmpty { return }
            let list = items.sorted { $0.0 < $1.0 }.map { "\($0.0) \($0.1)" }
            parts.append("\(name) \(list.joined(separator: ", "))")
        }
        add("injected", answer.injected)
        for end in [NaiveAnswer.End.endpoint, .mixer, .bridge] {
            add(end.rawValue, answer.endpoints.filter { $0.end == end }.map { ($0.address, $0.amount) })
        }
        add("fee", answer.closing.fee)
        add("burned", answer.closing.burned)
        add("pruned", answer.pruned.map { ($0.address, $0.amount) })
        add("rests", answer.resting.filter(\.isCovered).map { ($0.address, $0.amount) })
        add("unseen", answer.resting.filter { !$0.isCovered }.map { ($0.address, $0.amount) })
        if showsUntracked { parts.append("untracked \(answer.untrackedOnPath)") }
        return parts.isEmpty ? "nothing" : parts.joined(separator: "; ")
    }
}
