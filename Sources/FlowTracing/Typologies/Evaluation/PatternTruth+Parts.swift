extension PatternTruth {
    /// The instance in pieces that share no address but services and null addresses: what no ledger can show as one thing. Half
    /// a dozen victims of one operator who each lose money through wallets of their own are half a dozen findings.
    ///
    /// - Parameter isShared: services, and what labels name for one.
    /// - Returns: the pieces in the order of their first transfers, each with the instance's name and a number where there are
    ///   several.
    /// - Complexity: O(transfers · log).
    func parts(in ledger: Ledger, isShared: (AddressID) -> Bool) -> [PatternTruth] {
        var forest = UnionForest()
        forest.grow(to: rows.count)
        var holder: [AddressID: UInt32] = [:]
        for (number, row) in rows.enumerated() {
            for address in [ledger.sender(row), ledger.recipient(row)] where !isShared(address) {
                guard let other = holder[address] else {
                    holder[address] = UInt32(number)
                    continue
                }
                forest.join(other, UInt32(number))
            }
        }
        let pieces = Dictionary(grouping: rows.indices) { forest.root(UInt32($0)) }
        if pieces.count <= 1 { return [self] }
        return pieces.sorted { $0.value[0] < $1.value[0] }.enumerated().map { number, piece in
            var part = self
            part.id += "/\(number + 1)"
            part.rows = piece.value.map { rows[$0] }
            part.members = Set(part.rows.flatMap { [ledger.sender($0), ledger.recipient($0)] }).sorted()
            (part.first, part.last) = (ledger.time(part.rows[0]), ledger.time(part.rows[part.rows.count - 1]))
            part.value = [:]
            for row in part.rows {
                part.value[ledger.asset(row), default: 0] =
                    part.value[ledger.asset(row), default: 0].addingClamped(ledger.amount(row))
            }
            part.weight = weight / pieces.count
            return part
        }
    }
}

extension FlaggingEvaluation {
    /// Instances, in pieces where they have to be.
    public static func judgeable(
        _ truths: [PatternTruth], in ledger: Ledger, attribution: Attribution
    ) -> [PatternTruth] {
        truths.flatMap { truth in
            truth.parts(in: ledger) { address in
                if ledger.isNull(address) { return true }
                let chain = truth.rows.first.map { ledger.chains[Int(ledger.chain($0))].name } ?? ""
                return attribution.decidingTag(of: ledger.address(address), chain: chain).map { $0.role != .none }
                    ?? false
            }
        }
    }
}
