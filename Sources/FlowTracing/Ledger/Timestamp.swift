/// Times as people and files write them, and as Unix seconds.
public enum Timestamp {
    /// Reads Unix seconds, Unix milliseconds (10¹¹ or more; floored to seconds) or ISO 8601 (`2024-07-16T12:04:47Z`,
    /// a space for `T`, optional fraction, `Z`, `UTC` or `±hh:mm`; without a zone UTC; a date alone is its midnight).
    ///
    /// - Complexity: O(length). `nil` for anything else, and for years outside 1970…9999.
    public static func parse(_ text: some StringProtocol) -> Int64? {
        let utf8 = Array(text.utf8)
        guard let first = utf8.first, utf8.count <= 40 else { return nil }
        if utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            guard let value = Int64(text) else { return nil }
            let seconds = value >= 100_000_000_000 ? value / 1000 : value
            return seconds <= 253_402_300_799 ? seconds : nil
        }
        guard first >= 0x30, first <= 0x39 else { return nil }
        var scanner = Digits(bytes: utf8)
        guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
            let day = scanner.number(2), year >= 1970, (1...12).contains(month), day >= 1,
            day <= days(in: month, of: year)
        else { return nil }
        var seconds = Int64(daysSinceEpoch(year: year, month: month, day: day)) * 86_400
        if scanner.atEnd { return seconds }
        guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "), let hour = scanner.number(2), hour <= 23,
            scanner.skip(":"), let minute = scanner.number(2), minute <= 59
        else { return nil }
        seconds += Int64(hour * 3600 + minute * 60)
        if scanner.skip(":") {
            guard let second = scanner.number(2), second <= 59 else { return nil }
            seconds += Int64(second)
            if scanner.skip(".") {
                guard scanner.number(1) != nil else { return nil }
                while scanner.number(1) != nil {}
            }
        }
        _ = scanner.skip(" ")
        if scanner.atEnd || scanner.finish("Z") || scanner.finish("z") || scanner.finish("UTC") || scanner.finish("GMT")
        {
            return seconds
        }
        let sign: Int64 = scanner.skip("+") ? 1 : scanner.skip("-") ? -1 : 0
        guard sign != 0, let hours = scanner.number(2), hours <= 14 else { return nil }
        _ = scanner.skip(":")
        var minutes = 0
        if !scanner.atEnd {
            guard let value = scanner.number(2), value <= 59, scanner.atEnd else { return nil }
            minutes = value
        }
        let result = seconds - sign * Int64(hours * 3600 + minutes * 60)
        return result >= 0 ? result : nil
    }

    /// `2024-07-16T12:04:47Z`.
    public static func text(_ seconds: Int64) -> String {
        let day = seconds >= 0 ? seconds / 86_400 : -((-seconds + 86_399) / 86_400)
        let rest = Int(seconds - day * 86_400)
        let (year, month, date) = civil(fromDays: Int(day))
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let padded = String(repeating: "0", count: max(0, 4 - String(year).utf8.count)) + String(year)
        return "\(padded)-\(two(month))-\(two(date))T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }

    private struct Digits {
        let bytes: [UInt8]
        var place = 0
        var atEnd: Bool { place == bytes.count }

        mutating func number(_ count: Int) -> Int? {
            guard place + count <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[place..<place + count] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            place += count
            return value
        }

        mutating func skip(_ text: StaticString) -> Bool {
            guard place < bytes.count, bytes[place] == text.utf8Start.pointee else { return false }
            place += 1
            return true
        }

        mutating func finish(_ text: String) -> Bool { bytes[place...].elementsEqual(text.utf8) }
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = y / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(fromDays days: Int) -> (Int, Int, Int) {
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted + (shifted < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}
