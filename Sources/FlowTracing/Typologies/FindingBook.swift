/// Findings as they grow. A typology that fires again for the same subject, before its finding has been silent for a while,
/// adds to that finding.
public final class FindingBook {
    /// Transfers that one finding keeps.
    static let mostRows = 4_096
    /// Subjects that one finding keeps, and members that are in none of its transfers.
    static let mostSubjects = 64

    private struct Key: Hashable {
        var typology: UInt8
        var first: UInt32
        var second: UInt32
    }

    /// A finding that may still grow.
    struct Draft {
        var typology: UInt8
        var subjects: [AddressID]
        /// Members that are in none of its transfers.
        var others: [AddressID] = []
        var rows: [UInt32]
        var rowsLeftOut = 0
        var measures: [Int]
        var firedAt: UInt32
        var began: UInt32
        var last: UInt32
        /// Transfers of its subjects up to when it first fired, in all: how much of what they ever did this is.
        var subjectTransfers = 0
        /// The first subject named when it last fired, and all its transfers up to then.
        var lastSubject: AddressID = 0
        var lastSubjectTransfers = 0
        /// The detector's own, while the finding is open.
        var memo: UInt32 = 0
        /// The transfers with which it began, where `notesOpenings` is set.
        var opening: [UInt32] = []
    }

    private var places: [Key: Int] = [:]
    private var drafts: [Draft] = []
    /// Numbers of drafts, in the order in which they began to be, that `settle` has yet to look at.
    private(set) var closed: [Draft] = []
    /// Findings as they began, where `notesOpenings` is set.
    private var opened: [Draft] = []
    /// Somebody wants to know of a finding before it is whole.
    let notesOpenings: Bool
    /// By typology.
    private let patience: [FindingPatience]
    /// Transfers that were left out of findings; one that is handed over again after that counts again.
    private(set) var cut = 0
    /// Subjects and such members that a finding had no room for.
    private(set) var subjectsCut = 0
    /// How often anything fired.
    private(set) var fires = 0

    private let window: TransferWindow

    init(_ window: TransferWindow, _ patience: [FindingPatience], notesOpenings: Bool = false) {
        (self.window, self.patience, self.notesOpenings) = (window, patience, notesOpenings)
    }

    /// Drafts that may still grow.
    var openCount: Int { places.count }

    /// Where `typology` has an open finding about these.
    @inline(__always)
    func isOpen(_ typology: Int, _ first: AddressID, _ second: AddressID = 0, at time: UInt32) -> Bool {
        guard let place = places[Key(typology: UInt8(typology), first: first, second: second)] else { return false }
        return continues(drafts[place], at: time)
    }

    /// What the detector noted at the open finding about these; `nil` where there is none.
    @inline(__always)
    func memo(_ typology: Int, _ first: AddressID, _ second: AddressID = 0, at time: UInt32) -> UInt32? {
        guard let place = places[Key(typology: UInt8(typology), first: first, second: second)],
            continues(drafts[place], at: time)
        else { return nil }
        return drafts[place].memo
    }

    func setMemo(_ typology: Int, _ first: AddressID, _ second: AddressID = 0, to memo: UInt32) {
        guard let place = places[Key(typology: UInt8(typology), first: first, second: second)] else { return }
        drafts[place].memo = memo
    }

    @inline(__always)
    private func continues(_ draft: Draft, at time: UInt32) -> Bool {
        if time <= draft.last { return true }
        let patience = patience[Int(draft.typology)]
        return Int(time - draft.last) <= patience.silence && Int(time - draft.began) <= patience.longest
    }

