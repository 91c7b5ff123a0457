import FlowFormats
import FlowTracing

/// How far one file is read, and how to know it again.
struct FileProgress: Equatable {
    /// Absolute path.
    var path: String
    /// Bytes at the file's start that `digest` is of: up to 4 KiB.
    var prefix: Int
    /// SHA-256 of them.
    var digest: [UInt8]
    var place: RowPlace
    /// It was read as a whole; `place.offset` is then its size.
    var isWhole: Bool

    static let mostPrefix = 4096
}

/// The progress of all files of a source as bytes, one line a file:
/// `kind prefix digest offset line chain units integers indexes path`.
enum FileProgressCoding {
    private static let header = "lymer files 1"

    static func encode(_ files: [FileProgress]) -> [UInt8] {
        var text = header + "\n"
        for file in files {
            let seen = file.place.assumptions
            let parts = [
                file.isWhole ? "whole" : "rows", String(file.prefix), Hex.text(file.digest), String(file.place.offset),
                String(file.place.line), escape(seen.chain), seen.isInWholeUnits ? "whole" : "base",
                seen.hasIntegers ? "integers" : "-", seen.isIndexed.map { $0 ? "indexed" : "unindexed" } ?? "-",
                escape(file.path),
            ]
            text += parts.joined(separator: " ") + "\n"
        }
        return Array(text.utf8)
    }

    /// `nil` for bytes that `encode` did not write.
    static func decode(_ bytes: [UInt8]) -> [FileProgress]? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst() == header[...], lines.popLast() == "" else { return nil }
        var files: [FileProgress] = []
        for line in lines {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 10, let prefix = Int(parts[1]), (0...FileProgress.mostPrefix).contains(prefix),
                let digest = Hex.bytes(Array(parts[2].utf8)), digest.count == 32, let offset = Int(parts[3]),
                offset >= 0,
                let row = Int(parts[4]), row >= 0, let chain = unescape(parts[5]), let path = unescape(parts[9])
            else { return nil }
            var seen = ReadingAssumptions()
            seen.chain = chain
            seen.isInWholeUnits = parts[6] == "whole"
            seen.hasIntegers = parts[7] == "integers"
            seen.isIndexed = parts[8] == "-" ? nil : parts[8] == "indexed"
            files.append(
                FileProgress(
                    path: path, prefix: prefix, digest: digest,
                    place: RowPlace(offset: offset, line: row, assumptions: seen), isWhole: parts[0] == "whole"))
        }
        return files
    }

    /// Blanks, line ends and `%` as `%XX`.
    private static func escape(_ text: String) -> String {
        var out: [UInt8] = []
        for byte in text.utf8 {
            if byte > 0x20, byte != 0x25 { out.append(byte) } else { out += [0x25] + Array(Hex.text([byte]).utf8) }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func unescape(_ text: Substring) -> String? {
        var out: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                out.append(byte)
                continue
            }
            guard let plain = Hex.bytes(Array(rest.prefix(2)))?.first else { return nil }
            rest = rest.dropFirst(2)
            out.append(plain)
        }
        return String(validating: out, as: UTF8.self)
    }
}
