extension WatchFold where H: ~Copyable {
    /// One row between addresses of which one is watched, is named by a seed, or mints or burns.
    @inline(never)
    mutating func playSpecial(
        _ row: Int, _ named: ArraySlice<(row: Int, reference: SeedReference)>, into alerts: inout [Alert]
    ) {
        tick += 1
        let (sender, recipient) = (ledger.columns.senders[row], ledger.columns.recipients[row])
        let isMint = ledger.isNull(sender)
        let isBurn = ledger.isNull(recipient)
        let seeded = seededCases(row, sender, recipient, named)

        if H.tracksBalances && !isMint && ledger.columns.fees.isPresent && ledger.columns.fees[row] != 0 {
            payFee(row, sender)
            payTaintedFees(row, sender, into: &alerts)
        }
        guard ledger.movesValue(row) else { return }
        let asset = ledger.columns.assets[row]
        let amount = ledger.columns.amounts[row]
        var before: Amount = 0
        if H.tracksBalances {
            if balances.isExcluded(asset) { return }
            if !isBurn { before = balances.cell(asset, recipient).pointee }
            let nobody = UndoJournal.Move.nobody
            transfer(amount, asset, from: isMint ? nobody : sender, to: isBurn ? nobody : recipient, row)
            if balances.isExcluded(asset) { return }
        } else if !isMint && marks[recipient] & Mark.endpoint != 0 && marks[sender] & Mark.cashedOut == 0 {
            noteCashOut(row, sender, recipient)
        }

        let group = group(asset)
        var key = keys.first(sender)
        while key != WatchedKey.none {
            let next = keys.next(key)
            if keys.facts[key].group == group {
                let number = keys.facts[key].caseNumber
                sentAt[number] = tick
                touch(key)
                let isSeed = seededAt[number] == tick
                stop(number)
                pass.leave(row, slot: Int(run.chain), from: Int(key), seeds: isSeed ? 1 : 0)
                arrive(row, number, at: recipient, group, holding: before, into: &alerts)
                if pass.holdings.taintedLanes(Int(key)) == 0 { release(key) }
            }
            key = next
        }
        for number in seeded where sentAt[number] != tick {
            stop(number)
            pass.leave(row, slot: Int(run.chain), from: nil, seeds: 1)
            arrive(row, number, at: recipient, group, holding: before, into: &alerts)
        }
        if H.tracksBalances { receiveClean(amount, at: recipient, group) }
    }

    /// From now on the pass stops where the case does.
    @inline(__always)
    private mutating func stop(_ number: UInt32) {
        if pass.options.caseStops.isEmpty && hasStops[number] == 0 { return }
        pass.options.caseStops = cases[Int(number)]?.stops ?? [:]
    }

    /// The cases that `row` is a seed of.
    private mutating func seededCases(
        _ row: Int, _ sender: AddressID, _ recipient: AddressID,
        _ named: ArraySlice<(row: Int, reference: SeedReference)>
    ) -> [UInt32] {
        var seeded: [UInt32] = []
        for entry in named { offer(row, entry.reference, to: &seeded) }
        for (address, isSender) in [(sender, true), (recipient, false)] where marks[address] & Mark.seed != 0 {
            for reference in seeds.at(address) {
                guard let seed = cases[Int(reference.caseNumber)]?.seeds[Int(reference.seed)],
                    seed.isAbout(sender: isSender)
                else { continue }
                offer(row, reference, to: &seeded)
            }
        }
        return seeded
    }

    private mutating func offer(_ row: Int, _ reference: SeedReference, to seeded: inout [UInt32]) {
        let number = reference.caseNumber
        guard cases[Int(number)] != nil else { return }
        touch(caseNumber: number)
        let injects = cases[Int(number)]!.seeds[Int(reference.seed)].injects(row, ledger)
        if injects && seededAt[number] != tick {
            seededAt[number] = tick
            seeded.append(number)
        }
    }

    private mutating func payTaintedFees(_ row: Int, _ sender: AddressID, into alerts: inout [Alert]) {
        let asset = ledger.feeAsset(row)
        let fee = ledger.columns.fees[row]
        let group = group(asset)
        var key = keys.first(sender)
        while key != WatchedKey.none {
            let next = keys.next(key)
            if keys.facts[key].group == group {
                touch(key)
                pass.payFee(row, fee, from: Int(key), slot: Int(run.chain))
                if !pass.sink.events.isEmpty { tell(keys.facts[key].caseNumber, into: &alerts) }
                if pass.holdings.taintedLanes(Int(key)) == 0 { release(key) }
            }
            key = next
        }
    }

    /// What left goes to the recipient; where some of it is tainted its key holds taint from now on.
    private mutating func arrive(
        _ row: Int, _ number: UInt32, at recipient: AddressID, _ group: UInt32, holding before: Amount,
        into alerts: inout [Alert]
    ) {
        if !pass.sink.events.isEmpty { tell(number, into: &alerts) }
        guard marks[recipient] & Mark.null == 0 else { return }
        let known = keys.find(number, recipient, group)
        if pass.parcel.lanes != 0 {
            guard let key = known else { preconditionFailure("value rests at a key that was not told of") }
            if !keys.facts[key].isHolding { open(key, with: before) }
            servedAt[key] = tick
            pass.arrive(Int(key))
        } else if let key = known, keys.facts[key].isHolding {
            touch(key)
            servedAt[key] = tick
            pass.arrive(Int(key))
        }
    }

    /// Cases that had no part in the row still see clean value come.
    private mutating func receiveClean(_ amount: Amount, at recipient: AddressID, _ group: UInt32) {
        var key = keys.first(recipient)
        while key != WatchedKey.none {
            if keys.facts[key].group == group && servedAt[key] != tick {
                touch(key)
                pass.holdings.receiveClean(Int(key), amount)
            }
            key = keys.next(key)
        }
    }

    /// The key takes taint: what it holds up to now is one clean lot.
    private mutating func open(_ key: UInt32, with balance: Amount) {
        pass.holdings.clear(Int(key))
        if balance != 0 { pass.holdings.open(Int(key), balance) }
        if keys.link(key) { marks[keys.facts[key].address] |= Mark.holding }
    }

    /// No taint is left at the key: its balance says it all.
    mutating func release(_ key: UInt32) {
        pass.holdings.clear(Int(key))
        if keys.unlink(key) { marks[keys.facts[key].address] &= ~Mark.holding }
    }
}
