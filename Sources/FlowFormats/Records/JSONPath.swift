/// Names a place in a JSON value: `tx[17].vout[3].value`. Only messages need it, so it is found by walking again.
struct JSONPath {
    /// Empty for the value itself.
    private(set) var text = ""
    /// What is written there, cut short; strings without their quotes, containers by their brackets.
    private(set) var value = ""

    private static let longestValue = 400

    /// - Parameters:
    ///   - offset: where the value sought begins.
    ///   - start: where the outermost value begins.
    /// - Complexity: O(depth · bytes before the place).
    init(to offset: Int, from start: Int, base: UnsafePointer<UInt8>, end: Int) {
        var cursor = JSONCursor(base, from: start, to: end)
        while (try? cursor.peek()) != nil, cursor.i < offset {
            guard let step = JSONPath.step(&cursor, to: offset) else { break }
            text += text.isEmpty && step.first == "." ? String(step.dropFirst()) : step
        }
        value = JSONPath.excerpt(cursor)
    }

    /// Goes into the container here, to the member or element with `offset` in it.
    private static func step(_ cursor: inout JSONCursor, to offset: Int) -> String? {
        do throws(JSONFault) {
            let isObject = try cursor.peek() == 0x7B
            guard isObject || cursor.base[cursor.i] == 0x5B else { return nil }
            cursor.i += 1
            if try cursor.closes(isObject ? 0x7D : 0x5D) { return nil }
            var count = 0
            repeat {
                var name = "[\(count)]"
                if isObject {
                    _ = try cursor.peek()
                    name = "." + (try cursor.string { String(decoding: $0.prefix(longestValue), as: UTF8.self) })
                    try cursor.expect(0x3A)
                }
                _ = try cursor.peek()
                var behind = cursor
                // Where the value cannot be passed, the fault lies in it.
                guard (try? behind.skipValue()) != nil, behind.i <= offset else { return name }
                cursor.i = behind.i
                count += 1
            } while try cursor.goesOn(until: isObject ? 0x7D : 0x5D)
        } catch {}
        return nil
    }

    private static func excerpt(_ start: JSONCursor) -> String {
        var cursor = start
        guard let first = try? cursor.peek() else { return "" }
        switch first {
        case 0x7B: return "{…}"
        case 0x5B: return "[…]"
        case 0x22:
            return (try? cursor.string { String(decoding: $0.prefix(longestValue), as: UTF8.self) }) ?? ""
        default:
            var stop = cursor.i
            while stop < cursor.end, stop < cursor.i + longestValue, !cursor.isDelimiter(cursor.base[stop]) {
                stop += 1
            }
            return String(
                decoding: UnsafeBufferPointer(start: cursor.base + cursor.i, count: stop - cursor.i), as: UTF8.self)
        }
    }
}
