#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The files of a folder that may be label lists.
enum LabelFolder {
    static let depthLimit = 16
    static let fileLimit = 100_000

    /// Plain files under `folder`, folders in it included, in byte order. Hidden ones are left out; links to folders are
    /// not followed, so that no circle of them hangs the reading.
    static func files(in folder: String) throws(InputError) -> [String] {
        var found: [String] = []
        try collect(folder, depth: 0, into: &found)
        return found
    }

    private static func collect(_ folder: String, depth: Int, into found: inout [String]) throws(InputError) {
        guard depth < depthLimit else {
            throw .file(name: folder, reason: "folders are nested deeper than \(depthLimit)")
        }
        guard let stream = opendir(folder) else { throw .file(name: folder, reason: ByteSource.reason(errno)) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        closedir(stream)
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for name in names {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: try collect(path, depth: depth + 1, into: &found)
            case S_IFREG, S_IFLNK:
                guard !InputPaths.isFolder(path) else { continue }
                guard found.count < fileLimit else {
                    throw .file(name: folder, reason: "has more than \(AmountText.count(fileLimit)) files")
                }
                found.append(path)
            default: continue
            }
        }
    }
}
