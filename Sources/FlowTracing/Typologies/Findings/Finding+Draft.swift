extension Flagging {
    /// What a draft says, as people read it.
    func finding(_ draft: FindingBook.Draft) -> Finding {
        let typology = configuration.typologies[draft.typology]
        var ordered = draft.rows
        ordered.orderDistinct()
        let transfers = FindingTransfers(ordered, ledger)
        let times = transfers.times
        var members = transfers.parties
        members += draft.others
        members.orderDistinct()
        var finding = Finding(
            id: "\(typology.name)-\(fingerprint(ordered))", typology: typology.name, subjects: draft.subjects.sorted(),
            members: members, rows: ordered.map { Int($0) }, rowsLeftOut: draft.rowsLeftOut,
            firstTime: times.first, lastTime: times.last, values: transfers.values,
            measures: zip(typology.measures, draft.measures).map { Finding.Measure(description: $0, value: $1) },
            firedAt: Int(draft.firedAt), firedTime: ledger.time(Int(draft.firedAt)))
        finding.facts = facts(of: finding, transfers, draft)
        finding.score = FindingScore(typology, finding.facts, finding.measures)
        return finding
    }

    /// What the finding was called when it began.
    func beginning(of draft: FindingBook.Draft) -> String {
        var rows = draft.opening
        rows.orderDistinct()
        return "\(configuration.typologies[draft.typology].name)-\(fingerprint(rows))"
    }

    /// 12 digits of a hash of the transfers: what they are called on their chains, not how this ledger numbers them.
    private func fingerprint(_ rows: [UInt32]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(96 * rows.count)
        for row in rows {
            let row = Int(row)
            text += ledger.chains[Int(ledger.chain(row))].name.utf8
            text.append(UInt8(ascii: " "))
            ledger.writeTransaction(row, into: &text)
            text.append(UInt8(ascii: " "))
            text += String(ledger.index(row)).utf8
            text.append(UInt8(ascii: "\n"))
        }
        let digest = text.withUnsafeBufferPointer { SHA256.digest($0) }
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
