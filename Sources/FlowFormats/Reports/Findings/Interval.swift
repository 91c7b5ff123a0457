/// Statistics as people read them.
enum Interval {
    /// 95% score interval of a share, in whole parts of `scale` (100: percents), outwards. Source: Wilson, JASA 1927.
    static func wilson(_ part: Int, of whole: Int, scale: Int = 100) -> (low: Int, high: Int) {
        guard whole > 0 else { return (0, scale) }
        let (n, p, z) = (Double(whole), Double(part) / Double(whole), 1.96)
        let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return (
            max(0, Int((Double(scale) * (centre - half)).rounded(.down))),
            min(scale, Int((Double(scale) * (centre + half)).rounded(.up)))
        )
    }

    /// The interval in percents; empty for a share of nothing.
    static func text(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "" }
        let (low, high) = wilson(part, of: whole)
        return "\(low)–\(high)%"
    }
}
