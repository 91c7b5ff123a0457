import FlowTracing
import Foundation
import Testing

@testable import FlowFormats

/// Where the shared data lie: `LYMER_SHARED`, else beside the package; `nil` where they are absent.
func sharedLabels() -> URL? {
    let root: URL
    if let path = ProcessInfo.processInfo.environment["LYMER_SHARED"] {
        root = URL(fileURLWithPath: path)
    } else {
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { package.deleteLastPathComponent() }
        root = package.deletingLastPathComponent().appendingPathComponent("shared")
    }
    let labels = root.appendingPathComponent("data/labels")
    return FileManager.default.fileExists(atPath: labels.path) ? labels : nil
}

func labelFiles(in folder: URL, _ suffix: String) -> [String] {
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    return all.map(\.path).filter { $0.hasSuffix(suffix) }.sorted()
}

/// Writes `text` to a file of its own and hands over its path; the file goes when the process does.
func labelFile(_ text: String, _ name: String = "list.csv") throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("labels-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file.path
}

@Suite struct LabelTagPackTests {
    @Test(.enabled(if: sharedLabels() != nil, "no shared data"))
    func allPublicPacksLoad() throws {
        let packs = labelFiles(in: try #require(sharedLabels()).appendingPathComponent("tagpacks/packs"), ".yaml")
        #expect(packs.count == 64)
        let clock = ContinuousClock()
        let start = clock.now
        let reading = try LabelReader.read(packs)
        print("64 TagPacks in \(clock.now - start)")
        print(reading.tagCount, reading.attribution.count, reading.attribution.addresses.count, reading.problemCount)
        for file in reading.files where !file.problems.isEmpty { print(file.problems.joined(separator: "\n")) }
        for note in reading.notes { print("note", note) }
    }
}
