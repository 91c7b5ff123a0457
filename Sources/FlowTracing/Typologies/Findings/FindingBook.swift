/// Findings as they grow. A typology that fires again for the same subject, before its finding has been silent for a while,
/// adds to that finding.
public final class FindingBook {
    /// Transfers that one finding keeps.
    static let mostRows = 4_096
    /// Subjects that one finding keeps, and members that are in none of its transfers.
    static let mostSubjects = 64

    struct Key: TableKey {
        var typology: UInt8
        var first: UInt32
        var second: UInt32

        @inline(__always)
        func prefix(_ hash: WindowHash) -> UInt32 { hash(second ^ UInt32(typology) << 24, first) }
    }

    /// A finding that may still grow.
    struct Draft {
        var key: Key
        var isOpen = true
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

        var typology: Int { Int(key.typology) }

        /// Leaves each row once, and the first `mostRows` of them.
        ///
        /// - Returns: how many were too many.
        mutating func thin() -> Int {
            rows.orderDistinct()
            let over = rows.count - FindingBook.mostRows
            guard over > 0 else { return 0 }
            rowsLeftOut += over
            rows.removeLast(over)
            return over
        }
    }

    /// Numbers of open drafts by their keys.
    @exclusivity(unchecked) private var places = WindowTable()
    private let hash = WindowHash()
    @exclusivity(unchecked) private var drafts: [Draft] = []
    /// Findings that can no longer grow and that nobody has taken yet.
    @exclusivity(unchecked) private(set) var closed: [Draft] = []
    /// Findings as they began, where `notesOpenings` is set.
    @exclusivity(unchecked) private var opened: [Draft] = []
    /// Somebody wants to know of a finding before it is whole.
    let notesOpenings: Bool
    /// By typology.
    private let patience: [FindingPatience]
    /// Transfers that were left out of findings; one that is handed over again after that counts again.
    @exclusivity(unchecked) private(set) var cut = 0
    /// Subjects and such members that a finding had no room for.
    @exclusivity(unchecked) private(set) var subjectsCut = 0
    /// How often anything fired.
    @exclusivity(unchecked) private(set) var fires = 0

    private let window: TransferWindow

    init(_ window: TransferWindow, _ patience: [FindingPatience], notesOpenings: Bool = false) {
        (self.window, self.patience, self.notesOpenings) = (window, patience, notesOpenings)
    }

    /// Drafts that may still grow.
    var openCount: Int { places.count }

    @inline(__always)
    private func place(_ key: Key) -> Int? {
        places.find(key.prefix(hash)) { drafts[Int($0)].key == key }.map { Int($0) }
    }

    /// The number of the open finding of `typology` about these; good while `isOpen` says so of it.
    @inline(__always)
    func open(_ typology: Int, _ first: AddressID, _ second: AddressID = 0, at time: UInt32) -> Int? {
        guard let place = place(Key(typology: UInt8(typology), first: first, second: second)),
            continues(drafts[place], at: time)
        else { return nil }
        return place
    }

    /// Where `typology` has an open finding about these.
    @inline(__always)
    func isOpen(_ typology: Int, _ first: AddressID, _ second: AddressID = 0, at time: UInt32) -> Bool {
        open(typology, first, second, at: time) != nil
    }

    /// Whether a finding of this number, which may be another's by now, is open and about these.
    @inline(__always)
    func isOpen(number: Int, _ typology: Int, _ first: AddressID, _ second: AddressID = 0, at time: UInt32) -> Bool {
        number < drafts.count && drafts[number].isOpen
            && drafts[number].key == Key(typology: UInt8(typology), first: first, second: second)
            && continues(drafts[number], at: time)
    }

    /// What the detector noted at the open finding about these; `nil` where there is none.
    @inline(__always)
    func memo(_ typology: Int, _ first: AddressID, _ second: AddressID = 0, at time: UInt32) -> UInt32? {
        open(typology, first, second, at: time).map { drafts[$0].memo }
    }

