import FlowTracing

extension FieldText {
    /// The address this text is on a chain of `form`; `nil` where it is none.
    ///
    /// - Complexity: O(bytes); addresses of 20 bytes mostly without an allocation.
    public func address(form: AddressForm) -> Address? {
        switch form {
        case .evm: return hexAddress
        case .tron:
            if let address = hexAddress { return address }
        case .text: break
        }
        return Address(string, form: form)
    }

    /// As `address(form:)`, with the TRON addresses that were verified before.
    func address(form: AddressForm, _ verified: VerifiedAddresses) -> Address? {
        let known = form == .tron ? bytes.withUnsafeBufferPointer { verified.address($0) } : nil
        return known.map { .bytes($0) } ?? address(form: form)
    }

    /// `0x` and 40 hex digits.
    private var hexAddress: Address? {
        guard bytes.count == 42, let words = hexWords(count: 20) else { return nil }
        return .bytes(AddressBytes(high: words.0, middle: words.1, low: UInt32(truncatingIfNeeded: words.2)))
    }

    /// The transaction hash this text is on a chain of `form`; `nil` where it is blank.
    public func transaction(form: AddressForm) -> TransactionHash? {
        if form == .evm, bytes.count == 66, let words = hexWords(count: 32) {
            return .bytes(Hash32(words.0, words.1, words.2, words.3))
        }
        if form == .tron, bytes.count == 64, let words = hexWords(prefix: 0, count: 32) {
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

    /// The bytes that the hex digits behind `0x` stand for, or with a `prefix` of 0 those of the whole text; 8 a word, the
    /// last word not filled up; `count` of them, a multiple of 4.
    private func hexWords(prefix: Int = 2, count: Int) -> (UInt64, UInt64, UInt64, UInt64)? {
        bytes.withUnsafeBytes { text in
            assert(text.count == prefix + 2 * count)
            if prefix == 2 { guard text[0] == 0x30, text[1] | 0x20 == 0x78 else { return nil } }
            var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
            for group in 0..<count / 4 {
                let digits = text.loadUnaligned(fromByteOffset: prefix + 8 * group, as: UInt64.self)
                guard let value = HexDigits.group(UInt64(littleEndian: digits)) else { return nil }
                switch group >> 1 {
                case 0: words.0 = words.0 << 32 | value
                case 1: words.1 = words.1 << 32 | value
                case 2: words.2 = words.2 << 32 | value
                default: words.3 = words.3 << 32 | value
                }
            }
            return words
        }
    }
}
