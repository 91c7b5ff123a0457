extension Flagging {
    /// What a draft says, as people read it.
    func finding(_ draft: FindingBook.Draft) -> Finding {
        let typology = configuration.typologies[Int(draft.typology)]
        let rows = Set(draft.rows).sorted().map(Int.init)
        var members = Set(draft.others)
        var sums: [AssetID: Amount] = [:]
        for row in rows {
            members.insert(ledger.columns.senders[row])
            members.insert(ledger.columns.recipients[row])
            let asset = ledger.columns.assets[row]
            let (sum, isOver) = sums[asset, default: 0].addingReportingOverflow(ledger.columns.amounts[row])
            sums[asset] = isOver ? .max : sum
        }
        // Blocks need not be in order of their times.
        let times = rows.map { ledger.time($0) }
        var finding = Finding(
            id: "\(typology.name)-\(fingerprint(rows))", typology: typology.name, subjects: draft.subjects.sorted(),
            members: members.sorted(), rows: rows, rowsLeftOut: draft.rowsLeftOut,
            firstTime: times.min() ?? 0, lastTime: times.max() ?? 0,
            values: sums.map { Finding.AssetValue(asset: $0.key, amount: $0.value) }.sorted { $0.asset < $1.asset },
            measures: zip(typology.measures, draft.measures).map { Finding.Measure(description: $0, value: $1) },
            firedAt: Int(draft.firedAt), firedTime: ledger.time(Int(draft.firedAt)))
        finding.facts = facts(of: finding, draft)
        finding.score = FindingScore(typology, finding.facts, finding.measures)
        return finding
    }

    /// What the finding was called when it began.
    func beginning(of draft: FindingBook.Draft) -> String {
        let typology = configuration.typologies[Int(draft.typology)]
        return "\(typology.name)-\(fingerprint(Set(draft.opening).sorted().map(Int.init)))"
    }

    /// 12 digits of a hash of the transfers: what they are called on their chains, not how this ledger numbers them.
    private func fingerprint(_ rows: [Int]) -> String {
        var text = ""
        for row in rows {
            text +=
                ledger.chains[Int(ledger.chain(row))].name + " " + ledger.transactionText(row)
                + " \(ledger.index(row))\n"
        }
        let digest = Array(text.utf8).withUnsafeBufferPointer { SHA256.digest($0) }
        let bytes = (0..<6).map { UInt8(truncatingIfNeeded: digest[$0 / 4] >> UInt32(24 - $0 % 4 * 8)) }
        return Hex.text(bytes, isPrefixed: false)
    }
}

extension Finding {
    /// The order in which they fired; those of one row by name.
    static func precedes(_ a: Finding, _ b: Finding) -> Bool {
        (a.firedAt, a.typology, a.id) < (b.firedAt, b.typology, b.id)
    }
}
