extension Array where Element: Comparable {
    /// Puts it in ascending order, each element once.
    ///
    /// - Complexity: O(count) where it is so already, else O(count · log count).
    mutating func orderDistinct() {
        let isOrdered = withUnsafeBufferPointer { list in
            for place in 1..<Swift.max(1, list.count) where list[place - 1] >= list[place] { return false }
            return true
        }
        if isOrdered { return }
        sort()
        var kept = 1
        for place in 1..<count where self[place] != self[kept - 1] {
            self[kept] = self[place]
            kept += 1
        }
        removeLast(count - kept)
    }
}