    /// What the detector noted at the finding of a number.
    @inline(__always)
    func memo(number: Int) -> UInt32 { drafts[number].memo }

    func setMemo(number: Int, to memo: UInt32) { drafts[number].memo = memo }

    @inline(__always)
    private func continues(_ draft: borrowing Draft, at time: UInt32) -> Bool {
        if time <= draft.last { return true }
        let patience = patience[draft.typology]
        return Int(time - draft.last) <= patience.silence && Int(time - draft.began) <= patience.longest
    }

    /// A typology fires again for an open finding, and nothing about it is new but a transfer.
    ///
    /// - Complexity: amortised O(1).
    @inline(__always)
    func grow(number: Int, at row: Int, time: UInt32) {
        fires += 1
        add(row, to: number)
        if time > drafts[number].last { drafts[number].last = time }
        drafts[number].lastSubjectTransfers = Int(window.activity(drafts[number].lastSubject).total)
    }

    /// A typology fires: its transfers join the open finding about the same, or begin one.
    ///
    /// - Parameters:
    ///   - typology: its place among those that run.
    ///   - key: what one finding is about; `subjects` are shown.
    ///   - others: members that are in none of its transfers.
    ///   - measures: as the typology describes them; a finding keeps the largest (or, where the threshold is a ceiling, the
    ///     smallest) of each.
    /// - Returns: the number of the finding.
    /// - Complexity: O(transfers handed over).
    @discardableResult
    func fire(
        _ typology: Int, key first: AddressID, _ second: AddressID = 0, subjects: [AddressID],
        others: [AddressID] = [], at row: Int, time: UInt32, measures: [Int], ceilings: UInt32 = 0,
        rows: (_ isNew: Bool, _ add: (Int) -> Void) -> Void
    ) -> Int {
        fires += 1
        let key = Key(typology: UInt8(typology), first: first, second: second)
        var place = place(key)
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
                key: key, subjects: subjects, rows: [], measures: measures, firedAt: UInt32(row), began: time,
                last: time)
            draft.subjectTransfers = subjects.reduce(0) { $0 + Int(window.activity($1).total) }
            if number == drafts.count { drafts.append(draft) } else { drafts[number] = draft }
            places.insert(key.prefix(hash), UInt32(number))
        }
        rows(isNew) { add($0, to: number) }
        if !isNew { keep(subjects, in: &drafts[number].subjects) }
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
        return number
    }

    @inline(__always)
    private func add(_ row: Int, to number: Int) {
        // A row may be handed over again: most often the last ones are.
        let last = drafts[number].rows.last
        if last == UInt32(row) { return }
        if drafts[number].rowsLeftOut > 0, drafts[number].rows.count == FindingBook.mostRows, last! < UInt32(row) {
            // It would be left out when the rows are next put in order.
            drafts[number].rowsLeftOut += 1
            cut += 1
            return
        }
        drafts[number].rows.append(UInt32(row))
        if drafts[number].rows.count >= 2 * FindingBook.mostRows { cut += drafts[number].thin() }
    }

    private func keep(_ addresses: [AddressID], in list: inout [AddressID]) {
        for one in addresses where !list.contains(one) {
            if list.count < FindingBook.mostSubjects { list.append(one) } else { subjectsCut += 1 }
        }
    }

    @exclusivity(unchecked) private var free: [Int] = []

    private func close(_ place: Int) {
        cut += drafts[place].thin()
        drafts[place].isOpen = false
        closed.append(drafts[place])
        places.remove(drafts[place].key.prefix(hash), UInt32(place))
        (drafts[place].rows, drafts[place].opening) = ([], [])
        free.append(place)
    }

    /// Closes what can no longer grow. When this is called changes nothing: a finding is whole by its times alone.
    ///
    /// - Complexity: O(open findings).
    func settle(at time: UInt32) {
        for place in drafts.indices where drafts[place].isOpen && !continues(drafts[place], at: time) { close(place) }
    }

    /// Closes all.
    func finish() { for place in drafts.indices where drafts[place].isOpen { close(place) } }

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
            + places.byteCount
    }
}
