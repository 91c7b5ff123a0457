/// Which member is in which cluster, and nothing else: what is left of a clustering that was only asked once.
public struct Partition: Equatable, Sendable {
    /// By member: the smallest member of its cluster.
    public let names: [UInt32]

    /// - Complexity: O(members · log members).
    init(_ clustering: borrowing Clustering) {
        var smallest = [UInt32](repeating: .max, count: clustering.count)
        // Ascending: the first member that leads to a root is the smallest.
        for member in 0..<clustering.count {
            let root = Int(clustering.root(UInt32(member)))
            if smallest[root] == .max { smallest[root] = UInt32(member) }
        }
        names = (0..<clustering.count).map { smallest[Int(clustering.root(UInt32($0)))] }
    }

    /// Members by cluster, those alone left out; clusters by their smallest member.
    public var clusters: [[UInt32]] {
        var sizes = [UInt32](repeating: 0, count: names.count)
        for name in names { sizes[Int(name)] += 1 }
        var lists: [UInt32: [UInt32]] = [:]
        for (member, name) in names.enumerated() where sizes[Int(name)] > 1 {
            lists[name, default: []].append(UInt32(member))
        }
        return lists.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension SpaceLink {
    init(_ links: borrowing ClusterLinks, _ number: Int) {
        self.init(
            a: links.a[number], b: links.b[number], place: links.places[number], heuristic: links.heuristics[number])
    }
}

extension Clustering {
    var refusalList: [(link: Int, reason: Refusal)] {
        (0..<refusals.count).map { (Int(refusals[$0].link), refusals[$0].reason) }
    }
    var alarmList: [(link: Int, sizes: (Int, Int))] {
        (0..<alarms.count).map { (Int(alarms[$0].link), (Int(alarms[$0].sizes.0), Int(alarms[$0].sizes.1))) }
    }
}
