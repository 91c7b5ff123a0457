import FlowTracing
import Foundation
import Testing

/// The transactions that come with the contract: inputs with their lots, and what each output and the fee then carries.
struct OutputVector: Decodable, Sendable, CustomTestStringConvertible {
    struct Lot: Decodable, Sendable {
        var amount: String
        var isTainted: Bool

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            amount = try list.decode(String.self)
            isTainted = try list.decode(Bool.self)
        }
    }
    var name: String
    var inputs: [[Lot]]
    var outputs: [String]
    var fee: String
    /// By rule: the tainted part of each output, then of the fee.
    var expected: [String: [String]]

    var testDescription: String { name }

    private struct File: Decodable { var utxo: [OutputVector] }

    static let all: [OutputVector] = {
        guard let url = Bundle.module.url(forResource: "vectors", withExtension: "json", subdirectory: "Vectors"),
            let data = try? Data(contentsOf: url), let file = try? JSONDecoder().decode(File.self, from: data)
        else { return [] }
        return file.utxo
    }()

    /// Every lot is an output of the coinbase; every input is an output that one transaction made of its lots, which
    /// `out:thief` names where they are tainted.
    func world(rule: String) -> OutputWorld {
        var (coinbase, funding) = (
            NaiveTransaction(id: 1, block: 1, position: 0, time: 1000, isCoinbase: true), [NaiveTransaction]()
        )
        for (number, lots) in inputs.enumerated() {
            var fund = NaiveTransaction(id: 10 + number, block: 2, position: UInt32(number), time: 2000)
            // Lots enter in the order in which they left, and LIFO lets the newest leave first.
            for lot in rule == "lifo" ? lots.reversed() : lots {
                coinbase.outputs.append(.init(amount: UInt64(lot.amount)!, owner: lot.isTainted ? "thief" : "own"))
                fund.inputs.append(.init(previous: 1, vout: coinbase.outputs.count - 1))
            }
            fund.outputs = [.init(amount: lots.reduce(0) { $0 + UInt64($1.amount)! }, owner: "in\(number)")]
            funding.append(fund)
        }
        let spend = NaiveTransaction(
            id: 99, block: 3, position: 0, time: 3000,
            inputs: inputs.indices.map { .init(previous: 10 + $0) },
            outputs: outputs.enumerated().map { .init(amount: UInt64($1)!, owner: "out\($0)") })
        return OutputWorld(
            transactions: [coinbase] + funding + [spend],
            cases: [NaiveCase(id: name, seeds: [NaiveSeed(.into("thief", from: nil, to: nil))])],
            question: OutputQuestion(rule: rule, stopsAtCoinJoins: false))
    }

    func differences(_ answer: OutputAnswer, rule: String) -> [String] {
        let chain = answer.chains["bitcoin"] ?? .init()
        let found =
            outputs.indices.map { vout in
                chain.flows.first { $0.point == NaivePoint(chain: "bitcoin", id: 99, vout: vout) }?.tainted ?? 0
            } + [chain.closing.fee]
        let wanted = expected[rule]!
        return found.map(\.decimalDigits) == wanted ? [] : ["\(name), \(rule): \(found), expected \(wanted)"]
    }
}

@Suite struct OutputVectorTests {
    @Test func `all twenty-three transactions are there, each under six rules`() {
        #expect(OutputVector.all.count == 23)
        #expect(OutputVector.all.allSatisfy { $0.expected.count == 6 })
    }

    @Test(arguments: OutputVector.all)
    func `the oracle gives the contract's answers`(vector: OutputVector) throws {
        for rule in vector.expected.keys {
            let world = vector.world(rule: rule)
            let differences = vector.differences(try world.naiveAnswers()[0], rule: rule)
            #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        }
    }

    @Test(arguments: OutputVector.all)
    func `the engine gives the contract's answers`(vector: OutputVector) throws {
        for rule in vector.expected.keys {
            let world = vector.world(rule: rule)
            let differences = vector.differences(try world.engineAnswers()[0], rule: rule)
            #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        }
    }
}
