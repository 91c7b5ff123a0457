import CFlowKernels
import FlowStore
import FlowTracing

/// The tags of a database by address, mapped: what is not asked for is not read.
///
/// The file may be damaged where nobody has looked: nothing is read beyond its end, nothing goes on for ever.
final class TagIndex: @unchecked Sendable {
    private let file: MappedFile
    let header: TagIndexHeader
    let lists: [IndexedList]
    private let filter: UnsafePointer<UInt64>
    private let slots: UnsafePointer<UInt64>
    private let rows: UnsafePointer<TagRow>
    private let texts: UnsafeRawBufferPointer

    /// `nil` where there is no index, or none that can be used.
    ///
    /// - Complexity: O(lists).
    init?(path: String) {
        guard let file = MappedFile(path: path), file.bytes.count >= TagIndexFormat.page else { return nil }
        let header = file.bytes.loadUnaligned(as: TagIndexHeader.self)
        guard header.isPlausible, file.bytes.count == header.fileBytes, let base = file.bytes.baseAddress,
            header.tables == TagIndexFormat.tables
        else { return nil }
        let bytes = UnsafeRawBufferPointer(
            rebasing: file.bytes[header.listStart..<header.listStart + Int(header.listBytes)])
        guard Checksum.of(bytes) == header.listChecksum, let lists = IndexedList.read(bytes) else { return nil }
        (self.file, self.header, self.lists) = (file, header, lists)
        filter = (base + header.filterStart).assumingMemoryBound(to: UInt64.self)
        slots = (base + header.slotStart).assumingMemoryBound(to: UInt64.self)
        rows = (base + header.rowStart).assumingMemoryBound(to: TagRow.self)
        texts = UnsafeRawBufferPointer(rebasing: file.bytes[header.textStart...])
    }

    var count: Int { Int(header.rowCount) }

