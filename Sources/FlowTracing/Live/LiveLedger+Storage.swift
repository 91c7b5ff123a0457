/// Where the stored sections of a ledger are read from.
package protocol SectionSource {
    associatedtype Failure: Error
    /// Elements of a section, each of `elementBytes` bytes.
    func count(of section: LedgerSection, elementBytes: Int) throws(Failure) -> Int
    /// Provides the section's bytes: maps a file over `target`, which begins at a page, or copies into it.
    func fill(_ section: LedgerSection, _ target: UnsafeMutableRawBufferPointer) throws(Failure)
    /// What to throw where the sections contradict each other.
    func damage(_ reason: String) -> Failure
}

extension LiveLedger {
    /// The ledger whose sections `source` has. `addresses` and `texts` are the slots stored for the first of them; those
    /// behind get theirs now.
    ///
    /// - Complexity: O(names + addresses behind the slots stored); no row is looked at.
    package init<S: SectionSource>(
        reading source: S, summary: [UInt8], addresses: [SlotRun] = [], texts: [SlotRun] = []
    ) throws(S.Failure) {
        self.init()
        var reading = SectionReading(source: source)
        try visitSections(&reading)
        columns.hashes.count = columns.senders.count
        do throws(ByteDecoder.Damage) {
            try restoreSummary(summary)
            try catalogue.read(from: 0, into: &intake)
        } catch {
            throw source.damage("the names or sums are damaged at byte \(error.position)")
        }
        guard hasRightLengths, sums.totals.count <= intake.assets.count else {
            throw source.damage("the columns do not have one length")
        }
        do throws(IndexError) {
            try intake.addresses.adopt(addresses, texts: texts)
        } catch {
            throw source.damage(error.description)
        }
    }

    /// Summary and sums of the first `row` rows, as `init(reading:summary:)` takes them.
    ///
    /// - Complexity: O(rows from `row` on).
    package func storedSummary(before row: Int) -> [UInt8] {
        var sums = sums
        sums.remove(row..<count, of: columns)
        var out = ByteEncoder()
        out.put(summary)
        out.put(sums)
        return out.bytes
    }

    private mutating func restoreSummary(_ bytes: [UInt8]) throws(ByteDecoder.Damage) {
        (summary, sums) = try ByteDecoder.read(bytes) { (input) throws(ByteDecoder.Damage) in
            (try input.summary(), try input.sums())
        }
        adoptSummary()
    }

    /// Goes on from where the summary says the ledger stands; what is made from rows is made anew.
    mutating func adoptSummary() {
        intake.excludedAssets = Set(summary.excludedAssets)
        intake.rejected = summary.rejected
        chainRuns = ChainRuns()
        identities = IdentityIndex()
        copies = RowCopies()
    }

    /// True where every column is as long as the rows, hashes and runs say.
    private var hasRightLengths: Bool {
        let rows = columns.senders.count
        func isOptional(_ count: Int) -> Bool { count == 0 || count == rows }
        let assets = columns.assets.wide.isEmpty ? columns.assets.narrow.count : columns.assets.wide.count
        let words = (rows + 63) / 64
        return columns.recipients.count == rows && columns.amounts.packed.count == rows && assets == rows
            && columns.hashes.starts.count == words && columns.hashes.ranks.count == words
            && isOptional(columns.indexes.values.count) && isOptional(columns.positions.values.count)
            && isOptional(columns.kinds.values.count) && isOptional(columns.fees.amounts.packed.count)
            && isOptional(columns.feeAssets.values.count) && isOptional(fingerprints.values.count)
            && swapLegs.words.count == words
            && (columns.hashes.textual.isEmpty || columns.hashes.textual.count == columns.hashes.hashes.count)
            && (rows == 0 || !columns.runs.isEmpty && columns.runs[0].firstRow == 0)
            && intake.addresses.heads.count == intake.addresses.tails.count
    }

    /// Looks at everything that the rows from `row` on refer to: numbers in range, runs and hashes in order.
    ///
    /// - Throws: `ByteDecoder.Damage`, naming the row.
    /// - Complexity: O(rows from `row` on).
    package func checkSections(from row: Int) throws(ByteDecoder.Damage) {
        guard hasRightLengths else { throw ByteDecoder.Damage(position: row) }
        let addresses = UInt32(addressCount)
        let assets = intake.assets.count
        var ordinal = row == 0 ? -1 : columns.hashes.ordinal(of: row - 1)
        for r in row..<max(count, row) {
            if columns.hashes.begins(r) { ordinal += 1 }
            let fee = columns.feeAssets[r]
            guard columns.senders[r] < addresses, columns.recipients[r] < addresses, columns.assets[r] < assets,
                columns.amounts.isSound(r), !columns.fees.isPresent || columns.fees.amounts.isSound(r),
                fee == .max || fee < assets, columns.kinds[r] <= TransferKind.log.rawValue,
                ordinal >= 0, ordinal < columns.hashes.hashes.count, columns.hashes.ordinal(of: r) == ordinal
            else { throw ByteDecoder.Damage(position: r) }
            if columns.hashes.isText(ordinal: ordinal),
                columns.hashes.hashes[ordinal].word0 >= intake.transactionTexts.count
            {
                throw ByteDecoder.Damage(position: r)
            }
        }
        guard count == 0 || ordinal == columns.hashes.hashes.count - 1 else {
            throw ByteDecoder.Damage(position: count)
        }
        for i in (row == 0 ? 0 : columns.runIndex(of: row - 1))..<columns.runs.count {
            let run = columns.runs[i]
            guard Int(run.firstRow) < count, i == 0 || columns.runs[i - 1].firstRow < run.firstRow,
                Int(run.chain) < intake.chainCount
            else { throw ByteDecoder.Damage(position: Int(run.firstRow)) }
        }
    }
}

extension PackedAmounts {
    /// False where `row` points behind the wide amounts.
    func isSound(_ row: Int) -> Bool {
        packed[row] & PackedAmounts.wideFlag == 0 || Int(packed[row] & ~PackedAmounts.wideFlag) < wide.count
    }
}

/// Replaces every section by what a source has.
private struct SectionReading<Source: SectionSource>: SectionVisitor {
    let source: Source

    mutating func visit<Element: BitwiseCopyable>(
        _ section: LedgerSection, _ column: inout Column<Element>
    ) throws(Source.Failure) {
        let count = try source.count(of: section, elementBytes: MemoryLayout<Element>.stride)
        guard count <= Column<Element>.maximumCount else { throw source.damage("\(section.rawValue) is too long") }
        column = try Column(count: count) { (target) throws(Source.Failure) in try source.fill(section, target) }
    }
}
