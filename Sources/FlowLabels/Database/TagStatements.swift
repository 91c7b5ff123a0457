import FlowTracing
import GRDB
import GRDBSQLite

/// Binds tags to a statement and runs it: by SQLite's own calls, which cost a third of an array of values a row.
struct TagWriter {
    private let statement: Statement
    private let database: Database

    /// - Parameter sql: whose first twelve parameters are the tag's columns.
    init(_ database: Database, sql: String) throws {
        (self.database, statement) = (database, try database.makeStatement(sql: sql))
    }

    private var pointer: OpaquePointer { statement.sqliteStatement }
    /// SQLite copies what is bound.
    private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    func write(_ entry: ListDraft.Entry) throws {
        let tag = entry.tag
        sqlite3_reset(pointer)
        switch tag.address {
        case .bytes(let address): bind(1, address.bytes)
        case .script(let script): bind(1, StoredAddress.bytes(of: script))
        case .text(let text): bind(1, text)
        }
        bind(2, tag.chain ?? "")
        bind(3, tag.label)
        bind(4, tag.category?.name ?? "")
        bind(5, tag.entity ?? "")
        bind(6, tag.jurisdiction ?? "")
        sqlite3_bind_int64(pointer, 7, Int64(tag.confidence))
        bind(8, tag.source)
        bind(9, tag.kind.rawValue)
        sqlite3_bind_int64(pointer, 10, (tag.relation == .owner ? 0 : 1) | (entry.isAnotherReading ? 2 : 0))
        sqlite3_bind_int64(pointer, 11, tag.validFrom ?? .min)
        sqlite3_bind_int64(pointer, 12, tag.validTo ?? .max)
        let code = sqlite3_step(pointer)
        guard code == SQLITE_DONE else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
        }
    }

    private func bind(_ place: Int32, _ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            // No pointer would be no value.
            utf8.withMemoryRebound(to: CChar.self) { chars in
                _ =
                    chars.isEmpty
                    ? sqlite3_bind_text(pointer, place, "", 0, TagWriter.transient)
                    : sqlite3_bind_text(
                        pointer, place, chars.baseAddress, Int32(clamping: chars.count), TagWriter.transient)
            }
        }
    }

    private func bind(_ place: Int32, _ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes {
            sqlite3_bind_blob(pointer, place, $0.baseAddress, Int32(clamping: $0.count), TagWriter.transient)
        }
    }
}

/// Reads rows whose first twelve columns are a tag's.
struct TagReader {
    private let statement: Statement
    private let database: Database

    init(_ database: Database, sql: String, _ arguments: StatementArguments = []) throws {
        (self.database, statement) = (database, try database.makeStatement(sql: sql))
        try statement.setArguments(arguments)
    }

    private var pointer: OpaquePointer { statement.sqliteStatement }

    /// False after the last row.
    func next() throws -> Bool {
        let code = sqlite3_step(pointer)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
        }
    }

    /// The bytes of a column, valid until the next row.
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(pointer, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, column)))
    }

    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }
    func optional(_ column: Int32) -> String? {
        let text = text(column)
        return text.isEmpty ? nil : text
    }
    func number(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

    var isOwner: Bool { number(9) & 1 == 0 }
    /// Another address of an entry that has a row of its own.
    var isAnotherReading: Bool { number(9) & 2 != 0 }

    enum StoredForm {
        case bytes(AddressBytes)
        case other(UnsafeRawBufferPointer, StoredAddress.Form)
    }

    /// The address as it is stored; `nil` for bytes that are none.
    var storedAddress: StoredForm? {
        let isText = sqlite3_column_type(pointer, 0) == SQLITE_TEXT
        let bytes = bytes(0)
        if isText { return .other(bytes, .text) }
        switch bytes.count {
        case 20: return .bytes(AddressBytes(bytes))
        case StoredAddress.scriptBytes: return .other(bytes, .script)
        default: return nil
        }
    }

    var address: Address? {
        switch storedAddress {
        case .bytes(let bytes): .bytes(bytes)
        case .other(let bytes, .script): StoredAddress.script(bytes).map { .script($0) }
        case .other(let bytes, _): .text(String(decoding: bytes, as: UTF8.self))
        case nil: nil
        }
    }

    /// The tag of the row, as its list says it; `nil` where the database is damaged.
    func tag(list: String) -> Tag? {
        guard let address, let kind = ListKind(rawValue: text(8)) else { return nil }
        return Tag(
            chain: optional(1), address: address, label: text(2), category: optional(3).map { Category($0) },
            entity: optional(4), jurisdiction: optional(5), confidence: Int(number(6)), source: text(7), kind: kind,
            list: list, validFrom: number(10) == .min ? nil : number(10),
            validTo: number(11) == .max ? nil : number(11), relation: isOwner ? .owner : .counterparty)
    }
}
