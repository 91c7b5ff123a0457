import Glibc

/// A queue between two threads, of bounded weight.
final class Mailbox<Element>: @unchecked Sendable {
    private var elements: [(element: Element, weight: Int)] = []
    private var first = 0
    private var weight = 0
    private let limit: Int
    private var isClosed = false
    private let lock: UnsafeMutablePointer<pthread_mutex_t> = .allocate(capacity: 1)
    private let hasChanged: UnsafeMutablePointer<pthread_cond_t> = .allocate(capacity: 1)

    /// - Parameter limit: weight from which the queue takes no more.
    init(limit: Int) {
        self.limit = limit
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(hasChanged, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(hasChanged)
        pthread_mutex_destroy(lock)
        lock.deallocate()
        hasChanged.deallocate()
    }

    var count: Int { locked { elements.count - first } }
    var bytes: Int { locked { weight } }

    /// Adds an element, waiting for room up to `patience` seconds. One element is taken whatever its weight.
    ///
    /// - Returns: false where there was no room in that time, or the queue is closed.
    func push(_ element: sending Element, weight: Int, patience: Double = 0) -> Bool {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        var deadline = Mailbox.deadline(patience)
        while !isClosed, self.weight > 0, self.weight + weight > limit {
            guard patience > 0, pthread_cond_timedwait(hasChanged, lock, &deadline) == 0 else { return false }
        }
        if isClosed { return false }
        elements.append((element, weight))
        self.weight += weight
        pthread_cond_broadcast(hasChanged)
        return true
    }

    /// Takes the oldest element, waiting for one up to `patience` seconds.
    func pop(patience: Double) -> Element? {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        var deadline = Mailbox.deadline(patience)
        while first == elements.count {
            if isClosed { return nil }
            guard patience > 0, pthread_cond_timedwait(hasChanged, lock, &deadline) == 0 else { return nil }
        }
        let (element, weight) = elements[first]
        first += 1
        self.weight -= weight
        if first == elements.count || first > 1024 {
            elements.removeFirst(first)
            first = 0
        }
        pthread_cond_broadcast(hasChanged)
        return element
    }

    /// Takes nothing more; what is in can still be popped.
    func close() {
        locked {
            isClosed = true
            pthread_cond_broadcast(hasChanged)
        }
    }

    /// True where nothing is in and nothing will be.
    var isDone: Bool { locked { isClosed && first == elements.count } }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body()
    }

    private static func deadline(_ patience: Double) -> timespec {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let nanoseconds = time.tv_nsec + Int(min(max(patience, 0), 1e6) * 1e9)
        return timespec(tv_sec: time.tv_sec + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
}

/// A thread that runs one closure and can be waited for.
final class WorkerThread {
    private var thread = pthread_t()
    private var isRunning: Bool

    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    init(_ run: sending @escaping () -> Void) {
        let context = Unmanaged.passRetained(Body(run))
        let code = pthread_create(
            &thread, nil,
            { context in
                Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        isRunning = code == 0
        precondition(isRunning, "the system gives no thread")
    }

    func join() {
        guard isRunning else { return }
        pthread_join(thread, nil)
        isRunning = false
    }
}
