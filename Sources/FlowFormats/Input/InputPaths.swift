#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The files that paths and patterns name.
enum InputPaths {
    /// Files as given, each pattern's matches in byte order. A path that exists is never taken for a pattern.
    ///
    /// - Throws: `InputError.file` for a pattern that matches nothing.
    static func expand(_ paths: [String]) throws(InputError) -> [String] {
        var expanded: [String] = []
        for path in paths {
            let isPattern = path.utf8.contains { $0 == 0x2A || $0 == 0x3F || $0 == 0x5B }
            guard isPattern, access(path, F_OK) != 0 else {
                expanded.append(path)
                continue
            }
            var matches = glob_t()
            defer { globfree(&matches) }
            guard glob(path, GLOB_NOSORT, nil, &matches) == 0, matches.gl_pathc > 0 else {
                throw .file(name: path, reason: "no file matches")
            }
            let found = (0..<Int(matches.gl_pathc)).compactMap { matches.gl_pathv[$0].map { String(cString: $0) } }
            expanded += found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        return expanded
    }
}
