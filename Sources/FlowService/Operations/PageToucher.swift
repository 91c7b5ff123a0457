import FlowTracing
import Glibc

/// A thread that touches pages for `PagesAhead` while it lives. One at a time in a process is enough; of several the last
/// one made is asked.
final class PageToucher {
    private struct Stretch: @unchecked Sendable {
        let start: UnsafeMutableRawPointer
        let bytes: Int
    }

    private let requests = Mailbox<Stretch>(limit: 1 << 16)
    private let thread: WorkerThread

    init() {
        let requests = requests
        thread = WorkerThread {
            while !requests.isDone {
                guard let stretch = requests.pop(patience: 60) else { continue }
                PagesAhead.touch(stretch.start, stretch.bytes)
            }
        }
        // What finds no room is touched by its owner, as it would be without this thread.
        PagesAhead.tell { _ = requests.push(Stretch(start: $0, bytes: $1), weight: 1) }
    }

    deinit {
        PagesAhead.tell(nil)
        requests.close()
        thread.join()
    }
}
