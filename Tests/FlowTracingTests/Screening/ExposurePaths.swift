@testable import FlowTracing

/// Exposure by enumerating paths one by one: no pass, no parts, no lengths in a holding. Both directions are read off the
/// same list of paths.
///
/// A path's value is exact only where nothing is rounded: `scale` is a number by which all amounts are multiplied so that
/// every division in this world has no remainder.
struct ExposurePaths {
    let world: ScreeningWorld
    private let rows: [NaiveRow]
    /// What every holding spent, in order: value and fees, each with the balance before it, what appeared for it included.
    private var spends: [NaiveScreening.Key: [Spend]] = [:]
    /// A multiple of every product of denominators that a path can meet, from either end; `nil` where it is too large.
    private(set) var scale: UInt128?

    private struct Spend {
        var row: Int
        var isFee: Bool
        var amount: UInt128
        var balance: UInt128
    }

    init(_ world: ScreeningWorld) {
        self.world = world
        rows = world.ledger.rows
        scale = 1
        var balances: [NaiveScreening.Key: UInt128] = [:]
        for (number, row) in rows.enumerated() {
            func key(_ asset: String, _ address: String) -> NaiveScreening.Key {
                NaiveScreening.Key(chain: row.chain, asset: asset, address: address)
            }
            if row.fee > 0, isPlain(row.from) {
                spend(row.fee, key(row.effectiveFeeAsset, row.from), number, isFee: true, &balances)
            }
            guard row.movesValue else { continue }
            if isPlain(row.from) { spend(row.amount, key(row.asset, row.from), number, isFee: false, &balances) }
            if isPlain(row.to) {
                let held = balances[key(row.asset, row.to), default: 0] + row.amount
                balances[key(row.asset, row.to)] = held
                // Seen from the end, a receipt takes its share of what the holding has then.
                if held != row.amount { multiply(held) }
            }
        }
    }

    private mutating func spend(
        _ amount: UInt128, _ key: NaiveScreening.Key, _ row: Int, isFee: Bool,
        _ balances: inout [NaiveScreening.Key: UInt128]
    ) {
        let had = balances[key, default: 0]
        let balance = max(had, amount)
        balances[key] = balance - amount
        spends[key, default: []].append(Spend(row: row, isFee: isFee, amount: amount, balance: balance))
        if balance != amount { multiply(balance) }
        // Seen from the end, what appeared for this spend vanishes out of all of it.
        if had < amount, had > 0 { multiply(balance) }
    }

    private mutating func multiply(_ number: UInt128) {
        guard let known = scale else { return }
        let (product, overflow) = known.multipliedReportingOverflow(by: number)
        scale = overflow || product >> 96 != 0 ? nil : product
    }

    private func isPlain(_ address: String) -> Bool { address != NaiveRow.null && world.sources[address] == nil }

    private func carriesPaths(_ row: Int) -> Bool {
        rows[row].movesValue
            && (!isPlain(rows[row].from) || !isPlain(rows[row].to) || world.ledger.received(row).isEmpty)
    }

    /// What every address received and sent in the world with all amounts times `scale`.
    func answer(scale: UInt128) -> ScreeningAnswer {
        var answer = ScreeningAnswer()
        func key(_ row: Int, _ address: String, _ direction: Exposure.Direction) -> ScreeningAnswer.Key {
            .init(chain: rows[row].chain, asset: rows[row].asset, address: address, direction: direction)
        }
        for (number, row) in rows.enumerated() where row.movesValue {
            if row.to != NaiveRow.null {
                answer.found[key(number, row.to, .received), default: .init()].total += row.amount * scale
            }
            if row.from != NaiveRow.null {
                answer.found[key(number, row.from, .sent), default: .init()].total += row.amount * scale
            }
        }
        for first in rows.indices where carriesPaths(first) {
            walk([first], value: rows[first].amount * scale) { path, value in
                let last = path[path.count - 1]
                let (from, to) = (rows[first].from, rows[last].to)
                if let source = world.sources[from], to != NaiveRow.null {
                    answer.found[key(last, to, .received), default: .init()].add(value, from: source, hops: path.count)
                }
                if let source = world.sources[to], from != NaiveRow.null {
                    answer.found[key(first, from, .sent), default: .init()].add(value, from: source, hops: path.count)
                }
            }
        }
        return answer
    }

    /// Hands over `path` and everything it goes on to.
    private func walk(_ path: [Int], value: UInt128, _ body: ([Int], UInt128) -> Void) {
        if value == 0 { return }
        body(path, value)
        let last = path[path.count - 1]
        let holder = rows[last].to
        guard path.count < world.hops, isPlain(holder) else { return }
        let key = NaiveScreening.Key(chain: rows[last].chain, asset: rows[last].asset, address: holder)
        var held = value
        for spend in spends[key] ?? [] where spend.row > last {
            func share(_ part: UInt128) -> UInt128 {
                let (quotient, rest) = spend.balance.dividingFullWidth(held.multipliedFullWidth(by: part))
                precondition(rest == 0, "the scale leaves no remainder")
                return quotient
            }
            if !spend.isFee, carriesPaths(spend.row) { walk(path + [spend.row], value: share(spend.amount), body) }
            held = share(spend.balance - spend.amount)
        }
    }
}
