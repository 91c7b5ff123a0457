/// Places in a column that stands in ascending order.
///
/// - Complexity: O(log count) each.
extension Column {
    /// The first place whose element `isBelow` is not true of; `count` where it is of all.
    @inline(__always)
    func firstPlace(behind isBelow: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBelow(base[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Column where Element: Comparable {
    /// The first place whose element is not below `value`; `count` where all are.
    @inline(__always)
    func firstPlace(notBelow value: Element) -> Int { firstPlace { $0 < value } }

    func contains(sorted value: Element) -> Bool {
        let place = firstPlace(notBelow: value)
        return place < count && base[place] == value
    }
}

extension Column<UInt32> {
    /// In a column of ends, the group that `member` belongs to: the first that ends behind it.
    @inline(__always)
    func group(of member: Int) -> Int { firstPlace(notBelow: UInt32(member) + 1) }
}