    /// Reads everything and compares the checksums.
    ///
    /// - Complexity: O(bytes).
    var isWhole: Bool {
        func checksum(_ start: Int, _ count: Int) -> UInt32 {
            Checksum.of(UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + count]))
        }
        return checksum(header.filterStart, Int(header.filterWords) * 8) == header.filterChecksum
            && checksum(header.slotStart, 8 << Int(header.slotBits)) == header.slotChecksum
            && checksum(header.rowStart, count * MemoryLayout<TagRow>.stride) == header.rowChecksum
            && Checksum.of(texts) == header.textChecksum
    }

    // MARK: Finding

    /// The newest row of an address; `nil` where it has none.
    func first(of address: Address) -> TagRow? {
        switch address {
        case .bytes(let key): return first(of: key, hash: header.seed.hash(key))
        case .script(let script):
            return StoredAddress.bytes(of: script).withUnsafeBytes { first(of: $0, .script) }
        case .text(let text):
            var text = text
            return text.withUTF8 { first(of: UnsafeRawBufferPointer($0), .text) }
        }
    }

    @inline(__always)
    func mayHave(_ hash: UInt64) -> Bool {
        let word = FilterWord(hash, of: header.filterWords)
        return filter[word.place] & word.bits == word.bits
    }

    @inline(__always)
    func prefetchFilter(_ hash: UInt64) { flow_prefetch_read(filter + FilterWord(hash, of: header.filterWords).place) }

    @inline(__always)
    func prefetchSlot(_ hash: UInt64) {
        flow_prefetch_read(slots + Int(truncatingIfNeeded: hash >> (64 - header.slotBits)))
    }

    /// Asks for the row that the slot of this hash names, most likely the wanted one.
    @inline(__always)
    func prefetchRow(_ hash: UInt64) {
        let number = Int(slots[Int(truncatingIfNeeded: hash >> (64 - header.slotBits))] & 0xFFFF_FFFF)
        if number >= 1, number <= count { flow_prefetch_read(rows + (number - 1)) }
    }

    @inline(__always)
    func first(of key: AddressBytes, hash: UInt64) -> TagRow? {
        first(hash) { $0.form == StoredAddress.Form.bytes.rawValue && $0.key == key }
    }

    private func first(of key: UnsafeRawBufferPointer, _ form: StoredAddress.Form) -> TagRow? {
        first(header.seed.hash(key, form)) {
            $0.form == form.rawValue && TextHeap.text(at: $0.key.low, in: texts).elementsEqual(key)
        }
    }

    @inline(__always)
    private func first(_ hash: UInt64, isWanted: (TagRow) -> Bool) -> TagRow? {
        let number = firstNumber(hash, isWanted: isWanted)
        return number == 0 ? nil : rows[Int(number) - 1]
    }

    /// The number of the row, 0 for none.
    @inline(__always)
    private func firstNumber(_ hash: UInt64, isWanted: (TagRow) -> Bool) -> UInt32 {
        guard mayHave(hash) else { return 0 }
        let mask = 1 << Int(header.slotBits) - 1
        var place = Int(truncatingIfNeeded: hash >> (64 - header.slotBits))
        // No more steps than there are slots, should a damaged table be full.
        for _ in 0...mask {
            let slot = slots[place]
            if slot == 0 { return 0 }
            let number = UInt32(truncatingIfNeeded: slot)
            if slot >> 32 == hash & 0xFFFF_FFFF, let row = row(number), isWanted(row) { return number }
            place = (place + 1) & mask
        }
        return 0
    }

    /// The number of the newest row of the address that `row` is of, 0 where it is not found.
    func firstNumber(ofAddressOf row: TagRow) -> UInt32 {
        guard row.form != StoredAddress.Form.bytes.rawValue else {
            return firstNumber(header.seed.hash(row.key)) { $0.form == row.form && $0.key == row.key }
        }
        guard let form = StoredAddress.Form(rawValue: row.form) else { return 0 }
        let key = bytes(ofText: row.key.low)
        return firstNumber(header.seed.hash(key, form)) {
            $0.form == row.form && bytes(ofText: $0.key.low).elementsEqual(key)
        }
    }

    /// The row of this number, from 1.
    @inline(__always)
    func row(_ number: UInt32) -> TagRow? {
        guard number >= 1, Int(number) <= count else { return nil }
        return rows[Int(number) - 1]
    }

    /// The row behind `row` of the same address.
    @inline(__always)
    func next(after row: TagRow, below number: inout UInt32) -> TagRow? {
        // Always downwards: a damaged chain ends too.
        guard row.next < number else { return nil }
        number = row.next
        return self.row(row.next)
    }

    /// Whether the tag of `row` is one of the chain of this name.
    @inline(__always)
    func isOn(_ chain: UnsafeRawBufferPointer, _ row: TagRow) -> Bool {
        row.chain == 0 || TextHeap.text(at: row.chain, in: texts).elementsEqual(chain)
    }

    func bytes(ofText place: UInt32) -> UnsafeRawBufferPointer { TextHeap.text(at: place, in: texts) }

    func text(_ place: UInt32) -> String { String(decoding: TextHeap.text(at: place, in: texts), as: UTF8.self) }

    /// The tag of a row of `address`.
    ///
    /// - Parameter version: name of the list and its version.
    func tag(_ row: TagRow, of address: Address, list: String) -> Tag {
        func optional(_ place: UInt32) -> String? { place == 0 ? nil : text(place) }
        return Tag(
            chain: optional(row.chain), address: address, label: text(row.label),
            category: optional(row.category).map { Category($0) }, entity: optional(row.entity),
            jurisdiction: optional(row.jurisdiction), confidence: Int(row.confidence), source: text(row.source),
            kind: Int(row.kind) < ListKind.allCases.count ? ListKind.allCases[Int(row.kind)] : .community,
            list: list, validFrom: row.from == .min ? nil : row.from, validTo: row.to == .max ? nil : row.to,
            relation: row.flags & TagRow.counterparty == 0 ? .owner : .counterparty)
    }
}
