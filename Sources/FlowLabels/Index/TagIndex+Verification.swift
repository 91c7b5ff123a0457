import FlowTracing

/// What checks an index row by row.
extension TagIndex {
    /// True where the text at `place` is `text`; an empty one stands nowhere.
    func holds(_ text: UnsafeRawBufferPointer, at place: UInt32) -> Bool {
        place == 0 ? text.isEmpty : bytes(ofText: place).elementsEqual(text)
    }

    /// The first row that nobody finds who asks for its address.
    ///
    /// Rows of one address hang one behind the other, each from one other row at most: so it is enough that each has the
    /// address of the row it hangs from, and that the ones which hang from no row are found.
    ///
    /// - Complexity: O(rows); a bit for each.
    func firstLost() -> UInt32? {
        var hangs = [UInt64](repeating: 0, count: count / 64 + 1)
        for number in stride(from: UInt32(count), to: 0, by: -1) {
            guard let row = row(number) else { return number }
            let isHanging = hangs[Int(number) / 64] >> UInt64(number & 63) & 1 == 1
            if !isHanging, firstNumber(ofAddressOf: row) != number { return number }
            if row.next == 0 { continue }
            guard row.next < number, let next = self.row(row.next), next.form == row.form, next.key == row.key,
                hangs[Int(row.next) / 64] >> UInt64(row.next & 63) & 1 == 0
            else { return row.next }
            hangs[Int(row.next) / 64] |= 1 << UInt64(row.next & 63)
        }
        return nil
    }
}

extension TagRow: Equatable {
    static func == (a: TagRow, b: TagRow) -> Bool {
        (a.key, a.form, a.confidence, a.flags, a.kind) == (b.key, b.form, b.confidence, b.flags, b.kind)
            && (a.next, a.label, a.entity, a.source, a.category) == (b.next, b.label, b.entity, b.source, b.category)
            && (a.jurisdiction, a.chain, a.list, a.from, a.to) == (b.jurisdiction, b.chain, b.list, b.from, b.to)
    }
}
