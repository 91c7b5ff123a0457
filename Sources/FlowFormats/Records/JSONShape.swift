/// What a JSON file is: rows one after another, or a saved page with its rows in an array.
enum JSONShape {
    /// Keys under which explorers and node services answer with rows.
    static let pageKeys: Set<String> = [
        "token_transfers", "trc20_transfers", "transfers", "data", "Data", "result", "results", "transactions", "items",
        "list", "rows",
        "records",
    ]

    /// Shape and keys of the first row (nested ones as paths); no keys where pages have no rows.
    ///
    /// - Throws: also where the first row is longer than a row may be.
    static func find(_ start: JSONScanner) throws(JSONScanner.Fault) -> (shape: Sample.Shape, keys: [String]) {
        var scanner = start
        var empty: Sample.Shape?
        // Pages saved one after another: the first that has rows.
        repeat {
            let found: (shape: Sample.Shape, keys: [String])
            if try scanner.peek() == 0x5B {
                found = (.page(rows: ""), try firstRow(ofArrayAt: scanner))
            } else if let page = try page(scanner, under: "") {
                found = page
            } else {
                if let empty { return (empty, []) }
                let from = scanner.i
                let keys = try keys(&scanner)
                guard scanner.i - from <= InputLimit.row else { throw .bad(InputLimit.rowReason) }
                return (.jsonLines, keys)
            }
            if !found.keys.isEmpty { return found }
            empty = empty ?? found.shape
            try scanner.skipValue()
            scanner.skipSpace()
        } while scanner.i < scanner.end
        return (empty ?? .jsonLines, [])
    }

    /// Looks for an array of objects under a page key, one level down at most.
    private static func page(_ start: JSONScanner, under parent: String) throws(JSONScanner.Fault) -> (
        shape: Sample.Shape, keys: [String]
    )? {
        var scanner = start
        try scanner.expect(0x7B)
        if try scanner.closes(0x7D) { return nil }
        repeat {
            var key: [UInt8] = []
            _ = try scanner.peek()
            try scanner.string(into: &key)
            try scanner.expect(0x3A)
            let name = String(decoding: key, as: UTF8.self)
            if pageKeys.contains(name) {
                let path = parent.isEmpty ? name : parent + "." + name
                switch try scanner.peek() {
                case 0x5B:
                    var inside = scanner
                    inside.i += 1
                    let first = try inside.peek()
                    if first == 0x7B || first == 0x5D { return (.page(rows: path), try firstRow(ofArrayAt: scanner)) }
                case 0x7B where parent.isEmpty:
                    if let page = try page(scanner, under: name) { return page }
                default: break
                }
            }
            try scanner.skipValue()
        } while try scanner.goesOn(until: 0x7D)
        return nil
    }

    private static func firstRow(ofArrayAt start: JSONScanner) throws(JSONScanner.Fault) -> [String] {
        var scanner = start
        try scanner.expect(0x5B)
        guard try scanner.peek() == 0x7B else { return [] }
        return try keys(&scanner)
    }

    /// Paths of the scalars (and nulls) of the object here, as far as the first row's limits go.
    static func keys(_ scanner: inout JSONScanner) throws(JSONScanner.Fault) -> [String] {
        var found: [String] = []
        try collect(&scanner, path: "", depth: 0, into: &found)
        return found
    }

    private static func collect(
        _ scanner: inout JSONScanner, path: String, depth: Int, into found: inout [String]
    ) throws(JSONScanner.Fault) {
        guard depth < InputLimit.depth else { throw .bad("JSON nested deeper than \(InputLimit.depth)") }
        switch try scanner.peek() {
        case 0x7B:
            scanner.i += 1
            if try scanner.closes(0x7D) { return }
            repeat {
                var key: [UInt8] = []
                _ = try scanner.peek()
                try scanner.string(into: &key)
                try scanner.expect(0x3A)
                let name = String(decoding: key, as: UTF8.self)
                try collect(&scanner, path: path.isEmpty ? name : path + "." + name, depth: depth + 1, into: &found)
            } while try scanner.goesOn(until: 0x7D)
        case 0x5B:
            scanner.i += 1
            if try scanner.closes(0x5D) { return }
            var number = 0
            repeat {
                try collect(&scanner, path: path + ".\(number)", depth: depth + 1, into: &found)
                number += 1
            } while try scanner.goesOn(until: 0x5D)
        default:
            try scanner.skipValue(depth: depth)
            if found.count < InputLimit.columns { found.append(path) }
        }
    }
}
