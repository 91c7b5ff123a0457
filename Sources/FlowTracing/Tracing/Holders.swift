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

    @inline(__always)
    func prefetch(_ address: AddressID) { map.prefetch(address) }

    /// `amount` of the tainted value left `address`.
    @inline(__always)
    mutating func send(_ amount: Amount, from address: AddressID) {
        let place = place(address)
        all[place].tainted -= amount
        all[place].hasSent = true
    }
}
