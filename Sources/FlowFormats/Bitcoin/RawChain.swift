import FlowTracing

/// The chain that a set of blocks holds: of all branches the one with the most work, first block first.
///
/// A set need not be whole. Blocks that follow each other make a stretch; where a block is missing another stretch begins.
/// Two stretches of the same heights are branches too, though the block they part at is missing.
struct RawChain {
    struct Block {
        /// Place among the records.
        var record: Int
        /// `nil` where nothing says it.
        var height: UInt64?
    }
    private(set) var blocks: [Block] = []
    /// Records that lost against a branch of more work.
    private(set) var stale: [Int] = []
    /// Records whose block stands in front of them too.
    private(set) var repeated: [Int] = []
    /// How many stretches there are.
    private(set) var stretchCount = 0

    private struct Stretch {
        var records: [Int]
        var work: UInt128
        var firstHeight: UInt64?
    }

    /// - Complexity: O(records), O(stretches · log stretches).
    init(_ records: [RawRecord], statesHeightFrom: UInt64) {
        var place: [Hash32: Int] = [:]
        place.reserveCapacity(records.count)
        for number in records.indices where place.updateValue(number, forKey: records[number].id) != nil {
            repeated.append(number)
        }
        if !repeated.isEmpty {
            // The first of each counts.
            for number in records.indices.reversed() { place[records[number].id] = number }
        }
        let isRepeated = Set(repeated)
        let parents = records.indices.map { isRepeated.contains($0) ? nil : place[records[$0].previous] }
        var stretches: [Stretch] = []
        let work = RawChain.workUpTo(records, parents)
        var isOnChain = [Bool](repeating: false, count: records.count)
        for tip in RawChain.tips(records, parents, work, isRepeated) {
            var path: [Int] = []
            var next: Int? = tip
            while let number = next {
                path.append(number)
                next = parents[number]
            }
            path.reverse()
            stretches.append(
                Stretch(
                    records: path, work: work[tip],
                    firstHeight: RawChain.firstHeight(path, records, statesHeightFrom: statesHeightFrom)))
        }
        for stretch in RawChain.withoutRivals(stretches, records) {
            stretchCount += 1
            for (offset, number) in stretch.records.enumerated() {
                isOnChain[number] = true
                blocks.append(Block(record: number, height: stretch.firstHeight.map { $0 + UInt64(offset) }))
            }
        }
        stale = records.indices.filter { !isOnChain[$0] && !isRepeated.contains($0) }
    }

    /// The work of each block and of all those before it.
    private static func workUpTo(_ records: [RawRecord], _ parents: [Int?]) -> [UInt128] {
        var work = [UInt128](repeating: 0, count: records.count)
        var isKnown = [Bool](repeating: false, count: records.count)
        var path: [Int] = []
        for start in records.indices where !isKnown[start] {
            // Back to a block that is known, or has none before it; then forward again.
            var next: Int? = start
            while let number = next, !isKnown[number] {
                path.append(number)
                next = parents[number]
            }
            while let number = path.popLast() {
                work[number] = records[number].work + (parents[number].map { work[$0] } ?? 0)
                isKnown[number] = true
            }
        }
        return work
    }

    /// Of every tree of blocks the one that ends the branch of most work; of equals that which was stored first. Blocks
    /// whose parent is missing are of one tree if it is the same parent.
    private static func tips(
        _ records: [RawRecord], _ parents: [Int?], _ work: [UInt128], _ isRepeated: Set<Int>
    ) -> [Int] {
        var roots = [Int](repeating: -1, count: records.count)
        var best: [Hash32: Int] = [:]
        var path: [Int] = []
        for start in records.indices where !isRepeated.contains(start) {
            var next: Int? = start
            var root = start
            while let number = next, roots[number] < 0 {
                path.append(number)
                root = number
                next = parents[number]
            }
            if let number = next { root = roots[number] }
            for number in path { roots[number] = root }
            path.removeAll(keepingCapacity: true)
            let tree = records[root].previous
            if let other = best[tree], work[other] >= work[start] { continue }
            best[tree] = start
        }
        return best.values.sorted()
    }

    /// The height of a path's first block: 0 after no block, else what the coinbases say from where they must.
    private static func firstHeight(_ path: [Int], _ records: [RawRecord], statesHeightFrom: UInt64) -> UInt64? {
        guard let first = path.first else { return nil }
        if records[first].previous == Hash32(0, 0, 0, 0) { return 0 }
        for (offset, number) in path.enumerated() {
            guard records[number].isOfNewVersion, let height = records[number].statedHeight, height >= statesHeightFrom,
                height >= UInt64(offset)
            else { continue }
            return height - UInt64(offset)
        }
        return nil
    }

    /// The stretches in chain order, without those that share a height with one of more work.
    private static func withoutRivals(_ stretches: [Stretch], _ records: [RawRecord]) -> [Stretch] {
        guard stretches.count > 1 else { return stretches }
        func time(_ stretch: Stretch) -> Int64 { stretch.records.first.map { records[$0].time } ?? 0 }
        guard stretches.allSatisfy({ $0.firstHeight != nil }) else {
            return stretches.sorted { (time($0), $0.records[0]) < (time($1), $1.records[0]) }
        }
        func heights(_ stretch: Stretch) -> Range<UInt64> {
            let first = stretch.firstHeight ?? 0
            return first..<first + UInt64(stretch.records.count)
        }
        var kept: [Stretch] = []
        for stretch in stretches.sorted(by: {
            ($0.firstHeight ?? 0, $0.records[0]) < ($1.firstHeight ?? 0, $1.records[0])
        }) {
            guard let last = kept.last, heights(last).overlaps(heights(stretch)) else {
                kept.append(stretch)
                continue
            }
            if stretch.work > last.work { kept[kept.count - 1] = stretch }
        }
        return kept
    }
}
