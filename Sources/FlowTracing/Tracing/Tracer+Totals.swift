/// One asset's sums of a case: the closing balance without the lists behind it.
public struct AssetTotals: Sendable, Equatable {
    public var asset: AssetID
    public var injected: Amount
    public var closing: Closing
    /// Transfers whose value carries taint.
    public var transfers: Int
    /// Keys that hold taint after the last row.
    public var holders: Int

    /// `injected` less everything booked: 0, or the engine is wrong. Resting value is counted from the holdings, so this
    /// is a check and not an identity.
    public var residual: Int128 {
        let booked = closing.lines.reduce(Int128(0)) { $0 &+ Int128(truncatingIfNeeded: $1.amount) }
        return Int128(truncatingIfNeeded: injected) &- booked
    }
}

public struct CaseTotals: Sendable, Equatable {
    public var id: String
    public var rule: TaintRule
    public var assets: [AssetTotals]
    public var failure: String?
}

extension Tracer {
    /// The closing balances of cases that reach much of the ledger, in one pass for every four cases: for batch jobs that
    /// need sums, not lists. The same fold as `trace`, without a word written a transfer.
    ///
    /// - Precondition: `rule.isMoney` and `rule.isForAccounts`; marks have no balances (see `reachability`).
    /// - Complexity: O(rows) for every four cases, one pass more for inferred openings.
    public func totals(_ cases: [Case], rule: TaintRule? = nil) -> [CaseTotals] {
        let rule = rule ?? options.rule
        switch rule {
        case .haircut: return sums(PooledHoldings<Haircut>.self, cases, rule)
        case .libr: return sums(PooledHoldings<LowestIntermediateBalance>.self, cases, rule)
        case .taintFirst: return sums(PooledHoldings<TaintFirst>.self, cases, rule)
        case .fifo: return sums(LotHoldings<FirstInFirstOut>.self, cases, rule)
        case .lifo: return sums(LotHoldings<LastInFirstOut>.self, cases, rule)
        case .tiho, .poison, .reach: preconditionFailure("\(rule.rawValue) is not money of an account chain")
        }
    }

    private func sums<H: Holdings & ~Copyable>(_: H.Type, _ cases: [Case], _ rule: TaintRule) -> [CaseTotals] {
        var answers = cases.map { CaseTotals(id: $0.id, rule: rule, assets: []) }
        var prepared: [Prepared] = []
        let matching = SeedMatching(ledger: ledger, graph: graph, transactions: transactions)
        for (number, question) in cases.enumerated() {
            do throws(FlowError) {
                prepared.append(try prepare(number, question, matching))
            } catch {
                answers[number].failure = error.description
            }
        }
        field.lookUpAll()
        for start in stride(from: 0, to: prepared.count, by: 4) {
            let group = Array(prepared[start..<min(start + 4, prepared.count)])
            var (options, seeds) = scanQuestion(group, cases, rule)
            options.keepsOpenings = false
            let pass = TracePass<H, EventTotals>(
                field: field, options: options, states: ledger.addressCount * options.slotCount, judge: judge())
            var schedule = ScanSchedule(pass: pass)
            schedule.run(seeds, opening: openingSource)
            for (lane, one) in group.enumerated() {
                answers[one.number].assets = one.assets.map {
                    totals(of: $0, lane: lane, slot: Int(options.slots[Int($0)]), schedule)
                }
                if schedule.sink.hasOverflowed { answers[one.number].failure = "a sum of the case reaches 2^128" }
            }
        }
        return answers
    }

    private func totals<H: Holdings & ~Copyable>(
        of asset: AssetID, lane: Int, slot: Int, _ schedule: borrowing ScanSchedule<H, EventTotals>
    ) -> AssetTotals {
        let sum = schedule.sink[lane, slot]
        var totals = AssetTotals(
            asset: asset, injected: sum.injected, closing: Closing(), transfers: sum.transfers, holders: 0)
        func booked(_ booking: Booking) -> Amount { sum.amounts[Int(booking.rawValue)] }
        totals.closing.endpoint = booked(.endpoint)
        totals.closing.inferredEndpoint = booked(.inferredEndpoint)
        totals.closing.mixer = booked(.mixer)
        totals.closing.bridge = booked(.bridge)
        totals.closing.convertedOut = booked(.convertedOut)
        totals.closing.burned = booked(.burned)
        totals.closing.pruned = booked(.prunedByHops) &+ booked(.prunedByAmount)
        totals.closing.fee = booked(.fee)
        let chain = Int(ledger.assets[Int(asset)].chain)
        for address in 0..<UInt32(ledger.addressCount) {
            let state = schedule.state(address, slot: slot)
            if schedule.taintedLanes(state) >> UInt64(lane) & 1 == 0 { continue }
            let amount = schedule.tainted(state, lane: lane)
            totals.holders += 1
            if coverage[chain].contains(address) {
                totals.closing.resting += amount
            } else {
                totals.closing.unseen += amount
            }
        }
        return totals
    }
}
