import FlowTracing

/// What is wrong with an input. One case a kind of fault, one line of text a case; texts from the input are escaped and cut.
public enum InputError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A file or option as a whole cannot be used.
    case file(name: String, reason: String)
    /// A place in the stored bytes of a compressed file.
    case stream(name: String, offset: Int, reason: String)
    /// A line that cannot be split into columns.
    case line(name: String, line: Int, reason: String)
    /// A value of a row.
    case row(name: String, line: Int, column: String, value: String, reason: String)
    /// A field of a binary file: `offset` is its first byte in the file's decompressed bytes, `place` what it is part of.
    case bytes(name: String, offset: Int, place: String, field: String, value: String, reason: String)
    /// A column that the format needs is not there.
    case missingColumn(name: String, format: String, column: String, found: [String])
    /// An option that cannot be understood.
    case option(name: String, value: String, reason: String)
    /// The rows, each good, make no ledger together.
    case ledger(FlowError)

    public var description: String {
        switch self {
        case .file(let name, let reason): "\(Excerpt.text(name, limit: 400)): \(reason)"
        case .stream(let name, let offset, let reason):
            "\(Excerpt.text(name, limit: 400)): \(reason) at byte \(offset) of the file"
        case .line(let name, let line, let reason): "\(Excerpt.text(name, limit: 400)):\(line): \(reason)"
        case .row(let name, let line, let column, let value, let reason):
            "\(Excerpt.text(name, limit: 400)):\(line): column '\(Excerpt.text(column))' value '\(Excerpt.text(value))': \(reason)"
        case .bytes(let name, let offset, let place, let field, let value, let reason):
            "\(Excerpt.text(name, limit: 400)): byte \(offset) (\(place)): field '\(field)'"
                + (value.isEmpty ? "" : " value '\(Excerpt.text(value))'") + ": \(reason)"
        case .missingColumn(let name, let format, let column, let found):
            "\(Excerpt.text(name, limit: 400)): format \(format) needs a column '\(column)'; found "
                + Excerpt.text(found.joined(separator: ","), limit: 200)
        case .option(let name, let value, let reason): "\(name) '\(Excerpt.text(value))': \(reason)"
        case .ledger(let error): error.description
        }
    }
}

/// Texts of the input as they may stand in a message: one line, no control characters, not long.
enum Excerpt {
    static func text(_ text: String, limit: Int = 80) -> String {
        var out = ""
        var count = 0
        for scalar in text.unicodeScalars {
            if count == limit { return out + "…" }
            count += 1
            switch scalar.value {
            case 0x0A: out += "\\n"
            case 0x0D: out += "\\r"
            case 0x09: out += "\\t"
            // C0 and C1 controls, and the marks that reorder or hide text at a terminal.
            case 0x00..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF:
                out += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
