@testable import FlowTracing

extension TypologyStory {
    /// The same story of others: every address and transaction called `prefix` and its name.
    static func renamed(_ table: String, _ prefix: String) -> String {
        table.split(separator: "\n").map { line in
            var words = line.split(separator: " ").map(String.init)
            if let place = words.firstIndex(of: "->") {
                words[place - 1] = prefix + words[place - 1]
                words[place + 1] = prefix + words[place + 1]
            }
            return words.map { $0.hasPrefix("@") ? "@" + prefix + $0.dropFirst() : $0 }.joined(separator: " ")
        }.joined(separator: "\n")
    }

    /// Stories told at the same time, each transaction whole.
    static func merged(_ tables: [String]) -> String {
        var told: [(time: Int, table: Int, lines: [String])] = []
        for (number, table) in tables.enumerated() {
            var (time, transaction) = (0, "")
            for (place, line) in table.split(separator: "\n").enumerated() {
                var words = line.split(separator: " ").map(String.init)
                let gap = words[0].hasPrefix("+") ? Int(words.removeFirst().dropFirst()) : nil
                let name = words[0].hasPrefix("@") ? words.removeFirst() : "@\(number)-\(place)"
                let text = name + " " + words.joined(separator: " ")
                if name == transaction {
                    told[told.count - 1].lines.append(text)
                } else {
                    time += gap ?? 60
                    told.append((time, number, [text]))
                }
                transaction = name
            }
        }
        var now = 0
        var lines: [String] = []
        for one in told.enumerated().sorted(by: { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }) {
            lines.append("+\(one.element.time - now) " + one.element.lines[0])
            lines += one.element.lines.dropFirst()
            now = one.element.time
        }
        return lines.joined(separator: "\n")
    }

    /// What one typology finds, whatever rows are called: subjects, members, how many transfers, and the numbers; in order.
    func summaries(_ typology: String) throws -> [String] {
        try findings(typology).map { finding in
            [
                finding.subjects.map(name).sorted().joined(separator: " "),
                finding.members.map(name).sorted().joined(separator: " "), "\(finding.rows.count)",
                finding.measures.map { "\($0.value)" }.joined(separator: " "),
            ].joined(separator: " | ")
        }.sorted()
    }
}
