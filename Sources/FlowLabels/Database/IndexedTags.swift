import FlowFormats
import FlowTracing
import GRDB

/// What the index is to say of a database's lists and tags.
struct IndexedTags {
    /// Numbered by their place.
    private(set) var lists: [IndexedList] = []
    /// By the database's number.
    private var numbers: [Int64: Int] = [:]
    /// What the newest file of each list is called, where it has one: the source of tags that name none.
    private var files: [[UInt8]] = []
    private let roles = RoleMemory()

    /// The tags in the order of the index' rows.
    static let sql = "SELECT \(TagColumns.list), list, since, until FROM tags ORDER BY rowid"

    init(_ db: Database) throws {
        let versions = Dictionary(grouping: try LabelDatabase.versions(db), by: \.list)
        for row in try Row.fetchAll(db, sql: "SELECT id, name, kind FROM lists ORDER BY name") {
            let name: String = row["name"]
            guard let all = versions[name], !all.isEmpty else { continue }
            numbers[row["id"]] = lists.count
            let file = all.last.map { $0.files.isEmpty ? "" : ListDraft.lastComponent($0.files[0].name) } ?? ""
            files.append(Array(file.utf8))
            lists.append(
                IndexedList(
                    name: name, kind: all[0].kind,
                    versions: all.map { .init(name: $0.version, date: $0.date, since: $0.since) }))
        }
    }

    /// The row of the tag that `reader` stands at, but for its address and what follows it; `nil` where it is damaged.
    ///
    /// - Parameter text: where a text stands; asked for chain, label, category, entity, jurisdiction, source, in this order.
    func row<Failure: Error>(
        of reader: TagReader, text: (UnsafeRawBufferPointer) throws(Failure) -> UInt32
    ) throws(Failure) -> TagRow? {
        guard let kind = ListKind.allCases.firstIndex(where: { reader.bytes(8).elementsEqual($0.rawValue.utf8) }),
            let list = numbers[reader.number(12)]
        else { return nil }
        var row = TagRow()
        row.chain = try text(reader.bytes(1))
        row.label = try text(reader.bytes(2))
        row.category = try text(reader.bytes(3))
        row.entity = try text(reader.bytes(4))
        row.jurisdiction = try text(reader.bytes(5))
        let source = reader.bytes(7)
        row.source = source.isEmpty ? try self.text(ofFile: list, text) : try text(source)
        row.confidence = UInt8(clamping: reader.number(6))
        row.kind = UInt8(kind)
        row.list = UInt32(list)
        let isOwner = reader.isOwner
        row.flags = isOwner ? 0 : TagRow.counterparty
        if isOwner, row.confidence >= UInt8(Tag.stoppingConfidence), !reader.bytes(3).isEmpty {
            row.flags |= roles.role(of: reader.bytes(3)).rawValue << TagRow.roleShift
        }
        let (from, to) = (reader.number(10), reader.number(11))
        let (since, until) = (reader.number(13), reader.number(14))
        // The list's own dates say more than the dates of its versions.
        row.from = from == .min ? since : from
        row.to = min(to, until)
        let date = lists[list].versions.last?.date
        let isCurrent =
            until == .max && (to == .max || date.map { to > $0 } ?? false) && (date.map { from <= $0 } ?? true)
        if isCurrent { row.flags |= TagRow.current }
        return row
    }

    private func text<Failure: Error>(
        ofFile list: Int, _ text: (UnsafeRawBufferPointer) throws(Failure) -> UInt32
    ) throws(Failure) -> UInt32 {
        let name = files[list]
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, name.count), alignment: 1)
        defer { bytes.deallocate() }
        bytes.copyBytes(from: name)
        return try text(UnsafeRawBufferPointer(rebasing: bytes[..<name.count]))
    }

    /// Neighbouring tags mostly have one category.
    private final class RoleMemory {
        private var last: (text: [UInt8], role: Role) = ([], .none)

        func role(of category: UnsafeRawBufferPointer) -> Role {
            if !category.elementsEqual(last.text) {
                last = (Array(category), Category(String(decoding: category, as: UTF8.self)).role)
            }
            return last.role
        }
    }
}
