/// Base58Check (Bitcoin, TRON): payload and the first four bytes of its double SHA-256 in 58 letters.
///
/// Lives in the core, with the few lines of SHA-256 it needs, because the core may import nothing and must write TRON
/// addresses to sort by them.
public enum Base58Check {
    private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
    /// The number of each letter, 255 for what is none.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (i, letter) in alphabet.enumerated() { table[Int(letter)] = UInt8(i) }
        return table
    }()
    /// 58⁵: what five letters stand for is below it.
    private static let fiveLetters: UInt64 = 656_356_768
    /// Texts longer than this are refused: a limit against hostile input.
    private static let mostLetters = 128

    /// - Complexity: O(n²) in the payload's length.
    public static func encode(_ payload: [UInt8]) -> String {
        let check = payload.withUnsafeBufferPointer { SHA256.check($0) }
        let zeros = payload.prefix { $0 == 0 }.count
        // The number as words of 32 bits, the least significant first.
        let wordCount = (payload.count + 4 + 3) / 4
        // 58⁵ is nearly 2³⁰: words of 32 bits give at most 1.1 times as many groups of five letters.
        let letterCount = zeros + (wordCount * 11 / 10 + 1) * 5
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: wordCount) { words in
            words.initialize(repeating: 0)
            words[0] = check
            for (i, byte) in payload.reversed().enumerated() { words[i / 4 + 1] |= UInt32(byte) << UInt32(i % 4 * 8) }
            return String(unsafeUninitializedCapacity: letterCount) { letters in
                write(words, zeros: zeros, to: letters)
            }
        }
    }

    /// Writes the number, which is used up, behind `zeros` letters for zero bytes.
    ///
    /// - Returns: how many letters.
    private static func write(
        _ words: UnsafeMutableBufferPointer<UInt32>, zeros: Int, to letters: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var end = letters.count
        var used = words.count
        while true {
            while used > 0, words[used - 1] == 0 { used -= 1 }
            if used == 0 { break }
            var rest: UInt64 = 0
            for i in (0..<used).reversed() {
                rest = rest << 32 | UInt64(words[i])
                words[i] = UInt32(truncatingIfNeeded: rest / fiveLetters)
                rest %= fiveLetters
            }
            for _ in 0..<5 {
                end -= 1
                letters[end] = alphabet[Int(rest % 58)]
                rest /= 58
            }
        }
        while end < letters.count, letters[end] == alphabet[0] { end += 1 }
        let digits = letters.count - end
        for i in 0..<zeros { letters[i] = alphabet[0] }
        for i in 0..<digits { letters[zeros + i] = letters[end + i] }
        return zeros + digits
    }

    /// The payload, or `nil` when a letter is not of the alphabet, the checksum is wrong, or the text is longer than
    /// 128 letters (a limit against hostile input).
    ///
    /// - Complexity: O(n²) in the text's length.
    public static func decode(_ text: [UInt8]) -> [UInt8]? { text.withUnsafeBufferPointer { decode($0) } }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count >= 5, text.count <= mostLetters else { return nil }
        // Five letters are less than 2³⁰: a word for each group is enough.
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: text.count / 5 + 1) { words -> [UInt8]? in
            words.initialize(repeating: 0)
            guard read(text, into: words) else { return nil }
            func byte(_ place: Int) -> UInt8 {
                place / 4 < words.count ? UInt8(truncatingIfNeeded: words[place / 4] >> UInt32(place % 4 * 8)) : 0
            }
            // Each zero byte in front is a letter; the others are those of the number without zeros in front.
            var count = words.count * 4
            while count > 0, byte(count - 1) == 0 { count -= 1 }
            count += text.prefix { $0 == UInt8(ascii: "1") }.count
            guard count >= 5 else { return nil }
            let payload = [UInt8](unsafeUninitializedCapacity: count - 4) { bytes, filled in
                for i in 0..<count - 4 { bytes[i] = byte(count - 1 - i) }
                filled = count - 4
            }
            return payload.withUnsafeBufferPointer { SHA256.check($0) } == words[0] ? payload : nil
        }
    }

    /// Reads letters as a number in words of 32 bits, the least significant first; false where one is no letter.
    private static func read(
        _ text: UnsafeBufferPointer<UInt8>, into words: UnsafeMutableBufferPointer<UInt32>
    ) -> Bool {
        values.withUnsafeBufferPointer { values in
            var used = 0
            var place = 0
            while place < text.count {
                // The first group takes what the others leave.
                let end = place == 0 && text.count % 5 > 0 ? text.count % 5 : place + 5
                var carry: UInt64 = 0
                while place < end {
                    let value = values[Int(text[place])]
                    if value == 255 { return false }
                    carry = carry * 58 + UInt64(value)
                    place += 1
                }
                for i in 0..<used {
                    carry += UInt64(words[i]) * fiveLetters
                    words[i] = UInt32(truncatingIfNeeded: carry)
                    carry >>= 32
                }
                if carry > 0 {
                    words[used] = UInt32(truncatingIfNeeded: carry)
                    used += 1
                }
            }
            return true
        }
    }

    /// What a text of a version byte and 20 bytes stands for (addresses of Bitcoin and TRON); `nil` where it is another.
    ///
    /// - Complexity: O(1); without an allocation where the text has 34 letters, as every address of TRON has.
    public static func decodeAddress(_ text: UnsafeBufferPointer<UInt8>) -> (version: UInt8, address: AddressBytes)? {
        guard text.count == 34, text[0] != UInt8(ascii: "1") else {
            guard let payload = decode(text), payload.count == 21 else { return nil }
            return (payload[0], AddressBytes(payload[1...]))
        }
        // 58¹⁰ < 2⁵⁹ and 58³⁴ < 2²⁰⁰: four groups, read into 64-bit words.
        let groups = values.withUnsafeBufferPointer { values -> (UInt64, UInt64, UInt64, UInt64)? in
            var bad: UInt8 = 0
            func group(_ places: Range<Int>) -> UInt64 {
                var number: UInt64 = 0
                for place in places {
                    let value = values[Int(text[place])]
                    // Numbers of letters are below 64.
                    bad |= value
                    number = number &* 58 &+ UInt64(value)
                }
                return number
            }
            let groups = (group(0..<4), group(4..<14), group(14..<24), group(24..<34))
            return bad & 0x80 == 0 ? groups : nil
        }
        guard let groups else { return nil }
        // The number in words of 64 bits, the least significant first.
        var words: (UInt64, UInt64, UInt64, UInt64) = (groups.0, 0, 0, 0)
        var carry = groups.1
        words.0 = multiply(words.0, &carry)
        words.1 = carry
        carry = groups.2
        words.0 = multiply(words.0, &carry)
        words.1 = multiply(words.1, &carry)
        words.2 = carry
        carry = groups.3
        words.0 = multiply(words.0, &carry)
        words.1 = multiply(words.1, &carry)
        words.2 = multiply(words.2, &carry)
        words.3 = carry
        // 25 bytes: the version, the address, four bytes of check. A first byte of zero would not be written so.
        let version = UInt8(truncatingIfNeeded: words.3)
        guard version != 0 else { return nil }
        let address = AddressBytes(high: words.2, middle: words.1, low: UInt32(truncatingIfNeeded: words.0 >> 32))
        guard SHA256.check(version: version, address) == UInt32(truncatingIfNeeded: words.0) else { return nil }
        return (version, address)
    }

    /// A word of the number times 58¹⁰, with the carry from the word before and to the next.
    @inline(__always)
    private static func multiply(_ word: UInt64, _ carry: inout UInt64) -> UInt64 {
        let product = word.multipliedFullWidth(by: 430_804_206_899_405_824)
        let (low, overflow) = product.low.addingReportingOverflow(carry)
        carry = product.high &+ (overflow ? 1 : 0)
        return low
    }
}
