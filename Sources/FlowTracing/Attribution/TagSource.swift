/// Tags kept elsewhere, too many to hold in memory: looked up address by address, when one is met.
///
/// What it says must not change while a run lasts. Threads may ask at once.
public protocol TagSource: AnyObject, Sendable {
    /// Tags in all.
    var count: Int { get }

    /// Every tag of `address`, on whatever chain, in any order.
    func tags(of address: Address) -> [Tag]

    /// What the tags of `address` on `chain` do to a trace, as `Attribution.decidingTag` would; `nil` where there are none.
    func role(of address: Address, chain: String) -> Role?

    /// The same of many addresses: for each 0 where there are no tags, else 1 more than the role's number.
    func roles(
        of addresses: UnsafeBufferPointer<AddressBytes>, chain: String, into roles: UnsafeMutablePointer<UInt8>)
}

extension TagSource {
    public func role(of address: Address, chain: String) -> Role? {
        var deciding: Tag?
        for tag in tags(of: address) where tag.chain == nil || tag.chain == chain {
            guard let best = deciding else {
                deciding = tag
                continue
            }
            let isBetter = best.role == .none ? tag.role != .none : tag.role != .none && Tag.precedes(tag, best)
            if isBetter { deciding = tag }
        }
        return deciding?.role
    }

    public func roles(
        of addresses: UnsafeBufferPointer<AddressBytes>, chain: String, into roles: UnsafeMutablePointer<UInt8>
    ) {
        for (place, address) in addresses.enumerated() {
            roles[place] = role(of: .bytes(address), chain: chain).map { $0.rawValue + 1 } ?? 0
        }
    }
}
