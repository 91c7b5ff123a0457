@testable import FlowTracing

/// Exposure on a UTXO chain by enumerating paths one by one, coin by coin: no pool, no parts. Both directions are read off
/// the same list of paths.
///
/// Exact only where nothing is rounded: `scale` is a number by which all amounts are to be multiplied first.
struct OutputExposurePaths {
    let world: OutputScreeningWorld
    private let entries: [NaiveOutputs.Entry]

    /// One owner in one transaction.
    private struct Party {
        var spent: UInt128 = 0
        var got: UInt128 = 0
        var own: UInt128 { min(spent, got) }
        var paid: UInt128 { spent - own }
        var received: UInt128 { got - own }
    }

    init(_ world: OutputScreeningWorld) throws {
        self.world = world
        entries = try world.world.naiveLedgers().flatMap(\.entries)
    }

    private func entity(_ owner: String?) -> String? {
        owner.flatMap { OutputScreeningWorld.isSomebody($0) ? world.entity($0) : nil }
    }

    private func parties(_ entry: NaiveOutputs.Entry) -> [String: Party] {
        var parties: [String: Party] = [:]
        for input in entry.inputs {
            if let name = entity(input.owner) { parties[name, default: .init()].spent += input.amount }
        }
        for output in entry.transaction.outputs {
            if let name = entity(output.owner) { parties[name, default: .init()].got += UInt128(output.amount) }
        }
        return parties
    }

    /// All that changes hands in a transaction, fee included.
    private func pool(_ entry: NaiveOutputs.Entry) -> UInt128 {
        let own = parties(entry).values.reduce(0) { $0 + $1.own }
        let created = entry.transaction.outputs.reduce(UInt128(0)) { $0 + UInt128($1.amount) }
        return (entry.transaction.isCoinbase ? created : entry.inputs.reduce(0) { $0 + $1.amount }) - own
    }

    /// A multiple of every product of denominators that a path can meet, from either end; `nil` where it is too large.
    var scale: UInt64? {
        var scale: UInt128 = 1
        for entry in entries {
            let (pool, parties) = (pool(entry), parties(entry))
            var ends: (UInt128, UInt128) = (1, 1)
            func include(_ part: UInt128, _ whole: UInt128, _ number: inout UInt128) {
                if part == 0 || whole == 0 { return }
                number = multiple(number, whole / divisor(part, whole))
            }
            // Of each of three divisions that follow one another the common denominator, forward and backward.
            var steps: [(forward: UInt128, backward: UInt128)] = [(1, 1), (1, 1), (1, 1)]
            for party in parties.values {
                include(party.paid, party.spent, &steps[0].forward)
                include(party.received, pool, &steps[1].forward)
                include(party.received, party.got, &steps[0].backward)
                include(party.paid, pool, &steps[1].backward)
            }
            for output in entry.transaction.outputs {
                guard let name = entity(output.owner), let party = parties[name] else { continue }
                include(UInt128(output.amount), party.got, &steps[2].forward)
            }
            for input in entry.inputs {
                guard let name = entity(input.owner), let party = parties[name] else { continue }
                include(input.amount, party.spent, &steps[2].backward)
            }
            for step in steps { ends = (ends.0 * step.forward, ends.1 * step.backward) }
            scale *= multiple(ends.0, ends.1)
            if scale >> 50 != 0 { return nil }
        }
        return UInt64(scale)
    }

    private func divisor(_ a: UInt128, _ b: UInt128) -> UInt128 { b == 0 ? a : divisor(b, a % b) }
    private func multiple(_ a: UInt128, _ b: UInt128) -> UInt128 { a / divisor(a, b) * b }

    private func share(_ value: UInt128, _ part: UInt128, _ whole: UInt128) -> UInt128 {
        let (quotient, rest) = whole.dividingFullWidth(value.multipliedFullWidth(by: part))
        precondition(rest == 0, "the scale leaves no remainder")
        return quotient
    }

    // MARK: The paths

