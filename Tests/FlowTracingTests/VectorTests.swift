import FlowTracing
import Foundation
import Testing

/// The worked examples and random ledgers that come with the contract, with their answers.
struct Vector: Decodable, Sendable, CustomTestStringConvertible {
    struct Row: Decodable, Sendable {
        var chain, tx, from, to, asset, amount, fee, feeAsset: String
        var index: UInt32
        var block: UInt64
        var time: Int64

        private enum CodingKeys: String, CodingKey {
            case chain, tx, from, to, asset, amount, fee, index, block, time
            case feeAsset = "fee_asset"
        }
    }
    struct Expected: Decodable, Sendable {
        var injected, converted, fee, burned, pruned: String
        var resting, endpoint: [String: String]
    }
    var name: String
    var why: String
    var seeds, stops: [String]
    var options: [String: String]
    var rows: [Row]
    /// Opening, rule, asset.
    var expected: [String: [String: [String: Expected]]]
    /// Rule, asset, address: the amount that passed.
    var passed: [String: [String: [String: String]]]

    var testDescription: String { name }

    private struct File: Decodable { var account: [Vector] }

    static let all: [Vector] = {
        guard let url = Bundle.module.url(forResource: "vectors", withExtension: "json", subdirectory: "Vectors"),
            let data = try? Data(contentsOf: url), let file = try? JSONDecoder().decode(File.self, from: data)
        else { return [] }
        return file.account
    }()

    var naiveRows: [NaiveRow] {
        rows.map {
            NaiveRow(
                chain: $0.chain, tx: $0.tx, index: $0.index, block: $0.block, time: $0.time, from: $0.from, to: $0.to,
                asset: $0.asset, amount: UInt128($0.amount)!, fee: UInt128($0.fee)!,
                feeAsset: $0.feeAsset.isEmpty ? nil : $0.feeAsset)
        }
    }

    var naiveCase: NaiveCase { NaiveCase(id: name, seeds: seeds.map { NaiveSeed(parsing: $0) }, stops: stops) }

    func question(rule: String, opening: String) -> NaiveQuestion {
        NaiveQuestion(
            rule: rule, opening: opening == "inferred" ? .inferred : .observed,
            maxHops: options["max-hops"].map { Int($0)! }, minAmount: options["min-amount"].map { UInt128($0)! })
    }

    /// Every difference between an answer and what the file expects.
    func differences(_ answer: NaiveAnswer, rule: String, opening: String) -> [String] {
        let wanted = expected[opening]?[rule] ?? [:]
        let names = Set(wanted.keys).union(answer.assets.keys.map(\.name))
        return names.sorted().flatMap { name -> [String] in
            let have = answer.assets[.init(chain: "eip155:1", name: name)] ?? .init()
            let want = wanted[name]
            func texts(_ pairs: [(String, UInt128)]) -> [String: String] {
                Dictionary(uniqueKeysWithValues: pairs.map { ($0, $1.decimalDigits) })
            }
            let lines: [(String, String, String)] = [
                ("injected", have.injected.decimalDigits, want?.injected ?? "0"),
                ("converted", have.closing.convertedOut.decimalDigits, want?.converted ?? "0"),
                ("fee", have.closing.fee.decimalDigits, want?.fee ?? "0"),
                ("burned", have.closing.burned.decimalDigits, want?.burned ?? "0"),
                ("pruned", have.closing.pruned.decimalDigits, want?.pruned ?? "0"),
                ("resting", sorted(texts(have.resting.map { ($0.address, $0.amount) })), sorted(want?.resting ?? [:])),
                (
                    "endpoint", sorted(texts(have.endpoints.map { ($0.address, $0.amount) })),
                    sorted(want?.endpoint ?? [:])
                ),
            ]
            return lines.filter { $0.1 != $0.2 }.map {
                "\(self.name), \(opening) \(rule) \(name) \($0.0): \($0.1), expected \($0.2)"
            }
        }
    }

    /// The same for `poison` and `reach`: the value of all tainted transfers to each address.
    func passedDifferences(_ answer: NaiveAnswer, rows: [NaiveRow], rule: String) -> [String] {
        let wanted = passed[rule] ?? [:]
        return Set(wanted.keys).union(answer.assets.keys.map(\.name)).sorted().compactMap { name in
            var have: [String: UInt128] = [:]
            for flow in answer.assets[.init(chain: "eip155:1", name: name)]?.flows ?? [] where flow.tainted > 0 {
                have[rows[flow.row].to, default: 0] += flow.tainted
            }
            let (a, b) = (sorted(have.mapValues(\.decimalDigits)), sorted(wanted[name] ?? [:]))
            return a == b ? nil : "\(self.name), \(rule) \(name): \(a), expected \(b)"
        }
    }

    private func sorted(_ list: [String: String]) -> String {
        list.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}

@Suite struct VectorTests {
    @Test func `all eighty account vectors are there`() { #expect(Vector.all.count == 80) }

    @Test(arguments: Vector.all)
    func `the oracle gives the contract's answers`(vector: Vector) throws {
        let ledger = try NaiveLedger(vector.naiveRows, files: [NaiveFile()])
        for (opening, rules) in vector.expected {
            for rule in rules.keys {
                let tracer = try NaiveTracer(ledger, vector.question(rule: rule, opening: opening))
                let differences = vector.differences(tracer.trace(vector.naiveCase), rule: rule, opening: opening)
                #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
            }
        }
        for rule in vector.passed.keys {
            let tracer = try NaiveTracer(ledger, vector.question(rule: rule, opening: "inferred"))
            let answer = tracer.trace(vector.naiveCase)
            let differences = vector.passedDifferences(answer, rows: ledger.rows, rule: rule)
            #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        }
    }

    @Test(arguments: Vector.all)
    func `the engine gives the contract's answers`(vector: Vector) throws {
        let ledger = try Engine.ledger(vector.naiveRows, files: [NaiveFile()])
        let rows = (0..<ledger.count).map { NaiveRow(ledger, row: $0) }
        func answer(_ question: NaiveQuestion) throws -> NaiveAnswer {
            let tracer = try Tracer(ledger: ledger, options: Engine.options(question))
            let traces = tracer.trace(try Engine.cases([vector.naiveCase]))
            return NaiveAnswer(try #require(traces.first), ledger: ledger)
        }
        for (opening, rules) in vector.expected {
            for rule in rules.keys {
                let found = try answer(vector.question(rule: rule, opening: opening))
                let differences = vector.differences(found, rule: rule, opening: opening)
                #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
            }
        }
        for rule in vector.passed.keys {
            let found = try answer(vector.question(rule: rule, opening: "inferred"))
            let differences = vector.passedDifferences(found, rows: rows, rule: rule)
            #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        }
    }
}
