import FlowTracing

/// Gathers one file's tags and what is wrong with it.
struct LabelCollector {
    var file: LabelFile
    private(set) var tags: [Tag] = []

    init(file: LabelFile) { self.file = file }

    mutating func add(_ tag: Tag, alsoAs twins: [Address] = []) {
        file.tags += 1
        if tag.role != .none { file.stopping += 1 }
        tags.append(tag)
        for twin in twins {
            var copy = tag
            copy.address = twin
            tags.append(copy)
        }
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
