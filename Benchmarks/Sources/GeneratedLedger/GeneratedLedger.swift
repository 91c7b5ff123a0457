import FlowTracing
import Foundation

/// A generated ledger in the form of the peers' `gen.py`: `t<ROWS>.csv` and beside it `.seeds.csv` (victims' payments),
/// `.labels.csv` (addresses that stop a trace) and `.truth.csv` (planted laundering addresses).
public struct GeneratedLedger: Sendable {
    public struct Victim: Sendable {
        /// Place of the payment in the file, from 0; the ledger's own row where the file is in order.
        public let row: Int
        public let transaction: String
        public let recipient: Address
    }

    /// An address that the laundering of one victim's payment really used.
    public struct Planted: Hashable, Sendable {
        public let victim: Int
        public let address: Address

        public init(victim: Int, address: Address) { (self.victim, self.address) = (victim, address) }
    }

    public let path: String
    public let victims: [Victim]
    public let labels: [Address]
    /// What each label says its address is: exchange, mixer, bridge, ….
    public let categories: [String]
    public let planted: Set<Planted>

    /// - Throws: `Fault` where a file is missing or a line of it is not what the generator writes.
    public init(_ path: String) throws {
        self.path = path
        guard FileManager.default.isReadableFile(atPath: path) else { throw Fault.missing(path) }
        // Variants of a ledger (t1000000.quoted.csv) share its victims and labels.
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let name = URL(fileURLWithPath: path).lastPathComponent.split(separator: ".").first.map(String.init) ?? ""
        func lines(_ kind: String) throws -> [[Substring]] {
            let file = folder.appendingPathComponent("\(name).\(kind).csv").path
            guard let data = FileManager.default.contents(atPath: file) else { throw Fault.missing(file) }
            return String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst().map { line in
                line.split(separator: ",", omittingEmptySubsequences: false)
            }
        }
        func address(_ text: Substring) throws -> Address {
            guard let address = Address(text, form: .evm) else { throw Fault.malformed(String(text)) }
            return address
        }
        victims = try lines("seeds").map { cells in
            guard cells.count == 7, let row = Int(cells[0]) else { throw Fault.malformed(cells.joined(separator: ",")) }
            return Victim(row: row, transaction: String(cells[1]), recipient: try address(cells[4]))
        }
        let labelled = try lines("labels")
        labels = try labelled.map { try address($0[0]) }
        categories = labelled.map { $0.count > 2 ? String($0[2]) : "exchange" }
        planted = Set(
            try lines("truth").map { cells in
                guard cells.count == 4, let victim = Int(cells[0]) else {
                    throw Fault.malformed(cells.joined(separator: ","))
                }
                return Planted(victim: victim, address: try address(cells[3]))
            })
    }

    public var byteCount: Int {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0
    }

    public enum Fault: Error, CustomStringConvertible {
        case missing(String)
        case malformed(String)

        public var description: String {
            switch self {
            case .missing(let file): "\(file): not there; Benchmarks/Peers/run generates it"
            case .malformed(let line): "'\(line)' is not what the generator writes"
            }
        }
    }
}
