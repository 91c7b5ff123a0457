import FlowStore
import FlowTracing

/// The index of a label database's tags by address: a file beside the database, derived from it, made anew whenever it is
/// not of the database's present state.
///
/// One page of header, then each from a page on: a filter of the addresses, the slots, the rows, the description of the
/// lists, the texts. Little-endian, as every machine that this runs on: the magic number of another reads differently.
enum TagIndexFormat {
    static let magic: UInt64 = 0x0A47_4154_4D59_4C00
    /// Raised whenever the bytes mean something else; a file of another version is made anew.
    static let version: UInt32 = 1
    static let page = 4096
    /// Rows are numbered from 1 by 32 bits.
    static let mostRows = Int(UInt32.max) - 1

    static func aligned(_ offset: Int) -> Int { (offset + page - 1) / page * page }

    /// Of what rows hold as numbers, roles and kinds of lists: with other tables another index is needed. FNV-1a.
    static let tables: UInt64 = {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ text: String) { for byte in text.utf8 { sum = (sum ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 } }
        add("\(Tag.stoppingConfidence)")
        for (category, role) in Category.table { add("\(category) \(role.rawValue)\n") }
        for kind in ListKind.allCases { add("\(kind.rawValue)\n") }
        return sum
    }()
}

/// The header, in the order of its bytes.
struct TagIndexHeader: BitwiseCopyable {
    var magic = TagIndexFormat.magic
    var version = TagIndexFormat.version
    var rowBytes = UInt32(MemoryLayout<TagRow>.stride)
    var state = LabelState()
    var stamp = FileStamp()
    var tables = TagIndexFormat.tables
    var seed = IndexSeed.random()
    var rowCount: UInt64 = 0
    /// Addresses, each form of a text by itself.
    var addressCount: UInt64 = 0
    /// Slots are 2 to this power.
    var slotBits: UInt64 = 0
    /// Words of the filter.
    var filterWords: UInt64 = 0
    var listBytes: UInt64 = 0
    var textBytes: UInt64 = 0
    var filterChecksum: UInt32 = 0
    var slotChecksum: UInt32 = 0
    var rowChecksum: UInt32 = 0
    var listChecksum: UInt32 = 0
    var textChecksum: UInt32 = 0
    /// Of the header, this word being 0.
    var checksum: UInt32 = 0

    var filterStart: Int { TagIndexFormat.page }
    var slotStart: Int { filterStart + TagIndexFormat.aligned(Int(filterWords) * 8) }
    var rowStart: Int { slotStart + TagIndexFormat.aligned(8 << Int(slotBits)) }
    var listStart: Int { rowStart + TagIndexFormat.aligned(Int(rowCount) * MemoryLayout<TagRow>.stride) }
    var textStart: Int { listStart + TagIndexFormat.aligned(Int(listBytes)) }
    var fileBytes: Int { textStart + Int(textBytes) }

    /// Numbers small enough to be added up, whatever a damaged file says.
    var isPlausible: Bool {
        magic == TagIndexFormat.magic && version == TagIndexFormat.version
            && rowBytes == UInt32(MemoryLayout<TagRow>.stride) && rowCount <= UInt64(TagIndexFormat.mostRows)
            && slotBits <= 33 && filterWords >= 1 && filterWords <= 1 << 32 && listBytes <= 1 << 32
            && textBytes <= 1 << 34 && rowCount < 1 << slotBits && checksum == ownChecksum
    }

    var ownChecksum: UInt32 {
        var copy = self
        copy.checksum = 0
        return withUnsafeBytes(of: &copy) { Checksum.of($0) }
    }
}

/// Which state of a database an index was made from: drawn when the database was, raised by every import.
struct LabelState: BitwiseCopyable, Equatable {
    var database: UInt64 = 0
    var generation: UInt64 = 0
}

/// One tag. Texts are places in the texts, in units of four bytes; 0 where there is none.
struct TagRow: BitwiseCopyable {
    /// The address, or for a script or a text the place of its bytes as the low word.
    var key = AddressBytes.zero
    var form: UInt8 = 0
    var confidence: UInt8 = 0
    var flags: UInt8 = 0
    var kind: UInt8 = 0
    /// The next row of the same address, always a lower one; 0 for none.
    var next: UInt32 = 0
    var label: UInt32 = 0
    var entity: UInt32 = 0
    var source: UInt32 = 0
    var category: UInt32 = 0
    var jurisdiction: UInt32 = 0
    var chain: UInt32 = 0
    var list: UInt32 = 0
    /// When it holds, Unix seconds; the ends of the range where there is no limit.
    var from: Int64 = .min
    var to: Int64 = .max

    static let counterparty: UInt8 = 1
    /// Holds as of the newest version of its list.
    static let current: UInt8 = 2
    /// Two bits: the role's number.
    static let roleShift: UInt8 = 2

    @inline(__always) var role: UInt8 { flags >> TagRow.roleShift & 3 }
}
