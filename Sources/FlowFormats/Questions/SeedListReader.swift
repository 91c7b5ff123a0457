import FlowTracing

/// Lists of seeds (`--seeds FILE`): one a line, or a CSV with a column `seed` or `address`; `#` begins a comment. An
/// address alone means all that it sends, `out:ADDRESS`.
public enum SeedListReader {
    /// - Throws: `InputError`; a file without any seed is one.
    public static func read(path: String) throws(InputError) -> [Seed] {
        let source = try ByteSource(path: path)
        var rows = try QuestionRows(source)
        var column = 0
        var seeds: [Seed] = []
        var isFirst = true
        while let row = try rows.next() {
            if isFirst {
                isFirst = false
                if let place = row.firstIndex(where: { ["seed", "address"].contains(ColumnNames.normalise($0)) }) {
                    column = place
                    continue
                }
            }
            let text = column < row.count ? row[column] : ""
            do throws(FlowError) {
                seeds.append(try Seed(parsing: isSeed(text) ? text : "out:" + text))
            } catch {
                throw .row(name: source.name, line: rows.line, column: "seed", value: text, reason: "is no seed")
            }
        }
        guard !seeds.isEmpty else { throw .file(name: source.name, reason: "no seed in it") }
        return seeds
    }

    /// True where `text` says which form of seed it is: `tx:…`, `out:…`, `in:…`, `held:…`, after `CHAIN/` where given.
    public static func isSeed(_ text: String) -> Bool {
        let forms = ["tx:", "out:", "in:", "held:"]
        if forms.contains(where: text.hasPrefix) { return true }
        guard let slash = text.firstIndex(of: "/") else { return false }
        let rest = text[text.index(after: slash)...]
        return forms.contains { rest.hasPrefix($0) }
    }
}
