/// An invented world with criminal patterns planted in honest traffic, and with honest trades that look like them.
///
/// Criminal operators each have habits of their own; every instance is drawn from them and from chance, and is named in the
/// truth with each of its transfers. Decoys are named too, by the kind of trade they are. The background is the honest
/// part of `ScamEconomy`, without its nuisances, and people who pay the same few others again and again.
///
/// Equal options give equal bytes on every machine.
///
/// - Complexity: O(transfers · log instances under way) time; memory follows addresses and instances, not transfers.
public struct PatternWorld: Sendable {
    public let options: Options
    let schedule: PatternSchedule
    var economy: ScamEconomy
    var truth: PatternBook
    var underWay: [PatternUnderWay?] = []
    private var freeSlots: [Int] = []
    /// Position in the schedule of the next to begin.
    private var upcoming = 0
    /// Rows still to come of what was scheduled.
    private var pendingRows: Int
    /// Long-lived wallets of each operator.
    var holdings: [[Int]]

    /// Draws the schedule.
    ///
    /// - Complexity: O(rows to plant).
    /// - Throws: `SimulatorError` where an option is out of its range.
    public init(options: Options) throws(SimulatorError) {
        try options.validate()
        self.options = options
        schedule = PatternSchedule(options)
        economy = ScamEconomy(valid: options.economy)
        truth = PatternBook(options, economy.coinTexts, schedule)
        pendingRows = schedule.rows
        holdings = [[Int]](repeating: [], count: options.operators)
    }

    /// Rows written.
    public var written: Int { economy.written }
    public var addressCount: Int { economy.addressCount }
    /// Instances planted, and transfers that belong to them.
    public var planted: (instances: Int, transfers: Int) { truth.sum(isPlanted: true) }
    /// The same of decoys.
    public var decoys: (instances: Int, transfers: Int) { truth.sum(isPlanted: false) }

    /// Runs the world and hands over its files in chunks of about `options.chunkBytes`, each file's in order. Call once.
    ///
    /// Rethrows what the sink throws, after which the world is of no further use.
    public mutating func write<Failure: Error>(
        to sink: (_ file: PatternFiles.File, _ chunk: [UInt8], _ rowsSoFar: Int) throws(Failure) -> Void
    ) throws(Failure) {
        precondition(written == 0, "a world runs once")
        economy.writer.append(TransferWriter.header.utf8)
        truth.begin()
        var nextHonest: UInt64 = 0
        while written < options.transfers {
            step(&nextHonest)
            if economy.writer.buffer.count >= options.chunkBytes {
                try sink(.transfers, economy.writer.buffer, written)
                economy.writer.removeAll()
            }
            if truth.rows.buffer.count >= options.chunkBytes {
                try sink(.patternTransfers, truth.rows.buffer, written)
                truth.rows.removeAll()
            }
        }
        try sink(.transfers, economy.writer.buffer, written)
        try sink(.patternTransfers, truth.rows.buffer, written)
        try economy.writeKnownLabels { (chunk) throws(Failure) in try sink(.labels, chunk, written) }
        try truth.writePatterns(of: schedule) { (chunk) throws(Failure) in try sink(.patterns, chunk, written) }
    }

    /// Whatever comes next: a planned step, an appointment of the honest, a beginning, or an honest event.
    private mutating func step(_ nextHonest: inout UInt64) {
        let planned = economy.agenda.first?.time ?? .max
        let begins =
            upcoming < schedule.appearances.count
            ? UInt64(schedule.appearances[upcoming].start) * 1_000_000 : UInt64.max
        // What was scheduled needs room to the end: gas and inventory at worst twice its own rows.
        let room = options.transfers - written - 3 * pendingRows
        let honest = room > 16 || pendingRows == 0 ? nextHonest : .max
        if begins <= min(planned, honest), upcoming < schedule.appearances.count {
            begin(upcoming)
            upcoming += 1
        } else if planned <= honest, let due = economy.agenda.removeFirst() {
            economy.now = max(economy.now, due.time)
            guard due.deed == .planned else { return economy.keep(due) }
            proceed(slot: Int(due.who), from: Int(due.detail))
        } else {
            precondition(honest < .max, "what is scheduled is in the agenda or has yet to begin")
            economy.now = max(economy.now, nextHonest)
            nextHonest = economy.now + pause()
            let before = written
            economy.background()
            if written == before {
                economy.issue(
                    to: economy.anyExchange(), .usdt,
                    economy.coinage.units(economy.chance.within(1...9) * 100_000_000, of: .usdt))
            }
        }
    }

    /// Microseconds to the next honest event: what is left of the time, over what is left of the rows, more by night.
    private mutating func pause() -> UInt64 {
        let span = UInt64(options.days) * 86_400_000_000
        let rest = max(1, options.transfers - written - pendingRows * 3 / 2)
        let isOver = economy.now >= span
        let mean = max(1, (isOver ? span : span - economy.now) * 10 / UInt64((isOver ? options.transfers : rest) * 7))
        let hour = Int(economy.now / 3_600_000_000 % 24)
        return UInt64(economy.chance.below(Int(2 * mean))) * PatternWorld.sleepiness[hour] / 100 + 1
    }

    /// Per cent of the usual pause in each hour of the day.
    private static let sleepiness: [UInt64] = [
        150, 180, 200, 210, 200, 170, 140, 110, 90, 80, 75, 70, 70, 70, 72, 75, 75, 72, 70, 72, 78, 88, 105, 125,
    ]

    private mutating func begin(_ number: Int) {
        let one = schedule.appearances[number]
        var plan = schedule.plan(one)
        // A plan longer than the world is hurried.
        if plan.duration > schedule.span {
            for i in plan.steps.indices { plan.steps[i].at = plan.steps[i].at * schedule.span / plan.duration }
        }
        economy.now = max(economy.now, UInt64(one.start) * 1_000_000)
        let people = cast(plan, of: one)
        let slot = freeSlots.popLast() ?? underWay.count
        if slot == underWay.count { underWay.append(nil) }
        underWay[slot] = PatternUnderWay(number: number, start: one.start, plan: plan, people: people)
        book(slot, step: 0)
    }

    private mutating func book(_ slot: Int, step: Int) {
        guard let one = underWay[slot], step < one.plan.steps.count else {
            underWay[slot] = nil
            freeSlots.append(slot)
            return
        }
        let at = UInt64(one.start + one.plan.steps[step].at) * 1_000_000
        economy.agenda.book(
            .planned, at: at + UInt64(economy.chance.below(1_000_000)), who: UInt32(slot), detail: UInt32(step))
    }

    /// One transaction of an instance.
    private mutating func proceed(slot: Int, from first: Int) {
        guard let one = underWay[slot] else { return }
        var end = first + 1
        while end < one.plan.steps.count, one.plan.steps[end].joins { end += 1 }
        perform(one, first..<end)
        pendingRows -= end - first
        book(slot, step: end)
    }
}

/// An instance that has begun.
struct PatternUnderWay {
    /// Position in the schedule.
    var number: Int
    /// Seconds since the world's start.
    var start: Int
    var plan: Plan
    /// Who plays each of the plan's members.
    var people: [Int]
}
