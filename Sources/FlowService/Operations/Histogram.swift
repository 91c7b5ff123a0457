/// Durations counted by size, as Prometheus wants them.
struct Histogram: Sendable {
    /// Upper bounds in nanoseconds.
    private let bounds: [Int]
    /// Observations up to each bound and above the one before; the last for all larger ones.
    private var counts: [Int]
    private(set) var count = 0
    /// Nanoseconds.
    private(set) var sum = 0

    /// 1-2.5-5 steps from 10 µs to 10 s.
    static let steps: [Int] =
        (4...9).flatMap { power in
            let ten = (0..<power).reduce(1) { value, _ in value * 10 }
            return [ten, ten * 5 / 2, ten * 5]
        } + [10_000_000_000]

    init(bounds: [Int] = Histogram.steps) {
        self.bounds = bounds
        counts = [Int](repeating: 0, count: bounds.count + 1)
    }

    /// - Parameter seconds: below 0 counts as 0.
    mutating func observe(seconds: Double, times: Int = 1) {
        let value = Int(min(max(seconds, 0), 1e6) * 1e9)
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += times
        count += times
        sum += value * times
    }

    /// Prometheus lines of the histogram `name`.
    func text(_ name: String) -> String {
        var out = ""
        var below = 0
        for (bound, count) in zip(bounds, counts) {
            below += count
            out += "\(name)_bucket{le=\"\(Histogram.decimal(bound))\"} \(below)\n"
        }
        out += "\(name)_bucket{le=\"+Inf\"} \(count)\n"
        return out + "\(name)_sum \(Histogram.decimal(sum))\n\(name)_count \(count)\n"
    }

    /// Nanoseconds as seconds with no needless digit.
    static func decimal(_ nanoseconds: Int) -> String {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard rest > 0 else { return String(whole) }
        var digits = String(rest)
        digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
