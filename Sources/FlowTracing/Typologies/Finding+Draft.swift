extension Flagging {
    /// What a draft says, as people read it.
    func finding(_ draft: FindingBook.Draft) -> Finding {
        let typology = configuration.typologies[draft.typology]
        var ordered = draft.rows
        FindingBook.order(&ordered)
        let rows = ordered.map { Int($0) }
        var members = draft.others
        members.reserveCapacity(members.count + 2 * rows.count)
        var values: [Finding.AssetValue] = []
        var times = Int64.max...Int64.max
        for row in rows {
            members.append(ledger.columns.senders[row])
            members.append(ledger.columns.recipients[row])
            let (asset, amount) = (ledger.columns.assets[row], ledger.columns.amounts[row])
            if let place = values.firstIndex(where: { $0.asset == asset }) {
                values[place].amount = values[place].amount.addingClamped(amount)
            } else {
                values.append(Finding.AssetValue(asset: asset, amount: amount))
            }
            // Blocks need not be in order of their times.
            let time = ledger.time(row)
            times = row == rows[0] ? time...time : min(times.lowerBound, time)...max(times.upperBound, time)
        }
        var finding = Finding(
            id: "\(typology.name)-\(fingerprint(rows))", typology: typology.name, subjects: draft.subjects.sorted(),
            members: Finding.distinct(members), rows: rows, rowsLeftOut: draft.rowsLeftOut,
            firstTime: times.lowerBound, lastTime: times.upperBound, values: values.sorted { $0.asset < $1.asset },
            measures: zip(typology.measures, draft.measures).map { Finding.Measure(description: $0, value: $1) },
            firedAt: Int(draft.firedAt), firedTime: ledger.time(Int(draft.firedAt)))
        finding.facts = facts(of: finding, draft)
        finding.score = FindingScore(typology, finding.facts, finding.measures)
        return finding
    }

    /// What the finding was called when it began.
    func beginning(of draft: FindingBook.Draft) -> String {
        var rows = draft.opening
        FindingBook.order(&rows)
        return "\(configuration.typologies[draft.typology].name)-\(fingerprint(rows.map { Int($0) }))"
    }

    /// 12 digits of a hash of the transfers: what they are called on their chains, not how this ledger numbers them.
    private func fingerprint(_ rows: [Int]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(96 * rows.count)
        for row in rows {
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
    /// Ascending, each once.
    fileprivate static func distinct(_ addresses: [AddressID]) -> [AddressID] {
        var list = addresses
        FindingBook.order(&list)
        return list
    }

    /// The order in which they fired; those of one row by name.
    static func precedes(_ a: Finding, _ b: Finding) -> Bool {
        (a.firedAt, a.typology, a.id) < (b.firedAt, b.typology, b.id)
    }
}
