/// Tags kept elsewhere, too many to hold in memory: looked up address by address, when one is met.
///
/// What it says must not change while a run lasts. Threads may ask at once.
public protocol TagSource: AnyObject, Sendable {
    /// Tags in all.
    var count: Int { get }

    /// Every tag of `address`, on whatever chain, in any order.
    func tags(of address: Address) -> [Tag]

    /// What the tags of `address` on `chain` say, as `Attribution.decidingTag` would.
    func mention(of address: Address, chain: String) -> TagMention

    /// The same of many addresses.
    func mentions(
        of addresses: UnsafeBufferPointer<AddressBytes>, chain: String, into mentions: UnsafeMutablePointer<TagMention>)
}

/// What the tags of one address come down to.
public struct TagMention: Equatable, Sendable, BitwiseCopyable {
    private let number: UInt8

    /// No tag.
    public static let none = TagMention(number: 0)
    /// Tags of counterparties only: they name nobody.
    public static let unnamed = TagMention(number: 1)

    private init(number: UInt8) { self.number = number }

    /// An owner's tag decides.
    @inline(__always)
    public init(_ role: Role) { number = role.rawValue + 2 }

    /// What the deciding tag does to a trace; `nil` where none decides.
    @inline(__always)
    public var role: Role? { number < 2 ? nil : Role(rawValue: number - 2) }
}

extension TagSource {
    public func mention(of address: Address, chain: String) -> TagMention {
        let tags = tags(of: address).filter { $0.chain == nil || $0.chain == chain }
        let stopping = tags.filter { $0.role != .none }
        if let deciding = stopping.min(by: Tag.precedes) { return TagMention(deciding.role) }
        if tags.contains(where: { $0.relation == .owner }) { return TagMention(.none) }
        return tags.isEmpty ? .none : .unnamed
    }

    public func mentions(
        of addresses: UnsafeBufferPointer<AddressBytes>, chain: String, into mentions: UnsafeMutablePointer<TagMention>
    ) {
        for (place, address) in addresses.enumerated() { mentions[place] = mention(of: .bytes(address), chain: chain) }
    }
}
