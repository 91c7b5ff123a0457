import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

/// UTXO answers in the formats that programs read.
@Suite struct OutputReportTests {
    typealias Fixture = OutputReportFixture

    private func list(_ object: [String: Any], _ key: String) throws -> [[String: Any]] {
        try #require(object[key] as? [[String: Any]], "\(key)")
    }

    @Test func everyTransactionCanBeWorkedOutByHand() throws {
        let report = try Fixture.peelChain()
        let asset = try Fixture.asset(report)
        #expect(asset["chain"] as? String == Fixture.bitcoin)
        let transactions = try list(asset, "transactions")
        let flows = try list(asset, "flows")
        #expect(
            Set(flows.compactMap { $0["tx"] as? String }).isSubset(of: transactions.compactMap { $0["tx"] as? String }))
        for step in transactions {
            let id = try #require(step["tx"] as? String)
            func sum(_ objects: [[String: Any]], _ key: String) -> Int {
                objects.reduce(0) { $0 + (Int($1[key] as? String ?? "") ?? 0) }
            }
            let inputs = try list(step, "inputs")
            let own = flows.filter { $0["tx"] as? String == id }
            // What came in tainted (or was seeded) went out tainted, or is the fee's.
            let fee = Int(step["taintedFee"] as? String ?? "") ?? 0
            let isSeed = "tx:\(id):0" == Fixture.peelSeed
            #expect((isSeed ? 180_000_000 : sum(inputs, "tainted")) == sum(own, "tainted") + fee, "\(id)")
            #expect(inputs.allSatisfy { $0["address"] is String && $0["index"] is Int })
        }
        // Two owners paid the join, one each of the others.
        let payers = flows.map { $0["from"] }
        #expect(payers.filter { $0 is NSNull }.count == 2)
        #expect(payers.filter { $0 is String }.count == flows.count - 2)
    }

    @Test func restingNamesItsOutputs() throws {
        for resting in try list(Fixture.asset(Fixture.peelChain()), "resting") {
            let outputs = try list(resting, "outputs")
            let tainted = outputs.reduce(0) { $0 + (Int($1["tainted"] as? String ?? "") ?? 0) }
            #expect(String(tainted) == resting["amount"] as? String)
            #expect(outputs.allSatisfy { ($0["tx"] as? String)?.utf8.count == 64 && $0["index"] is Int })
        }
    }

    @Test func peelChainsNameTheirSlices() throws {
        let chains = try list(Fixture.asset(Fixture.peelChain()), "peelChains")
        #expect(chains.count == 1)
        #expect(chains[0]["heuristic"] as? String == "peel-chain" && chains[0]["version"] as? Int == 1)
        #expect((chains[0]["transactions"] as? [String])?.count == 9)
        #expect(try list(chains[0], "peeled").count == 9)
        #expect((chains[0]["remainder"] as? [String: Any])?["index"] as? Int == 0)
    }

    @Test func aCoinJoinIsAnEndByInference() throws {
        let asset = try Fixture.asset(Fixture.coinjoin())
        let endpoints = try list(asset, "endpoints")
        #expect(endpoints.map { $0["transaction"] as? String } == [Fixture.firstMix, Fixture.secondMix])
        for endpoint in endpoints {
            #expect(endpoint["address"] is NSNull)
            #expect(endpoint["entity"] as? String == "whirlpool")
            #expect(endpoint["category"] as? String == "coinjoin")
            #expect(endpoint["inferred"] as? Bool == true)
            #expect(endpoint["first"] as? String == endpoint["last"] as? String)
            let arrivals = try list(endpoint, "arrivals")
            #expect(arrivals.map { $0["tx"] as? String } == [Fixture.preparation])
            #expect(arrivals.map { $0["tainted"] as? String } == ["5010000"])
        }
        #expect(endpoints[0]["first"] as? String == "2023-11-14T23:03:20Z")
        #expect((asset["closing"] as? [String: String])?["mixer"] == "10020000")
    }

    @Test(arguments: CoinJoinPolicy.allCases)
    func candidatesStandBesideTheBalance(policy: CoinJoinPolicy) throws {
        let asset = try Fixture.asset(Fixture.coinjoin(policy: policy))
        let coinjoins = try list(asset, "coinjoins")
        #expect(coinjoins.map { $0["tx"] as? String } == [Fixture.preparation, Fixture.firstMix, Fixture.secondMix])
        #expect(coinjoins.map { $0["isMix"] as? Bool } == [false, true, true])
        #expect(try list(coinjoins[0], "candidates").isEmpty)
        let mix = coinjoins[1]
        #expect(mix["denominations"] as? [String] == ["5000000"])
        let entropy = try #require(mix["entropy"] as? [String: Any])
        #expect(entropy["bits"] as? String == "10.546")
        #expect(entropy["mappings"] as? String == "1496")
        #expect(entropy["exact"] as? Bool == true)
        let candidates = try list(mix, "candidates")
        #expect(candidates.map { $0["index"] as? Int } == [0, 1, 2, 3, 4])
        for one in candidates {
            #expect(one["probability"] as? String == "0.200000" && one["odds"] as? String == "1/5")
            #expect(one["link"] as? String == "512/1496")
            #expect(one["expected"] as? String == "1000799" && one["minimum"] as? String == "0")
            #expect(one["maximum"] as? String == "5000000" && one["amount"] as? String == "5000000")
        }
        #expect(asset["residual"] as? String == "0")
        let mixer = (asset["closing"] as? [String: String])?["mixer"]
        #expect(mixer == (policy == .stop ? "10020000" : "0"))
        // The transaction itself says which heuristic spoke.
        let marked = try list(asset, "transactions").filter { $0["coinjoin"] != nil }
        #expect(marked.map { $0["coinjoin"] as? String } == ["whirlpool-tx0", "whirlpool", "whirlpool"])
    }

    @Test func theLedgerIsCountedInOutputs() throws {
        let object = try JSONSerialization.jsonObject(with: Data(JSONReport.text(Fixture.coinjoin()).utf8))
        let ledger = try #require((object as? [String: Any])?["ledger"] as? [String: Any])
        #expect(ledger["transfers"] as? Int == 21 && ledger["outputs"] as? Int == 21)
        #expect(ledger["transactions"] as? Int == 6 && ledger["addresses"] as? Int == 29)
        let account = try JSONSerialization.jsonObject(with: Data(JSONReport.text(ReportFixture.report()).utf8))
        let accounts = try #require((account as? [String: Any])?["ledger"] as? [String: Any])
        #expect(accounts["outputs"] == nil && accounts["transactions"] == nil)
        let text = JSONReport.text(try ReportFixture.report())
        for member in ["\"transactions\"", "\"coinjoins\"", "\"peelChains\"", "\"outputs\""] {
            #expect(!text.contains(member))
        }
    }

    /// A coinbase, an input of unknown owner and amount, and fees that reach the coinbase.
    @Test func whatNobodyTellsIsNull() throws {
        let ledger = try Fixture.ledger([
            .init(id: 1, isCoinbase: true, outputs: [(1, 1_000)]),
            .init(id: 2, inputs: [(90, 0, nil)], outputs: [(2, 500)]),
            .init(id: 3, inputs: [(2, 0, nil), (91, 4, (3, 70))], outputs: [(4, 560)]),
        ])
        let report = try Fixture.report(ledger, seeds: ["tx:\(Fixture.idText(2)):0"], [.haircut]) {
            $0.followsFees = true
        }
        let asset = try Fixture.asset(report)
        #expect(asset["residual"] as? String == "0")
        let transactions = try list(asset, "transactions")
        #expect(transactions.map { $0["tx"] as? String } == [1, 2, 3].map(Fixture.idText))
        #expect(transactions.map { $0["coinbase"] as? Bool } == [true, nil, nil])
        let input = try #require(try list(transactions[1], "inputs").first)
        #expect(input["address"] is NSNull && input["inferred"] as? Bool == true && input["amount"] as? String == "500")
        let flows = try list(asset, "flows")
        #expect(flows.map { $0["tx"] as? String } == [1, 2, 3].map(Fixture.idText))
        #expect(flows.allSatisfy { $0["from"] is NSNull })
        let table = TableReport.text(report, style: ReportStyle(showsPaths: true))
        #expect(table.contains("1 input spends an output whose amount no source tells; the least possible was taken"))
    }

    // MARK: CSV

    @Test(arguments: [CoinJoinPolicy.stop, .through])
    func rowsAddUp(policy: CoinJoinPolicy) throws {
        let rows = CSVReport.text(try Fixture.coinjoin(policy: policy)).split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        func column(_ name: String) -> Int { CSVReport.columns.firstIndex(of: name) ?? 0 }
        func sum(_ rows: [[String]]) -> Int { rows.reduce(0) { $0 + (Int($1[column("amount")]) ?? 0) } }
        let places = rows.filter { $0[0] == "place" }
        #expect(sum(places) == 16_000_000)
        for place in places where place[column("kind")] == "resting" {
            let own = rows.filter { $0[0] == "output" && $0[column("address")] == place[column("address")] }
            #expect(sum(own) == Int(place[column("amount")]))
        }
        let mixers = places.filter { $0[column("kind")] == "mixer" }
        #expect(mixers.map { $0[column("tx")] } == (policy == .stop ? [Fixture.firstMix, Fixture.secondMix] : []))
        #expect(mixers.allSatisfy { $0[column("inferred")] == "true" && $0[column("address")].isEmpty })
        let candidates = rows.filter { $0[0] == "candidate" }
        #expect(candidates.count == 10)
        #expect(candidates.allSatisfy { $0[column("amount")].isEmpty && $0[column("note")].hasSuffix("not traced") })
    }

    // MARK: Probabilities as text

    @Test(
        arguments: [
            (1, 5, "0.200000"), (2, 3, "0.666666"), (1, 1, "1.000000"), (0, 7, "0.000000"),
            (UInt64.max - 1, UInt64.max, "0.999999"), (1, UInt64.max, "0.000000"),
        ] as [(UInt64, UInt64, String)])
    func probabilitiesNeverReadAsCertain(numerator: UInt64, denominator: UInt64, text: String) {
        let one = MixCandidate(output: 0, odds: (numerator, denominator), expected: 0, minimum: 0, maximum: 0)
        #expect(one.probability == text)
    }

    @Test(arguments: [(10_546, "10.546"), (0, "0.000"), (7, "0.007"), (128_040, "128.040")])
    func bits(millibits: Int, text: String) {
        #expect(MixEntropy(mappings: nil, millibits: millibits, isExact: false).bits == text)
    }
}
