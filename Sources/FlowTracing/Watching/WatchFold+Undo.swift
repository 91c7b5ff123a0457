extension WatchFold where H: ~Copyable {
    /// Keeps what the key is before the block under way changes it, once.
    @inline(__always)
    mutating func touch(_ key: UInt32) {
        guard keepsUndo, keys.facts[key].savedIn != journal.serial else { return }
        save(key)
    }

    private mutating func save(_ key: UInt32) {
        let touched = journal.touched()
        let first = touched.contents.count
        if keys.facts[key].isHolding { pass.holdings.save(Int(key), into: &touched.contents) }
        touched.keys.append(
            UndoJournal.SavedKey(key: key, fact: keys.facts[key], contents: first..<touched.contents.count))
        keys.facts.base[Int(key)].savedIn = journal.serial
    }

    mutating func touch(caseNumber number: UInt32) {
        guard keepsUndo, savedIn[number] != journal.serial, let now = cases[Int(number)] else { return }
        journal.touched().cases.append(
            UndoJournal.SavedCase(
                number: number, events: now.events.count, sums: now.sums, seeds: now.seeds.map(\.found),
                savedIn: savedIn[number]))
        savedIn[number] = journal.serial
    }

    /// Takes back every row from `row` on, and those before it in its block.
    ///
    /// - Throws: `FlowError.refused` where the journal does not reach so far back.
    /// - Complexity: O(rows taken back, and what they changed).
    mutating func rewind(to row: Int) throws(FlowError) {
        guard row < count else { return }
        guard row >= floor else {
            throw .refused(
                "the ledger changed at row \(row), but only the \(journal.blockCount) blocks from row \(floor) on can be "
                    + "taken back\(place(of: journal.oldest)); start the watch anew")
        }
        while count > row, let newest = journal.newest {
            undoNewest()
            count = newest.firstRow
        }
        alerts.rewind(to: count)
    }

    private func place(of block: UndoJournal.Block?) -> String {
        guard let block, block.number != Run.noBlock else { return "" }
        return " (block \(block.number) of \(ledger.chains[Int(block.chain)].name))"
    }

    private mutating func undoNewest() {
        let block = journal.removeLast(on: balances)
        heads[Int(block.chain)] = block.headBefore
        guard let touched = block.touched else { return }
        for address in touched.cashedOut {
            marks[address] &= ~Mark.cashedOut
            cashOuts[address] = .max
        }
        for saved in touched.keys.reversed() { restore(saved, touched.contents[saved.contents]) }
        for saved in touched.cases {
            guard cases[Int(saved.number)] != nil else { continue }
            let gone = cases[Int(saved.number)]!.events.count - saved.events
            cases[Int(saved.number)]!.events.removeLast(gone)
            cases[Int(saved.number)]!.sums = saved.sums
            savedIn[saved.number] = saved.savedIn
            eventCount -= gone
            for (place, found) in saved.seeds.enumerated() { cases[Int(saved.number)]!.seeds[place].found = found }
        }
    }

    private mutating func restore(_ saved: UndoJournal.SavedKey, _ contents: ArraySlice<Parcel.Stretch>) {
        // The key may have gone with its case, and its number to another.
        guard keys.facts[saved.key].caseNumber == saved.fact.caseNumber,
            keys.facts[saved.key].address == saved.fact.address, keys.facts[saved.key].group == saved.fact.group
        else { return }
        if keys.facts[saved.key].isHolding { release(saved.key) }
        var fact = saved.fact
        fact.isHolding = false
        if H.tracksBalances && balances.isExcluded(fact.group) {
            keys.facts[saved.key] = fact
            return
        }
        keys.facts[saved.key] = fact
        pass.setHops(Int(saved.key), fact.hops)
        guard saved.fact.isHolding else { return }
        pass.holdings.restore(Int(saved.key), from: contents)
        if keys.link(saved.key) { marks[fact.address] |= Mark.holding }
    }
}
