/// Where value ends on a UTXO chain.
extension OutputPass where H: ~Copyable {
    /// The first that applies: burn, stop, attribution, service by inference, limits; otherwise it rests.
    @inline(__always)
    mutating func booking(_ output: Int, isSeed: Bool, hop: UInt32) -> Booking {
        let address = Ledger.firstScript | outputs.columns.owners.base[output]
        let standing = field.standing(address, chain: outputs.chain)
        if isUnlimited && standing.isEmpty { return .rests }
        return booking(address, standing, isSeed: isSeed, hop: hop)
    }

    @inline(never)
    private mutating func booking(
        _ address: AddressID, _ standing: TraceField.Standing, isSeed: Bool, hop: UInt32
    ) -> Booking {
        if standing.contains(.burned) { return .burned }
        if standing.contains(.stop) || question.caseStops.contains(address) { return .endpoint }
        switch standing.role {
        case .endpoint: return .endpoint
        case .mixer: return .mixer
        case .bridge: return .bridge
        case .none: break
        }
        if let inference = question.inference, inference.end(at: address, chain: outputs.chain) != nil {
            return .inferredEndpoint
        }
        if judge != nil, !standing.contains(.labelled), judge?.finding(address) != nil { return .inferredEndpoint }
        if isSeed { return .rests }
        if let maxHops = question.maxHops, hop > maxHops { return .prunedByHops }
        if let least = question.minAmount, parcel.tainted[0] < least { return .prunedByAmount }
        return .rests
    }

    /// Every mix has several inputs and at least two equal outputs.
    @inline(__always)
    func isMixer(_ transaction: Int) -> Bool {
        guard question.coinjoin == .stop, outputs.columns.inputs(of: transaction).count >= 2,
            outputs.columns.hasEqualOutputs(transaction)
        else { return false }
        return CoinJoinHeuristics.finding(for: ledger.shape(of: transaction, in: outputs))?.isMix ?? false
    }
}

extension OutputColumns {
    /// True where three outputs or more are created and two of them have the same amount, not 0.
    ///
    /// - Complexity: O(k log k) in the outputs.
    @inline(__always)
    func hasEqualOutputs(_ transaction: Int) -> Bool {
        let range = outputs(of: transaction)
        return range.count >= 3 && hasEqualAmounts(range)
    }

    @inline(never)
    private func hasEqualAmounts(_ range: Range<Int>) -> Bool {
        if range.count > 32 {
            let sorted = range.map { amounts.base[$0] }.filter { $0 != 0 }.sorted()
            return zip(sorted, sorted.dropFirst()).contains { $0 == $1 }
        }
        for a in range where amounts.base[a] != 0 {
            for b in a + 1..<range.upperBound where amounts.base[a] == amounts.base[b] { return true }
        }
        return false
    }
}
