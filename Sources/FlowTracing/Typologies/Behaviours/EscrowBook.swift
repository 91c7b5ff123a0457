/// What came into and left one address in one asset, over one to two half spans: deposits, payouts, and which payout is
/// which deposit less a fee.
///
/// A payout is matched where a single open deposit of another than the payee fits; of several, where a single one fits at
/// the fee that was taken last. Where many fit, it says nothing.
final class EscrowBook {
    struct Counts {
        var deposits = 0
        var payouts = 0
        var matches = 0
        var paidIn: Amount = 0
        var paidOut: Amount = 0

        static func + (a: Counts, b: Counts) -> Counts {
            Counts(
                deposits: a.deposits + b.deposits, payouts: a.payouts + b.payouts, matches: a.matches + b.matches,
                paidIn: a.paidIn.addingClamped(b.paidIn), paidOut: a.paidOut.addingClamped(b.paidOut))
        }
    }

    private struct Deposit {
        var amount: Amount
        var sender: AddressID
        var row: Int
        var time: UInt32
    }

    /// Deposits that wait for their payout, depositors that are told apart, rows kept for a finding.
    private static let (mostOpen, mostDepositors, mostRows) = (128, 512, 512)

    private static let mostMerchants = 64
    private let settings: MarketplaceFloat
    @exclusivity(unchecked) private var began: UInt32
    @exclusivity(unchecked) private var current = Counts()
    @exclusivity(unchecked) private var previous = Counts()
    @exclusivity(unchecked) private var open: [Deposit] = []
    @exclusivity(unchecked) private var depositors: Set<AddressID> = []
    @exclusivity(unchecked) private var formerDepositors: Set<AddressID> = []
    /// Paid out to after they had left a deposit.
    @exclusivity(unchecked) private(set) var merchants: [AddressID] = []
    @exclusivity(unchecked) private var usualFee = -1
    /// Matched pairs that no finding has yet.
    @exclusivity(unchecked) var rows: [Int] = []
    /// Something was not kept.
    @exclusivity(unchecked) private var isCut = false

    init(_ settings: MarketplaceFloat, at time: UInt32) { (self.settings, began) = (settings, time) }

    var counts: Counts { current + previous }

    /// What hardly ever matched is no escrow.
    var isHopeless: Bool {
        let all = counts
        return all.payouts >= 64 && all.matches * 8 < all.payouts
    }

    /// Nothing was written into it.
    var isNew: Bool { current.deposits | current.payouts | previous.deposits | previous.payouts == 0 }

    /// Somebody paid in before the book began.
    func recall(_ depositor: AddressID) { depositors.insert(depositor) }

    /// Lets time pass.
    ///
    /// - Returns: true where something was not kept since.
    func turn(at time: UInt32) -> Bool {
        let half = max(1, settings.span / 2)
        let age = Int(time) - Int(began)
        if age >= half {
            previous = age < 2 * half ? current : Counts()
            formerDepositors = age < 2 * half ? depositors : []
            merchants.removeAll { !formerDepositors.contains($0) }
            (current, depositors) = (Counts(), [])
            began = time - UInt32(age % half)
        }
        defer { isCut = false }
        return isCut
    }

    func deposit(_ amount: Amount, from sender: AddressID, row: Int, time: UInt32) {
        current.deposits += 1
        current.paidIn = current.paidIn.addingClamped(amount)
        if depositors.count < EscrowBook.mostDepositors { depositors.insert(sender) } else { isCut = true }
        if open.count == EscrowBook.mostOpen {
            // Half of them at once: one by one would move all of them each time.
            open.removeFirst(EscrowBook.mostOpen / 2)
            isCut = true
        }
        open.append(Deposit(amount: amount, sender: sender, row: row, time: time))
    }

    /// - Returns: true where it is a deposit less a fee.
    func payOut(_ amount: Amount, to payee: AddressID, row: Int, time: UInt32) -> Bool {
        current.payouts += 1
        current.paidOut = current.paidOut.addingClamped(amount)
        if isHopeless { return false }
        guard let place = match(amount, payee, time) else { return false }
        current.matches += 1
        let deposit = open.remove(at: place)
        usualFee = fee(amount, of: deposit.amount)
        if merchants.count < EscrowBook.mostMerchants, depositors.contains(payee) || formerDepositors.contains(payee),
            !merchants.contains(payee)
        {
            merchants.append(payee)
        }
        if rows.count + 2 > EscrowBook.mostRows {
            rows.removeFirst(2)
            isCut = true
        }
        rows += [deposit.row, row]
        return true
    }

    private func match(_ amount: Amount, _ payee: AddressID, _ time: UInt32) -> Int? {
        guard amount >> 112 == 0 else { return nil }
        // What paid in less a fee is this: amount / (1 − least) to amount / (1 − most), rounded outwards.
        let lowest = amount * 1_000 / Amount(1_000 - settings.leastFee)
        let highest = (amount * 1_000 + 999) / Amount(1_000 - settings.mostFee) + 1
        let oldest = Int(time) - settings.span
        var (found, fits) = (0, 0)
        var (usual, usualFits) = (0, 0)
        for (place, one) in open.enumerated() where one.amount >= lowest && one.amount <= highest {
            guard one.sender != payee, Int(one.time) >= oldest,
                Permille.isAtMost(amount, 1_000 - settings.leastFee, of: one.amount),
                Permille.isAtLeast(amount, 1_000 - settings.mostFee, of: one.amount)
            else { continue }
            (found, fits) = (place, fits + 1)
            if usualFee >= 0, fee(amount, of: one.amount) == usualFee { (usual, usualFits) = (place, usualFits + 1) }
        }
        if fits == 1 { return found }
        return usualFits == 1 ? usual : nil
    }

    /// Thousandths, to the nearest.
    private func fee(_ amount: Amount, of whole: Amount) -> Int { 1_000 - Permille.nearest(amount, of: whole) }
}
