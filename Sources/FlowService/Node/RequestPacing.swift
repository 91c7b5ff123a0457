import FlowTracing

/// When a node may be asked next: so many calls a second, and after a failure later and later.
struct RequestPacing {
    /// Calls a second; `nil`: as fast as it answers.
    private let rate: Double?
    private var random: any RandomNumberGenerator
    /// When the calls made so far are paid for.
    private var paidUntil = -Double.infinity
    private var failures = 0
    /// No call before this time.
    private(set) var notBefore = 0.0

    static let firstBackoff = 0.5
    static let longestBackoff = 60.0

    /// - Parameter seed: for a repeatable jitter; `nil`: from the system.
    init(callsPerSecond rate: Double?, seed: UInt64?) {
        precondition(rate == nil || rate! > 0)
        self.rate = rate
        random = seed.map { SplitMix(seed: $0) } ?? SystemRandomNumberGenerator()
    }

    /// Seconds to wait before `calls` more may be made, which count as made. A second's worth may be made at once.
    mutating func delay(for calls: Int, now: Double) -> Double {
        guard let rate else { return 0 }
        paidUntil = max(paidUntil, now - 1) + Double(calls) / rate
        return max(0, paidUntil - now)
    }

    mutating func succeeded() { (failures, notBefore) = (0, 0) }

    /// Exponential backoff with full jitter (AWS Architecture Blog, "Exponential backoff and jitter", 2015), never sooner
    /// than the node asks for.
    mutating func failed(now: Double, retryAfter: Double?) {
        let most = min(RequestPacing.longestBackoff, RequestPacing.firstBackoff * Double(1 << min(failures, 10)))
        failures += 1
        // At least half: a retry at once hits the same trouble.
        let wait = most / 2 + Double.random(in: 0...most / 2, using: &random)
        notBefore = now + max(wait, min(retryAfter ?? 0, 3_600))
    }
}
