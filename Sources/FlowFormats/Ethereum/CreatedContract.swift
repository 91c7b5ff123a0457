import FlowTracing

/// The address of the contract that a transaction without recipient creates.
public enum CreatedContract {
    /// keccak256(rlp([sender, nonce])), bytes 12…31 (Ethereum Yellow Paper, section 7).
    public static func address(sender: AddressBytes, nonce: UInt64) -> AddressBytes {
        var items: [UInt8] = [0x80 + 20] + sender.bytes
        let digits = bigEndian(nonce)
        if digits.count == 1, digits[0] < 0x80 {
            items += digits
        } else {
            items.append(0x80 + UInt8(digits.count))
            items += digits
        }
        // 22…30 bytes: always RLP's short list.
        let hash = Keccak256.hash([0xC0 + UInt8(items.count)] + items)
        return AddressBytes(hash[12...])
    }

    /// Without leading zeros; zero is the empty string, as RLP asks.
    private static func bigEndian(_ value: UInt64) -> [UInt8] {
        let all = (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * $0)) }
        return Array(all.drop { $0 == 0 })
    }
}
