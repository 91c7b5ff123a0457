import Testing

@testable import FlowTracing

/// How firings become findings.
@Suite struct FindingBookTests {
    private func book(silence: Int) -> FindingBook {
        let window = TransferWindow(seconds: 1)
        window.grow(to: 200)
        return FindingBook(window, [FindingPatience](repeating: .init(silence: silence, longest: silence), count: 8))
    }

    private func fire(_ book: FindingBook, _ key: AddressID, _ row: Int, _ time: UInt32, measure: Int = 1, rows: [Int])
    {
        book.fire(0, key: key, subjects: [key], at: row, time: time, measures: [measure, measure], ceilings: 0b10) {
            _, add in
            for row in rows { add(row) }
        }
    }

    private func rows(_ book: FindingBook) -> [[UInt32]] {
        book.finish()
        return book.takeClosed().sorted { $0.firedAt < $1.firedAt }.map(\.rows)
    }

    @Test func `a finding goes on while it is neither silent nor open for longer than allowed`() {
        let book = book(silence: 10)
        for (row, time) in [0, 10, 10, 11].enumerated() { fire(book, 7, row, UInt32(time), rows: [row]) }
        // 11 is more than 10 seconds after it began: the fourth begins another, which 22 would be too late for.
        fire(book, 7, 4, 21, rows: [4])
        fire(book, 7, 5, 22, rows: [5])
        fire(book, 8, 6, 22, rows: [6])
        #expect(book.fires == 7 && book.openCount == 2)
        #expect(rows(book) == [[0, 1, 2], [3, 4], [5], [6]])
    }

    @Test func `settling at any time changes nothing`() {
        let times: [UInt32] = [0, 3, 9, 12, 14, 30, 31, 45, 46, 50]
        for settled in 0..<1 << times.count {
            let book = book(silence: 10)
            var drafts: [FindingBook.Draft] = []
            for (row, time) in times.enumerated() {
                if settled >> row & 1 == 1 {
                    book.settle(at: time)
                    drafts += book.takeClosed()
                }
                fire(book, AddressID(row % 2), row, time, rows: [row])
            }
            book.finish()
            drafts += book.takeClosed()
            let found = drafts.sorted { $0.firedAt < $1.firedAt }.map(\.rows)
            // Even rows at 0 and 9, 14, 31, 46; odd ones at 3 and 12, 30, 45 and 50.
            #expect(found == [[0, 2], [1, 3], [4], [5], [6], [7, 9], [8]], "\(settled)")
        }
    }

    @Test func `a finding keeps the best of its measures, its first transfers once each, and counts the others`() {
        let book = book(silence: 1_000)
        let most = FindingBook.mostRows
        fire(book, 3, 9, 9, measure: 5, rows: [4, 4, 9])
        fire(book, 3, 10, 10, measure: 8, rows: [4, 9, 10])
        fire(book, 3, 11, 11, measure: 6, rows: Array(100..<100 + 3 * most))
        book.finish()
        let draft = book.takeClosed()[0]
        #expect(draft.measures == [8, 5])
        #expect(draft.firedAt == 9)
        #expect(draft.rows == [4, 9, 10] + (100..<100 + UInt32(most) - 3).map { $0 })
        #expect(draft.rowsLeftOut == 3 * most - (most - 3) && book.cut == draft.rowsLeftOut)
        #expect(book.takeClosed().isEmpty)
    }

    @Test func `what a detector notes belongs to the open finding`() throws {
        let book = book(silence: 10)
        #expect(book.memo(0, 5, at: 0) == nil)
        fire(book, 5, 0, 0, rows: [0])
        book.setMemo(number: try #require(book.open(0, 5, at: 0)), to: 77)
        #expect(book.memo(0, 5, at: 10) == 77 && book.isOpen(0, 5, at: 10))
        #expect(book.memo(0, 5, at: 11) == nil && !book.isOpen(0, 5, at: 11))
        #expect(book.memo(1, 5, at: 0) == nil && book.memo(0, 6, at: 0) == nil)
        fire(book, 5, 1, 11, rows: [1])
        #expect(book.memo(0, 5, at: 11) == 0)
    }

    @Test func `subjects beyond the most that a finding keeps are counted`() {
        let book = book(silence: 10)
        for number in 0..<100 {
            book.fire(
                0, key: 1, subjects: [1, AddressID(number + 2)], at: number, time: 0, measures: [1],
                rows: { _, add in add(number) })
        }
        book.finish()
        #expect(book.takeClosed()[0].subjects.count == FindingBook.mostSubjects)
        #expect(book.subjectsCut == 101 - FindingBook.mostSubjects)
    }
}
