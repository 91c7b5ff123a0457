import Glibc

/// Time that a source waits by; tests have their own.
public protocol NodeClock: AnyObject {
    /// Seconds since some moment; never goes back.
    var now: Double { get }
    func sleep(_ seconds: Double)
}

/// The machine's monotonic clock.
public final class MonotonicClock: NodeClock {
    public init() {}

    public var now: Double { Clock.now() }

    public func sleep(_ seconds: Double) {
        guard seconds > 0 else { return }
        var left = timespec(tv_sec: Int(seconds), tv_nsec: Int(seconds.truncatingRemainder(dividingBy: 1) * 1e9))
        // A signal ends the wait early: the caller looks whether it is to stop.
        _ = nanosleep(&left, nil)
    }
}
