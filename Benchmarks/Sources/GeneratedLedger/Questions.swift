import FlowTracing

/// Questions asked of a generated ledger, the same for every program that answers them.
public struct Questions: Sendable {
    public let ledger: Ledger
    public let generated: GeneratedLedger
    private let isLabelled: Set<AddressID>

    public init(_ ledger: Ledger, _ generated: GeneratedLedger) {
        (self.ledger, self.generated) = (ledger, generated)
        isLabelled = Set(generated.labels.compactMap { ledger.find($0) })
    }

    /// The case of the payment in `row`.
    public func question(row: Int, id: String) -> Case {
        let hash = ledger.transactionText(row)
        let index = ledger.index(row)
        let seed = Seed(
            text: "tx:\(hash):\(index)", chain: nil, asset: nil, form: .transaction(hash, .at(index)))
        return Case(id: id, seeds: [seed])
    }

    /// One case a victim.
    public var victims: [Case] {
        generated.victims.enumerated().map { question(row: $1.row, id: "victim-\($0)") }
    }

    /// Five victims spread over all of them, for questions that take most of the ledger.
    public var unstopped: [Case] {
        let all = victims
        return stride(from: 0, to: all.count, by: max(1, all.count / 5)).map { all[$0] }
    }

    /// All victims' payments as one case: what a pass over the whole ledger follows.
    public var allVictims: Case {
        Case(id: "all", seeds: victims.flatMap(\.seeds))
    }

    /// `count` payments spread evenly over the ledger, none to a labelled address: as the peers choose them.
    public func background(_ count: Int) -> [Case] {
        (0..<count).map { k in
            var row = ledger.count / 50 + ledger.count * 9 / 10 * k / count
            while isLabelled.contains(ledger.recipient(row)) { row += 1 }
            return question(row: row, id: "background-\(k)")
        }
    }

    /// `count` payments to unlabelled addresses of 10³…10⁵ transfers that had money of their own before.
    ///
    /// - Returns: fewer where the ledger has fewer such payments.
    public func toBusyAddresses(_ count: Int, graph: FlowGraph) -> [Case] {
        var cases: [Case] = []
        let stride = max(1, ledger.count * 9 / 10 / count)
        var row = ledger.count / 20
        var next = row
        while cases.count < count && row < ledger.count {
            defer { row += 1 }
            let recipient = ledger.recipient(row)
            guard row >= next, !isLabelled.contains(recipient), 1_000...100_000 ~= graph.degree(recipient) else {
                continue
            }
            cases.append(question(row: row, id: "busy-\(cases.count)"))
            next = row + stride
        }
        return cases
    }

    /// The share of the labels that a list of `percent` coverage has: which ones depends on the address alone.
    public func labels(percent: Int) -> [Address] {
        generated.labels.enumerated().filter { i, _ in
            // A fixed scramble, so that 25% is not simply the largest sixteen.
            var x = UInt64(i) &* 0x9E37_79B9_7F4A_7C15
            x ^= x >> 29
            x = x &* 0xBF58_476D_1CE4_E5B9
            return (x >> 33) % 100 < UInt64(percent)
        }.map(\.1)
    }
}
