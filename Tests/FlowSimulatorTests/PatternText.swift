import FlowTracing
import Testing

@testable import FlowSimulator

/// A world of patterns as bytes, and its instances as the truth files have them.
struct PatternText {
    struct Transfer: Equatable {
        var time: Int
        var transaction: String
        var from: String
        var to: String
        var asset: String
        var amount: UInt128
    }

    struct Instance {
        var id: String
        var kind: String
        var operatorName: String
        var isPlanted: Bool
        var first: Int
        var last: Int
        var count: Int
        var value: UInt128
        var asset: String
        var transfers: [Transfer] = []

        var senders: Set<String> { Set(transfers.map(\.from)) }
        var recipients: Set<String> { Set(transfers.map(\.to)) }

        func sum(from who: String) -> UInt128 { transfers.reduce(0) { $0 + ($1.from == who ? $1.amount : 0) } }
        func sum(to who: String) -> UInt128 { transfers.reduce(0) { $0 + ($1.to == who ? $1.amount : 0) } }
    }

    let options: PatternWorld.Options
    let world: PatternWorld
    private(set) var files: [PatternFiles.File: [UInt8]] = [:]
    private(set) var instances: [Instance] = []
    /// Every row of the ledger.
    private(set) var ledger: [Transfer] = []

    init(_ options: PatternWorld.Options) throws {
        self.options = options
        var world = try PatternWorld(options: options)
        var files: [PatternFiles.File: [UInt8]] = [:]
        world.write { file, chunk, _ in files[file, default: []] += chunk }
        (self.world, self.files) = (world, files)
        try read()
    }

    private mutating func read() throws {
        var rows: [String: Int] = [:]
        EconomyText.forEachRow(files[.transfers] ?? []) { _, fields in
            let names = fields.map(EconomyText.string)
            rows[names[1] + " " + names[2]] = ledger.count
            ledger.append(
                Transfer(
                    time: Int(EconomyText.number(fields[4])), transaction: names[1], from: names[5], to: names[6],
                    asset: names[7], amount: UInt128(digits: fields[8]) ?? .max))
        }
        var places: [String: Int] = [:]
        EconomyText.forEachRow(files[.patterns] ?? []) { _, fields in
            let names = fields.map(EconomyText.string)
            places[names[0]] = instances.count
            instances.append(
                Instance(
                    id: names[0], kind: names[1], operatorName: names[2], isPlanted: names[3] == "true",
                    first: Int(EconomyText.number(fields[4])), last: Int(EconomyText.number(fields[5])),
                    count: Int(EconomyText.number(fields[6])), value: UInt128(digits: fields[7]) ?? .max,
                    asset: names[8]))
        }
        try EconomyText.forEachRow(files[.patternTransfers] ?? []) { line, fields in
            let names = fields.map(EconomyText.string)
            let place = try #require(places[names[0]], "line \(line)")
            let row = ledger[try #require(rows[names[1] + " " + names[2]], "line \(line)")]
            #expect(row.from == names[3] && row.to == names[4] && row.asset == names[5], "line \(line)")
            #expect(row.amount == UInt128(digits: fields[6]), "line \(line)")
            instances[place].transfers.append(row)
        }
    }
}
