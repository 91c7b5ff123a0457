import CFlowKernels

/// What parts of holdings are counted in: 64 bits where everything that moves of the asset stays below 2⁶³, else 128.
protocol ShareCell: FixedWidthInteger, UnsignedInteger, BitwiseCopyable, Sendable {
    /// About 2^bitWidth · amount / balance, for `Share`: at most 2 too small, never too large.
    ///
    /// - Precondition: 0 < amount < balance < 2^(bitWidth − 1).
    static func factor(_ amount: Self, over balance: Self) -> Self
}

extension UInt64: ShareCell {
    @inline(__always)
    static func factor(_ amount: UInt64, over balance: UInt64) -> UInt64 {
        var remainder: UInt64 = 0
        return flow_divide(amount, 0, balance, &remainder)
    }
}

extension UInt128: ShareCell {
    @inline(__always)
    static func factor(_ amount: UInt128, over balance: UInt128) -> UInt128 {
        UInt128.max.scaled(by: amount, over: balance)
    }
}

/// One spend of `amount` out of `balance`: how it splits the parts of the holding. One division a spend; a part costs
/// multiplications only.
struct Share<Cell: ShareCell> {
    private let amount: Cell
    private let balance: Cell
    private let factor: Cell

    /// - Precondition: 0 < amount < balance < 2^(bitWidth − 1).
    @inline(__always)
    init(_ amount: Cell, of balance: Cell) {
        (self.amount, self.balance) = (amount, balance)
        factor = Cell.factor(amount, over: balance)
    }

    /// ⌊part · amount / balance⌋ and ⌊part · (balance − amount) / balance⌋, for part ≤ balance.
    ///
    /// The product with the factor is the quotient or one less: the factor is short by at most 2 of 2^bitWidth, and the
    /// part below half of that. The remainder, below twice the balance, says which, and whether anything is left over.
    @inline(__always)
    func split(_ part: Cell) -> (moved: Cell, kept: Cell) {
        var moved = Cell(truncatingIfNeeded: part.multipliedFullWidth(by: factor).high)
        var rest = part &* amount &- moved &* balance
        if rest >= balance {
            moved &+= 1
            rest &-= balance
        }
        return (moved, part &- moved &- (rest == 0 ? 0 : 1))
    }
}
