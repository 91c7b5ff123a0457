import SeededRandom
import Testing

@testable import FlowTracing

/// The tables behind the numbers of a UTXO chain, through several doublings.
@Suite struct OutputTableTests {
    @Test func `every address keeps its number, and a number its address`() {
        var random = SeededRandom(seed: SeededRandom.base)
        var table = ScriptTable()
        var numbers: [ScriptAddress: UInt32] = [:]
        var order: [ScriptAddress] = []
        for _ in 0..<40_000 {
            let isKnown = !order.isEmpty && Int.random(in: 0..<3, using: &random) == 0
            let address = isKnown ? order[Int.random(in: 0..<order.count, using: &random)] : address(&random)
            let number = table.intern(address)
            if let known = numbers[address] {
                #expect(number == known)
            } else {
                #expect(Int(number) == order.count)
                numbers[address] = number
                order.append(address)
            }
        }
        #expect(table.count == order.count)
        for (number, address) in order.enumerated() {
            #expect(table[UInt32(number)] == address)
            #expect(table.find(address) == UInt32(number))
            #expect(table.kind(UInt32(number)) == address.kind)
        }
        for _ in 0..<1_000 {
            let address = address(&random)
            #expect(table.find(address) == numbers[address])
        }
    }

    /// Payloads that share their first twenty bytes, and kinds that share a payload, are different addresses.
    private func address(_ random: inout SeededRandom) -> ScriptAddress {
        let kinds: [ScriptKind] = [
            .pubkeyHash, .scriptHash, .witnessPubkeyHash, .witnessScriptHash, .taproot, .multisig, .nonstandard,
        ]
        let kind = kinds[Int.random(in: 0..<kinds.count, using: &random)]
        let high = UInt64.random(in: 0..<4_000, using: &random)
        let isLong = kind.payloadBytes > 20
        return ScriptAddress(
            network: Bool.random(using: &random) ? .bitcoin : .litecoin, kind: kind,
            payload: Hash32(high, 7, 9 << 32, isLong ? UInt64.random(in: 0..<3, using: &random) : 0))
    }

    @Test(arguments: [0, 1, 2, 63, 64, 65, 1_000, 30_000])
    func `every transaction is found by its id, a repeated one by its first`(count: Int) {
        var random = SeededRandom(seed: SeededRandom.base &+ UInt64(count))
        var ids = Column<Hash32>()
        var firsts: [Hash32: UInt32] = [:]
        var repeats = 0
        for number in 0..<count {
            let word = UInt64.random(in: 0..<UInt64(count) * 20, using: &random)
            let id = Hash32(word, word &* 3, 1, 2)
            if firsts[id] == nil { firsts[id] = UInt32(number) } else { repeats += 1 }
            ids.append(id)
        }
        let table = TransactionTable(capacity: count)
        var told = 0
        table.addAll(ids) { number, earlier in
            #expect(firsts[ids[number]] == earlier)
            told += 1
        }
        #expect(told == repeats)
        for number in 0..<count { #expect(table.find(ids[number], in: ids) == firsts[ids[number]]) }
        for _ in 0..<100 {
            let word = UInt64.random(in: .min ... .max, using: &random)
            #expect(table.find(Hash32(word, 0, 1, 2), in: ids) == nil)
        }
    }
}
