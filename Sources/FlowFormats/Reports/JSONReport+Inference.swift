import FlowTracing

/// What an answer says beyond records and labels: deposit addresses by inference, and who can freeze what.
struct InferenceSection {
    let ledger: Ledger
    let asset: AssetID

    /// Why an address is taken for a service's deposit address, with the rows that say so.
    func write(_ deposit: InferredDeposit, into json: inout JSONWriter) {
        json.object("deposit") { json in
            json.member("heuristic", DepositRules.heuristic.name)
            json.member("version", DepositRules.version)
            json.member("confidence", deposit.confidence)
            json.member("service", deposit.service.displayName)
            json.member("hotWallet", text(deposit.hotWallet))
            json.member("sweeps", deposit.sweeps)
            json.member("senders", deposit.senders)
            json.member("fuelledByService", deposit.isFuelled)
            json.member("otherRecipient", deposit.hasOtherRecipient)
            json.member("nested", deposit.nestingWords)
            json.array("evidence", deposit.evidence) { json, sweep in
                json.object(flat: true) { json in
                    json.object("receipt") { reference(Int(sweep.receipt), into: &$0) }
                    json.member("receipts", Int(sweep.receipts))
                    json.object("sweep") { reference(Int(sweep.sweep), into: &$0) }
                }
            }
        }
    }

    func write(_ possible: PossibleEndpoint, isMoney: Bool, into json: inout JSONWriter) {
        let service = possible.deposit.service
        json.member("address", text(possible.deposit.address))
        json.member("entity", service.displayName)
        json.member("category", service.category?.name)
        json.member("jurisdiction", service.jurisdiction)
        if !isMoney { json.member("reached", true) }
        json.member("arrived", possible.amount)
        json.member("transfers", possible.transfers)
        json.member("first", time: ledger.time(Int(possible.first)))
        json.member("last", time: ledger.time(Int(possible.last)))
        write(possible.deposit, into: &json)
    }

    func write(_ queue: FreezeQueue, into json: inout JSONWriter) {
        json.object("freeze") { json in
            json.member("order", "amount × still there (2 at rest, 1 at a service), within the asset")
            json.member("outOfReach", queue.outOfReach)
            json.array("queue", queue.entries) { json, entry in
                json.object(flat: true) { json in
                    json.member("address", text(entry.address))
                    json.member("amount", entry.amount)
                    json.member("place", entry.place.rawValue)
                    json.member("stillThere", entry.isStillThere ? "yes" : "unknown")
                    json.member("since", time: entry.since)
                    party("custodian", entry.power.custodian, into: &json)
                    party("issuer", entry.power.issuer, into: &json)
                }
            }
        }
    }

    private func party(_ key: String, _ party: FreezePower.Party?, into json: inout JSONWriter) {
        guard let party else { return }
        json.object(key) { json in
            json.member("name", party.name)
            json.member("category", party.category)
            json.member("jurisdiction", party.jurisdiction)
            if party.isInferred { json.member("inferred", true) }
        }
    }

    private func reference(_ row: Int, into json: inout JSONWriter) {
        json.member("tx", ledger.transactionText(row))
        json.member("index", Int(ledger.index(row)))
    }

    private func text(_ address: AddressID) -> String { ledger.text(address, asset: asset) }
}
