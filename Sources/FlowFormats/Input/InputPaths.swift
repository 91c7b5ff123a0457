#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The files that paths and patterns name.
enum InputPaths {
    /// Files as given, each pattern's matches in byte order. A path that exists is never taken for a pattern; a folder of a
    /// node stands for the `blk*.dat` in it.
    ///
    /// - Throws: `InputError.file` for a pattern that matches nothing.
    static func expand(_ paths: [String]) throws(InputError) -> [String] {
        var expanded: [String] = []
        for path in paths {
            let isPattern = path.utf8.contains { $0 == 0x2A || $0 == 0x3F || $0 == 0x5B }
            guard isPattern, !exists(path) else {
                let blocks = isFolder(path) ? matches(of: escaped(path) + "/blk*.dat") : []
                expanded += blocks.isEmpty ? [path] : blocks
                continue
            }
            let found = matches(of: path)
            guard !found.isEmpty else { throw .file(name: path, reason: "no file matches") }
            expanded += found
        }
        return expanded
    }

    /// In byte order.
    static func matches(of pattern: String) -> [String] {
        var matches = glob_t()
        defer { globfree(&matches) }
        guard glob(pattern, GLOB_NOSORT, nil, &matches) == 0 else { return [] }
        let found = (0..<Int(matches.gl_pathc)).compactMap { matches.gl_pathv[$0].map { String(cString: $0) } }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// A path as a pattern that matches nothing else.
    static func escaped(_ path: String) -> String {
        var out = ""
        for character in path {
            if "*?[\\".contains(character) { out.append("\\") }
            out.append(character)
        }
        return out
    }
}
