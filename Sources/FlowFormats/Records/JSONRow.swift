/// Turns JSON objects into records: each scalar is a column named by its path (`tokenInfo.tokenAbbr`, `topics.0`).
struct JSONRow {
    private struct Leaf {
        var path: [UInt8]
        /// Slots that want it, and how much they prefer it over other names (0 most).
        var slots: [(slot: Int, preference: Int)]
        /// Row it was last seen in, to catch a key given twice.
        var row = 0
    }
    private let names: ColumnNames
    private var leaves: [Leaf] = []
    private var leafByPath: [[UInt8]: Int] = [:]
    /// Leaf met at each step of the last row: the next row mostly has the same keys in the same order.
    private var script: [Int] = []
    private var step = 0
    private var row = 0
    private var path: [UInt8] = []
    private var preferences: [Int] = []
    private let places: [Int]

    private static let rememberedLeaves = 4096

    init(_ names: ColumnNames) {
        self.names = names
        places = Array(0..<names.patterns.count)
    }

    /// Reads the object that begins at the scanner's place into `record`.
    ///
    /// - Complexity: O(bytes).
    mutating func read(_ scanner: inout JSONScanner, into record: inout Record) throws(JSONScanner.Fault) {
        record.bytes.removeAll(keepingCapacity: true)
        record.places = places
        record.fields = Array(repeating: .init(start: -1, end: -1), count: places.count)
        record.unasked = 0
        preferences = Array(repeating: .max, count: places.count)
        path.removeAll(keepingCapacity: true)
        step = 0
        row += 1
        try object(&scanner, &record, depth: 0)
    }

    private mutating func object(_ scanner: inout JSONScanner, _ record: inout Record, depth: Int) throws(JSONScanner
        .Fault)
    {
        guard depth < InputLimit.depth else { throw .bad("JSON nested deeper than \(InputLimit.depth)") }
        let parent = path.count
        try scanner.expect(0x7B)
        if try scanner.closes(0x7D) { return }
        repeat {
            if depth > 0 { path.append(0x2E) }
            _ = try scanner.peek()
            try scanner.string(into: &path)
            try scanner.expect(0x3A)
            try value(&scanner, &record, depth: depth)
            path.removeSubrange(parent...)
        } while try scanner.goesOn(until: 0x7D)
    }

    private mutating func array(_ scanner: inout JSONScanner, _ record: inout Record, depth: Int) throws(JSONScanner
        .Fault)
    {
        guard depth < InputLimit.depth else { throw .bad("JSON nested deeper than \(InputLimit.depth)") }
        let parent = path.count
        try scanner.expect(0x5B)
        if try scanner.closes(0x5D) { return }
        var number = 0
        repeat {
            path.append(0x2E)
            path.append(contentsOf: Array(String(number).utf8))
            try value(&scanner, &record, depth: depth)
            path.removeSubrange(parent...)
            number += 1
        } while try scanner.goesOn(until: 0x5D)
    }

    private mutating func value(_ scanner: inout JSONScanner, _ record: inout Record, depth: Int) throws(JSONScanner
        .Fault)
    {
        let start = record.bytes.count
        switch try scanner.peek() {
        case 0x7B: return try object(&scanner, &record, depth: depth + 1)
        case 0x5B: return try array(&scanner, &record, depth: depth + 1)
        case 0x22: try scanner.string(into: &record.bytes)
        default:
            if try scanner.word(into: &record.bytes) == .null {
                record.bytes.removeSubrange(start...)
                return
            }
        }
        try keep(&record, from: start)
    }

    private mutating func keep(_ record: inout Record, from start: Int) throws(JSONScanner.Fault) {
        let place = try leaf()
        if let place, leaves[place].slots.isEmpty == false {
            guard leaves[place].row != row else {
                throw .bad("the key '\(String(decoding: path, as: UTF8.self))' is given twice")
            }
            leaves[place].row = row
            for (slot, preference) in leaves[place].slots where preference < preferences[slot] {
                preferences[slot] = preference
                record.fields[slot] = .init(start: Int32(start), end: Int32(record.bytes.count))
            }
            return
        }
        // Order of keys means nothing in JSON: the hashes are added.
        var hash = RowHash()
        path.withUnsafeBufferPointer { hash.add($0) }
        record.bytes.withUnsafeBufferPointer { hash.add(UnsafeBufferPointer(rebasing: $0[start...])) }
        record.unasked = record.unasked &+ hash.value
        record.bytes.removeSubrange(start...)
    }

    /// The leaf of the current path; `nil` where no slot wants it and too many are remembered already.
    private mutating func leaf() throws(JSONScanner.Fault) -> Int? {
        defer { step += 1 }
        if step < script.count, leaves[script[step]].path == path { return script[step] }
        let place: Int
        if let known = leafByPath[path] {
            place = known
        } else {
            let slots = names.slots(matching: String(decoding: path, as: UTF8.self))
            if leaves.count >= JSONRow.rememberedLeaves {
                if slots.isEmpty { return nil }
                throw .bad("more than \(JSONRow.rememberedLeaves) different keys")
            }
            place = leaves.count
            leaves.append(Leaf(path: path, slots: slots))
            leafByPath[path] = place
        }
        if step < script.count {
            script[step] = place
        } else if script.count == step, step < JSONRow.rememberedLeaves {
            script.append(place)
        }
        return place
    }
}
