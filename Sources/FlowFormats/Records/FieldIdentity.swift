import FlowTracing

extension FieldText {
    /// The address this text is on a chain of `form`; `nil` where it is none.
    ///
    /// - Complexity: O(bytes); an EVM address without an allocation.
    public func address(form: AddressForm) -> Address? {
        if form == .evm {
            guard bytes.count == 42, let words = hexWords(from: bytes.startIndex, count: 20) else { return nil }
            return .bytes(AddressBytes(high: words.0, middle: words.1, low: UInt32(truncatingIfNeeded: words.2)))
        }
        return Address(string, form: form)
    }

    /// The transaction hash this text is on a chain of `form`; `nil` where it is blank.
    public func transaction(form: AddressForm) -> TransactionHash? {
        if form == .evm, bytes.count == 66, let words = hexWords(from: bytes.startIndex, count: 32) {
            return .bytes(Hash32(words.0, words.1, words.2, words.3))
        }
        return TransactionHash(string, form: form)
    }

    /// Unix seconds; `nil` where the text is no time (see `Timestamp`).
    public var time: Int64? {
        if bytes.count == 10, let seconds = unsigned { return Int64(seconds) }
        return Timestamp.parse(string)
    }

    /// True where the time says more than whole seconds.
    public var isFinerThanSeconds: Bool { bytes.count > 11 && (bytes.contains(0x2E) || unsigned != nil) }

    /// Hex digits behind `0x`, 16 a word; the last word holds what is left.
    private func hexWords(from start: Int, count: Int) -> (UInt64, UInt64, UInt64, UInt64)? {
        bytes.withUnsafeBufferPointer { text in
            guard text[0] == 0x30, text[1] | 0x20 == 0x78 else { return nil }
            var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
            var place = 2
            for byte in 0..<count {
                guard let high = Hex.value(text[place]), let low = Hex.value(text[place + 1]) else { return nil }
                let value = UInt64(high << 4 | low)
                switch byte >> 3 {
                case 0: words.0 = words.0 << 8 | value
                case 1: words.1 = words.1 << 8 | value
                case 2: words.2 = words.2 << 8 | value
                default: words.3 = words.3 << 8 | value
                }
                place += 2
            }
            return words
        }
    }
}
