/// A column that a decoder asked for, whether or not the file has it.
public struct ColumnSlot: Hashable, Sendable {
    let number: Int
}

/// The columns of one file, and which of them a decoder asked for.
///
/// Names are compared without case, blanks, underscores and hyphens: `From_Address`, `from address` and `fromAddress`
/// are one name. A pattern that ends in `*` matches every name that begins so (`Value_IN*` matches `Value_IN(ETH)`).
/// A nested JSON value has its path as name: `tokenInfo.tokenAbbr`, `topics.0`.
public struct ColumnNames: Sendable {
    /// As written: a CSV header in order, or the keys of the first JSON object, nested ones as paths.
    public let header: [String]
    let normalised: [String]
    /// Asked-for patterns by slot, normalised, in order of preference.
    private(set) var patterns: [[String]] = []
    /// The first pattern of each slot as the decoder wrote it, to name a column that is not there.
    private var asked: [String] = []
    /// Place in `header` of each slot, -1 where the file lacks it.
    private(set) var places: [Int] = []

    public init(header: [String]) {
        self.header = header
        normalised = header.map(ColumnNames.normalise)
    }

    public static func normalise(_ name: String) -> String {
        var bytes: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case 0x20, 0x09, 0x5F, 0x2D: continue
            case 0x41...0x5A: bytes.append(byte | 0x20)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Asks for the first of `patterns` that the file has.
    public mutating func column(_ patterns: String...) -> ColumnSlot { column(patterns) }

    public mutating func column(_ patterns: [String]) -> ColumnSlot {
        let wanted = patterns.map(ColumnNames.normalise)
        self.patterns.append(wanted)
        asked.append(patterns.first ?? "?")
        places.append(place(of: wanted) ?? -1)
        return ColumnSlot(number: places.count - 1)
    }

    /// As `column`, for one that must be there.
    public mutating func required(_ patterns: String...) throws(RowFault) -> ColumnSlot { try required(patterns) }

    public mutating func required(_ patterns: [String]) throws(RowFault) -> ColumnSlot {
        let slot = column(patterns)
        guard has(slot) else { throw .missingColumn(patterns[0]) }
        return slot
    }

    /// Asks for the column written exactly so, else for one of that name.
    mutating func column(written name: String) -> ColumnSlot {
        let slot = column([name])
        if let exact = header.firstIndex(of: name) { places[slot.number] = exact }
        return slot
    }

    /// A slot that no file fills.
    public mutating func absent() -> ColumnSlot {
        patterns.append([])
        asked.append("?")
        places.append(-1)
        return ColumnSlot(number: places.count - 1)
    }

    /// Whether the header (or the first JSON object) has the column.
    public func has(_ slot: ColumnSlot) -> Bool { places[slot.number] >= 0 }

    /// Whether the header has a column that matches `pattern`.
    public func has(_ pattern: String) -> Bool { place(of: [ColumnNames.normalise(pattern)]) != nil }

    public func hasAll(_ patterns: String...) -> Bool { patterns.allSatisfy { has($0) } }

    /// The column's name as the file writes it (units and prices stand in there), else the first name asked for.
    public func written(_ slot: ColumnSlot) -> String {
        let place = places[slot.number]
        return place >= 0 ? header[place] : asked[slot.number]
    }

    private func place(of wanted: [String]) -> Int? {
        for pattern in wanted {
            for (place, name) in normalised.enumerated() where ColumnNames.matches(name, pattern) { return place }
        }
        return nil
    }

    static func matches(_ name: String, _ pattern: String) -> Bool {
        pattern.utf8.last == 0x2A ? name.hasPrefix(pattern.dropLast()) : name == pattern
    }

    /// The slot and the preference (0 best) that a JSON key has, if anyone asked for it.
    func slots(matching name: String) -> [(slot: Int, preference: Int)] {
        let name = ColumnNames.normalise(name)
        var found: [(slot: Int, preference: Int)] = []
        for (slot, wanted) in patterns.enumerated() {
            if let preference = wanted.firstIndex(where: { ColumnNames.matches(name, $0) }) {
                found.append((slot, preference))
            }
        }
        return found
    }
}
