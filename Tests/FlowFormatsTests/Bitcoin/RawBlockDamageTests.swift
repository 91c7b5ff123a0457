import Foundation
import SeededRandom
import Testing

@testable import FlowFormats
@testable import FlowTracing

/// Whatever single bit of a real block is turned, and wherever it is cut off: an error that names the place.
@Suite("Damaged blocks", .enabled(if: RealBlock.folder != nil, "needs ../shared/data"))
struct RawBlockDamageTests {
    enum Wrapping: CaseIterable, Sendable { case bare, sequence, obfuscated }

    /// Places that are tried: fewer where only the size of the file is another.
    private static func rounds(_ block: RealBlock, _ wrapping: Wrapping) -> Int {
        wrapping == .bare ? 1_000 : block == .block437303 ? 300 : 100
    }

    private static func wrapped(_ block: RealBlock, _ wrapping: Wrapping, in folder: InputFolder) throws -> [UInt8] {
        let bytes = try block.bytes
        guard wrapping != .bare else { return bytes }
        let framed = Made.sequence([bytes], magic: [0xF9, 0xBE, 0xB4, 0xD9])
        guard wrapping == .obfuscated else { return framed }
        let key: [UInt8] = [0x11, 0x9C, 0x3B, 0xE0, 0x57, 0xAA, 0x04, 0xF1]
        try folder.write("xor.dat", key)
        return Made.obfuscated(framed, key: key)
    }

    /// The error's offset; anything but an error that names one fails.
    private static func offset(of path: String, _ note: String) -> Int? {
        do throws(InputError) {
            _ = try LedgerReader.read(paths: [path])
            Issue.record("read without an error: \(note)")
        } catch {
            if case .bytes(_, let offset, _, let field, _, let reason) = error, !field.isEmpty, !reason.isEmpty {
                return offset
            }
            Issue.record("\(note): \(error)")
        }
        return nil
    }

    @Test(arguments: RealBlock.allCases, Wrapping.allCases)
    func turnedBits(_ block: RealBlock, _ wrapping: Wrapping) throws {
        let seed: UInt64 = 20_211
        var random = SeededRandom(seed: seed)
        let folder = try InputFolder()
        let bytes = try Self.wrapped(block, wrapping, in: folder)
        let path = try folder.write("block.dat", bytes)
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        // The frame and the header are small: a tenth of the places lie there.
        for round in 0..<Self.rounds(block, wrapping) {
            let place = Int.random(in: 0..<(round % 10 == 0 ? 90 : bytes.count), using: &random)
            let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &random)
            try file.seek(toOffset: UInt64(place))
            try file.write(contentsOf: [bytes[place] ^ bit])
            let offset = Self.offset(of: path, "seed \(seed) round \(round) byte \(place) bit \(bit)")
            if let offset { #expect(offset >= 0 && offset <= bytes.count) }
            try file.seek(toOffset: UInt64(place))
            try file.write(contentsOf: [bytes[place]])
        }
    }

    @Test(arguments: RealBlock.allCases, Wrapping.allCases)
    func cutOff(_ block: RealBlock, _ wrapping: Wrapping) throws {
        let seed: UInt64 = 20_212
        var random = SeededRandom(seed: seed)
        let folder = try InputFolder()
        let bytes = try Self.wrapped(block, wrapping, in: folder)
        let path = try folder.write("block.dat", bytes)
        // Longest first, so that the file only shrinks. Below 36 bytes nothing tells a bare block from anything else.
        let lengths = (0..<Self.rounds(block, wrapping) / 2).map { round in
            Int.random(in: 36..<(round % 10 == 0 ? 200 : bytes.count), using: &random)
        }
        for length in lengths.sorted(by: >) {
            #expect(truncate(path, off_t(length)) == 0)
            let offset = Self.offset(of: path, "seed \(seed) length \(length)")
            if let offset { #expect(offset <= length) }
        }
    }
}
