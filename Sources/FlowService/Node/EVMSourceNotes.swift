import FlowTracing

/// What a node cannot tell, or was not asked for.
enum EVMSourceNotes {
    static func sentences(_ source: EVMSource) -> [String] {
        guard let rows = source.rows else { return [] }
        let isTron = rows.chain.form == .tron
        var notes: [String] = []
        if let first = source.window?.first, first > 0 {
            notes.append("begins at block \(first): what happened before is not in the ledger")
        }
        if let abilities = source.abilities {
            if isTron {
                notes.append(
                    "internal transfers: TRON's JSON-RPC does not tell them; value moved by contracts is missing")
            } else if !source.options.wantsInternalTransfers {
                notes.append("internal transfers: not asked for; value moved by contracts is missing")
            } else if abilities.traces == .none {
                notes.append(
                    "internal transfers: the node offers neither trace_block nor debug_traceBlockByNumber; "
                        + "value moved by contracts is missing")
            }
            if abilities.receipts == .logsOnly {
                notes.append(
                    "receipts: the node offers neither eth_getBlockReceipts nor eth_getTransactionReceipt; failed "
                        + "transactions are taken as successful, and fees are not counted")
            }
        }
        if isTron {
            notes.append(
                "fees: TRON's JSON-RPC does not tell the TRX burned for energy and bandwidth; none are counted")
            notes.append(
                "native value: TRON's JSON-RPC does not tell TRX from TRC-10 tokens, votes and frozen balances; "
                    + "an amount may be one of those")
        }
        if let abilities = source.abilities, abilities.receipts != .logsOnly {
            if rows.withoutStatus > 0 {
                notes.append(
                    "status missing in \(rows.withoutStatus) transactions: they are taken as successful, "
                        + "though some may have failed and moved nothing")
            }
            if rows.withoutFee > 0 {
                notes.append("gas used missing in \(rows.withoutFee) transactions: their fees are not counted")
            }
        }
        if let tokens = source.options.tokens {
            notes.append("tokens: only the \(tokens.count) of the list are read")
        }
        if !rows.overflowing.isEmpty {
            let names = rows.overflowing.map { Address.bytes($0).text(form: rows.chain.form) }.sorted()
            let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
            notes.append("\(names.count) tokens are left out, an amount of theirs reaches 2^128: \(shown)")
        }
        return notes
    }
}
