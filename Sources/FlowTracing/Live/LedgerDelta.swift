/// One change of a live ledger as bytes: what a write-ahead log keeps. Applied to the ledger as it was before, it gives the
/// ledger as it was after; nothing is decided anew.
package struct LedgerDelta {
    /// What becomes of one section: its first `kept` elements stay, `bytes` follow.
    package struct Part {
        package var section: LedgerSection
        package var elementBytes: Int
        package var kept: Int
        package var bytes: UnsafeRawBufferPointer

        package init(section: LedgerSection, elementBytes: Int, kept: Int, bytes: UnsafeRawBufferPointer) {
            (self.section, self.elementBytes, self.kept, self.bytes) = (section, elementBytes, kept, bytes)
        }
    }
    package var firstRow: Int
    package var count: Int
    /// The ledger's summary after the change.
    package var summary: [UInt8]
    /// Sections that change, in the order of `LedgerSection.allCases`. Their bytes are the ledger's own.
    package var parts: [Part]

    package init(firstRow: Int, count: Int, summary: [UInt8], parts: [Part]) {
        (self.firstRow, self.count, self.summary, self.parts) = (firstRow, count, summary, parts)
    }

    /// As a log keeps it.
    package func encode() -> [UInt8] {
        var out = ByteEncoder()
        out.put(UInt64(firstRow))
        out.put(UInt64(count))
        out.put(summary)
        out.put(parts) { out, part in
            out.put(part.section.rawValue)
            out.put(UInt32(part.elementBytes))
            out.put(UInt64(part.kept))
            out.put(part.bytes)
        }
        return out.bytes
    }

    /// `bytes` must outlive the delta.
    package init(decoding bytes: UnsafeRawBufferPointer) throws(ByteDecoder.Damage) {
        var input = ByteDecoder(bytes)
        firstRow = try input.count()
        count = try input.count()
        summary = Array(try input.raw())
        parts = try input.list { (input: inout ByteDecoder) throws(ByteDecoder.Damage) in
            guard let section = LedgerSection(rawValue: try input.text()) else { throw input.damage }
            let size = Int(try input.take(UInt32.self))
            return Part(section: section, elementBytes: size, kept: try input.count(), bytes: try input.raw())
        }
        guard input.isAtEnd else { throw input.damage }
    }
}

extension LiveLedger {
    /// The change of the rows from `row` on (and of all addresses and names since) against a ledger whose sections were
    /// `previous` long. Valid until this is next changed.
    ///
    /// - Complexity: O(bytes that change).
    package mutating func delta(from row: Int, previous: [Int]) -> LedgerDelta {
        var collecting = DeltaParts(kept: zip(sectionLengths(before: row).counts, previous).map(min))
        visitSections(&collecting)
        var out = ByteEncoder()
        out.put(summary)
        return LedgerDelta(firstRow: row, count: count, summary: out.bytes, parts: collecting.parts)
    }

    /// - Throws: `ByteDecoder.Damage` where the change does not fit this ledger; the ledger is then of no use any more.
    package mutating func apply(_ delta: LedgerDelta) throws(ByteDecoder.Damage) {
        guard delta.firstRow <= count, delta.count >= delta.firstRow else { throw ByteDecoder.Damage(position: 0) }
        // What goes is read once more, and may be damaged.
        if delta.firstRow < count { try checkSections(from: delta.firstRow) }
        sums.remove(delta.firstRow..<count, of: columns)
        let names = catalogue.log.count
        let addresses = addressCount
        let texts = intake.addresses.textIDs.count
        var applying = DeltaApplication(parts: delta.parts)
        try visitSections(&applying)
        guard applying.isDone else { throw ByteDecoder.Damage(position: 0) }
        columns.hashes.count = columns.senders.count
        try catalogue.read(from: names, into: &intake)
        guard intake.addresses.hasRightLengths else { throw ByteDecoder.Damage(position: 0) }
        intake.addresses.admit(from: addresses, texts: texts)
        summary = try ByteDecoder.read(delta.summary) { (input) throws(ByteDecoder.Damage) in try input.summary() }
        guard count == delta.count else { throw ByteDecoder.Damage(position: 0) }
        try checkSections(from: delta.firstRow)
        sums.add(delta.firstRow..<count, of: columns, assets: intake.assets.count)
        fingerprints.truncate(to: delta.firstRow)
        fingerprints.pad(to: count)
        adoptSummary()
    }
}

/// Gathers what follows the kept part of each section.
private struct DeltaParts: SectionVisitor {
    let kept: [Int]
    var parts: [LedgerDelta.Part] = []
    private var place = 0

    init(kept: [Int]) { self.kept = kept }

    mutating func visit<Element: BitwiseCopyable>(
        _ section: LedgerSection, _ column: inout Column<Element>
    ) throws(Never) {
        let kept = kept[place]
        place += 1
        let size = MemoryLayout<Element>.stride
        parts.append(
            LedgerDelta.Part(
                section: section, elementBytes: size, kept: kept,
                bytes: UnsafeRawBufferPointer(rebasing: column.bytes[(kept * size)...])))
    }
}

/// Cuts each section to its kept part and appends what follows.
private struct DeltaApplication: SectionVisitor {
    let parts: [LedgerDelta.Part]
    private var place = 0

    init(parts: [LedgerDelta.Part]) { self.parts = parts }

    var isDone: Bool { place == parts.count }

    mutating func visit<Element: BitwiseCopyable>(
        _ section: LedgerSection, _ column: inout Column<Element>
    ) throws(ByteDecoder.Damage) {
        guard place < parts.count, parts[place].section == section else { throw ByteDecoder.Damage(position: place) }
        let part = parts[place]
        place += 1
        let size = MemoryLayout<Element>.stride
        guard part.elementBytes == size, part.kept <= column.count, part.bytes.count % size == 0 else {
            throw ByteDecoder.Damage(position: place)
        }
        column.truncate(to: part.kept)
        let extra = part.bytes.count / size
        guard extra > 0 else { return }
        UnsafeMutableRawPointer(column.extend(by: extra)).copyMemory(
            from: part.bytes.baseAddress!, byteCount: part.bytes.count)
    }
}
