/// Whose money a unit is: 0 is clean, otherwise the number of the victim's case plus one.
typealias Owner = UInt32

/// The simulator's own books: every unit of a tracked asset is in a lot, every lot has one owner, and a holding pays out
/// its oldest lots first.
///
/// Written apart from the tracing engine on purpose: its answer is what the engine's is checked against. A holding is a
/// queue of lots as a linked list in one pool, neighbours of one owner merged, so memory follows live lots, not rows.
struct LotLedger {
    struct Parcel: Equatable {
        var owner: Owner
        var amount: UInt128
    }

    private struct Lot {
        var amount: UInt128
        var owner: Owner
        var next: UInt32
    }

    private static let none = UInt32.max

    let assetCount: Int
    private var balances: [UInt128] = []
    private var heads: [UInt32] = []
    private var tails: [UInt32] = []
    private var pool: [Lot] = []
    private var free = LotLedger.none
    /// Lots now held; the pool never shrinks, so `pool.count` is their peak.
    private(set) var liveLots = 0
    var peakLots: Int { pool.count }

    init(assetCount: Int) { self.assetCount = assetCount }

    /// Room for one more holder, whose number is the count of holders before.
    mutating func addHolder() {
        for _ in 0..<assetCount {
            balances.append(0)
            heads.append(LotLedger.none)
            tails.append(LotLedger.none)
        }
    }

    @inline(__always)
    private func key(_ holder: Int, _ asset: Int) -> Int { holder * assetCount + asset }

    @inline(__always)
    func balance(_ holder: Int, _ asset: Int) -> UInt128 { balances[key(holder, asset)] }

    /// Adds a lot behind all others.
    mutating func put(_ amount: UInt128, owner: Owner, holder: Int, asset: Int) {
        guard amount > 0 else { return }
        let key = key(holder, asset)
        let (sum, overflow) = balances[key].addingReportingOverflow(amount)
        precondition(!overflow, "the simulated economy stays far below 2^128")
        balances[key] = sum
        let tail = tails[key]
        if tail != LotLedger.none, pool[Int(tail)].owner == owner {
            pool[Int(tail)].amount += amount
            return
        }
        let lot = Lot(amount: amount, owner: owner, next: LotLedger.none)
        let place: UInt32
        if free == LotLedger.none {
            place = UInt32(pool.count)
            pool.append(lot)
        } else {
            place = free
            free = pool[Int(place)].next
            pool[Int(place)] = lot
        }
        liveLots += 1
        if tail == LotLedger.none { heads[key] = place } else { pool[Int(tail)].next = place }
        tails[key] = place
    }

    /// Removes `amount` from the front, oldest lots first, appending what left to `parcels` in the order it left.
    ///
    /// - Precondition: the balance suffices.
    mutating func take(_ amount: UInt128, holder: Int, asset: Int, into parcels: inout [Parcel]) {
        let key = key(holder, asset)
        precondition(balances[key] >= amount, "a simulated spender spends only what it has")
        balances[key] -= amount
        var left = amount
        while left > 0 {
            let head = heads[key]
            let lot = pool[Int(head)]
            let part = min(left, lot.amount)
            left -= part
            if let last = parcels.indices.last, parcels[last].owner == lot.owner {
                parcels[last].amount += part
            } else {
                parcels.append(Parcel(owner: lot.owner, amount: part))
            }
            if part < lot.amount {
                pool[Int(head)].amount -= part
            } else {
                heads[key] = lot.next
                if lot.next == LotLedger.none { tails[key] = LotLedger.none }
                pool[Int(head)].next = free
                free = head
                liveLots -= 1
            }
        }
    }

    /// True where the oldest `amount` of the holding belongs to `owner` alone.
    func isOldest(_ amount: UInt128, ownedBy owner: Owner, holder: Int, asset: Int) -> Bool {
        let head = heads[key(holder, asset)]
        return head != LotLedger.none && pool[Int(head)].owner == owner && pool[Int(head)].amount >= amount
    }

    /// Every lot that is not clean, holder by holder.
    func forEachOwnedLot(_ body: (_ holder: Int, _ asset: Int, Parcel) -> Void) {
        for key in heads.indices {
            var place = heads[key]
            while place != LotLedger.none {
                let lot = pool[Int(place)]
                if lot.owner != 0 {
                    body(key / assetCount, key % assetCount, Parcel(owner: lot.owner, amount: lot.amount))
                }
                place = lot.next
            }
        }
    }
}
