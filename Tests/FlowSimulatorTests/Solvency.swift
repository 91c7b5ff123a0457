import FlowTracing
import Testing

extension EconomyText {
    /// Expects of a ledger's text that nobody spends what they do not have, that its order is decided and that every
    /// transfer has an identity of its own.
    static func expectSolvency(_ transfers: [UInt8], form: AddressForm) throws {
        let null = Address.bytes(.zero).text(form: form)
        let native = form == .tron ? "TRX" : "ETH"
        var balances: [String: UInt128] = [:]
        var last: (UInt64, UInt64, UInt64)?
        var identities: Set<String> = []
        func spend(_ who: String, _ asset: String, _ amount: UInt128, line: Int) {
            guard who != null, amount > 0 else { return }
            let held = balances[who + asset, default: 0]
            #expect(held >= amount, "line \(line): \(who) spends \(amount) of \(held)")
            balances[who + asset] = held >= amount ? held - amount : 0
        }
        try forEachRow(transfers) { line, fields in
            let names = fields.map { EconomyText.string($0) }
            let (from, to, asset) = (names[5], names[6], names[7])
            let amount = try #require(UInt128(digits: fields[8]))
            let fee = try #require(UInt128(digits: fields[9]))
            #expect(Address(from, form: form) != nil && Address(to, form: form) != nil)
            spend(from, names[10].isEmpty ? asset : names[10], fee, line: line)
            #expect(fee == 0 || !names[10].isEmpty || asset == native)
            if from != to {
                spend(from, asset, amount, line: line)
                balances[to + asset, default: 0] += amount
            }
            let key = (try #require(UInt64(names[3])), try #require(UInt64(names[4])), try #require(UInt64(names[2])))
            if let last { #expect(last < key, "line \(line)") }
            last = key
            #expect(identities.insert(names[1] + names[2]).inserted)
        }
    }
}
