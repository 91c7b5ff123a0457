import FlowTracing

/// The members of a line of schema `lymer.finding/1` that belong to the finding alone, whoever writes the line.
struct FindingMembers {
    let ledger: Ledger
    let typology: (any Typology)?

    /// From what it is called by others to the parts of its score.
    func write(_ finding: Finding, to json: inout JSONWriter) {
        json.member("typology", finding.typology)
        if let typology {
            json.member("version", typology.version)
            json.member("confidence", typology.confidence)
            json.member("category", typology.category.name)
            let words = Crosswalk.of(typology.category)
            json.array("dwva", words?.terms ?? []) { $0.string($1.iri) }
            json.member("technique", words?.technique)
        }
        json.array("subjects", finding.subjects) { $0.string(text($1, finding)) }
        json.array("members", finding.members) { $0.string(text($1, finding)) }
        json.member("firstTime", time: finding.firstTime)
        json.member("lastTime", time: finding.lastTime)
        json.member("firedTime", time: finding.firedTime)
        json.member("firedBy", ledger.transactionText(finding.firedAt))
        json.array("values", finding.values) { json, one in
            json.object { json in
                asset(one.asset, &json)
                json.member("decimals", ledger.assets[Int(one.asset)].decimals)
                json.member("amount", one.amount)
            }
        }
        json.array("measures", finding.measures) { json, one in
            json.object { json in
                json.member("name", one.description.name)
                json.member("unit", one.description.unit.rawValue)
                json.member("value", one.value)
                json.member("threshold", one.description.threshold)
                json.member("fires", one.description.isAtLeast ? "at least" : "at most")
            }
        }
        json.member("score", finding.score.total)
        json.array("parts", finding.score.parts) { json, part in
            json.object { json in
                json.member("name", part.name)
                json.member("points", part.points)
                json.member("value", part.value)
            }
        }
    }

    /// - Parameter limit: transactions written; the others are counted as left out.
    func transactions(of finding: Finding, limit: Int = .max, to json: inout JSONWriter) {
        json.array("transactions", finding.rows.prefix(limit)) { json, row in
            json.object { json in
                let asset = ledger.asset(row)
                json.member("chain", ledger.chainName(of: asset))
                json.member("tx", ledger.transactionText(row))
                json.member("index", Int(ledger.index(row)))
                json.member("from", ledger.text(ledger.sender(row), asset: asset))
                json.member("to", ledger.text(ledger.recipient(row), asset: asset))
                json.member("asset", ledger.name(of: asset))
                json.member("amount", ledger.amount(row))
                json.member("time", time: ledger.time(row))
            }
        }
        json.member("transactionsLeftOut", finding.rowsLeftOut + max(0, finding.rows.count - limit))
    }

    func asset(_ asset: AssetID, _ json: inout JSONWriter) {
        json.member("chain", ledger.chainName(of: asset))
        json.member("asset", ledger.name(of: asset))
    }

    /// How an address is written in a finding: as the chain of its first transfer does.
    func text(_ address: AddressID, _ finding: Finding) -> String {
        finding.rows.first.map { ledger.text(address, asset: ledger.asset($0)) } ?? ledger.text(ledger.address(address))
    }
}
