import FlowTracing

/// Our own format, CSV or JSON lines: `chain,tx,index,block,time,from,to,asset,amount,fee,fee_asset`, in any order and
/// under the field's other spellings; only tx, time, from, to, asset and amount must be there.
struct CanonicalTransfers: BlockDecoder {
    let name = "canonical"
    let summary = "transfers as chain,tx,index,block,time,from,to,asset,amount,fee,fee_asset (CSV or JSON lines)"

    /// 90 where the six needed columns bear our own names, 40 where they bear other spellings: a format that knows its
    /// columns better goes first.
    func score(_ sample: Sample) -> Int {
        if TransferColumns.required.allSatisfy({ sample.has($0) }) { return 90 }
        let found = TransferColumns.required.allSatisfy { key in
            (TransferColumns.spellings[key] ?? []).contains { sample.has($0) }
        }
        return found ? 40 : 0
    }

    func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder {
        TransferRows(try TransferColumns.canonical(&file), file)
    }
}

/// Any file whose columns the user names (`--columns`).
struct NamedColumns: BlockDecoder {
    let choice: ColumnChoice
    let name = "columns"
    let summary = "any CSV or JSON lines, its columns named by --columns"

    func score(_ sample: Sample) -> Int { 0 }

    func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder {
        TransferRows(try TransferColumns.chosen(choice, &file), file)
    }
}
