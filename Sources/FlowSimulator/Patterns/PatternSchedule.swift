import FlowTracing

/// One planted instance or decoy before it begins: drawn again from its seed when it does, so that a schedule of many
/// stays small.
struct Appearance {
    var seed: UInt64
    /// Position in the list of kinds of its sort.
    var kind: Int
    /// Number of the operator; `nil` for a decoy.
    var operatorNumber: Int?
    /// Seconds since the world's start.
    var start: Int
    /// Rows in all, and seconds that they take.
    var rows: Int
    var duration: Int
}

/// What will be planted, when and by whom.
struct PatternSchedule {
    let typologies: [any PatternKind]
    let operators: [Habits]
    /// Seconds.
    let span: Int
    /// By start.
    private(set) var appearances: [Appearance] = []
    /// Rows of all of them, those included that only make a pattern possible.
    private(set) var rows = 0

    init(_ options: PatternWorld.Options) {
        typologies = options.kinds
        span = options.days * 86_400
        var people = SplitMix(seed: SplitMix.mix(options.seed ^ 0x1D8E_4E27_C47D_124F))
        operators = (0..<options.operators).map { _ in Habits(&people) }
        fill(options.plantedRows, isPlanted: true, seed: SplitMix.mix(options.seed ^ 0xEB44_ACCA_B455_D165))
        fill(options.decoyRows, isPlanted: false, seed: SplitMix.mix(options.seed ^ 0x9E6C_63D0_876A_3F6B))
        appearances.sort { ($0.start, $0.seed) < ($1.start, $1.seed) }
    }

    private func kind(of one: Appearance) -> any PatternKind {
        one.operatorNumber == nil ? PatternKinds.hardNegatives[one.kind] : typologies[one.kind]
    }

    func name(of one: Appearance) -> String { kind(of: one).name }

    /// The plan of an appearance: the same whenever it is asked for.
    func plan(_ one: Appearance) -> Plan {
        var chance = SplitMix(seed: one.seed)
        let habits = one.operatorNumber.map { operators[$0] } ?? Habits(&chance)
        var sketch = Sketch(seed: chance.next(), habits: habits)
        kind(of: one).draw(&sketch)
        return sketch.finished()
    }

    /// Instances of one kind after the other, until `budget` rows are planned: every kind equally often, so that each can
    /// be judged.
    private mutating func fill(_ budget: Int, isPlanted: Bool, seed: UInt64) {
        let kinds = isPlanted ? typologies.count : PatternKinds.hardNegatives.count
        guard budget > 0, kinds > 0 else { return }
        var chance = SplitMix(seed: seed)
        var (planned, turn, misses) = (0, 0, 0)
        var smallest: (one: Appearance, parts: Int)?
        while planned < budget - budget / 50, misses < 12 * kinds {
            var one = Appearance(
                seed: chance.next(), kind: turn % kinds,
                operatorNumber: isPlanted ? chance.below(operators.count) : nil, start: 0, rows: 0, duration: 0)
            turn += 1
            let plan = plan(one)
            (one.rows, one.duration) = (plan.steps.count, plan.duration)
            one.start = chance.below(max(1, span - min(one.duration, span)))
            let parts = plan.partCount
            if parts < smallest?.parts ?? .max { smallest = (one, parts) }
            guard planned + parts <= budget + budget / 50 else {
                misses += 1
                continue
            }
            planned += parts
            add(one)
        }
        // A world asked to have some has one.
        if planned == 0, let smallest { add(smallest.one) }
    }

    private mutating func add(_ one: Appearance) {
        appearances.append(one)
        rows += one.rows
    }
}
