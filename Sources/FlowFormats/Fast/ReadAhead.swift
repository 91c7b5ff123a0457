import CFlowKernels
import FlowTracing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Decodes rows before they are wanted, on threads of its own.
///
/// The bytes are cut into pieces of equal length; a piece has the lines that start in it. Helpers decode pieces and look
/// their addresses up; the one caller of `piece(at:)` takes the pieces in order, appends their rows, and decodes pieces
/// itself while the one it wants is not ready. Where a line starts is a guess, since a line end may stand inside quotes:
/// the caller uses a stretch of rows only if it starts where its own reading has arrived.
///
/// Everything mutable is read and written under `lock`, but for the rows of a piece, which belong to whoever made it busy
/// and, once it is ready, to the caller.
final class ReadAhead: @unchecked Sendable {
    static let usualPieceBytes = 256 << 10
    /// Fewer pieces are not worth a thread.
    static let leastPieces = 16
    /// Rows of a piece that are not plain are skipped up to this many times.
    private static let mostStretches = 128

    /// Plain rows that follow each other.
    struct Stretch {
        var rows: Range<Int>
        var bytes: Range<Int>
    }

    final class Piece: @unchecked Sendable {
        fileprivate(set) var number = -1
        fileprivate var state = State.free
        fileprivate(set) var stretches: [Stretch] = []
        let rows: FastRows

        enum State { case free, busy, ready }

        init(layout: FastLayout, path: flow_path, pieceBytes: Int) {
            // The shortest plain row, with its line end, has 158 bytes.
            rows = FastRows(layout: layout, path: path, capacity: pieceBytes / 158 + 1)
        }
    }

    private let bytes: UnsafeRawBufferPointer
    private let pieceBytes: Int
    private let pieceCount: Int
    /// Piece k is in `ring[k % ring.count]`.
    private let ring: [Piece]
    /// The first piece that nobody has begun.
    private var next = 0
    /// The first piece that the caller has not passed.
    private var wanted = 0
    private var addresses: AddressReader?
    private var isStopping = false
    private let helpers: Int
    private var threads: [pthread_t] = []
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    /// Helpers wait here for room in the ring; the caller for the piece it wants.
    private let hasRoom: UnsafeMutablePointer<pthread_cond_t>
    private let isReady: UnsafeMutablePointer<pthread_cond_t>
    private var callerWaits = false

    init(_ bytes: UnsafeRawBufferPointer, layout: FastLayout, helpers: Int, path: flow_path, pieceBytes: Int) {
        (self.bytes, self.pieceBytes) = (bytes, pieceBytes)
        self.helpers = min(helpers, 64)
        pieceCount = (bytes.count + pieceBytes - 1) / pieceBytes
        ring = (0..<(4 * self.helpers + 8)).map { _ in Piece(layout: layout, path: path, pieceBytes: pieceBytes) }
        lock = .allocate(capacity: 1)
        hasRoom = .allocate(capacity: 1)
        isReady = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(hasRoom, nil)
        pthread_cond_init(isReady, nil)
    }

    deinit {
        precondition(threads.isEmpty, "stop first")
        pthread_cond_destroy(hasRoom)
        pthread_cond_destroy(isReady)
        pthread_mutex_destroy(lock)
        hasRoom.deallocate()
        isReady.deallocate()
        lock.deallocate()
    }

    /// Ends the helpers. To be called before the last reference goes, and before the builder does.
    func stop() {
        pthread_mutex_lock(lock)
        isStopping = true
        pthread_cond_broadcast(hasRoom)
        pthread_mutex_unlock(lock)
        for thread in threads { pthread_join(thread, nil) }
        threads = []
    }

    /// Lets lookups see the addresses that `builder` has now. Starts the helpers when first called.
    func publish(_ builder: inout LedgerBuilder) {
        let reader = builder.addressReader()
        pthread_mutex_lock(lock)
        addresses = reader
        pthread_mutex_unlock(lock)
        if threads.isEmpty && !isStopping { start() }
    }

    private func start() {
        for _ in 0..<helpers {
            var thread = pthread_t()
            let context = Unmanaged.passRetained(self)
            let code = pthread_create(
                &thread, nil,
                { context in
                    Unmanaged<ReadAhead>.fromOpaque(context!).takeRetainedValue().help()
                    return nil
                }, context.toOpaque())
            // Without a helper the caller decodes alone.
            if code == 0 { threads.append(thread) } else { context.release() }
        }
    }

    /// Where the piece that `position` lies in ends.
    func end(ofPieceAt position: Int) -> Int {
        min((position / pieceBytes + 1) * pieceBytes, bytes.count)
    }

    /// The decoded piece that `position` lies in. Positions never fall; earlier pieces are given up.
    func piece(at position: Int) -> Piece {
        let number = position / pieceBytes
        let slot = ring[number % ring.count]
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        if number > wanted {
            wanted = number
            next = max(next, wanted)
            // A thread is slow to wake: only for several pieces.
            if next - wanted <= ring.count / 2 { pthread_cond_broadcast(hasRoom) }
        }
        while slot.number != number || slot.state != .ready {
            if decodeNext() { continue }
            callerWaits = true
            pthread_cond_wait(isReady, lock)
            callerWaits = false
        }
        return slot
    }

    private func help() {
        pthread_mutex_lock(lock)
        while !isStopping {
            if !decodeNext() { pthread_cond_wait(hasRoom, lock) }
        }
        pthread_mutex_unlock(lock)
    }

    /// Under the lock: decodes the first piece that nobody has begun, if its place in the ring is free.
    private func decodeNext() -> Bool {
        guard next < min(pieceCount, wanted + ring.count) else { return false }
        let piece = ring[next % ring.count]
        guard piece.state != .busy else { return false }
        (piece.number, piece.state) = (next, .busy)
        next += 1
        let addresses = addresses
        pthread_mutex_unlock(lock)
        decode(piece, addresses)
        if let addresses { piece.rows.finish(addresses) }
        pthread_mutex_lock(lock)
        piece.state = .ready
        if callerWaits { pthread_cond_signal(isReady) }
        return true
    }

    private func decode(_ piece: Piece, _ addresses: AddressReader?) {
        let rows = piece.rows
        rows.removeAll()
        piece.stretches.removeAll(keepingCapacity: true)
        let start = piece.number * pieceBytes
        let end = min(start + pieceBytes, bytes.count)
        // The first line that starts here follows the first line end from the byte before on.
        guard var position = start == 0 ? 0 : lineEnd(in: start - 1..<end - 1).map({ $0 + 1 }) else { return }
        while position < end {
            let from = position
            let first = rows.count
            let stop = rows.decode(bytes, from: &position, before: end, addresses)
            if rows.count > first {
                piece.stretches.append(Stretch(rows: first..<rows.count, bytes: from..<position))
            }
            guard stop == FLOW_ODD, piece.stretches.count < ReadAhead.mostStretches else { return }
            guard let lineEnd = lineEnd(in: position..<end) else { return }
            position = lineEnd + 1
        }
    }

    private func lineEnd(in range: Range<Int>) -> Int? {
        guard let base = bytes.baseAddress, let found = memchr(base + range.lowerBound, 0x0A, range.count) else {
            return nil
        }
        return base.distance(to: UnsafeRawPointer(found))
    }
}
