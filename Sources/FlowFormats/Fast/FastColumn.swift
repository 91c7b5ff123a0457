import CFlowKernels

/// What a column of a file of plain transfers holds, and in which one way the fast reader knows to read it; see
/// `FastTransfers`.
package enum FastColumn: UInt8, Sendable, CaseIterable {
    /// `0x` and 64 hex digits.
    case transaction = 1
    /// `0x` and 40 hex digits.
    case sender
    case recipient
    /// At most 19 digits.
    case block
    /// Unix seconds, at most 11 digits.
    case time
    /// At most 4294967294.
    case index
    /// Base units, at most 38 digits.
    case amount
    /// As `amount`; blank is 0.
    case fee
    /// A text of at most 48 printable ASCII characters.
    case chain
    case asset
    /// Blank: the row's own asset.
    case feeAsset
    /// Nothing, in every row.
    case blank

    static let required: [FastColumn] = [.transaction, .sender, .recipient, .time, .asset, .amount]
}

/// The columns of one file, from left to right, for the fast reader.
package struct FastLayout: Sendable {
    var layout = flow_layout()
    let columns: [FastColumn]

    /// `nil` where the fast reader cannot read such a file: a required column is missing, one is there twice, too many.
    ///
    /// - Parameter endsWithCR: lines end with CR LF.
    package init?(_ columns: [FastColumn], endsWithCR: Bool = false) {
        guard columns.count <= FLOW_MAX_FIELDS, FastColumn.required.allSatisfy(columns.contains) else { return nil }
        let named = columns.filter { $0 != .blank }
        guard Set(named).count == named.count, !columns.contains(.feeAsset) || columns.contains(.fee) else {
            return nil
        }
        self.columns = columns
        layout.field_count = Int32(columns.count)
        layout.ends_with_cr = endsWithCR
        withUnsafeMutableBytes(of: &layout.fields) { fields in
            for (i, column) in columns.enumerated() { fields[i] = column.rawValue }
        }
    }

    func has(_ column: FastColumn) -> Bool { columns.contains(column) }
}
