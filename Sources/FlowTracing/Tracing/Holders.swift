/// Who holds one case's tainted value of one asset, as its events tell.
struct Holders: ~Copyable {
    struct Holder {
        var address: AddressID
        var tainted: Amount = 0
        /// Unix seconds since when it has held taint without a break.
        var since: Int64 = 0
        var minHops: Int = .max
        /// Value that passed, for rules that are not money.
        var passed: Amount = 0
        var hasSent = false
    }

    private var map = AddressMap()
    var all: [Holder] = []

    /// The place of `address` in `all`, made if new.
    @inline(__always)
    mutating func place(_ address: AddressID) -> Int {
        if let known = map.find(address) { return known }
        all.append(Holder(address: address))
        return map.add(address)
    }

    /// True where tainted value came to rest at `address`, ever.
    func contains(_ address: AddressID) -> Bool { map.find(address).map { all[$0].minHops != .max } ?? false }

    @inline(__always)
    func prefetch(_ address: AddressID) { map.prefetch(address) }

    /// Tainted value came to rest at `address`, `hop` transfers from a seed.
    ///
    /// - Returns: false where what passed reaches 2¹²⁸; balances never do.
    mutating func receive(
        _ amount: Amount, at address: AddressID, hop: Int, time: @autoclosure () -> Int64, isMoney: Bool
    ) -> Bool {
        let place = place(address)
        if all[place].tainted == 0 && all[place].passed == 0 { all[place].since = time() }
        all[place].minHops = min(all[place].minHops, hop)
        if !isMoney { return all[place].passed.add(amount) }
        all[place].tainted += amount
        return true
    }

    /// `amount` of the tainted value left `address`.
    @inline(__always)
    mutating func send(_ amount: Amount, from address: AddressID) {
        let place = place(address)
        all[place].tainted -= amount
        all[place].hasSent = true
    }
}
