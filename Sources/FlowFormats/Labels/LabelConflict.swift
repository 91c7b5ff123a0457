import FlowTracing

/// An address of which lists say two things that cannot both be right: two owners, or two categories that end a trace
/// differently. Different labels and categories besides are no conflict: an exchange's address may be a scam's too.
public struct LabelConflict: Sendable, Equatable {
    /// `nil`: on any chain.
    public var chain: String?
    public var address: Address
    /// Each owner and role once, in the order of the lists.
    public var claims: [Claim]

    public struct Claim: Sendable, Equatable {
        public var entity: String?
        public var category: Category?
        /// `file:line`.
        public var place: String
    }

    /// Conflicts within and between lists, in the order of the addresses' first entries: the first
    /// `LabelFile.problemLimit` and how many there are.
    ///
    /// Owners are compared without case. Tags of counterparties claim nothing.
    ///
    /// - Complexity: O(n log n) of the tags, 24 bytes a tag.
    public static func find(in lists: [LabelContents]) -> (listed: [LabelConflict], count: Int) {
        var entries: [Entry] = []
        for (list, contents) in lists.enumerated() {
            for (place, tag) in contents.tags.enumerated()
            where contents.lines[place] >= 0 && tag.relation == .owner
                && (tag.entity != nil || role(of: tag) != .none)
            {
                entries.append(Entry(hash: tag.address.hashValue, list: Int32(list), place: Int32(place)))
            }
        }
        entries.sort()
        var found: [(first: Entry, conflict: LabelConflict)] = []
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count, entries[end].hash == entries[start].hash { end += 1 }
            if end - start > 1 { conflicts(of: entries[start..<end], in: lists, into: &found) }
            start = end
        }
        found.sort {
            ($0.first.list, $0.first.place, $0.conflict.chain ?? "") < (
                $1.first.list, $1.first.place, $1.conflict.chain ?? ""
            )
        }
        return (found.prefix(LabelFile.problemLimit).map(\.conflict), found.count)
    }

    /// By what the category does to a trace, at any confidence.
    private static func role(of tag: Tag) -> Role { tag.category?.role ?? .none }

    private struct Entry: Comparable {
        var hash: Int
        var list, place: Int32

        static func < (a: Entry, b: Entry) -> Bool { (a.hash, a.list, a.place) < (b.hash, b.list, b.place) }
    }

    /// What is claimed of one address on one chain.
    private struct Sides {
        var owners: Set<String> = []
        var roles: Set<Role> = []
        var isConflict: Bool { owners.count > 1 || roles.count > 1 }
    }

    private static func conflicts(
        of entries: ArraySlice<Entry>, in lists: [LabelContents],
        into found: inout [(first: Entry, conflict: LabelConflict)]
    ) {
        // Nearly always one address; two whose hashes collide are told apart here.
        var byAddress: [Address: [Entry]] = [:]
        for entry in entries { byAddress[tag(entry, lists).address, default: []].append(entry) }
        for (address, entries) in byAddress where entries.count > 1 {
            var sides: [String?: Sides] = [:]
            for entry in entries {
                let tag = tag(entry, lists)
                if let owner = tag.entity { sides[tag.chain, default: Sides()].owners.insert(owner.lowercased()) }
                let role = role(of: tag)
                if role != .none { sides[tag.chain, default: Sides()].roles.insert(role) }
            }
            let anywhere = sides.removeValue(forKey: nil) ?? Sides()
            if anywhere.isConflict || sides.isEmpty { sides = [nil: anywhere] }
            for (chain, side) in sides {
                let all = Sides(
                    owners: side.owners.union(anywhere.owners), roles: side.roles.union(anywhere.roles))
                guard all.isConflict else { continue }
                let speaking = entries.filter {
                    let said = tag($0, lists).chain
                    return chain == nil || said == nil || said == chain
                }
                found.append(
                    (speaking[0], LabelConflict(chain: chain, address: address, claims: claims(speaking, lists))))
            }
        }
    }

    /// Each owner and role once.
    private static func claims(_ entries: [Entry], _ lists: [LabelContents]) -> [Claim] {
        struct Said: Hashable {
            var owner: String?
            var role: Role
        }
        var said: Set<Said> = []
        var claims: [Claim] = []
        for entry in entries {
            let tag = tag(entry, lists)
            guard said.insert(Said(owner: tag.entity?.lowercased(), role: role(of: tag))).inserted else { continue }
            let contents = lists[Int(entry.list)]
            claims.append(
                Claim(
                    entity: tag.entity, category: tag.category,
                    place: "\(contents.file.name):\(contents.line(of: Int(entry.place)))"))
        }
        return claims
    }

    private static func tag(_ entry: Entry, _ lists: [LabelContents]) -> Tag {
        lists[Int(entry.list)].tags[Int(entry.place)]
    }
}
