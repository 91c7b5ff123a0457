import FlowTracing
import Foundation
import GeneratedLedger

/// The groups of measures, in the order they run.
enum Measures: String, CaseIterable {
    case ingest, stopped, unstopped, wide, passes, memory, coverage, lists, screen
}

/// `lymer-bench CSV [--reps N] [--only GROUP,…] [--peer NAME]`.
struct Measuring {
    var csv = ""
    var reps = 3
    var groups = Measures.allCases
    var peer = "lymer"

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--reps": reps = try Measuring.value(&rest, argument) { Int($0).flatMap { $0 > 0 ? $0 : nil } }
            case "--peer": peer = try Measuring.value(&rest, argument) { $0 }
            case "--only":
                groups = try Measuring.value(&rest, argument) { text in
                    let named = text.split(separator: ",").map { Measures(rawValue: String($0)) }
                    return named.contains(nil) ? nil : named.compactMap { $0 }
                }
            default:
                guard csv.isEmpty, !argument.hasPrefix("-") else { throw Misuse(argument: argument) }
                csv = argument
            }
        }
        guard !csv.isEmpty else { throw Misuse(argument: "no ledger") }
    }

    private static func value<T>(_ rest: inout ArraySlice<String>, _ name: String, _ parse: (String) -> T?) throws -> T
    {
        guard let text = rest.popFirst(), let value = parse(text) else { throw Misuse(argument: name) }
        return value
    }

    struct Misuse: Error, CustomStringConvertible {
        let argument: String
        var description: String {
            "\(argument)?\nusage: lymer-bench CSV [--reps N] [--peer NAME] [--only \(Measures.allCases.map(\.rawValue).joined(separator: ","))]\n       lymer-bench blocks FILE… [--reps N]\n       lymer-bench labels [--megabytes N] [--reps N]"
        }
    }

    func run() throws {
        let generated = try GeneratedLedger(csv)
        let indexed =
            groups.contains(.ingest) ? try measureIngest(generated, reps: reps, peer: peer) : try readOnce(generated)
        let output = Output(peer: peer, transfers: indexed.ledger.count)
        let victims = VictimMeasures(
            questions: Questions(indexed.ledger, generated), indexed: indexed, output: output, reps: reps)
        for group in Measures.allCases where groups.contains(group) {
            switch group {
            case .ingest: break
            case .stopped: try victims.stopped()
            case .unstopped: try victims.unstopped()
            case .wide: try victims.wide()
            case .passes: try victims.passes()
            case .memory: measureMemory(indexed, output: output)
            case .coverage: try CoverageMeasures(victims: victims).run()
            case .lists: try ListMeasures(victims: victims).run()
            case .screen:
                try ScreeningMeasures(generated: generated, indexed: indexed, output: output, reps: reps).run()
            }
        }
    }
}

/// A word to the person who runs it; figures go to standard output.
func report(_ text: String) { FileHandle.standardError.write(Data("lymer-bench: \(text)\n".utf8)) }
