import FlowFormats
import FlowTracing
import Foundation
import Testing

/// One folder of `SampleChains/`, as its README there describes it.
struct Story: CustomTestStringConvertible, Sendable {
    let folder: URL
    let expected: Expected

    var name: String { folder.lastPathComponent }
    var testDescription: String { name }

    /// `expected.json`.
    struct Expected: Decodable, Sendable {
        var about: String
        var files: [String]
        var labels: [String]
        var seeds: [String]
        /// Rule, then asset.
        var expected: [String: [String: Answer]]
        /// The same with coinjoins not stopping.
        var through: [String: [String: Answer]]?
        /// The same with deposit addresses by inference ending the trace.
        var inferred: [String: [String: Answer]]?
        /// Of every coinjoin on the trace, by transaction, in listed order.
        var candidates: [String: [Candidate]]?
        /// Of every coinjoin with candidates.
        var mappings: String?
    }

    struct Candidate: Decodable, Sendable, Equatable {
        var address: String
        /// `1/5`.
        var odds: String
        var expected: String
        var minimum: String
        var maximum: String
    }

    /// Amounts in base units; what is left out is zero.
    struct Answer: Decodable, Sendable {
        var injected: String?
        var closing: [String: String]?
        var untracked: String?
        var endpoint: [String: String]?
        var inferredEndpoint: [String: String]?
        var mixer: [String: String]?
        var bridge: [String: String]?
        var resting: [String: String]?
        var unseen: [String: String]?
        /// For rules that are not money: what passed to each address.
        var passed: [String: String]?
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "SampleChains")

    static let all: [Story] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return names.sorted().compactMap { name in
            let folder = root.appending(path: name)
            guard let data = try? Data(contentsOf: folder.appending(path: "expected.json")),
                let expected = try? JSONDecoder().decode(Expected.self, from: data)
            else { return nil }
            return Story(folder: folder, expected: expected)
        }
    }()

    func paths(_ names: [String]) -> [String] { names.map { folder.appending(path: $0).path } }

    func ledger() throws -> Ledger { try LedgerReader.read(paths: paths(expected.files)).ledger }

    func attribution() throws -> Attribution { try LabelReader.read(paths(expected.labels)).attribution }
}
