/// What a backward case asks about on one UTXO chain.
struct OutputBackwardTarget {
    /// Outputs as they are created.
    var created: Set<NaivePoint> = []
    /// Inputs, by transaction and place.
    var spent: Set<NaivePoint> = []
    /// Outputs as they are held, and inputs that spend what was held before the ledger.
    var held: Set<NaivePoint> = []
    var heldPriors: Set<NaivePoint> = []
    /// Who holds, before which transaction.
    var holders: [(address: String, before: Int)] = []

    var isEmpty: Bool { created.isEmpty && spent.isEmpty && holders.isEmpty }

    /// By chain; `nil` where a seed names nothing.
    static func of(_ aCase: NaiveCase, in ledgers: [NaiveOutputs]) -> [String: OutputBackwardTarget]? {
        var targets: [String: OutputBackwardTarget] = [:]
        for seed in aCase.seeds {
            if case .held(let address, let time) = seed.form {
                var isNamed = false
                for ledger in ledgers {
                    let isMeant =
                        (seed.chain ?? "bitcoin") == ledger.chain
                        && (seed.asset == nil || seed.asset == "native"
                            || seed.asset == OutputNames.symbol(ledger.chain))
                    guard isMeant, ledger.entries.contains(where: { $0.concerns(address) }) else { continue }
                    isNamed = true
                    targets[ledger.chain, default: .init()].addHeld(address, at: time, ledger)
                }
                if !isNamed { return nil }
            } else {
                guard let found = OutputSeeds.of(NaiveCase(id: "", seeds: [seed]), in: ledgers) else { return nil }
                for ledger in ledgers {
                    for entry in ledger.entries {
                        for (vout, output) in entry.transaction.outputs.enumerated() where output.amount > 0 {
                            guard found.outputs.contains(entry.point(vout)) else { continue }
                            targets[ledger.chain, default: .init()].created.insert(entry.point(vout))
                        }
                        for (place, input) in entry.inputs.enumerated() where input.amount > 0 {
                            guard found.inputs.contains(entry.point(place)) else { continue }
                            targets[ledger.chain, default: .init()].spent.insert(entry.point(place))
                        }
                    }
                }
            }
        }
        return targets
    }

    private mutating func addHeld(_ address: String, at time: Int64?, _ ledger: NaiveOutputs) {
        let before = ledger.entries.firstIndex { $0.transaction.time > time ?? .max } ?? ledger.entries.count
        holders.append((address, before))
        let spentBefore = Set(ledger.entries[..<before].flatMap { $0.inputs.compactMap(\.point) })
        for (place, entry) in ledger.entries.enumerated() {
            if place < before {
                for (vout, output) in entry.transaction.outputs.enumerated()
                where output.owner == address && output.amount > 0 && !spentBefore.contains(entry.point(vout)) {
                    held.insert(entry.point(vout))
                }
            } else {
                for (number, input) in entry.inputs.enumerated()
                where input.point == nil && input.owner == address && input.amount > 0 {
                    heldPriors.insert(entry.point(number))
                }
            }
        }
    }

    func amount(_ ledger: NaiveOutputs) -> UInt128 {
        var sum: UInt128 = 0
        for entry in ledger.entries {
            for (vout, output) in entry.transaction.outputs.enumerated() {
                if created.contains(entry.point(vout)) { sum += UInt128(output.amount) }
                if held.contains(entry.point(vout)) { sum += UInt128(output.amount) }
            }
            for (place, input) in entry.inputs.enumerated() {
                if spent.contains(entry.point(place)) { sum += input.amount }
                if heldPriors.contains(entry.point(place)) { sum += input.amount }
            }
        }
        return sum
    }
}

extension NaiveOutputs.Entry {
    func concerns(_ address: String) -> Bool {
        inputs.contains { $0.owner == address } || transaction.outputs.contains { $0.owner == address }
    }
}
