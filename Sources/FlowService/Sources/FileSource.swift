import FlowFormats
import FlowTracing
import Glibc

/// Files and folders as a source: read once, or followed while they grow.
///
/// Rows of CSV and JSON lines come in batches, and each file is read on where the ledger's position says. What can only
/// be read as a whole (`FileSurvey.Way`) comes in one batch. Files are taken in the order given, those of a folder or
/// pattern in byte order of their names; a folder that is followed is looked into for new ones.
public final class FileSource: Source {
    public let name: String
    private let paths: [String]
    private let options: InputOptions
    private let follows: Bool
    private var files: [FollowedFile] = []
    private var known: Set<String> = []
    private var remembered: [String: FileProgress] = [:]
    private let events = FileEvents()
    private var surveys: [String: FileSurvey] = [:]
    private var listedAt = -Double.infinity
    /// The file that is read from next.
    private var turn = 0

    /// Files that are open at a time; each has a buffer of 2 MiB.
    private static let mostOpen = 16
    private static let mostFiles = 100_000
    /// Seconds between two looks for new files.
    private static let listing = 0.25

    /// - Parameters:
    ///   - paths: files, folders or patterns.
    ///   - position: what the ledger says of this source.
    ///   - follows: wait for more at the end.
    /// - Throws: `SourceError.permanent` for a position that is none, or a path that names nothing.
    public init(
        _ paths: [String], options: InputOptions, follows: Bool, from position: [UInt8]? = nil
    ) throws(SourceError) {
        (self.paths, self.options, self.follows) = (paths, options, follows)
        name = FileSource.name(of: paths)
        if let position {
            guard let files = FileProgressCoding.decode(position) else {
                throw .permanent(source: name, reason: "the ledger's position of these files is in no form known here")
            }
            for file in files { remembered[file.path] = file }
        }
        do throws(InputError) { try list() } catch { throw .permanent(source: name, reason: error.description) }
    }

    /// The name that a source of `paths` has: what its position is stored under.
    public static func name(of paths: [String]) -> String {
        "files " + paths.map(absolute).joined(separator: " ")
    }

    public var position: SourcePosition {
        for file in files { file.note() }
        let progress = files.compactMap(\.progress)
        let place: String =
            switch files.count {
            case 1: files[0].progress.map { "byte \($0.place.offset), line \($0.place.line)" } ?? "nothing read"
            default: "\(progress.count) of \(files.count) files begun"
            }
        return SourcePosition(bytes: FileProgressCoding.encode(progress), description: place)
    }

    /// Stored bytes read, and of all files together: for a progress bar.
    public var bytes: (read: Int, inAll: Int) {
        var total = 0
        for file in files {
            var status = stat()
            if stat(file.path, &status) == 0 { total += Int(status.st_size) }
        }
        return (files.reduce(0) { $0 + $1.bytesRead }, total)
    }

    public func next(
        into intake: inout LedgerBuilder, limit: Int, patience: Double
    ) throws(SourceError) -> SourceStep {
        let deadline = Clock.now() + patience
        do throws(InputError) {
            while true {
                if follows, Clock.now() - listedAt >= FileSource.listing { try list() }
                if let count = try readSomething(into: &intake, limit: limit) { return .rows(count) }
                if files.allSatisfy(\.isFinished), !follows { return .finished }
                let left = deadline - Clock.now()
                guard left > 0 else { return .idle }
                events.wait(left)
            }
        } catch {
            throw .permanent(source: name, reason: error.description)
        }
    }

    /// Reads from the file whose turn it is, or the first after it that has something.
    private func readSomething(into intake: inout LedgerBuilder, limit: Int) throws(InputError) -> Int? {
        for _ in files.indices {
            if turn >= files.count { turn = 0 }
            let file = files[turn]
            if try file.hasNews() {
                if file.way == nil, try !survey() {
                    turn += 1
                    continue
                }
                if file.way == .rows {
                    makeRoom(for: file)
                    let count = try file.read(into: &intake, limit: limit)
                    // A file that gave less than asked for is at its end: the others come first.
                    if count < limit, file.isFinished || follows { turn += 1 }
                    if count > 0 { return count }
                    continue
                }
                if !file.isFinished, file.progress?.isWhole != true { return try readWhole(file, into: &intake) }
            }
            turn += 1
        }
        return nil
    }

    /// Surveys the file whose turn it is. False while it is on its way.
    private func survey() throws(InputError) -> Bool {
        let file = files[turn]
        guard let found = try file.survey() else { return false }
        surveys[file.path] = found
        if found.way == .transactions, follows {
            throw .file(
                name: file.name,
                reason: "has transactions of a UTXO chain, which cannot be followed yet; ingest it without --follow")
        }
        return true
    }

    /// Reads a file as a whole, together with those it cannot be read without.
    private func readWhole(_ file: FollowedFile, into intake: inout LedgerBuilder) throws(InputError) -> Int {
        var group = [file]
        let needsOthers = surveys[file.path]?.needsContext == true
        for other in files where other !== file && other.progress == nil && (needsOthers || file.way == .transactions) {
            if other.way == nil, let found = try other.survey() { surveys[other.path] = found }
            guard let found = surveys[other.path] else { continue }
            if file.way == .transactions ? found.way == .transactions : found.needsContext || found.givesContext {
                group.append(other)
            }
        }
        let before = intake.count + intake.transactionCount
        _ = try LedgerReader.read(paths: group.map(\.name), into: &intake, options: options)
        for file in group { try file.noteWhole() }
        return intake.count + intake.transactionCount - before
    }

    private func makeRoom(for file: FollowedFile) {
        guard !file.isOpen else { return }
        let open = files.filter(\.isOpen)
        if open.count >= FileSource.mostOpen { open.first?.close() }
    }

    /// Adds the files that are there now.
    private func list() throws(InputError) {
        for path in paths {
            let found = InputListing.files(of: path)
            if follows { events.watch(path) }
            if found.isEmpty, !follows { throw .file(name: path, reason: "no such file") }
            for name in found {
                let absolute = FileSource.absolute(name)
                guard known.insert(absolute).inserted else { continue }
                guard files.count < FileSource.mostFiles else {
                    throw .file(name: path, reason: "more than \(FileSource.mostFiles) files")
                }
                if follows { events.watch(absolute) }
                files.append(
                    FollowedFile(
                        path: absolute, name: name, progress: remembered[absolute], options: options, follows: follows))
            }
        }
        listedAt = Clock.now()
    }

    private static func absolute(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        if path.hasPrefix("/") { return path }
        guard let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return String(cString: folder) + "/" + path
    }
}
