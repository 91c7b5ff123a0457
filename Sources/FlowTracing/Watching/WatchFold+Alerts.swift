extension WatchFold where H: ~Copyable {
    /// Tells the case what the pass has just booked for it.
    mutating func tell(_ number: UInt32, into alerts: inout [Alert]) {
        for event in pass.sink.events { note(event, number, into: &alerts) }
        pass.sink.removeAll()
    }

    /// One tainted amount of a case moved: its events, its sums and its keys say so, and whoever watches hears of it.
    mutating func note(_ event: TraceEvent, _ number: UInt32, into alerts: inout [Alert]) {
        touch(caseNumber: number)
        let row = Int(event.row)
        let asset = event.booking == .fee ? ledger.feeAsset(row) : ledger.asset(row)
        let group = group(asset)
        cases[Int(number)]!.events.append(event)
        eventCount += 1
        let place = cases[Int(number)]!.place(of: asset)
        let before = cases[Int(number)]!.sums[place]
        let after = before.after(event)
        cases[Int(number)]!.sums[place] = after

        var fact = AlertFact(
            booking: event.booking, nearEndpoint: nil, stillFor: nil, dormantAfter: options.dormantAfter,
            wasBelow: isBelow(before), isBelow: isBelow(after))
        let comesFromKey = event.booking == .recaptured || !event.isSeed
        let source = comesFromKey ? keys.find(number, ledger.sender(row), group) : nil
        if let source, event.booking != .fee {
            touch(source)
            fact.stillFor = run.time.subtractingReportingOverflow(keys.facts[source].lastTime).partialValue
            keys.facts.base[Int(source)].lastTime = run.time
        }
        let route = route(to: row, from: source, isFee: event.booking == .fee)
        if event.booking == .rests {
            let key = keys.find(number, ledger.recipient(row), group) ?? addKey(number, ledger.recipient(row), group)
            touch(key)
            fact.nearEndpoint = endpointNear(key, source, row)
            reach(key, from: source, row, by: route)
        } else if event.booking == .endpoint, let source {
            pass(endpoint: ledger.recipient(row), on: source)
        }
        for kind in AlertKind.allCases where kind.fires(on: fact) {
            let alert = alert(kind, event, number, asset, after, fact, route)
            self.alerts.raise(
                alert, caseNumber: number, chain: run.chain, asset: asset, row: row, into: &alerts)
        }
    }

    /// Less than `threshold` thousandths are left; rules that are not money have no such measure.
    private func isBelow(_ sum: WatchedCase.Sum) -> Bool {
        guard options.rule.isMoney else { return false }
        let left = sum.left.multipliedFullWidth(by: 1000)
        let limit = sum.injected.multipliedFullWidth(by: Amount(options.threshold))
        return (left.high, left.low) < (limit.high, limit.low)
    }

    private mutating func addKey(_ number: UInt32, _ address: AddressID, _ group: UInt32) -> UInt32 {
        let key = keys.add(number, address, group)
        cases[Int(number)]!.keys.append(key)
        pass.grow(to: keys.count)
        pass.setHops(Int(key), .max)
        while servedAt.count < keys.count {
            servedAt.append(0)
            routes.append(nil)
        }
        return key
    }

    /// An endpoint that the key used before, or else one that a sibling used.
    private func endpointNear(_ key: UInt32, _ source: UInt32?, _ row: Int) -> AddressID? {
        if let own = endpointUsed(by: keys.facts[key].address, before: row) { return own }
        if let source, keys.facts[source].endBelow != .max { return keys.facts[source].endBelow }
        let passedTo = keys.facts[key].passedTo
        guard passedTo != WatchedKey.none, keys.facts[passedTo].endAbove != .max else { return nil }
        return keys.facts[passedTo].endAbove
    }

    private func endpointUsed(by address: AddressID, before row: Int) -> AddressID? {
        cashOuts[address] < row ? ledger.recipient(Int(cashOuts[address])) : nil
    }

    /// Taint comes to `key`.
    private mutating func reach(_ key: UInt32, from source: UInt32?, _ row: Int, by route: Route) {
        let fact = keys.facts.base + Int(key)
        let hops = source.map { keys.facts[$0].hops &+ 1 } ?? 0
        if fact.pointee.firstRow == WatchedKey.none {
            fact.pointee.firstRow = UInt32(row)
            fact.pointee.source = source ?? WatchedKey.none
            routes[Int(key)] = route
        }
        fact.pointee.hops = min(fact.pointee.hops, hops)
        fact.pointee.lastTime = run.time
        guard let source else { return }
        let from = keys.facts.base + Int(source)
        from.pointee.passedTo = key
        if from.pointee.endBelow == .max, let used = endpointUsed(by: fact.pointee.address, before: row) {
            from.pointee.endBelow = used
        }
        if fact.pointee.endAbove == .max, let used = endpointUsed(by: from.pointee.address, before: row) {
            fact.pointee.endAbove = used
        }
    }

    /// `key` sent value of the case to an endpoint: its siblings may do the same.
    private mutating func pass(endpoint: AddressID, on key: UInt32) {
        let (above, below) = (keys.facts[key].source, keys.facts[key].passedTo)
        if above != WatchedKey.none, keys.facts[above].endBelow == .max {
            touch(above)
            keys.facts.base[Int(above)].endBelow = endpoint
        }
        if below != WatchedKey.none, keys.facts[below].endAbove == .max {
            touch(below)
            keys.facts.base[Int(below)].endAbove = endpoint
        }
    }

    private func alert(
        _ kind: AlertKind, _ event: TraceEvent, _ number: UInt32, _ asset: AssetID, _ sum: WatchedCase.Sum,
        _ fact: AlertFact, _ route: Route
    ) -> Alert {
        let row = Int(event.row)
        let chain = ledger.chains[Int(run.chain)]
        let isFee = event.booking == .fee
        let end: AddressID? =
            switch event.booking {
            case .endpoint, .inferredEndpoint, .mixer, .bridge: ledger.recipient(row)
            default: kind == .approaching ? fact.nearEndpoint : nil
            }
        let head = heads[Int(run.chain)] ?? 0
        // A fee's route ends with the transfer before.
        let here = isFee ? Alert.Step(transaction: ledger.transaction(row), index: ledger.index(row)) : route.step
        return Alert(
            kind: kind, state: .provisional, caseID: cases[Int(number)]!.question.id, rule: options.rule,
            opening: options.opening.name, chain: chain, asset: ledger.assets[Int(asset)],
            assetName: ledger.name(of: asset), transaction: here.transaction, index: here.index,
            block: run.block == Run.noBlock ? nil : run.block, time: run.time,
            from: ledger.address(ledger.sender(row)), to: ledger.address(ledger.recipient(row)),
            tainted: event.amount, amount: isFee ? ledger.fee(row) : ledger.amount(row),
            outcome: Alert.Outcome(event.booking), isSeed: event.isSeed,
            left: sum.left, injected: sum.injected, end: end.map { ledger.address($0) },
            endTag: end.flatMap { field.attribution.decidingTag(of: ledger.address($0), chain: chain.name) },
            path: route,
            depth: run.block == Run.noBlock ? 0 : max(head, run.block) - run.block + 1)
    }

    /// The transfers by which taint first came to the sender, and this one; a fee has come no farther than the sender.
    private func route(to row: Int, from source: UInt32?, isFee: Bool) -> Route {
        let before = source.flatMap { routes[Int($0)] }
        if isFee, let before { return before }
        return Route(Alert.Step(transaction: ledger.transaction(row), index: ledger.index(row)), after: before)
    }
}
