/// The order of a UTXO chain's transactions: block, time, position, input order, where a column counts only if every
/// transaction has it.
struct OutputOrder: ~Copyable {
    let usesBlock: Bool
    private let usesPosition: Bool

    init(_ gathering: borrowing OutputGathering) {
        var usesBlock = true
        for i in 0..<gathering.columns.blocks.count where gathering.columns.blocks[i].block == Run.noBlock {
            usesBlock = false
        }
        var usesPosition = gathering.positions.isPresent
        if usesPosition {
            for number in 0..<gathering.count where gathering.positions[number] == .max { usesPosition = false }
        }
        (self.usesBlock, self.usesPosition) = (usesBlock, usesPosition)
    }

    private func when(_ run: BlockRun) -> (UInt64, Int64) { (usesBlock ? run.block : 0, run.time) }

    func isSorted(_ gathering: borrowing OutputGathering) -> Bool {
        for i in 0..<gathering.columns.blocks.count {
            if i > 0, when(gathering.columns.blocks[i - 1]) >= when(gathering.columns.blocks[i]) { return false }
            guard usesPosition else { continue }
            let members = gathering.columns.transactions(ofBlock: i)
            for number in members.dropFirst() where gathering.positions[number - 1] > gathering.positions[number] {
                return false
            }
        }
        return true
    }

    /// Numbers of transactions in ledger order.
    ///
    /// - Complexity: O(n log n).
    func sorted(_ gathering: borrowing OutputGathering) -> [Int] {
        struct Key {
            var block: UInt64
            var time: Int64
            var position: UInt32
            var number: Int
        }
        var keys: [Key] = []
        keys.reserveCapacity(gathering.count)
        for i in 0..<gathering.columns.blocks.count {
            let (block, time) = when(gathering.columns.blocks[i])
            for number in gathering.columns.transactions(ofBlock: i) {
                keys.append(
                    Key(
                        block: block, time: time, position: usesPosition ? gathering.positions[number] : 0,
                        number: number))
            }
        }
        keys.sort { ($0.block, $0.time, $0.position, $0.number) < ($1.block, $1.time, $1.position, $1.number) }
        return keys.map(\.number)
    }

    /// The places of `range` so that every transaction comes behind those of the range it spends from, otherwise in the
    /// order in which they stand; `nil` where they spend from each other in a circle.
    ///
    /// - Parameter parents: the transactions of `range` that a transaction spends from.
    /// - Complexity: O((n + inputs) log n).
    static func byDependency(_ range: Range<Int>, parents: (Int) -> [Int]) -> [Int]? {
        var waiting = [Int](repeating: 0, count: range.count)
        var children = [[Int]](repeating: [], count: range.count)
        for number in range {
            for parent in parents(number) {
                waiting[number - range.lowerBound] += 1
                children[parent - range.lowerBound].append(number)
            }
        }
        var ready = RowHeap()
        for number in range where waiting[number - range.lowerBound] == 0 { ready.push(row: UInt32(number), 0) }
        var order: [Int] = []
        while let next = ready.pop() {
            let number = Int(next.row)
            order.append(number)
            for child in children[number - range.lowerBound] {
                waiting[child - range.lowerBound] -= 1
                if waiting[child - range.lowerBound] == 0 { ready.push(row: UInt32(child), 0) }
            }
        }
        return order.count == range.count ? order : nil
    }
}
