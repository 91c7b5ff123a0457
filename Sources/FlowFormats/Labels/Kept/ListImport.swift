import FlowTracing

/// What importing one version of a list into a label database has changed.
public struct ListImport: Sendable {
    public var version: LabelListVersion
    /// The files as they were read.
    public var files: [LabelFile]
    /// False: these very bytes had been imported, nothing has changed.
    public var isNew: Bool
    /// The version before it, by date.
    public var previous: String?
    /// Tags that the version before it did not have, and those that only that had.
    public var began = 0
    public var ended = 0

    public init(version: LabelListVersion, files: [LabelFile], isNew: Bool) {
        (self.version, self.files, self.isNew) = (version, files, isNew)
    }
}

/// What importing lists together has changed, and where they contradict one another.
public struct LabelImports: Sendable {
    public var lists: [ListImport]
    /// Within lists and between them: the first, and how many there are.
    public var conflicts: [LabelConflict]
    public var conflictCount: Int
    /// Files of folders that are no label lists.
    public var passedOver: [String]

    /// - Complexity: O(n log n) of the tags.
    public init(_ lists: [ListImport], of contents: [LabelContents], passedOver: [String] = []) {
        (self.lists, self.passedOver) = (lists, passedOver)
        (conflicts, conflictCount) = LabelConflict.find(in: contents)
    }
}

/// What a newer version of a list says otherwise than an older one.
public struct ListDifference: Sendable {
    public var old: LabelListVersion
    public var new: LabelListVersion
    /// By address.
    public var added: [Tag]
    public var removed: [Tag]

    public init(old: LabelListVersion, new: LabelListVersion, added: [Tag], removed: [Tag]) {
        (self.old, self.new, self.added, self.removed) = (old, new, added, removed)
    }
}