    /// An end of a path: somebody attributed, or a coinjoin.
    private struct End {
        var source: Set<String>?
        /// Who paid first, or got last, and in which transaction.
        var owner: String?
    }

    func answer() -> ScreeningAnswer {
        var answer = ScreeningAnswer()
        for (place, entry) in entries.enumerated() {
            let chain = entry.transaction.chain
            let isMix = OutputScreeningWorld.isMix(entry)
            for (name, party) in parties(entry) {
                let (into, out) = (
                    OutputScreeningWorld.key(chain, name, .received), OutputScreeningWorld.key(chain, name, .sent)
                )
                if party.received > 0 { answer.found[into, default: .init()].total += party.received }
                if party.paid > 0 { answer.found[out, default: .init()].total += party.paid }
                // Through a coinjoin nothing leads: it is the end of what is paid into it, and the beginning of the rest.
                if isMix {
                    let source: Set = ["coinjoin/heuristic"]
                    if party.paid > 0 { answer.found[out]?.add(party.paid, from: source, hops: 1) }
                    if party.received > 0 { answer.found[into]?.add(party.received, from: source, hops: 1) }
                    arrive(name, place, value: party.received, length: 1) { reached, value, hops in
                        if reached.isMix { return }
                        let key = OutputScreeningWorld.key(chain, reached.name, .received)
                        answer.found[key, default: .init()].add(value, from: source, hops: hops)
                    }
                    continue
                }
                guard party.paid > 0 else { continue }
                let source = world.source(name)
                pay(place, value: party.paid, length: 1) { reached, value, hops in
                    if reached.isMix {
                        answer.found[out, default: .init()].add(value, from: ["coinjoin/heuristic"], hops: hops)
                        return
                    }
                    if let source {
                        let key = OutputScreeningWorld.key(chain, reached.name, .received)
                        answer.found[key, default: .init()].add(value, from: source, hops: hops)
                    }
                    if let end = world.source(reached.name) {
                        answer.found[out, default: .init()].add(value, from: end, hops: hops)
                    }
                }
            }
        }
        return answer
    }

    private typealias Reached = (name: String, isMix: Bool)

    /// `value` is paid in a transaction that is no coinjoin: every receiver's share is one end of a path, and goes on.
    private func pay(_ place: Int, value: UInt128, length: Int, _ body: (Reached, UInt128, Int) -> Void) {
        if length > world.hops || value == 0 { return }
        let entry = entries[place]
        for (name, party) in parties(entry) where party.received > 0 {
            let part = share(value, party.received, pool(entry))
            body((name, false), part, length)
            arrive(name, place, value: part, length: length, body)
        }
    }

    /// An owner holds `value` behind a transaction: each of its outputs there has a share, and is spent later.
    private func arrive(
        _ name: String, _ place: Int, value: UInt128, length: Int, _ body: (Reached, UInt128, Int) -> Void
    ) {
        if value == 0 || length >= world.hops || world.source(name) != nil { return }
        let entry = entries[place]
        guard let got = parties(entry)[name]?.got else { return }
        for (vout, output) in entry.transaction.outputs.enumerated() where entity(output.owner) == name {
            if output.amount == 0 { continue }
            spend(entry.point(vout), name, value: share(value, UInt128(output.amount), got), length: length, body)
        }
    }

    private func spend(
        _ point: NaivePoint, _ name: String, value: UInt128, length: Int, _ body: (Reached, UInt128, Int) -> Void
    ) {
        guard let next = entries.firstIndex(where: { $0.inputs.contains { $0.point == point } }),
            let party = parties(entries[next])[name]
        else { return }
        let paid = share(value, party.paid, party.spent)
        if OutputScreeningWorld.isMix(entries[next]) {
            if paid > 0 { body(("", true), paid, length + 1) }
        } else {
            pay(next, value: paid, length: length + 1, body)
        }
        arrive(name, next, value: share(value, party.own, party.spent), length: length, body)
    }
}
