/// Whether two addresses are taken for one another where only their ends are shown.
///
/// Of EVM addresses the hexadecimal digits are compared, of TRON addresses the letters behind the `T`, of others the text.
struct AddressLikeness {
    let prefix: Int
    let suffix: Int
    /// Addresses of TRON whose first 64 bits lie farther apart do not share the prefix.
    private let tronDistance: UInt64

    /// Letters of a TRON address behind the `T`.
    private static let tronLetters = 33

    /// Shorter texts are shown whole.
    private static let shortened = 24

    /// - Parameters:
    ///   - prefix: at most 16.
    ///   - suffix: at most 8.
    init(prefix: Int, suffix: Int) {
        (self.prefix, self.suffix) = (prefix, suffix)
        // Those that share `prefix` letters lie within 58 to the power of the letters behind; the number that is written
        // has 128 bits behind the first 64 of the address.
        var (width, shift) = (UInt128(1), 0)
        for _ in 0..<max(0, AddressLikeness.tronLetters - prefix) {
            width *= 58
            if width >> 96 != 0 { (width, shift) = ((width >> 6) + 1, shift + 6) }
        }
        tronDistance = UInt64(clamping: (width >> UInt128(max(0, 128 - shift))) + 2)
    }

    /// - Complexity: O(1); where two TRON addresses lie close together, their texts are written.
    @inline(__always)
    func areAlike(_ a: AddressID, _ b: AddressID, in ledger: Ledger, _ form: AddressForm) -> Bool {
        guard a != b else { return false }
        let table = ledger.addressTable.heads.base
        let first = AddressBytes(head: table[Int(a)], low: 0).high
        let second = AddressBytes(head: table[Int(b)], low: 0).high
        switch form {
        case .evm:
            guard (first ^ second) >> UInt64(64 - 4 * prefix) == 0 else { return false }
            let tails = ledger.addressTable.tails.base
            return (tails[Int(a)] ^ tails[Int(b)]) << UInt32(32 - 4 * suffix) == 0
        case .tron:
            guard (first > second ? first - second : second - first) <= tronDistance else { return false }
            return haveLikeTexts(a, b, in: ledger, form, leading: 1)
        case .text: return haveLikeTexts(a, b, in: ledger, form, leading: 0)
        }
    }

    private func haveLikeTexts(
        _ a: AddressID, _ b: AddressID, in ledger: Ledger, _ form: AddressForm, leading: Int
    ) -> Bool {
        let first = ledger.address(a).text(form: form).utf8
        let second = ledger.address(b).text(form: form).utf8
        let least = max(leading + prefix + suffix, AddressLikeness.shortened)
        guard first.count >= least, second.count >= least else { return false }
        return first.prefix(leading + prefix).elementsEqual(second.prefix(leading + prefix))
            && first.suffix(suffix).elementsEqual(second.suffix(suffix))
    }
}
