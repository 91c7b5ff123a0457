/// The files of one ledger: a folder with a manifest, a log, and numbered column and index files.
struct LedgerFiles {
    let disk: any Disk
    let folder: String

    enum Numbered: String, CaseIterable { case log, column, index }

    static let lockName = "LOCK"

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func path(_ kind: Numbered, _ number: UInt64) -> String { path("\(kind.rawValue).\(number)") }

    /// True for names that only a ledger gives its files.
    private static func number(of name: String) -> UInt64? {
        guard let dot = name.lastIndex(of: "."), Numbered(rawValue: String(name[..<dot])) != nil else { return nil }
        let digits = name[name.index(after: dot)...]
        return digits.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? UInt64(digits) : nil
    }

    /// Removes what an interrupted checkpoint left behind: files that the manifest does not name. Foreign files stay.
    func removeOrphans(of manifest: Manifest?) throws(StoreError) {
        var kept: Set<UInt64> = []
        if let manifest {
            kept = Set(manifest.sections.map(\.file) + manifest.indexes.map(\.file))
            kept.insert(manifest.log)
        }
        for name in try disk.list(folder).sorted() {
            let isOrphan = LedgerFiles.number(of: name).map { !kept.contains($0) } ?? (name == Manifest.freshName)
            if isOrphan { try disk.remove(path(name)) }
        }
    }

    /// Names in the folder that neither a ledger gives its files nor what may stand beside them.
    func foreignNames() throws(StoreError) -> [String] {
        try disk.list(folder).filter {
            LedgerFiles.number(of: $0) == nil && !$0.hasPrefix(LedgerStore.labelsName)
                && ![Manifest.name, Manifest.freshName, LedgerFiles.lockName].contains($0)
        }.sorted()
    }

    /// The folder that `folder` stands in.
    var parent: String {
        guard let slash = folder.lastIndex(of: "/") else { return "." }
        return slash == folder.startIndex ? "/" : String(folder[..<slash])
    }
}
