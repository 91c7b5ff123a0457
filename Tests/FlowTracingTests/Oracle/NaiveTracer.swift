import FlowTracing

/// The spec recomputed: every row of the ledger in order, every holding as an array of lots, nothing skipped.
struct NaiveTracer {
    struct Key: Hashable {
        var chain, asset, address: String
    }

    let ledger: NaiveLedger
    /// Its rule may be changed: openings do not depend on it.
    var question: NaiveQuestion
    /// What each holding had before the ledger.
    let openings: [Key: UInt128]
    /// All that each holding spent without the ledger having given it: opening and shortfalls together; `nil` where
    /// that reaches 2^128, as shortfalls one by one may.
    let untracked: [Key: UInt128?]

    /// - Throws: `.overflow` where a balance reaches 2^128.
    init(_ ledger: NaiveLedger, _ question: NaiveQuestion) throws(NaiveLedger.Fault) {
        (self.ledger, self.question) = (ledger, question)
        switch question.opening {
        case .observed:
            openings = [:]
        case .given(let list):
            var given: [Key: UInt128] = [:]
            for entry in list where entry.amount > 0 {
                given[Key(chain: entry.chain, asset: entry.asset, address: entry.address)] = entry.amount
            }
            openings = given
        case .inferred:
            var smallest: [Key: UInt128] = [:]
            for (key, missing) in try NaiveTracer.shortfalls(ledger, openings: [:]) {
                guard let missing else { throw .overflow }
                smallest[key] = missing
            }
            openings = smallest
        }
        // Shortfalls beyond the opening, and the check that every balance stays below 2^128.
        var untracked: [Key: UInt128?] = openings.mapValues { $0 }
        for (key, missing) in try NaiveTracer.shortfalls(ledger, openings: openings) {
            let opening = openings[key, default: 0]
            untracked[key] = .some(missing.flatMap { NaiveTracer.sum(opening, $0) })
        }
        self.untracked = untracked
    }

    private static func sum(_ a: UInt128, _ b: UInt128) -> UInt128? {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? nil : sum
    }

    /// The sum of what each holding misses, beginning with `openings`: also the smallest opening balance that never
    /// goes negative, because a shortfall filled stays filled. `nil`: the sum reaches 2^128.
    private static func shortfalls(
        _ ledger: NaiveLedger, openings: [Key: UInt128]
    ) throws(NaiveLedger.Fault) -> [Key: UInt128?] {
        var balances = openings
        var missing: [Key: UInt128?] = [:]
        func spend(_ key: Key, _ amount: UInt128) {
            if key.address == NaiveRow.null || amount == 0 { return }
            let balance = balances[key, default: 0]
            if amount > balance {
                missing[key] = .some(missing[key, default: 0].flatMap { sum($0, amount - balance) })
            }
            balances[key] = amount > balance ? 0 : balance - amount
        }
        for row in ledger.rows {
            spend(Key(chain: row.chain, asset: row.effectiveFeeAsset, address: row.from), row.fee)
            guard row.movesValue else { continue }
            spend(Key(chain: row.chain, asset: row.asset, address: row.from), row.amount)
            guard row.to != NaiveRow.null else { continue }
            let key = Key(chain: row.chain, asset: row.asset, address: row.to)
            guard let balance = sum(balances[key, default: 0], row.amount) else { throw .overflow }
            balances[key] = balance
        }
        return missing
    }

    func trace(_ aCase: NaiveCase) -> NaiveAnswer {
        var seeded: Set<Int> = []
        for seed in aCase.seeds {
            guard let rows = seed.rows(in: ledger) else { return NaiveAnswer(id: aCase.id, isRefused: true) }
            seeded.formUnion(rows)
        }
        var run =
            question.isMoney
            ? MoneyRun(tracer: self, aCase: aCase, seeded: seeded).finished()
            : ReachRun(tracer: self, aCase: aCase, seeded: seeded).finished()
        run.addPaths(ledger: ledger, seeded: seeded, crossesAssets: question.rule == "reach")
        return run.answer(aCase)
    }

    func covers(_ address: String, chain: String) -> Bool {
        (question.coverage ?? ledger.coverage(of: chain)).covers(address)
    }

    /// Where a tainted arrival is booked: "the first of these that applies".
    enum Booking: Equatable {
        case burn
        case end(NaiveAnswer.End)
        case swap([Int])
        case pruned(String)
        case rests
    }

