/// What a source of tags says of every address of one ledger, found out beforehand: a byte an address and chain, from which
/// traces read where they would ask the source.
///
/// Most addresses of a trace have no tag. To find that out from an index of millions of tags costs three far lines of
/// memory an address: two for what the address is, one for the index' filter. The byte costs the one that a trace without
/// tags reads too.
public protocol ResolvedTags: AnyObject, Sendable {
    /// Puts the bytes of a chain over `memory`, in the order of the addresses; what is written there later changes nobody
    /// else's. False, and nothing changed, where they are not of `memory.count` addresses.
    ///
    /// - Parameter chain: `nil` for the addresses that are scripts.
    func fill(_ memory: UnsafeMutableRawBufferPointer, chain: Int?) -> Bool
}

extension Attribution {
    /// Raised whenever a byte means something else.
    public static let resolutionVersion: UInt32 = 1

    /// The same, read from `resolved` where it knows.
    ///
    /// - Parameter resolved: what the source, and nothing but the source, says of the ledger that will be traced.
    public func reading(_ resolved: any ResolvedTags) -> Attribution {
        precondition(source != nil, "what is resolved is what a source says")
        var copy = self
        copy.resolved = resolved
        return copy
    }

    /// Asks the source about every address and hands over the bytes that `ResolvedTags` is to give.
    ///
    /// - Parameter chain: `nil` for the addresses that are scripts.
    /// - Complexity: O(addresses), 10 to 30 ns each; a script ten times that.
    public func resolve(_ ledger: Ledger, chain: Int?, into bytes: UnsafeMutableBufferPointer<UInt8>) {
        let known = TraceField.Standing.known.rawValue
        guard let chain else {
            precondition(bytes.count == ledger.scripts.count, "a byte a script")
            for number in bytes.indices {
                let address = ledger.address(Ledger.firstScript | UInt32(number))
                guard case .script(let script) = address else { continue }
                let mention = source?.mention(of: address, chain: script.network.chainName) ?? .none
                bytes[number] = TraceField.Standing(mention).rawValue | known
            }
            return
        }
        precondition(bytes.count == ledger.addressCount, "a byte an address")
        bytes.update(repeating: known)
        eachMention(in: ledger, bytes.indices, chain: ledger.chains[chain].name) { id, mention in
            bytes[Int(id)] = TraceField.Standing(mention).rawValue | known
        }
    }

    /// A column of `count` bytes that `resolved` gives; of zeros, and `isResolved` false, where it gives none.
    func standings(chain: Int?, count: Int, isResolved: inout Bool) -> Column<UInt8> {
        isResolved = false
        if let resolved, count > 0 {
            let column = Column<UInt8>(count: count) { isResolved = resolved.fill($0, chain: chain) }
            if isResolved { return column }
        }
        return Column(zeros: count)
    }
}
