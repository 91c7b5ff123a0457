import FlowTracing

/// Gathers one file's tags and what is wrong with it.
struct LabelCollector {
    var file: LabelFile
    private(set) var tags: [Tag] = []
    /// Line of the entry of each tag; negative where the tag is another address of the entry before.
    private(set) var lines: [Int32] = []
    /// The actors that entries name by id.
    var actors = ActorBook()

    /// Categories by their text: a list has few of them, and many entries.
    private var categories: [String: Category] = [:]
    private static let memoryLimit = 4_096

    /// Chains by what entries call them.
    private var chains: [String: Chain] = [:]
    /// The file's name without its folder: the source of entries that name none.
    let fileName: String

    init(file: LabelFile) {
        self.file = file
        fileName = file.name.split(separator: "/").last.map(String.init) ?? file.name
    }

    /// The chain of this name or alias; `nil` for none.
    mutating func chain(_ text: String?) -> Chain? {
        guard let text, !text.isEmpty else { return nil }
        if let known = chains[text] { return known }
        let chain = Chain(name: text)
        if chains.count < LabelCollector.memoryLimit { chains[text] = chain }
        return chain
    }

    mutating func category(_ text: String) -> Category {
        if let known = categories[text] { return known }
        let category = Category(text)
        if categories.count < LabelCollector.memoryLimit { categories[text] = category }
        return category
    }

    mutating func add(_ tag: Tag, alsoAs twins: [Address] = [], line: Int) {
        file.tags += 1
        if tag.role != .none { file.stopping += 1 }
        let line = Int32(clamping: line)
        tags.append(tag)
        lines.append(line)
        for twin in twins {
            var copy = tag
            copy.address = twin
            tags.append(copy)
            lines.append(-max(line, 1))
        }
    }

    /// Takes over what is wrong with a file that was read as a part of this one.
    mutating func adopt(problemsOf part: LabelFile) {
        file.problemCount += part.problemCount
        file.leftOut += part.leftOut
        file.problems += part.problems.prefix(max(0, LabelFile.problemLimit - file.problems.count))
    }

    /// What was read, with its conflicts. Where all tags are of one kind, so is the list.
    consuming func contents() -> LabelContents {
        if let kind = tags.first?.kind, tags.allSatisfy({ $0.kind == kind }) { file.kind = kind }
        var contents = LabelContents(file: file, tags: tags, lines: lines)
        (contents.file.conflicts, contents.file.conflictCount) = LabelConflict.find(in: [contents])
        return contents
    }

    /// An entry that is kept out.
    mutating func reject(line: Int, _ reason: String) {
        file.leftOut += 1
        report(line: line, reason)
    }

    /// An entry that could be mended.
    mutating func report(line: Int, _ reason: String) {
        file.problemCount += 1
        guard file.problems.count < LabelFile.problemLimit else { return }
        file.problems.append("\(file.name):\(line): \(reason)")
    }
}
