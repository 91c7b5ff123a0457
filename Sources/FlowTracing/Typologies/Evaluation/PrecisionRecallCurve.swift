/// A ranked list of findings, reduced to what the area under its precision-recall curve is made of.
///
/// Findings of one place are opened together: the precision at each is that at the last of them. An instance that counts
/// several times is so many instances, each found by a finding of its own, at one place.
struct PrecisionRecallCurve: Sendable {
    /// A finding's place in the ranking, and the instances that it finds.
    struct Ranked {
        var place: Int
        var found: [Int]
    }

    /// A place at which something is found for the first time.
    private struct Step {
        /// Wrong findings up to and with this place.
        var wrong: Int
        /// By finding, the instances that none before it found.
        var right: [[Int]]
    }

    private var steps: [Step] = []

    /// - Parameter ranked: by place.
    /// - Complexity: O(findings and what they find).
    init(_ ranked: [Ranked]) {
        var credited: Set<Int> = []
        var wrong = 0
        var right: [[Int]] = []
        for (number, one) in ranked.enumerated() {
            let new = one.found.filter { credited.insert($0).inserted }
            // Nothing new: neither right nor wrong.
            if one.found.isEmpty { wrong += 1 } else if !new.isEmpty { right.append(new) }
            let isLast = number + 1 == ranked.count || ranked[number + 1].place != one.place
            if isLast, !right.isEmpty {
                steps.append(Step(wrong: wrong, right: right))
                right = []
            }
        }
    }

    /// Σ precision · gain in recall over the list, in millionths; see Davis and Goadrich, ICML 2006, on why not the
    /// trapezoid.
    ///
    /// - Parameters:
    ///   - weights: by instance, those never found among them.
    ///   - times: how often each instance counts; a finding counts as often as the most frequent one that it is first to find.
    /// - Complexity: O(instances).
    func averagePrecision(_ weights: [Int], times: (Int) -> Int = { _ in 1 }) -> Int {
        let whole = weights.indices.reduce(0) { $0 + weights[$1] * times($1) }
        guard whole > 0 else { return 0 }
        var right = 0
        var sum = 0.0
        for step in steps {
            var gain = 0
            for new in step.right {
                right += new.reduce(0) { max($0, times($1)) }
                gain += new.reduce(0) { $0 + weights[$1] * times($1) }
            }
            if gain == 0 { continue }
            sum += Double(right) / Double(right + step.wrong) * Double(gain) / Double(whole)
        }
        return Int(sum * 1_000_000)
    }
}