    /// A typology fires: its transfers join the open finding about the same, or begin one.
    ///
    /// - Parameters:
    ///   - typology: its place among those that run.
    ///   - key: what one finding is about; `subjects` are shown.
    ///   - others: members that are in none of its transfers.
    ///   - measures: as the typology describes them; a finding keeps the largest (or, where the threshold is a ceiling, the
    ///     smallest) of each.
    /// - Complexity: O(transfers handed over).
    func fire(
        _ typology: Int, key first: AddressID, _ second: AddressID = 0, subjects: [AddressID],
        others: [AddressID] = [], at row: Int, time: UInt32, measures: [Int], ceilings: UInt32 = 0,
        rows: (_ isNew: Bool, _ add: (Int) -> Void) -> Void
    ) {
        fires += 1
        let key = Key(typology: UInt8(typology), first: first, second: second)
        var place = places[key]
        if let known = place, !continues(drafts[known], at: time) {
            close(known)
            place = nil
        }
        let isNew = place == nil
        let number: Int
        if let place {
            number = place
        } else {
            number = free.popLast() ?? drafts.count
            var draft = Draft(
                typology: UInt8(typology), subjects: subjects, rows: [], measures: measures, firedAt: UInt32(row),
                began: time, last: time)
            draft.subjectTransfers = subjects.reduce(0) { $0 + Int(window.activity($1).total) }
            if number == drafts.count { drafts.append(draft) } else { drafts[number] = draft }
            places[key] = number
            keys[number] = key
        }
        rows(isNew) { row in
            // A row may be handed over again: most often the last ones are.
            if drafts[number].rows.last == UInt32(row) { return }
            drafts[number].rows.append(UInt32(row))
            if drafts[number].rows.count >= 2 * FindingBook.mostRows { thin(number) }
        }
        keep(subjects, in: &drafts[number].subjects)
        keep(others, in: &drafts[number].others)
        drafts[number].last = max(drafts[number].last, time)
        if let subject = subjects.first {
            drafts[number].lastSubject = subject
            drafts[number].lastSubjectTransfers = Int(window.activity(subject).total)
        }
        for (slot, value) in measures.enumerated() {
            let isCeiling = ceilings >> UInt32(slot) & 1 == 1
            let old = drafts[number].measures[slot]
            drafts[number].measures[slot] = isCeiling ? min(old, value) : max(old, value)
        }
        if isNew, notesOpenings {
            drafts[number].opening = drafts[number].rows
            opened.append(drafts[number])
        }
    }

    private func keep(_ addresses: [AddressID], in list: inout [AddressID]) {
        for one in addresses where !list.contains(one) {
            if list.count < FindingBook.mostSubjects { list.append(one) } else { subjectsCut += 1 }
        }
    }

    /// Leaves each row once, and the first `mostRows` of them.
    private func thin(_ number: Int) {
        var rows = Set(drafts[number].rows).sorted()
        if rows.count > FindingBook.mostRows {
            let over = rows.count - FindingBook.mostRows
            drafts[number].rowsLeftOut += over
            cut += over
            rows.removeLast(over)
        }
        drafts[number].rows = rows
    }

    private var free: [Int] = []
    private var keys: [Int: Key] = [:]

    private func close(_ place: Int) {
        thin(place)
        closed.append(drafts[place])
        if let key = keys.removeValue(forKey: place) { places[key] = nil }
        (drafts[place].rows, drafts[place].opening) = ([], [])
        free.append(place)
    }

    /// Closes what can no longer grow. When this is called changes nothing: a finding is whole by its times alone.
    ///
    /// - Complexity: O(open findings).
    func settle(at time: UInt32) {
        for place in keys.keys.sorted() where !continues(drafts[place], at: time) { close(place) }
    }

    /// Closes all.
    func finish() { for place in keys.keys.sorted() { close(place) } }

    /// Hands over what was closed, once.
    func takeClosed() -> [Draft] {
        defer { closed = [] }
        return closed
    }

    /// Hands over what began, once.
    func takeOpened() -> [Draft] {
        defer { opened = [] }
        return opened
    }

    var byteCount: Int {
        drafts.capacity * MemoryLayout<Draft>.stride
            + drafts.reduce(0) { $0 + ($1.rows.capacity + $1.opening.capacity) * 4 }
            + places.capacity * 24 + keys.capacity * 24
    }
}
