import FlowTracing
import Foundation
import SeededRandom
import Testing

@testable import FlowFormats

/// What holds of every registered list.
@Suite struct LabelListLaws {
    @Test func everyListHasAnExample() {
        #expect(LabelExample.all.map(\.format) == LabelLists.all.map { $0.name })
    }

    @Test(arguments: LabelExample.all)
    func itsFilesAreRecognisedAndSayWhichListTheyAre(example: LabelExample) throws {
        let path = try example.write()
        let file = try #require(try LabelReader.contents(of: [path]).first).file
        #expect(file.format == example.format)
        #expect(file.tags == example.tags, "\(file.problems)")
        #expect(file.leftOut == 0)
        #expect(file.sha256 == (try ByteSource(path: path).sha256))
        #expect(!file.list.isEmpty)
    }

    @Test(arguments: LabelExample.all)
    func aCutFileIsAnErrorOrAShorterList(example: LabelExample) throws {
        let bytes = Array(example.text.utf8)
        let path = try example.write()
        for count in 1..<bytes.count {
            try Data(bytes[..<count]).write(to: URL(fileURLWithPath: path))
            try check(path, example)
        }
    }

    @Test(arguments: LabelExample.all)
    func wrongBytesAreAnErrorOrAnotherList(example: LabelExample) throws {
        var random = SeededRandom(seed: SeededRandom.base)
        let bytes = Array(example.text.utf8)
        let path = try example.write()
        for _ in 0..<200 {
            var changed = bytes
            for _ in 0...Int.random(in: 0...3, using: &random) {
                changed[Int.random(in: changed.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            try Data(changed).write(to: URL(fileURLWithPath: path))
            try check(path, example)
        }
    }

    /// Read as what it was meant to be: a message of one line, or tags whose problems have places.
    private func check(_ path: String, _ example: LabelExample) throws {
        let format = try #require(LabelLists.all.first { $0.name == example.format })
        var labels = LabelCollector(file: LabelFile(name: path, format: format.name))
        do throws(InputError) {
            try format.read(try ByteSource(path: path), into: &labels)
            let contents = labels.contents()
            #expect(contents.file.tags <= contents.tags.count)
            #expect(contents.file.problems.allSatisfy { $0.hasPrefix("\(path):") && !$0.contains("\n") })
        } catch {
            #expect(!error.description.contains("\n"))
            #expect(error.description.contains(path))
        }
    }
}
