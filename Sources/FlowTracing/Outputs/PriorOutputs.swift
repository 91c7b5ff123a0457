import CFlowKernels

/// Spent outputs that the ledger does not contain: value from before the ledger, untracked and clean.
///
/// Their amounts and owners stand behind those of the ledger's own outputs. An amount that the source does not say is
/// inferred: what the transaction misses, at the place of its first input of unknown amount; the fee is then the least
/// possible.
struct PriorOutputs: ~Copyable, Sendable {
    /// The transaction that created each, and the output's number there (`untracked` for value out of a shielded pool).
    var ids = Column<Hash32>()
    var indexes = Column<UInt32>()
    /// Ascending numbers of those whose amount is inferred.
    var inferred = Column<UInt32>()

    init() {}

    var count: Int { ids.count }
    var byteCount: Int { ids.byteCount + indexes.byteCount + inferred.byteCount }

    /// Completes the gathering's amounts and owners.
    ///
    /// - Throws: `unsound` where a transaction without an input of unknown amount pays out more than it has.
    init(
        _ gathering: inout OutputGathering, _ resolution: borrowing OutputResolution, place: (Int) -> String
    ) throws(FlowError) {
        let created = gathering.columns.amounts.count
        for prior in 0..<resolution.priorInputs.count {
            let input = Int(resolution.priorInputs[prior])
            ids.append(gathering.references[input].transaction)
            indexes.append(gathering.references[input].index)
            gathering.columns.amounts.append(gathering.inputAmounts[input])
            gathering.columns.owners.append(gathering.inputOwners[input])
        }
        let ahead = 32
        let inputCount = resolution.sources.count
        for number in 0..<gathering.count {
            let inputs = gathering.columns.inputs(of: number)
            for input in inputs where input + ahead < inputCount {
                flow_prefetch_read(gathering.columns.amounts.base + Int(resolution.sources.base[input + ahead]))
            }
            let outputs = gathering.columns.outputs(of: number)
            if inputs.isEmpty {
                guard gathering.columns.isCoinbase(number) || outputs.isEmpty else {
                    throw .unsound(
                        place: place(number),
                        reason:
                            "transaction \(PriorOutputs.text(gathering.columns.ids[number])) has no inputs and is no coinbase"
                    )
                }
                continue
            }
            var paid: Amount = 0
            for output in outputs { paid += Amount(gathering.columns.amounts.base[output]) }
            var had: Amount = 0
            var hasUnknown = false
            for input in inputs {
                let amount = gathering.columns.amounts.base[Int(resolution.sources.base[input])]
                if amount == OutputGathering.unknownAmount { hasUnknown = true } else { had += Amount(amount) }
            }
            if paid > had, !hasUnknown {
                throw .unsound(
                    place: place(number),
                    reason: "transaction \(PriorOutputs.text(gathering.columns.ids[number])) pays out "
                        + "\(paid.decimalDigits) and spends only \(had.decimalDigits)")
            }
            guard hasUnknown else { continue }
            var missing = paid > had ? paid - had : 0
            for input in inputs {
                let source = Int(resolution.sources.base[input])
                guard gathering.columns.amounts.base[source] == OutputGathering.unknownAmount else { continue }
                // The sum of a transaction's outputs may pass 64 bits, a single output never.
                let share = min(missing, Amount(UInt64.max - 1))
                gathering.columns.amounts.base[source] = UInt64(share)
                missing -= share
                inferred.append(UInt32(source - created))
            }
            guard missing == 0 else {
                throw .overflow(row: place(number), asset: "the coin of a UTXO chain")
            }
        }
    }

    func isInferred(_ prior: Int) -> Bool { inferred.contains(sorted: UInt32(prior)) }

    static func text(_ id: Hash32) -> String { Hex.text(id.bytes) }
}
