import FlowStore
import FlowTracing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Writes an index: rows as they come, each hung into the slot of its address; then the lists, the texts and the header.
/// The file takes its name when it is whole and durable: a reader finds the old index or the new one.
///
/// - Complexity: O(rows), some random lines of memory each; texts stand in memory until the end.
struct TagIndexBuilder: ~Copyable {
    private let path: String
    private let temporary: String
    private let descriptor: Int32
    private var header: TagIndexHeader
    private let memory: UnsafeMutableRawBufferPointer
    private let rows: UnsafeMutablePointer<TagRow>
    private let slots: UnsafeMutablePointer<UInt64>
    private let slotMask: Int
    private let filter: UnsafeMutablePointer<UInt64>
    private var count = 0
    private let capacity: Int
    private var texts: TextHeap
    private var isFinished = false

    /// - Parameter capacity: how many rows will come.
    /// - Throws: `LabelDatabaseError.io`; `full` where there is no room for the file.
    init(path: String, state: LabelState, capacity: Int) throws(LabelDatabaseError) {
        guard capacity <= TagIndexFormat.mostRows else {
            throw .refused("\(path): more than \(TagIndexFormat.mostRows) tags cannot be indexed")
        }
        var header = TagIndexHeader()
        header.state = state
        header.rowCount = UInt64(capacity)
        header.slotBits = 8
        while capacity * 10 > 7 << Int(header.slotBits) { header.slotBits += 1 }
        // Sixteen bits an address: one in a hundred unlabelled addresses or fewer passes.
        header.filterWords = UInt64(max(1, capacity / 4))
        let size = header.listStart
        let temporary = "\(path).\(getpid()).tmp"
        unlink(temporary)
        let descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .io(path: temporary, errno) }
        // Room is taken at once: a mapping that finds none later would end the process.
        let code = posix_fallocate(descriptor, 0, off_t(size))
        guard code == 0, let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            start != MAP_FAILED
        else {
            let fault = LabelDatabaseError.io(path: path, code == 0 ? errno : code)
            close(descriptor)
            unlink(temporary)
            throw fault
        }
        (self.path, self.temporary, self.descriptor, self.capacity) = (path, temporary, descriptor, capacity)
        memory = UnsafeMutableRawBufferPointer(start: start, count: size)
        filter = (start + header.filterStart).assumingMemoryBound(to: UInt64.self)
        slots = (start + header.slotStart).assumingMemoryBound(to: UInt64.self)
        rows = (start + header.rowStart).assumingMemoryBound(to: TagRow.self)
        slotMask = 1 << Int(header.slotBits) - 1
        texts = TextHeap(seed: header.seed)
        self.header = header
    }

    deinit {
        munmap(memory.baseAddress, memory.count)
        close(descriptor)
        if !isFinished { unlink(temporary) }
    }

    /// The place of a text; 0 for an empty one.
    mutating func text(_ bytes: UnsafeRawBufferPointer) throws(LabelDatabaseError) -> UInt32 {
        guard let place = texts.place(of: bytes) else { throw .refused("\(path): the texts of the tags do not fit") }
        return place
    }

    /// Adds a tag of an address of 20 bytes.
    mutating func add(_ row: TagRow, of address: AddressBytes) {
        var row = row
        row.key = address
        row.form = StoredAddress.Form.bytes.rawValue
        hang(row, place(header.seed.hash(address), row, text: nil))
    }

    /// Adds a tag of an address that is a script or a text.
    mutating func add(
        _ row: TagRow, of address: UnsafeRawBufferPointer, _ form: StoredAddress.Form
    ) throws(LabelDatabaseError) {
        var row = row
        row.form = form.rawValue
        let found = place(header.seed.hash(address, form), row, text: address)
        if found.head > 0 {
            row.key = rows[found.head - 1].key
        } else {
            guard let place = texts.append(address) else { throw .refused("\(path): the addresses do not fit") }
            row.key = AddressBytes(high: 0, middle: 0, low: place)
        }
        hang(row, found)
    }

    /// Where the slot of a row's address is, and its newest row as a number from 1; 0 for an address that is new.
    @inline(__always)
    private func place(
        _ hash: UInt64, _ row: TagRow, text: UnsafeRawBufferPointer?
    ) -> (hash: UInt64, slot: Int, head: Int) {
        var slot = Int(truncatingIfNeeded: hash >> (64 - header.slotBits))
        while slots[slot] != 0 {
            let head = Int(slots[slot] & 0xFFFF_FFFF)
            if slots[slot] >> 32 == hash & 0xFFFF_FFFF, rows[head - 1].form == row.form {
                let isSame = text.map { texts.holds($0, at: rows[head - 1].key.low) } ?? (rows[head - 1].key == row.key)
                if isSame { return (hash, slot, head) }
            }
            slot = (slot + 1) & slotMask
        }
        return (hash, slot, 0)
    }

    @inline(__always)
    private mutating func hang(_ row: TagRow, _ found: (hash: UInt64, slot: Int, head: Int)) {
        precondition(count < capacity, "more rows than were announced")
        rows[count] = row
        rows[count].next = UInt32(found.head)
        count += 1
        slots[found.slot] = (found.hash & 0xFFFF_FFFF) << 32 | UInt64(count)
        if found.head == 0 {
            header.addressCount += 1
            let word = FilterWord(found.hash, of: header.filterWords)
            filter[word.place] |= word.bits
        }
    }

    /// Makes the file whole, durable and visible.
    ///
    /// - Parameter stamp: of the database's file, which must not change any more.
    mutating func finish(lists: [IndexedList], stamp: FileStamp) throws(LabelDatabaseError) {
        precondition(count == capacity, "fewer rows than were announced")
        let listBytes = IndexedList.bytes(of: lists)
        header.listBytes = UInt64(listBytes.count)
        header.textBytes = UInt64(texts.bytes.count)
        header.stamp = stamp
        let all = UnsafeRawBufferPointer(memory)
        func checksum(_ start: Int, _ count: Int) -> UInt32 {
            Checksum.of(UnsafeRawBufferPointer(rebasing: all[start..<start + count]))
        }
        header.filterChecksum = checksum(header.filterStart, Int(header.filterWords) * 8)
        header.slotChecksum = checksum(header.slotStart, 8 << Int(header.slotBits))
        header.rowChecksum = checksum(header.rowStart, count * MemoryLayout<TagRow>.stride)
        header.listChecksum = listBytes.withUnsafeBytes { Checksum.of($0) }
        header.textChecksum = texts.bytes.withUnsafeBytes { Checksum.of($0) }
        try write(listBytes, at: header.listStart)
        try write(texts.bytes, at: header.textStart)
        header.checksum = header.ownChecksum
        withUnsafeBytes(of: &header) { memory.copyMemory(from: $0) }
        guard msync(memory.baseAddress, memory.count, MS_SYNC) == 0, fsync(descriptor) == 0,
            rename(temporary, path) == 0
        else { throw .io(path: path, errno) }
        isFinished = true
    }

    private func write(_ bytes: [UInt8], at offset: Int) throws(LabelDatabaseError) {
        var done = 0
        while done < bytes.count {
            let step = bytes.withUnsafeBytes { all in
                all.baseAddress.map { pwrite(descriptor, $0 + done, all.count - done, off_t(offset + done)) } ?? 0
            }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw .io(path: temporary, step == 0 ? ENOSPC : errno) }
            done += step
        }
    }
}

/// The bits of an address in the filter: four of one word, so that a look-up costs one line of memory (blocked Bloom
/// filter; Putze, Sanders, Singler 2007).
struct FilterWord {
    let place: Int
    let bits: UInt64

    @inline(__always)
    init(_ hash: UInt64, of words: UInt64) {
        place = Int(truncatingIfNeeded: hash.multipliedFullWidth(by: words).high)
        let choice = hash &* 0xD6E8_FEB8_6659_FD93
        bits = 1 << (choice >> 58) | 1 << (choice >> 52 & 63) | 1 << (choice >> 46 & 63) | 1 << (choice >> 40 & 63)
    }
}
