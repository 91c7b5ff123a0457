import SeededRandom
import Testing

@testable import FlowTracing

@Suite struct AddressFilterTests {
    @Test func `lets through whatever was put in, and little else`() {
        var random = SeededRandom(seed: SeededRandom.base)
        func address() -> Address {
            .bytes(
                AddressBytes(
                    high: random.next(), middle: random.next(), low: UInt32(truncatingIfNeeded: random.next())))
        }
        let known = (0..<1000).map { _ in address() } + [.bytes(.zero), .text("name")]
        let filter = AddressFilter(expecting: known.count)
        for address in known { filter.insert(address) }
        let missing = known.filter { !filter.mayContain($0) }
        #expect(missing.isEmpty)
        let others = (0..<10_000).filter { _ in filter.mayContain(address()) }.count
        #expect(others < 3_000)
    }
}