    /// - Parameters:
    ///   - tainted: the tainted part of the arrival.
    ///   - hop: the arrival's hop.
    func book(_ i: Int, tainted: UInt128, hop: Int, isSeeded: Bool, of aCase: NaiveCase) -> Booking {
        let row = ledger.rows[i]
        if row.to == NaiveRow.null { return .burn }
        if let end = question.end(row.to, chain: row.chain, of: aCase) { return .end(end) }
        if isSeeded { return .rests }
        // Reach is blind to assets, so a swap is one more way on.
        let received = question.rule == "reach" ? [] : ledger.received(i)
        if !received.isEmpty { return .swap(received) }
        if let most = question.maxHops, hop > most { return .pruned("max-hops") }
        if let least = question.minAmount, tainted < least { return .pruned("min-amount") }
        return .rests
    }
}

/// What a run notes down on its way, booked and unbooked.
struct NaiveRun {
    typealias Asset = NaiveAnswer.Asset

    struct Arrival {
        var row: Int
        var asset: Asset
        var tainted: UInt128
        var rests: Bool
    }

    var assets: [Asset: NaiveAnswer.AssetAnswer] = [:]
    var arrivals: [Arrival] = []
    var isTooLarge = false
    let isMoney: Bool

    init(isMoney: Bool) { self.isMoney = isMoney }

    mutating func add(_ amount: UInt128, to sum: WritableKeyPath<NaiveAnswer.AssetAnswer, UInt128>, of asset: Asset) {
        var answer = assets[asset, default: .init()]
        grow(&answer[keyPath: sum], by: amount)
        assets[asset] = answer
    }

    mutating func grow(_ sum: inout UInt128, by amount: UInt128) {
        let (total, overflow) = sum.addingReportingOverflow(amount)
        sum = total
        if overflow { isTooLarge = true }
    }

    mutating func noteFee(_ i: Int, asset: Asset, tainted: UInt128) {
        guard tainted > 0 else { return }
        add(tainted, to: \.closing.fee, of: asset)
        // A fee in another asset is a flow of that asset, with tainted 0.
        assets[asset]!.flows.append(.init(row: i, tainted: 0, fee: tainted))
    }

    /// Books a tainted arrival everywhere except in holdings.
    mutating func note(
        _ i: Int, of row: NaiveRow, tainted: UInt128, hop: Int, as booking: NaiveTracer.Booking
    ) {
        let asset = Asset(chain: row.chain, name: row.asset)
        let flow = NaiveAnswer.Flow(row: i, tainted: tainted)
        switch booking {
        case _ where !isMoney: break  // no closing balance, no sum to leave 128 bits
        case .burn: add(tainted, to: \.closing.burned, of: asset)
        case .end(.endpoint): add(tainted, to: \.closing.endpoint, of: asset)
        case .end(.mixer): add(tainted, to: \.closing.mixer, of: asset)
        case .end(.bridge): add(tainted, to: \.closing.bridge, of: asset)
        case .swap: add(tainted, to: \.closing.convertedOut, of: asset)
        case .pruned: add(tainted, to: \.closing.pruned, of: asset)
        case .rests: break
        }
        var answer = assets[asset, default: .init()]
        if let last = answer.flows.last, last.row == i {
            answer.flows[answer.flows.count - 1].tainted = tainted
        } else {
            answer.flows.append(flow)
        }
        switch booking {
        case .burn:
            answer.burns.append(flow)
        case .end(let end):
            let place = answer.endpoints.firstIndex { $0.address == row.to } ?? answer.endpoints.count
            if place == answer.endpoints.count { answer.endpoints.append(.init(address: row.to, end: end)) }
            grow(&answer.endpoints[place].amount, by: tainted)
            answer.endpoints[place].minHops = min(answer.endpoints[place].minHops, hop)
            answer.endpoints[place].arrivals.append(flow)
        case .swap(let received):
            answer.conversions.append(.init(flow: flow, received: received))
        case .pruned(let reason):
            let place = answer.pruned.firstIndex { $0.address == row.to && $0.reason == reason } ?? answer.pruned.count
            if place == answer.pruned.count {
                answer.pruned.append(.init(address: row.to, amount: 0, reason: reason))
            }
            grow(&answer.pruned[place].amount, by: tainted)
        case .rests:
            break
        }
        assets[asset] = answer
        arrivals.append(Arrival(row: i, asset: asset, tainted: tainted, rests: booking == .rests))
    }

    /// Lists by amount descending, then address.
    func answer(_ aCase: NaiveCase) -> NaiveAnswer {
        if isTooLarge { return NaiveAnswer(id: aCase.id, isRefused: true) }
        var result = NaiveAnswer(id: aCase.id, assets: assets)
        for (asset, var answer) in assets {
            answer.endpoints.sort { ($1.amount, $0.address) < ($0.amount, $1.address) }
            answer.resting.sort { ($1.amount, $0.address) < ($0.amount, $1.address) }
            answer.pruned.sort { ($1.amount, $0.address, $0.reason) < ($0.amount, $1.address, $1.reason) }
            result.assets[asset] = answer
        }
        return result
    }
}
