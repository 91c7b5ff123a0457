import FlowSimulator
import Testing

/// Who has which address, as the simulation writes it beside its ledger.
@Suite struct OwnershipTests {
    private func lines(_ write: (_ sink: ([UInt8]) -> Void) -> Void) -> [[String]] {
        var bytes: [UInt8] = []
        write { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test func `every address has one owner, and labels that name an exchange name its owner`() throws {
        var economy = try ScamEconomy(options: ScamEconomy.Options(seed: 3, transfers: 5_000, form: .evm))
        var transfers: [UInt8] = []
        economy.writeTransfers { chunk, _ in transfers += chunk }
        let owners = lines { sink in economy.writeOwners { sink($0) } }
        #expect(owners.first == ["address", "owner", "role"])
        let known = Dictionary(owners.dropFirst().map { ($0[0], $0) }, uniquingKeysWith: { a, _ in a })
        #expect(known.count == economy.addressCount && owners.count == known.count + 1)

        let labels = lines { sink in economy.writeLabels { sink($0) } }.dropFirst()
        for label in labels where label[3] == "exchange" { #expect(known[label[1]]?[1] == label[4], "\(label)") }
        #expect(labels.contains { $0[3] == "exchange" })
        // A gang has many addresses, a person one.
        let byOwner = Dictionary(grouping: known.values, by: { $0[1] })
        #expect((byOwner["gang 1"]?.count ?? 0) > 5)
        for (owner, list) in byOwner where list.contains(where: { $0[2] == "person" }) {
            #expect(list.count == 1, "\(owner)")
        }
        // Everybody who sends something of worth is known, but for the null address and decoys.
        #expect(transfers.count > 100_000)
    }
}
