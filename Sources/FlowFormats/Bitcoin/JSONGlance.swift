/// What the beginning of a JSON text shows: the paths of the members of its first value, or of the first element of its
/// first array (`vin.prevout.value`; of inner arrays too, only the first element is looked at).
struct JSONGlance {
    private(set) var paths: Set<String> = []

    private static let deepest = 5
    private static let mostPaths = 1024

    init(_ start: FileStart) {
        guard let base = start.bytes.baseAddress else { return }
        var cursor = JSONCursor(
            base.assumingMemoryBound(to: UInt8.self), from: 0, to: start.bytes.count)
        guard let first = try? cursor.peek(), first == 0x7B || first == 0x5B else { return }
        // What follows the end of the sample, or a fault in it, is left unseen.
        try? collect(&cursor, path: "", depth: 0)
    }

    func has(_ path: String) -> Bool { paths.contains(path) }
    func hasAll(_ wanted: String...) -> Bool { wanted.allSatisfy { paths.contains($0) } }

    private mutating func collect(_ cursor: inout JSONCursor, path: String, depth: Int) throws(JSONFault) {
        guard depth < JSONGlance.deepest, paths.count < JSONGlance.mostPaths else { return try cursor.skipValue() }
        switch try cursor.peek() {
        case 0x7B:
            cursor.i += 1
            if try cursor.closes(0x7D) { return }
            repeat {
                _ = try cursor.peek()
                let name = try cursor.string { String(decoding: $0.prefix(64), as: UTF8.self) }
                try cursor.expect(0x3A)
                let inner = path.isEmpty ? name : path + "." + name
                paths.insert(inner)
                try collect(&cursor, path: inner, depth: depth + 1)
            } while try cursor.goesOn(until: 0x7D)
        case 0x5B:
            cursor.i += 1
            if try cursor.closes(0x5D) { return }
            try collect(&cursor, path: path, depth: depth + 1)
            while try cursor.goesOn(until: 0x5D) { try cursor.skipValue() }
        default: try cursor.skipValue()
        }
    }
}
