import FlowFormats
import FlowTracing
import Glibc

/// One file of a `FileSource`: what is known of it, and the stream that reads it while it is being read.
final class FollowedFile {
    /// Absolute, to know it by.
    let path: String
    /// As given, to speak of it.
    let name: String
    private(set) var way: FileSurvey.Way?
    /// Everything was read that ever will be.
    private(set) var isFinished = false
    private(set) var progress: FileProgress?
    private var stream: RowStream?
    private var feed: FileFeed?
    private let options: InputOptions
    private let follows: Bool
    private var inode: ino_t = 0
    /// The size when the file was last read to its end, or looked at in vain.
    private var seenSize = -1
    private var changedAt = Clock.now()

    /// A file that cannot be understood may still be on its way: it is judged once it has not grown for so many seconds.
    private static let settling = 1.0

    /// - Parameter progress: what an earlier run read of it.
    init(path: String, name: String, progress: FileProgress?, options: InputOptions, follows: Bool) {
        (self.path, self.name, self.progress, self.options, self.follows) = (path, name, progress, options, follows)
    }

    var isOpen: Bool { stream != nil }

    /// Stored bytes read, for progress.
    var bytesRead: Int { stream?.place?.offset ?? progress?.place.offset ?? 0 }

    /// True where a look inside may bring something: it has grown, or was never looked at.
    func hasNews() throws(InputError) -> Bool {
        if isFinished { return false }
        var status = stat()
        guard stat(path, &status) == 0 else {
            // What has vanished has ended.
            isFinished = follows
            if follows { return false }
            throw .file(name: name, reason: SystemMessage.now())
        }
        let size = Int(status.st_size)
        if inode != 0, status.st_ino != inode {
            throw .file(name: name, reason: "was replaced by another file while it was followed")
        }
        inode = status.st_ino
        if size != seenSize { changedAt = Clock.now() }
        if way != .rows {
            if way != nil, progress?.isWhole == true, size != seenSize {
                throw .file(name: name, reason: "was read as a whole and has changed since; give it another name")
            }
            return progress?.isWhole != true || way == nil
        }
        return size != seenSize
    }

    private var isSettled: Bool { !follows || Clock.now() - changedAt >= FollowedFile.settling }

    /// Finds out how to read the file and whether it is the one that an earlier run read.
    ///
    /// - Returns: `nil` while the file is on its way.
    func survey() throws(InputError) -> FileSurvey? {
        let feed = try FileFeed(path: path, name: name, follows: follows)
        if follows, feed.size == 0 { return nil }
        let found: FileSurvey
        do throws(InputError) { found = try FileSurvey(path: path, options: options) } catch {
            seenSize = feed.size
            if !isSettled { return nil }
            throw error
        }
        if found.way != .rows, !isSettled {
            seenSize = feed.size
            return nil
        }
        if let progress { try recognise(progress, feed) }
        way = found.way
        if progress?.isWhole == true {
            seenSize = feed.size
            isFinished = !follows
        } else {
            seenSize = -1
        }
        return found
    }

    private func recognise(_ progress: FileProgress, _ feed: FileFeed) throws(InputError) {
        let taken = progress.place.offset
        guard progress.isWhole ? feed.size == taken : feed.size >= taken else {
            throw .file(
                name: name, reason: "is not as it was when \(taken) bytes of it were read: it has \(feed.size) now")
        }
        guard feed.digest(ofFirst: progress.prefix) == progress.digest else {
            throw .file(
                name: name,
                reason: "is another file than the one of this name that was read before: its beginning differs")
        }
    }

    /// Reads rows; the file must be one of rows.
    ///
    /// - Returns: how many; 0 where nothing is there for now or nothing ever will be.
    func read(into builder: inout LedgerBuilder, limit: Int) throws(InputError) -> Int {
        let stream = try opened()
        let size = feed?.size ?? 0
        switch try stream.read(into: &builder, limit: limit) {
        case .rows(let count): return count
        case .starved: seenSize = size
        case .ended:
            if stream.format == nil { throw .file(name: name, reason: "the file is empty") }
            close()
            isFinished = true
        }
        return 0
    }

    private func opened() throws(InputError) -> RowStream {
        if let stream { return stream }
        let feed = try FileFeed(path: path, name: name, follows: follows)
        // What grows has no digest yet.
        let digest = follows || !options.hashesFiles ? "" : try ByteSource(path: path).sha256
        let stream = RowStream(feed, options: options, from: progress?.place, sha256: digest)
        (self.stream, self.feed) = (stream, feed)
        return stream
    }

    /// Lets go of the file's descriptor and buffers.
    func close() {
        note()
        (stream, feed) = (nil, nil)
    }

    /// Brings `progress` up to date.
    func note() {
        guard let feed, let place = stream?.place else { return }
        let prefix = min(place.offset, FileProgress.mostPrefix)
        if progress?.prefix == prefix {
            progress?.place = place
        } else if let digest = feed.digest(ofFirst: prefix) {
            progress = FileProgress(path: path, prefix: prefix, digest: digest, place: place, isWhole: false)
        }
    }

    /// The file was read by somebody else, to its end.
    func noteWhole() throws(InputError) {
        let feed = try FileFeed(path: path, name: name, follows: false)
        let prefix = min(feed.size, FileProgress.mostPrefix)
        progress = FileProgress(
            path: path, prefix: prefix,
            digest: feed.digest(ofFirst: prefix) ?? SHA256Digest.of(UnsafeRawBufferPointer(start: nil, count: 0)),
            place: RowPlace(offset: feed.size, line: 0, assumptions: ReadingAssumptions()), isWhole: true)
        seenSize = feed.size
        isFinished = !follows
    }
}
