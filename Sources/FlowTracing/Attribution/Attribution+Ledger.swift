extension Attribution {
    /// The addresses of a ledger that have a tag on `chain`, ascending.
    ///
    /// - Complexity: O(tags given one by one); with a source O(addresses of the ledger).
    public func taggedAddresses(in ledger: Ledger, chain: ChainID) -> [AddressID] {
        let name = ledger.chains[Int(chain)].name
        var found: Set<AddressID> = []
        for address in addresses {
            if let id = ledger.find(address), !tags(of: address, chain: name).isEmpty { found.insert(id) }
        }
        guard let source else { return found.sorted() }
        eachMention(in: ledger, 0..<ledger.addressCount, chain: name) { id, mention in
            if mention != .none { found.insert(id) }
        }
        for number in 0..<UInt32(ledger.scripts.count) {
            let id = Ledger.firstScript | number
            if source.mention(of: ledger.address(id), chain: name) != .none { found.insert(id) }
        }
        return found.sorted()
    }

    /// Addresses asked about at a time: enough for their cache misses to overlap, few enough to stay in the cache.
    private static var batch: Int { 512 }

    /// What the source says of each of `addresses`, those of account chains.
    ///
    /// - Complexity: O(addresses).
    @inline(__always)
    func eachMention(in ledger: Ledger, _ addresses: Range<Int>, chain: String, _ body: (AddressID, TagMention) -> Void)
    {
        guard let source, !addresses.isEmpty else { return }
        let batch = min(Attribution.batch, addresses.count)
        let keys = UnsafeMutablePointer<AddressBytes>.allocate(capacity: batch)
        let mentions = UnsafeMutablePointer<TagMention>.allocate(capacity: batch)
        defer {
            keys.deallocate()
            mentions.deallocate()
        }
        let (heads, tails) = (ledger.addressTable.heads.base, ledger.addressTable.tails.base)
        var nextText = ledger.addressTable.textIDs.firstPlace(notBelow: AddressID(addresses.lowerBound))
        for start in stride(from: addresses.lowerBound, to: addresses.upperBound, by: batch) {
            let count = min(batch, addresses.upperBound - start)
            for place in 0..<count { keys[place] = AddressBytes(head: heads[start + place], low: tails[start + place]) }
            source.mentions(of: UnsafeBufferPointer(start: keys, count: count), chain: chain, into: mentions)
            // The keys of texts are zero.
            while nextText < ledger.addressTable.textIDs.count,
                Int(ledger.addressTable.textIDs[nextText]) < start + count
            {
                let id = ledger.addressTable.textIDs[nextText]
                mentions[Int(id) - start] = source.mention(of: ledger.addressTable[id], chain: chain)
                nextText += 1
            }
            for place in 0..<count { body(AddressID(start + place), mentions[place]) }
        }
    }
}
