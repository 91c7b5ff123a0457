import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

@Suite struct LabelConflictTests {
    private func read(_ rows: String...) throws -> LabelReading {
        try LabelReader.read(
            try rows.map { try labelFile("chain,address,entity,category,relation,confidence\n" + $0, "list.csv") })
    }

    private let evm = LabelExample.evm

    @Test func twoOwnersAreAConflictAndAllIsKept() throws {
        let reading = try read("1,\(evm),Jade,exchange,,\n1,\(evm),Pearl,exchange,,\n1,\(evm),JADE,,,\n")
        #expect(reading.conflictCount == 1)
        #expect(reading.files[0].conflictCount == 1)
        let conflict = try #require(reading.conflicts.first)
        #expect(conflict.claims.map(\.entity) == ["Jade", "Pearl", "JADE"])
        #expect(conflict.claims.map { $0.place.suffix(2) } == [":2", ":3", ":4"])
        #expect(reading.tagCount == 3)
    }

    @Test(arguments: [
        ("1,A,Jade,exchange,,\n", "1,A,,mixer,,\n", 1), ("1,A,Jade,exchange,,\n", "56,A,Pearl,exchange,,\n", 0),
        ("1,A,Jade,exchange,,\n", ",A,Pearl,exchange,,\n", 1), ("1,A,Jade,exchange,,\n", "1,A,,scam,,\n", 0),
        ("1,A,Jade,exchange,,\n", "1,A,Pearl,exchange,counterparty,\n", 0),
        ("1,A,Jade,exchange,,\n", "1,A,jade,vasp,,\n", 0), (",A,Jade,exchange,,\n", ",A,Pearl,,,\n", 1),
        (",A,Jade,exchange,,5\n", ",A,Jade,mixer,,5\n", 1),
    ])
    func betweenLists(first: String, second: String, count: Int) throws {
        func row(_ text: String) -> String { text.replacingOccurrences(of: ",A,", with: ",\(evm),") }
        let reading = try read(row(first), row(second))
        #expect(reading.conflictCount == count)
        #expect(reading.files.allSatisfy { $0.conflictCount == 0 })
    }

    @Test func twentyThousandClaimsOfOneAddressAreNoTrap() throws {
        var text = ""
        for n in 0..<20_000 { text += "1,\(evm),owner \(n),,,\n" }
        let clock = ContinuousClock()
        let start = clock.now
        let reading = try read(text)
        #expect(reading.conflicts.map(\.claims.count) == [20_000])
        // Quadratic, this takes minutes.
        #expect(clock.now - start < .seconds(30))
    }
}
