@testable import FlowTracing

/// What a screening says, by names: engine and oracles are compared in this form.
struct ScreeningAnswer: Equatable, CustomStringConvertible {
    struct Key: Hashable, Comparable {
        var chain, asset, address: String
        var direction: Exposure.Direction

        static func < (a: Key, b: Key) -> Bool {
            (a.direction.rawValue, a.chain, a.asset, a.address) < (b.direction.rawValue, b.chain, b.asset, b.address)
        }
    }

    struct Row: Equatable {
        var direct: UInt128 = 0
        var indirect: UInt128 = 0
        var minHops = Int.max

        mutating func add(_ value: UInt128, hops: Int) {
            if hops == 1 { direct += value } else { indirect += value }
            minHops = min(minHops, hops)
        }
    }

    struct Found: Equatable {
        var total: UInt128 = 0
        var attributed: UInt128 = 0
        /// By `category/kind`.
        var rows: [String: Row] = [:]

        mutating func add(_ value: UInt128, from source: Set<String>, hops: Int) {
            attributed += value
            for name in source { rows[name, default: Row()].add(value, hops: hops) }
        }

        /// `total: category/kind direct+indirect @hops, …`
        var line: String {
            let rows = rows.sorted { $0.key < $1.key }.map {
                "\($0.key) \($0.value.direct)+\($0.value.indirect) @\($0.value.minHops)"
            }
            return "\(total):" + (rows.isEmpty ? "" : " " + rows.joined(separator: ", "))
        }
    }

    var found: [Key: Found] = [:]

    init() {}

    init(_ exposures: [Exposure], _ ledger: Ledger) {
        for one in exposures {
            let key = Key(
                chain: ledger.chains[Int(ledger.assets[Int(one.asset)].chain)].name, asset: ledger.name(of: one.asset),
                address: ledger.text(one.address, asset: one.asset), direction: one.direction)
            var answer = Found(total: one.total, attributed: one.attributed)
            for row in one.rows {
                answer.rows[row.exposure.description] = Row(
                    direct: row.direct, indirect: row.indirect, minHops: row.minHops)
            }
            found[key] = answer
        }
    }

    var description: String {
        found.sorted { $0.key < $1.key }.map { key, found in
            "\(key.direction.rawValue) \(key.address) \(key.asset) \(found.line)"
        }.joined(separator: "\n")
    }
}

/// A ledger with attributed addresses: what a screening is asked about.
struct ScreeningWorld: CustomStringConvertible {
    /// By address as the ledger writes it: `category/kind` of every owner's tag.
    var sources: [String: Set<String>]
    var hops: Int
    var ledger: NaiveLedger

    func attribution() -> Attribution {
        var tags: [Tag] = []
        for (address, names) in sources {
            for name in names {
                let parts = name.split(separator: "/").map(String.init)
                tags.append(
                    Tag(
                        address: Engine.address(address, chain: nil), label: address, category: Category(parts[0]),
                        kind: ListKind(rawValue: parts[1])!))
            }
        }
        return Attribution(tags)
    }

    var options: ScreeningOptions {
        var options = ScreeningOptions()
        options.hops = hops
        return options
    }

    var description: String {
        let rows = ledger.rows.map { row in
            "\(World.short(row.tx)) \(World.short(row.from)) -> \(World.short(row.to)) \(row.amount) \(row.asset)"
                + (row.fee == 0 ? "" : " fee \(row.fee) \(row.effectiveFeeAsset)")
        }
        return (rows + ["hops \(hops)", "\(sources.map { "\(World.short($0.key)) \($0.value)" })"]).joined(
            separator: "\n")
    }
}
