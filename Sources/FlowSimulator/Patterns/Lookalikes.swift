import FlowTracing

extension Cast {
    /// Two addresses that share how they begin and end: 3 to 6 hexadecimal digits at either side on EVM chains. A TRON
    /// address ends in a checksum that cannot be chosen, so 3 or 4 last characters are met by a birthday search.
    ///
    /// - Complexity: EVM O(1); TRON about 600 or 4,000 addresses.
    func pair(_ chance: inout SplitMix) -> (model: String, imitation: String) {
        form == .tron ? birthdayPair(&chance) : chosenPair(&chance)
    }

    private func chosenPair(_ chance: inout SplitMix) -> (model: String, imitation: String) {
        let (prefix, suffix) = (UInt64(chance.within(3...6)), UInt32(chance.within(3...6)))
        let model = randomBytes(&chance)
        let other = randomBytes(&chance)
        let top = ~UInt64(0) << (64 - 4 * prefix)
        let end = ~UInt32(0) >> (32 - 4 * suffix)
        let imitation = AddressBytes(
            high: model.high & top | other.high & ~top, middle: other.middle, low: other.low & ~end | model.low & end)
        return (Address.bytes(model).text(form: form), Address.bytes(imitation).text(form: form))
    }

    private func birthdayPair(_ chance: inout SplitMix) -> (model: String, imitation: String) {
        let length = chance.chance(700) ? 3 : 4
        let front = chance.next() & ~(UInt64.max >> 24)
        var seen: [UInt32: AddressBytes] = [:]
        while true {
            var bytes = randomBytes(&chance)
            bytes = AddressBytes(high: front | bytes.high & UInt64.max >> 24, middle: bytes.middle, low: bytes.low)
            let text = Address.bytes(bytes).text(form: form)
            let end = text.utf8.suffix(length).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            // Certain to end: there are fewer endings than addresses.
            if let earlier = seen.updateValue(bytes, forKey: end) {
                return (Address.bytes(earlier).text(form: form), text)
            }
        }
    }

    private func randomBytes(_ chance: inout SplitMix) -> AddressBytes {
        AddressBytes(high: chance.next(), middle: chance.next(), low: UInt32(truncatingIfNeeded: chance.next()))
    }
}
