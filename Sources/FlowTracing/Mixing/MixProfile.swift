/// The figures of a transaction that coinjoin heuristics ask for, worked out once for all of them.
public struct MixProfile: Sendable {
    public let shape: TransactionShape
    /// Output amounts that carry value, ascending.
    public let amounts: [UInt64]
    /// Amounts of at least two outputs, ascending, with how often each occurs.
    public let repeated: [(amount: UInt64, count: Int)]
    /// d: the amount that most outputs have, of several the largest; 0 without outputs.
    public let denomination: UInt64
    /// n: how many outputs have it.
    public let equalOutputs: Int
    /// Outputs that no one can spend (`OP_RETURN`).
    public let dataOutputs: Int
    /// Input amounts in listed order; `nil` where the ledger lacks one of them.
    public let inputAmounts: [UInt64]?
    /// Distinct owners of the inputs; `nil` where the ledger lacks one of them.
    public let distinctInputOwners: Int?
    /// Inputs of the owner that has most of them; `nil` where the ledger lacks an owner.
    public let mostInputsOfOneOwner: Int?
    /// Distinct scripts of the outputs.
    public let distinctOutputOwners: Int
    /// Amounts are known of all outputs and far below overflow: their sum, and that of the inputs, is less than 2⁶².
    public let isMeasurable: Bool

    /// - Complexity: O(k log k) in the coins.
    public init(_ shape: TransactionShape) {
        self.shape = shape
        let known = shape.outputs.compactMap(\.amount)
        let amounts = known.filter { $0 > 0 }.sorted()
        var repeated: [(amount: UInt64, count: Int)] = []
        var best: (amount: UInt64, count: Int) = (0, 0)
        var start = 0
        while start < amounts.count {
            var end = start
            while end < amounts.count, amounts[end] == amounts[start] { end += 1 }
            if end - start > 1 { repeated.append((amounts[start], end - start)) }
            if end - start >= best.count { best = (amounts[start], end - start) }
            start = end
        }
        self.amounts = amounts
        self.repeated = repeated
        (denomination, equalOutputs) = best
        dataOutputs = shape.outputs.count { $0.owner?.kind == .data }
        let paying = shape.inputs.compactMap(\.amount)
        inputAmounts = paying.count == shape.inputs.count ? paying : nil
        var inputsOf: [ScriptAddress: Int] = [:]
        for input in shape.inputs { if let owner = input.owner { inputsOf[owner, default: 0] += 1 } }
        let ownersAreKnown = shape.inputs.allSatisfy { $0.owner != nil }
        distinctInputOwners = ownersAreKnown ? inputsOf.count : nil
        mostInputsOfOneOwner = ownersAreKnown ? inputsOf.values.max() ?? 0 : nil
        distinctOutputOwners = Set(shape.outputs.compactMap(\.owner)).count
        isMeasurable =
            known.count == shape.outputs.count && Self.isBelowLimit(known) && Self.isBelowLimit(paying)
    }

    private static func isBelowLimit(_ amounts: [UInt64]) -> Bool {
        var sum: UInt64 = 0
        for amount in amounts {
            let (next, overflow) = sum.addingReportingOverflow(amount)
            if overflow || next >= 1 << 62 { return false }
            sum = next
        }
        return true
    }

    var inputs: Int { shape.inputs.count }
    var outputs: Int { shape.outputs.count }

    /// Places of the outputs that have one of these amounts, ascending.
    func outputs(of denominations: [UInt64]) -> [Int] {
        let denominations = Set(denominations)
        return shape.outputs.indices.filter { shape.outputs[$0].amount.map(denominations.contains) ?? false }
    }

    /// All coins of `side` are locked by one of `kinds`; `nil` where the ledger lacks an owner and no other speaks
    /// against it.
    func allLocked(_ side: [TransactionShape.Coin], by kinds: [ScriptKind]) -> Bool? {
        var isKnown = true
        for coin in side {
            guard let owner = coin.owner else {
                isKnown = false
                continue
            }
            if !kinds.contains(owner.kind) { return false }
        }
        return isKnown ? true : nil
    }

    /// Rejects a transaction whose block is known to be before `first`.
    func isBefore(_ first: UInt64) -> Bool { shape.block.map { $0 < first } ?? false }
}
