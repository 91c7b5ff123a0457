/// What every address received and sent of every asset within the last so many seconds, in base units.
///
/// A transfer in the window takes 24 bytes, an address and asset 48.
final class WindowedSums {
    private struct Entry: BitwiseCopyable {
        var time: Int64
        var row: UInt32
        var payer: UInt32
        var payee: UInt32
    }

    /// Sums of up to 2³² amounts below 2¹²⁸ each.
    struct Sums: BitwiseCopyable {
        private var receivedLow: Amount = 0
        private var sentLow: Amount = 0
        private var receivedHigh: UInt32 = 0
        private var sentHigh: UInt32 = 0

        var received: WideSum { WideSum(high: receivedHigh, low: receivedLow) }
        var sent: WideSum { WideSum(high: sentHigh, low: sentLow) }

        @inline(__always)
        mutating func receive(_ amount: Amount) { Sums.add(amount, &receivedLow, &receivedHigh) }
        @inline(__always)
        mutating func send(_ amount: Amount) { Sums.add(amount, &sentLow, &sentHigh) }
        @inline(__always)
        mutating func forgetReceipt(_ amount: Amount) { Sums.subtract(amount, &receivedLow, &receivedHigh) }
        @inline(__always)
        mutating func forgetPayment(_ amount: Amount) { Sums.subtract(amount, &sentLow, &sentHigh) }

        @inline(__always)
        private static func add(_ amount: Amount, _ low: inout Amount, _ high: inout UInt32) {
            let (sum, carries) = low.addingReportingOverflow(amount)
            low = sum
            if carries { high += 1 }
        }

        @inline(__always)
        private static func subtract(_ amount: Amount, _ low: inout Amount, _ high: inout UInt32) {
            let (rest, borrows) = low.subtractingReportingOverflow(amount)
            low = rest
            if borrows { high -= 1 }
        }
    }

    private let seconds: Int64
    private var sums = Column<Sums>()
    /// A ring of a power of two: entry n stands at n & mask.
    private var ring = Column<Entry>(zeros: 256)
    private var mask = 255
    private var oldest = 0
    private var next = 0

    init(seconds: Int64) { self.seconds = seconds }

    @inline(__always)
    subscript(holding: UInt32) -> Sums { sums.base[Int(holding)] }

    /// Takes the step's transfer in, and lets go what is too old for it.
    ///
    /// - Complexity: amortised O(1).
    func take(_ step: FeatureStep) {
        if sums.count < step.holdings.count { sums.resize(to: step.holdings.count, filling: Sums()) }
        let (first, overflow) = step.clock.subtractingReportingOverflow(seconds)
        while !overflow, oldest != next, ring.base[oldest & mask].time < first {
            let entry = ring.base[oldest & mask]
            let amount = step.ledger.columns.amounts[Int(entry.row)]
            sums.base[Int(entry.payer)].forgetPayment(amount)
            sums.base[Int(entry.payee)].forgetReceipt(amount)
            oldest += 1
        }
        guard step.moves else { return }
        if next - oldest == ring.count { double() }
        ring.base[next & mask] = Entry(
            time: step.clock, row: UInt32(step.row), payer: step.senderHolding, payee: step.recipientHolding)
        next += 1
        sums.base[Int(step.senderHolding)].send(step.amount)
        sums.base[Int(step.recipientHolding)].receive(step.amount)
    }

    private func double() {
        let larger = Column<Entry>(zeros: ring.count * 2)
        for number in oldest..<next { larger.base[number & (larger.count - 1)] = ring.base[number & mask] }
        mask = larger.count - 1
        ring = larger
    }

    var byteCount: Int { sums.byteCount + ring.byteCount }
}

/// A sum of amounts that may pass 2¹²⁸.
struct WideSum: Equatable {
    var high: UInt32
    var low: Amount

    @inline(__always)
    init(high: UInt32 = 0, low: Amount) { (self.high, self.low) = (high, low) }

    @inline(__always)
    init(_ amount: Amount) { self.init(low: amount) }

    /// ⌊1000 · self / whole⌋, at most `most`; `nil` where `whole` is 0.
    @inline(__always)
    func permille(of whole: WideSum, atMost most: Int64) -> Int64? {
        if high == 0, whole.high == 0, low >> 54 == 0, whole.low >> 64 == 0 {
            let (part, all) = (UInt64(truncatingIfNeeded: low), UInt64(truncatingIfNeeded: whole.low))
            return all == 0 ? nil : Int64(min(part * 1000 / all, UInt64(most)))
        }
        return widePermille(of: whole, atMost: most)
    }

    @inline(never)
    private func widePermille(of whole: WideSum, atMost most: Int64) -> Int64? {
        if whole.high == 0, whole.low == 0 { return nil }
        // The largest share whose product does not pass: both products are below 2¹⁹².
        let (partHigh, partLow) = multiplied(by: 1000)
        var (low, high) = (Int64(0), most)
        while low < high {
            let middle = (low + high + 1) / 2
            let (wholeHigh, wholeLow) = whole.multiplied(by: UInt64(middle))
            if (wholeHigh, wholeLow) <= (partHigh, partLow) { low = middle } else { high = middle - 1 }
        }
        return low
    }

    private func multiplied(by factor: UInt64) -> (high: Amount, low: Amount) {
        let (carry, product) = low.multipliedFullWidth(by: Amount(factor))
        return (Amount(high) * Amount(factor) + carry, product)
    }
}
