import FlowTracing

/// The checksum that mixed case carries in an EVM address: a letter is a capital where the digit of the Keccak-256 of the
/// lower-case text at its place is 8 or more.
///
/// Source: EIP-55; EIP-1191 for chains that mix their number in (Rootstock). A wrong letter passes one time in about
/// 4,000 on average; an address without letters of both cases carries no checksum.
public enum EIP55 {
    public enum Verdict: Sendable, Equatable {
        /// All letters of one case: nothing to check.
        case none
        case right
        case wrong
    }

    /// Judges `0x` and 40 hex digits; any other text carries no checksum.
    ///
    /// - Parameter chain: the chain's number, where the address is known to be of that chain.
    /// - Complexity: O(1); without hashing for texts of one case.
    public static func verdict(_ text: some StringProtocol, chain: UInt64? = nil) -> Verdict {
        let utf8 = Array(text.utf8)
        guard utf8.count == 42, utf8[0] == 0x30, utf8[1] | 0x20 == 0x78 else { return .none }
        let digits = utf8[2...]
        guard digits.allSatisfy({ Hex.value($0) != nil }), digits.contains(where: { $0 >= 0x61 }),
            digits.contains(where: { $0 >= 0x41 && $0 <= 0x46 })
        else { return .none }
        let lower = digits.map { $0 >= 0x41 ? $0 | 0x20 : $0 }
        if matches(digits, lower, prefix: []) { return .right }
        guard let chain, mixing.contains(chain) else { return .wrong }
        return matches(digits, lower, prefix: Array("\(chain)0x".utf8)) ? .right : .wrong
    }

    /// Rootstock and its testnet.
    private static let mixing: Set<UInt64> = [30, 31]

    private static func matches(_ digits: ArraySlice<UInt8>, _ lower: [UInt8], prefix: [UInt8]) -> Bool {
        let hash = Keccak256.hash(prefix + lower)
        return zip(digits, lower.indices).allSatisfy { digit, place in
            let nibble = place % 2 == 0 ? hash[place / 2] >> 4 : hash[place / 2] & 15
            return digit < 0x41 || (digit < 0x61) == (nibble >= 8)
        }
    }
}
