/// The columns of a ledger as a store keeps them: each under a name, every one a file that only grows.
package enum LedgerSection: String, CaseIterable, Sendable {
    case senders, recipients, amounts, wideAmounts, narrowAssets, wideAssets
    case hashes, hashStarts, hashRanks, textualHashes
    case runs, indexes, positions, kinds, fees, wideFees, feeAssets
    case swapLegs, origins, fingerprints
    case addressHeads, addressTails, textAddresses, addressTextEnds, addressTexts, catalogue

    /// How long the section is for a ledger of so many rows.
    enum Measure { case rows, words, hashes, wideAmounts, wideFees, runs, origins, whole }

    var measure: Measure {
        switch self {
        case .senders, .recipients, .amounts, .narrowAssets, .wideAssets, .indexes, .positions, .kinds, .fees,
            .feeAssets, .fingerprints:
            .rows
        case .hashStarts, .hashRanks, .swapLegs: .words
        case .hashes, .textualHashes: .hashes
        case .wideAmounts: .wideAmounts
        case .wideFees: .wideFees
        case .runs: .runs
        case .origins: .origins
        // Addresses and names stay, whatever becomes of the rows.
        case .addressHeads, .addressTails, .textAddresses, .addressTextEnds, .addressTexts, .catalogue: .whole
        }
    }
}

/// Does something with each section's column, whatever its elements.
protocol SectionVisitor {
    associatedtype Failure: Error
    mutating func visit<Element: BitwiseCopyable>(
        _ section: LedgerSection, _ column: inout Column<Element>
    ) throws(Failure)
}

extension LiveLedger {
    /// Shows every section to `visitor`, in the order of `LedgerSection.allCases`.
    mutating func visitSections<V: SectionVisitor>(_ visitor: inout V) throws(V.Failure) {
        try visitor.visit(.senders, &columns.senders)
        try visitor.visit(.recipients, &columns.recipients)
        try visitor.visit(.amounts, &columns.amounts.packed)
        try visitor.visit(.wideAmounts, &columns.amounts.wide)
        try visitor.visit(.narrowAssets, &columns.assets.narrow)
        try visitor.visit(.wideAssets, &columns.assets.wide)
        try visitor.visit(.hashes, &columns.hashes.hashes)
        try visitor.visit(.hashStarts, &columns.hashes.starts)
        try visitor.visit(.hashRanks, &columns.hashes.ranks)
        try visitor.visit(.textualHashes, &columns.hashes.textual)
        try visitor.visit(.runs, &columns.runs)
        try visitor.visit(.indexes, &columns.indexes.values)
        try visitor.visit(.positions, &columns.positions.values)
        try visitor.visit(.kinds, &columns.kinds.values)
        try visitor.visit(.fees, &columns.fees.amounts.packed)
        try visitor.visit(.wideFees, &columns.fees.amounts.wide)
        try visitor.visit(.feeAssets, &columns.feeAssets.values)
        try visitor.visit(.swapLegs, &swapLegs.words)
        try visitor.visit(.origins, &origins)
        try visitor.visit(.fingerprints, &fingerprints.values)
        try visitor.visit(.addressHeads, &intake.addresses.heads)
        try visitor.visit(.addressTails, &intake.addresses.tails)
        try visitor.visit(.textAddresses, &intake.addresses.textIDs)
        try visitor.visit(.addressTextEnds, &intake.addresses.texts.ends)
        try visitor.visit(.addressTexts, &intake.addresses.texts.bytes)
        try visitor.visit(.catalogue, &catalogue.log)
    }

    /// Elements of each section for the rows before `row`, by place in `LedgerSection.allCases`.
    ///
    /// - Complexity: O(log rows), and O(rows to the next wide amount).
    mutating func sectionLengths(before row: Int) -> SectionLengths {
        let rows = RowLengths(
            rows: row, hashes: row == 0 ? 0 : columns.hashes.ordinal(of: row - 1) + 1,
            wideAmounts: columns.amounts.wideCount(before: row),
            wideFees: columns.fees.isPresent ? columns.fees.amounts.wideCount(before: row) : 0,
            runs: row == 0 ? 0 : columns.runIndex(of: row - 1) + 1,
            origins: origins.count(before: row))
        var lengths = SectionLengths(rows: rows)
        visitSections(&lengths)
        return lengths
    }

    /// Elements of each section now.
    package mutating func sectionCounts() -> [Int] {
        var lengths = SectionLengths(rows: nil)
        visitSections(&lengths)
        return lengths.counts
    }
}

/// Counts elements: of all rows, or of the first ones.
struct SectionLengths: SectionVisitor {
    let rows: RowLengths?
    private(set) var counts: [Int] = []

    init(rows: RowLengths?) { self.rows = rows }

    mutating func visit<Element: BitwiseCopyable>(
        _ section: LedgerSection, _ column: inout Column<Element>
    ) throws(Never) {
        guard let rows else {
            counts.append(column.count)
            return
        }
        let most =
            switch section.measure {
            case .rows: rows.rows
            // A word that some of these rows share with later ones is not theirs yet.
            case .words: rows.rows / 64
            case .hashes: rows.hashes
            case .wideAmounts: rows.wideAmounts
            case .wideFees: rows.wideFees
            case .runs: rows.runs
            case .origins: rows.origins
            case .whole: Int.max
            }
        counts.append(min(most, column.count))
    }
}

/// How long the columns are that are not counted by rows.
struct RowLengths {
    var rows: Int
    var hashes: Int
    var wideAmounts: Int
    var wideFees: Int
    var runs: Int
    var origins: Int
}
