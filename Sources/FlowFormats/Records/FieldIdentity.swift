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
                guard let value = FieldText.hexGroup(UInt64(littleEndian: digits)) else { return nil }
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

    /// Eight hex digits, the first in the lowest byte, as the number they write; all at once, as lanes of one word.
    @inline(__always)
    private static func hexGroup(_ digits: UInt64) -> UInt64? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high = ones << 7
        guard digits & high == 0 else { return nil }
        // The high bit of each lane says whether the byte is `bound` or more; lanes below 0x80 never carry.
        func isAtLeast(_ x: UInt64, _ bound: UInt64) -> UInt64 { (x &+ ones &* (0x80 - bound)) & high }
        let lower = digits | ones << 5
        let isDigit = isAtLeast(digits, 0x30) & ~isAtLeast(digits, 0x3A)
        let isLetter = isAtLeast(lower, 0x61) & ~isAtLeast(lower, 0x67)
        guard isDigit | isLetter == high else { return nil }
        let nibbles = (digits & (ones &* 0x0F)) &+ (isLetter >> 7) &* 9
        let pairs = (nibbles << 4 | nibbles >> 8) & 0x00FF_00FF_00FF_00FF
        let quads = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF
        return UInt64(UInt32(truncatingIfNeeded: quads | quads >> 16).byteSwapped)
    }
}
