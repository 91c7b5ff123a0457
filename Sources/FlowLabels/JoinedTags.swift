import FlowTracing

/// Several sources as one.
public final class JoinedTags: TagSource {
    private let sources: [any TagSource]

    public init(_ sources: [any TagSource]) { self.sources = sources }

    public var count: Int { sources.reduce(0) { $0 + $1.count } }

    public func tags(of address: Address) -> [Tag] { sources.flatMap { $0.tags(of: address) } }

    public func roles(
        of addresses: UnsafeBufferPointer<AddressBytes>, chain: String, into roles: UnsafeMutablePointer<UInt8>
    ) {
        roles.update(repeating: 0, count: addresses.count)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: addresses.count) { found in
            guard let base = found.baseAddress else { return }
            for source in sources {
                source.roles(of: addresses, chain: chain, into: base)
                for place in 0..<addresses.count where found[place] != 0 {
                    // Where several know it, the surest of all their tags decides.
                    let isFirst = roles[place] == 0
                    roles[place] =
                        isFirst ? found[place] : (role(of: .bytes(addresses[place]), chain: chain)?.rawValue ?? 0) + 1
                }
            }
        }
    }
}
