import FlowFormats
import FlowTracing

/// The tags of an index that hold as of one date: what a run asks.
final class DatedTags: TagSource {
    let index: TagIndex
    /// Unix seconds; `nil` for the newest version of each list.
    let time: Int64?
    /// By list: the version in force, as tags name it.
    private let versions: [String]

    init(_ index: TagIndex, asOf time: Int64?) {
        (self.index, self.time) = (index, time)
        versions = index.lists.map { list in
            list.version(at: time).map { LabelListVersion.id(list: list.name, version: $0.name) } ?? list.name
        }
    }

    var count: Int { index.count }

    @inline(__always)
    private func holds(_ row: TagRow) -> Bool {
        guard let time else { return row.flags & TagRow.current != 0 }
        return row.from <= time && time < row.to
    }

    func tags(of address: Address) -> [Tag] {
        var tags: [Tag] = []
        var row = index.first(of: address)
        var number = UInt32.max
        while let one = row {
            if holds(one) { tags.append(tag(one, of: address)) }
            row = index.next(after: one, below: &number)
        }
        return tags
    }

    /// Tags of every date, each with whether it holds.
    func all(of address: Address) -> [(tag: Tag, holds: Bool)] {
        var tags: [(Tag, Bool)] = []
        var row = index.first(of: address)
        var number = UInt32.max
        while let one = row {
            let holds = holds(one)
            var tag = tag(one, of: address)
            // Which of its versions had it the index does not say.
            if !holds, Int(one.list) < index.lists.count { tag.list = index.lists[Int(one.list)].name }
            tags.append((tag, holds))
            row = index.next(after: one, below: &number)
        }
        return tags
    }

    private func tag(_ row: TagRow, of address: Address) -> Tag {
        index.tag(row, of: address, list: Int(row.list) < versions.count ? versions[Int(row.list)] : "")
    }

    func mention(of address: Address, chain: String) -> TagMention {
        guard let first = index.first(of: address) else { return .none }
        var chain = chain
        return chain.withUTF8 { mention(from: first, UnsafeRawBufferPointer($0)) }
    }

    /// The same order as `Tag.precedes`, as far as it decides a role.
    @inline(__always)
    private func mention(from first: TagRow, _ chain: UnsafeRawBufferPointer) -> TagMention {
        var best: (UInt8, UInt8) = (0, 0)
        var (isMentioned, isOwned) = (false, false)
        var row: TagRow? = first
        var number = UInt32.max
        while let one = row {
            if holds(one), index.isOn(chain, one) {
                isMentioned = true
                if one.flags & TagRow.counterparty == 0 { isOwned = true }
                if one.role != 0, (one.confidence, one.role) > best { best = (one.confidence, one.role) }
            }
            row = index.next(after: one, below: &number)
        }
        if isOwned { return TagMention(Role(rawValue: best.1) ?? .none) }
        return isMentioned ? .unnamed : .none
    }

    func mentions(
        of addresses: UnsafeBufferPointer<AddressBytes>, chain: String, into mentions: UnsafeMutablePointer<TagMention>
    ) {
        let seed = index.header.seed
        var chain = chain
        chain.withUTF8 { chain in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: addresses.count) { hashes in
                withUnsafeTemporaryAllocation(of: Int.self, capacity: addresses.count) { likely in
                    // Each line of memory is asked for a round before it is used.
                    for place in 0..<addresses.count {
                        let hash = seed.hash(addresses[place])
                        hashes[place] = hash
                        index.prefetchFilter(hash)
                    }
                    var count = 0
                    for place in 0..<addresses.count {
                        mentions[place] = .none
                        guard index.mayHave(hashes[place]) else { continue }
                        index.prefetchSlot(hashes[place])
                        likely[count] = place
                        count += 1
                    }
                    for place in likely[..<count] { index.prefetchRow(hashes[place]) }
                    for place in likely[..<count] {
                        guard let row = index.first(of: addresses[place], hash: hashes[place]) else { continue }
                        mentions[place] = mention(from: row, UnsafeRawBufferPointer(chain))
                    }
                }
            }
        }
    }
}
