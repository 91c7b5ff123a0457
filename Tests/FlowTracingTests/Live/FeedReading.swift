@testable import FlowTracing

extension FeedWorld {
    private func describe(_ file: Int) -> SourceFile {
        SourceFile(name: "file\(file).csv", format: "test", hasIndex: false, isAccountExport: exports[file])
    }

    /// All rows in one go, each file in one piece.
    func sealed() throws(FlowError) -> FeedAnswer {
        var builder = LedgerBuilder()
        (builder.keepsDuplicates, builder.until) = (keepsDuplicates, until)
        for file in fileOrder {
            builder.beginFile(describe(file))
            for (line, row) in rows.filter({ $0.row.file == file }).enumerated() {
                try row.append(line: line + 2, to: &builder)
            }
            builder.endFile()
        }
        return FeedAnswer(try builder.seal())
    }

    /// Row by row into a live ledger, committed where the world says and at the end.
    ///
    /// - Parameter watch: called after every commit.
    func streamed(_ watch: (LedgerChange, Ledger) -> Void = { _, _ in }) throws(FlowError) -> FeedAnswer {
        var live = LiveLedger()
        (live.intake.keepsDuplicates, live.intake.until) = (keepsDuplicates, until)
        var lines: [Int: Int] = [:]
        var numbers: [Int: Int] = [:]
        var open: Int?
        for one in rows {
            let file = one.row.file
            if let other = open, other != file {
                live.intake.endFile()
                open = nil
            }
            if open == nil {
                if let number = numbers[file] {
                    live.intake.resumeFile(number)
                } else {
                    numbers[file] = live.intake.fileCount
                    live.intake.beginFile(describe(file))
                }
                open = file
            }
            try one.append(line: lines[file, default: 0] + 2, to: &live.intake)
            lines[file, default: 0] += 1
            if one.after == .end || one.after == .endAndCommit {
                live.intake.endFile()
                open = nil
            }
            if one.after == .commit || one.after == .endAndCommit { watch(try live.commit(), live.snapshot()) }
        }
        if open != nil { live.intake.endFile() }
        watch(try live.commit(), live.snapshot())
        return FeedAnswer(live.snapshot())
    }
}

/// What must be the same however the rows were split.
struct FeedAnswer {
    var rows: [String]
    var duplicates: Int
    var undecidedOrder: Int
    var coverage: [String]

    init(_ ledger: Ledger) {
        (rows, duplicates, undecidedOrder) = (ledger.told, ledger.duplicates, ledger.undecidedOrder)
        coverage = zip(ledger.chains, ledger.coverageByChain).map { "\($0.name) \($1)" }.sorted()
    }
}

extension FeedWorld.Row {
    func append(line: Int, to builder: inout LedgerBuilder) throws(FlowError) {
        let chain = builder.chain(row.chain)
        let form = builder.form(of: chain)
        func address(_ text: String) -> AddressID { builder.address(Address(text, form: form)!) }
        func asset(_ symbol: String) -> AssetID {
            builder.asset(Asset(chain: chain, identity: .symbol(symbol), symbol: symbol))
        }
        try builder.append(
            Transfer(
                transaction: TransactionHash(row.tx, form: form)!, index: row.index, block: row.block,
                position: position, time: row.time, sender: address(row.from), recipient: address(row.to),
                asset: asset(row.asset), amount: row.amount, fee: row.fee, feeAsset: row.feeAsset.map(asset),
                kind: Engine.kind(row.kind), line: line, fingerprint: row.otherColumns))
    }
}

extension Ledger {
    /// All that the ledger keeps of a row, but where it was read.
    func told(_ row: Int) -> String {
        let run = columns.runs[columns.runIndex(of: row)]
        let asset = columns.assets[row]
        let fee = columns.feeAssets[row]
        return [
            chains[Int(run.chain)].name, "\(run.block == Run.noBlock ? "-" : "\(run.block)")", "\(run.time)",
            transactionText(row), columns.hashes.begins(row) ? "begins" : "goes on", "\(columns.kinds[row])",
            "\(columns.indexes[row])", "\(columns.positions[row])", text(sender(row), asset: asset),
            text(recipient(row), asset: asset), name(of: asset), amount(row).decimalDigits, self.fee(row).decimalDigits,
            fee == .max ? "-" : name(of: fee), swapLegs[row] ? "swap" : "",
        ].joined(separator: " ")
    }

    var told: [String] { (0..<count).map(told) }
}
