extension TraceAssembly {
    /// Fills in the route behind every endpoint. A route stays within one asset, but for `reach`, which follows an
    /// address in any asset of its chain.
    ///
    /// - Complexity: that of `WidestPaths`.
    func addRoutes(to answers: inout [AssetTrace], _ events: [TraceEvent]) {
        func group(_ asset: AssetID) -> UInt32 {
            rule == .reach ? UInt32(field.ledger.assets[Int(asset)].chain) : asset
        }
        var members: [UInt32: [(answer: Int, endpoint: Int)]] = [:]
        for (answer, trace) in answers.enumerated() {
            for endpoint in trace.endpoints.indices {
                members[group(trace.asset), default: []].append((answer, endpoint))
            }
        }
        guard !members.isEmpty else { return }

        var steps: [UInt32: [WidestPaths.Step]] = [:]
        var senders: [UInt32: [AddressID]] = [:]
        /// The place of a row's step among the steps of its group.
        var placeOfRow: [UInt32: Int] = [:]
        for event in events where event.booking != .fee && event.booking != .recaptured {
            let row = Int(event.row)
            let key = group(field.ledger.asset(row))
            guard members[key] != nil else { continue }
            let place = steps[key]?.count ?? 0
            placeOfRow[event.row] = place
            senders[key, default: []].append(field.ledger.sender(row))
            steps[key, default: []].append(
                WidestPaths.Step(
                    row: event.row, senders: place..<place + 1, recipient: field.ledger.recipient(row),
                    tainted: event.amount, isSeed: event.isSeed, rests: event.booking == .rests))
        }
        for (key, places) in members {
            let routes = WidestPaths(steps[key] ?? [], senders: senders[key] ?? []).routes(
                to: places.map { place in
                    answers[place.answer].endpoints[place.endpoint].arrivals.compactMap { placeOfRow[$0.row] }
                })
            for (place, route) in zip(places, routes) {
                answers[place.answer].endpoints[place.endpoint].path = route
            }
        }
    }
}
