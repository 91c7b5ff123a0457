import CFlowKernels

/// What every key holds, asset by asset: a dense column where an asset is widely held, else a table of its holders.
struct BalanceSheet: ~Copyable {
    private var assets: [AssetBalances] = []
    /// By asset: the first balance of its dense column, `nil` where it has a table or is left out.
    let bases = BalanceBases()

    var byteCount: Int { assets.reduce(0) { $0 + $1.byteCount } }

    /// Makes room for all addresses and assets of a ledger.
    mutating func grow(assets count: Int, addresses: Int) {
        while assets.count < count { assets.append(AssetBalances()) }
        bases.grow(to: count)
        for (asset, balances) in assets.enumerated() {
            balances.grow(to: addresses)
            bases[asset] = balances.base
        }
    }

    /// The place of a balance; stands until another balance of the asset is asked for.
    @inline(__always)
    func cell(_ asset: AssetID, _ address: AddressID) -> UnsafeMutablePointer<Amount> {
        if let base = bases[Int(asset)] { return base + Int(address) }
        let balances = assets[Int(asset)]
        let cell = balances.cell(address)
        bases[Int(asset)] = balances.base
        return cell
    }

    func isExcluded(_ asset: AssetID) -> Bool { assets[Int(asset)].isExcluded }

    /// Leaves an asset out for good.
    func exclude(_ asset: AssetID) {
        assets[Int(asset)].exclude()
        bases[Int(asset)] = nil
    }
}

/// Where dense columns begin, by asset. A class of its own, so that a table that becomes a column can say so.
final class BalanceBases {
    private(set) var pointers = Column<UnsafeMutablePointer<Amount>?>()

    @inline(__always)
    subscript(asset: Int) -> UnsafeMutablePointer<Amount>? {
        get { pointers.base[asset] }
        set { pointers.base[asset] = newValue }
    }

    func grow(to count: Int) { pointers.resize(to: count, filling: nil) }
}

/// The balances of one asset. Tokens are many and mostly held by few: those get a table, at most half full.
final class AssetBalances {
    struct Slot: BitwiseCopyable {
        var amount: Amount
        /// Address + 1; 0 where the slot is free.
        var holder: UInt32
    }

    private var dense = Column<Amount>()
    private var slots = Column<Slot>()
    private var used = 0
    private var addresses = 0
    private(set) var isExcluded = false

    var base: UnsafeMutablePointer<Amount>? { dense.isEmpty ? nil : dense.base }
    var byteCount: Int { dense.byteCount + slots.byteCount }

    func grow(to count: Int) {
        addresses = count
        if !dense.isEmpty { dense.resize(to: count, filling: 0) }
    }

    func cell(_ address: AddressID) -> UnsafeMutablePointer<Amount> {
        if !dense.isEmpty { return dense.base + Int(address) }
        if (used + 1) * 2 > slots.count {
            // A column costs an eighth of the time; most of its pages are never touched while holders are few.
            if (used + 1) * 16 > addresses {
                makeDense()
                return dense.base + Int(address)
            }
            resize(to: max(8, slots.count * 2))
        }
        let place = place(address)
        if slots[place].holder == 0 {
            slots[place] = Slot(amount: 0, holder: address + 1)
            used += 1
        }
        return UnsafeMutableRawPointer(slots.base + place).assumingMemoryBound(to: Amount.self)
    }

    private func place(_ address: AddressID) -> Int {
        // Addresses are numbered by us: no one can aim at a slot.
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: (UInt64(address) &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while slots[place].holder != 0 && slots[place].holder != address + 1 { place = (place + 1) & mask }
        return place
    }

    private func resize(to count: Int) {
        var old = Column(repeating: Slot(amount: 0, holder: 0), count: count)
        swap(&old, &slots)
        for i in 0..<old.count where old[i].holder != 0 { slots[place(old[i].holder - 1)] = old[i] }
    }

    private func makeDense() {
        dense = Column(zeros: addresses)
        for i in 0..<slots.count where slots[i].holder != 0 { dense[Int(slots[i].holder) - 1] = slots[i].amount }
        slots = Column()
        used = 0
    }

    func exclude() {
        isExcluded = true
        dense = Column()
        slots = Column()
        used = 0
    }
}
