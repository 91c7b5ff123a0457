/// What one spend takes out of a holding: how much, and which part of it is tainted in which case.
///
/// Cases that share a pass are its lanes, numbered from 0, at most 64. One parcel is reused for a whole pass.
struct Parcel: ~Copyable {
    /// A stretch of value of one kind, in the order in which it left the sender; only lot rules use them.
    struct Stretch: BitwiseCopyable {
        var amount: Amount
        /// Bit a lane: tainted in that case.
        var lanes: UInt64
    }

    let laneCount: Int
    var amount: Amount = 0
    /// Bit a lane: some of it is tainted in that case.
    var lanes: UInt64 = 0
    /// Tainted amount a lane; meaningful where the lane's bit is set.
    let tainted: UnsafeMutablePointer<Amount>
    var stretches = Column<Stretch>()

    init(laneCount: Int) {
        precondition(laneCount > 0 && laneCount <= 64)
        self.laneCount = laneCount
        tainted = .allocate(capacity: laneCount)
        tainted.initialize(repeating: 0, count: laneCount)
    }

    deinit { tainted.deallocate() }

    /// Makes the parcel clean value.
    @inline(__always)
    mutating func reset(_ amount: Amount) {
        self.amount = amount
        lanes = 0
        stretches.truncate(to: 0)
    }

    /// All of the parcel is the case's money: a seed.
    mutating func seed(lane: Int) {
        lanes |= 1 << UInt64(lane)
        tainted[lane] = amount
        for i in 0..<stretches.count { stretches.base[i].lanes |= 1 << UInt64(lane) }
        if stretches.isEmpty { stretches.append(Stretch(amount: amount, lanes: lanes)) }
    }

    /// The value of that case ends here: the recipient gets it as clean.
    mutating func clean(lane: Int) {
        let keep: UInt64 = ~(1 << UInt64(lane))
        lanes &= keep
        for i in 0..<stretches.count { stretches.base[i].lanes &= keep }
    }
}
