import Testing

@testable import FlowTracing

@Suite struct AddressTests {
    private static let tether = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
    private static let tetherHex = "a614f803b6fd780986a42c78ec9c7f77e6ded13c"

    @Test func `every case of an EVM address is one address, written in lower case`() throws {
        let mixed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
        let address = try #require(Address(mixed, form: .evm))
        #expect(Address(mixed.lowercased(), form: .evm) == address)
        #expect(Address("0X5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED", form: .evm) == address)
        #expect(address.text(form: .evm) == "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")
    }

    @Test(arguments: [
        "", "0x", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaedd",
        "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg",
        "0y5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", " 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
        "415aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1bea\u{e9}", tether,
    ])
    func `not an EVM address`(text: String) { #expect(Address(text, form: .evm) == nil) }

    @Test func `the three forms of a TRON address are one, written T…`() throws {
        let address = try #require(Address(AddressTests.tether, form: .tron))
        for text in ["41" + AddressTests.tetherHex, "0x" + AddressTests.tetherHex, "0x41" + AddressTests.tetherHex] {
            #expect(Address(text, form: .tron) == address, "\(text)")
            #expect(Address(text.uppercased().replacing("0X", with: "0x"), form: .tron) == address, "\(text)")
        }
        #expect(address.text(form: .tron) == AddressTests.tether)
    }

    @Test func `a TRON address with any letter changed is refused`() {
        let letters = Array(AddressTests.tether)
        for place in letters.indices {
            var changed = letters
            changed[place] = letters[place] == "z" ? "y" : "z"
            #expect(Address(String(changed), form: .tron) == nil, "\(String(changed))")
        }
    }

    @Test(arguments: [
        "", "T", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t1", tetherHex,
        "42" + tetherHex, "0x42" + tetherHex, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj0t",
        "tr7nhqjekqxgtci8q8zy4pl8otszgjlj6t",
    ])
    func `not a TRON address`(text: String) { #expect(Address(text, form: .tron) == nil) }

    @Test func `elsewhere text compares exactly, and nothing is no address`() {
        #expect(Address("bc1qA", form: .text) != Address("bc1qa", form: .text))
        #expect(Address("", form: .text) == nil)
        #expect(Address("alice", form: .text)?.text(form: .text) == "alice")
    }

    @Test func `the null address is null in every form`() throws {
        #expect(try #require(Address(NaiveRow.null, form: .evm)).isNull)
        #expect(try #require(Address(NaiveRow.null, form: .text)).isNull)
        #expect(try #require(Address("T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb", form: .tron)).isNull)
        #expect(try #require(Address("0x0000000000000000000000000000000000000001", form: .evm)).isNull == false)
    }

    @Test func `hashes are bytes on chains that write them so, with 0x or without`() throws {
        let digits = String(repeating: "ab", count: 32)
        let hash = try #require(TransactionHash("0x" + digits, form: .evm))
        #expect(TransactionHash("0x" + digits.uppercased(), form: .evm) == hash)
        #expect(TransactionHash(digits, form: .tron) == hash)
        #expect(hash.text(form: .evm) == "0x" + digits)
        #expect(hash.text(form: .tron) == digits)
        #expect(TransactionHash("swap-7", form: .evm) == .text("swap-7"))
        #expect(TransactionHash("", form: .evm) == nil)
        // Elsewhere text compares exactly: two spellings stay two.
        #expect(TransactionHash("0x" + digits, form: .text) != TransactionHash("0x" + digits.uppercased(), form: .text))
    }
}
