import FlowTracing
import SeededRandom
import Testing

@testable import FlowFormats

@Suite struct VerifiedAddressTests {
    /// More addresses than there is room for, each several times and now and then damaged: the answer is always that of
    /// verifying anew.
    @Test func `remembering changes no answer`() {
        var random = SeededRandom(seed: 11)
        let verified = VerifiedAddresses()
        let texts = (0..<20_000).map { _ in
            Base58Check.encode([random.below(10) == 0 ? 0x42 : 0x41] + (0..<20).map { _ in UInt8(random.below(256)) })
        }
        var found = 0
        for _ in 0..<30_000 {
            // Half of the time one of a few, as in real files.
            var letters = Array(texts[random.below(random.below(2) == 0 ? 100 : texts.count)].utf8)
            if random.below(4) == 0 { letters[random.below(letters.count)] = random.below(2) == 0 ? 0x7A : 0x30 }
            if random.below(50) == 0 { letters.removeLast() }
            let text = FieldText(trimming: ArraySlice(letters))
            let expected = Address(text.string, form: .tron)
            #expect(text.address(form: .tron, verified) == expected, "\(text.string)")
            #expect(text.address(form: .tron) == expected, "\(text.string)")
            if expected != nil { found += 1 }
        }
        #expect(found > 10_000)
    }

    @Test func `hex spellings of TRON addresses and hashes are read as the core reads them`() {
        let digits = "a614f803b6fd780986a42c78ec9c7f77e6ded13c"
        let verified = VerifiedAddresses()
        for text in [
            "41" + digits, "0x" + digits, "0X" + digits.uppercased(), "0x41" + digits, "42" + digits, digits,
            "41" + digits.dropLast(),
            "0x" + digits.dropLast() + "g", "T" + digits, "", "41", String(repeating: "T", count: 34),
        ] {
            #expect(FieldText(text).address(form: .tron, verified) == Address(text, form: .tron), "\(text)")
        }
        let hash = String(repeating: "aB", count: 32)
        for text in [
            hash, "0x" + hash, "0X" + hash, String(hash.dropLast()), hash.dropLast() + "g", hash + "00", "swap-7", "",
        ] {
            #expect(FieldText(text).transaction(form: .tron) == TransactionHash(text, form: .tron), "\(text)")
        }
    }

    @Test func `a bad checksum is refused even where the right address came before`() throws {
        let header = "chain,tx,time,from,to,asset,amount\n"
        let good =
            "tron,\(String(repeating: "0a", count: 32)),1700000000,TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,TLa2f6VPqDgRE67v1736s7bJ8Ray5wYjU7,USDT,5\n"
        let bad = good.replacing("0a0a", with: "0b0b").replacing("otSzgjLj6t", with: "otSzgjLj6u")
        #expect(try ledger(header + good + good.replacing("0a0a", with: "0c0c")).ledger.count == 2)
        #expect(try failure(header + good + bad).contains("is no address of tron"))
    }
}
