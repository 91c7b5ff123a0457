import FlowFormats
import FlowTracing
import Glibc

/// Lines that come on a descriptor, as they come: the canonical CSV or JSON lines, not compressed.
///
/// What was taken is gone, so a second run cannot go on where the first stopped: whoever sends may send again from
/// anywhere before, and rows that the ledger has are dropped as duplicates.
public final class StandardInput: Source {
    public let name = "stdin"
    private let feed: PipeFeed
    private let stream: RowStream

    public init(options: InputOptions, descriptor: Int32 = STDIN_FILENO) {
        feed = PipeFeed(descriptor)
        stream = RowStream(feed, options: options)
    }

    public var position: SourcePosition {
        let offset = stream.place?.offset ?? 0
        return SourcePosition(bytes: Array(String(offset).utf8), description: "byte \(offset), cannot be resumed")
    }

    public func next(
        into intake: inout LedgerBuilder, limit: Int, patience: Double
    ) throws(SourceError) -> SourceStep {
        let deadline = Clock.now() + patience
        do throws(InputError) {
            while true {
                switch try stream.read(into: &intake, limit: limit) {
                case .rows(let count): return .rows(count)
                case .ended: return .finished
                case .starved: break
                }
                let left = deadline - Clock.now()
                guard left > 0 else { return .idle }
                feed.wait(left)
            }
        } catch {
            throw .permanent(source: name, reason: error.description)
        }
    }
}

/// What a pipe or terminal gives, without waiting for it.
final class PipeFeed: ByteFeed {
    let name = "stdin"
    private let descriptor: Int32
    private var isAtStart = true

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Until there is something to read, at most `seconds`.
    func wait(_ seconds: Double) {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&waiting, 1, Int32((min(max(seconds, 0), 0.05) * 1000).rounded(.up)))
    }

    func read(into output: UnsafeMutableRawBufferPointer) throws(InputError) -> Int? {
        while true {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 0) != 0 else { return 0 }
            let count = Glibc.read(descriptor, output.baseAddress, output.count)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return 0 }
            guard count >= 0 else { throw .file(name: name, reason: SystemMessage.now()) }
            if isAtStart, count >= 2 { try refusePacked(UnsafeRawBufferPointer(rebasing: output[..<count])) }
            isAtStart = isAtStart && count == 0
            return count == 0 ? nil : count
        }
    }

    private func refusePacked(_ bytes: UnsafeRawBufferPointer) throws(InputError) {
        if bytes[0] == 0x1F && bytes[1] == 0x8B || bytes[0] == 0x28 && bytes[1] == 0xB5 {
            throw .file(name: name, reason: "is compressed; unpack it on the way in (zcat, zstdcat)")
        }
    }
}
