/// The transfers by which taint first came to a key, from a seed on. Routes share their beginnings: one step is one node,
/// however many routes go on from there.
final class Route: @unchecked Sendable {
    let step: Alert.Step
    /// Written only while the route goes away, when nobody else can see it.
    private var before: Route?
    let count: Int

    init(_ step: Alert.Step, after before: Route?) {
        (self.step, self.before) = (step, before)
        count = (before?.count ?? 0) + 1
    }

    /// A route may be longer than the stack is deep.
    deinit {
        var rest = before.take()
        while isKnownUniquelyReferenced(&rest), let last = rest { rest = last.before.take() }
    }

    /// The seed, and the last steps up to `limit` in all.
    ///
    /// - Complexity: O(steps).
    func steps(atMost limit: Int) -> [Alert.Step] {
        var steps: [Alert.Step] = []
        var route = self
        while let before = route.before {
            if steps.count < limit - 1 { steps.append(route.step) }
            route = before
        }
        steps.append(route.step)
        return steps.reversed()
    }
}

extension Route: Equatable {
    static func == (a: Route, b: Route) -> Bool {
        var (a, b) = (a, b)
        while true {
            if a === b { return true }
            if a.step != b.step || a.count != b.count { return false }
            guard let beforeA = a.before, let beforeB = b.before else { return a.before == nil && b.before == nil }
            (a, b) = (beforeA, beforeB)
        }
    }
}
