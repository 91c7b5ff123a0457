import FlowTracing

/// Several sources as one.
public final class JoinedTags: TagSource {
    private let sources: [any TagSource]

    public init(_ sources: [any TagSource]) { self.sources = sources }

    public var count: Int { sources.reduce(0) { $0 + $1.count } }

    public func tags(of address: Address) -> [Tag] { sources.flatMap { $0.tags(of: address) } }

    public func mentions(
        of addresses: UnsafeBufferPointer<AddressBytes>, chain: String, into mentions: UnsafeMutablePointer<TagMention>
    ) {
        mentions.update(repeating: .none, count: addresses.count)
        withUnsafeTemporaryAllocation(of: TagMention.self, capacity: addresses.count) { found in
            guard let base = found.baseAddress else { return }
            for source in sources {
                source.mentions(of: addresses, chain: chain, into: base)
                for place in 0..<addresses.count where found[place] != .none {
                    // Where several know it, the surest of all their tags decides.
                    mentions[place] =
                        mentions[place] == .none
                        ? found[place] : mention(of: .bytes(addresses[place]), chain: chain)
                }
            }
        }
    }
}
