/// Operators drawn with replacement, as often as there are: how much a figure hangs on who happened to be simulated (Efron,
/// Annals of Statistics 1979; whole operators, for instances of one resemble each other). What honest people do stays as it is.
struct OperatorResampling: Sendable {
    static let draws = 1_000
    static let seed: UInt64 = 1979

    /// By draw and operator, how often it was drawn.
    private let counts: [[UInt16]]
    /// By instance.
    private let operators: [Int]

    /// - Parameter operators: of each instance, numbered from 0.
    /// - Returns: `nil` for fewer than two operators, of whom nothing can be said.
    /// - Complexity: O(`draws` · operators).
    init?(_ operators: [Int]) {
        let count = (operators.max() ?? -1) + 1
        guard count > 1 else { return nil }
        self.operators = operators
        var random = SplitMix(seed: OperatorResampling.seed)
        counts = (0..<OperatorResampling.draws).map { _ in
            var drawn = [UInt16](repeating: 0, count: count)
            for _ in 0..<count {
                let one = random.below(count)
                drawn[one] = drawn[one] == .max ? .max : drawn[one] + 1
            }
            return drawn
        }
    }

    /// The middle 95 % of the figures that the draws give.
    ///
    /// - Complexity: O(`draws` · (instances + log `draws`)).
    func interval(_ curve: PrecisionRecallCurve, _ weights: [Int]) -> ClosedRange<Int> {
        let figures = counts.map { drawn in
            curve.averagePrecision(weights) { Int(drawn[operators[$0]]) }
        }.sorted()
        let beyond = figures.count / 40
        return figures[beyond]...figures[figures.count - 1 - beyond]
    }
}
