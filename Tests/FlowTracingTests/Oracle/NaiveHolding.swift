/// A stretch of value that entered a holding together. `label` nil: clean.
struct NaiveLot<Label: Equatable>: Equatable {
    var amount: UInt128
    var label: Label?
}

/// What one key owns, as an array of lots, oldest first. The rules of the spec's table, each in its own words.
struct NaiveHolding<Label: Equatable> {
    var lots: [NaiveLot<Label>] = []

    var balance: UInt128 { lots.reduce(0) { $0 + $1.amount } }
    var tainted: UInt128 { lots.reduce(0) { $0 + ($1.label == nil ? 0 : $1.amount) } }

    mutating func receive(_ arrival: [NaiveLot<Label>]) { lots += arrival.filter { $0.amount > 0 } }

    /// Untracked value that was there before every other.
    mutating func open(_ amount: UInt128, label: Label? = nil) {
        if amount > 0 { lots.insert(NaiveLot(amount: amount, label: label), at: 0) }
    }

    /// Oldest lots first; what leaves, in the order in which it leaves.
    mutating func spendOldest(_ amount: UInt128) -> [NaiveLot<Label>] {
        var left = amount
        var moved: [NaiveLot<Label>] = []
        while left > 0 {
            let part = min(left, lots[0].amount)
            moved.append(NaiveLot(amount: part, label: lots[0].label))
            lots[0].amount -= part
            left -= part
            if lots[0].amount == 0 { lots.removeFirst() }
        }
        return moved
    }

    /// Newest lots first.
    mutating func spendNewest(_ amount: UInt128) -> [NaiveLot<Label>] {
        lots.reverse()
        defer { lots.reverse() }
        return spendOldest(amount)
    }
}

/// The one label of a forward trace: the case's money.
struct Claim: Equatable {}

extension NaiveHolding where Label == Claim {
    /// Takes `amount` out by `rule`. The holding must have it.
    mutating func spend(_ amount: UInt128, rule: String) -> [NaiveLot<Claim>] {
        let (b, t) = (balance, tainted)
        precondition(amount <= b)
        switch rule {
        case "fifo": return spendOldest(amount)
        case "lifo": return spendNewest(amount)
        case "haircut": return spend(amount, tainted: amount == b ? t : floorOfProduct(t, amount, over: b))
        case "libr": return spend(amount, tainted: amount > b - t ? amount - (b - t) : 0)
        case "taint-first": return spend(amount, tainted: min(t, amount))
        default: preconditionFailure("not a rule that is money: \(rule)")
        }
    }

    /// Rules that only count: two lots, clean and tainted.
    private mutating func spend(_ amount: UInt128, tainted moved: UInt128) -> [NaiveLot<Claim>] {
        let (b, t) = (balance, tainted)
        lots = [NaiveLot(amount: b - t - (amount - moved), label: nil), NaiveLot(amount: t - moved, label: Claim())]
            .filter { $0.amount > 0 }
        return [NaiveLot(amount: amount - moved, label: nil), NaiveLot(amount: moved, label: Claim())]
            .filter { $0.amount > 0 }
    }
}

/// ⌊x · y / z⌋ for y ≤ z, by doubling and adding, bit by bit of `y`: no wide product to get wrong.
func floorOfProduct(_ x: UInt128, _ y: UInt128, over z: UInt128) -> UInt128 {
    precondition(y <= z && z > 0)
    if x >> 64 == 0 && y >> 64 == 0 { return x * y / z }
    // Invariant: quotient · z + remainder = x · (bits of y read so far), remainder < z.
    var (quotient, remainder): (UInt128, UInt128) = (0, 0)
    func add(_ more: UInt128) {
        // remainder + more, both below z, without passing 2^128.
        if remainder >= z - more && more > 0 {
            remainder -= z - more
            quotient += 1
        } else {
            remainder += more
        }
    }
    let (xQuotient, xRemainder) = x.quotientAndRemainder(dividingBy: z)
    for bit in stride(from: 127 - y.leadingZeroBitCount, through: 0, by: -1) {
        quotient *= 2
        add(remainder)
        if y >> UInt128(bit) & 1 == 1 {
            quotient += xQuotient
            add(xRemainder)
        }
    }
    return quotient
}
