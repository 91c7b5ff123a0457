/// Whether the inputs of a transaction can be shared out among participants so that each of them covers one equal output
/// and at most one change, give or take what participants pay each other.
///
/// All but one participant (makers) must come out within a tolerance of what they brought; one (the taker) may bring
/// more: it pays the others and the miners. A batch payment fails this where no subset of the sender's coins adds up to a payment
/// and a change.
///
/// Source: Goldfeder, Kalodner, Reisman, Narayanan, When the cookie meets the blockchain (PETS 2018); BlockSci's
/// definite coinjoin.
struct ParticipantSplit {
    enum Answer { case possible, impossible, unknown }

    /// Share of the denomination that may pass between two participants.
    static let tolerancePercent: UInt64 = 1
    /// The least that may, base units, if it is no more than a tenth of the denomination.
    static let leastTolerance: UInt64 = 10_000
    /// Participants looked at in all, before the search gives up: some milliseconds.
    static let stepLimit = 100_000
    /// Inputs that the search recurses over.
    static let mostInputs = 256

    private let inputs: [Int64]
    /// Sum of the inputs from each place on.
    private let following: [Int64]
    private let owed: [Int64]
    private let tolerance: Int64
    /// What the taker may bring beyond what it takes.
    private let excess: Int64
    private var brought: [Int64]
    private var stepsLeft = stepLimit

    /// - Precondition: the inputs, and what is taken, are less than 2⁶² in all.
    /// - Complexity: at most `stepLimit` steps.
    static func search(inputs: [UInt64], denomination: UInt64, participants: Int, changes: [UInt64]) -> Answer {
        let total = inputs.reduce(0, +)
        let taken = UInt64(participants) * denomination + changes.reduce(0, +)
        if changes.count > participants || total < taken || inputs.count < participants { return .impossible }
        if inputs.count > mostInputs { return .unknown }
        var split = ParticipantSplit(
            inputs: inputs, denomination: denomination, participants: participants, changes: changes,
            fee: total - taken)
        guard let answer = split.place(0) else { return .unknown }
        return answer ? .possible : .impossible
    }

    private init(inputs: [UInt64], denomination: UInt64, participants: Int, changes: [UInt64], fee: UInt64) {
        self.inputs = inputs.sorted(by: >).map(Int64.init)
        var following = [Int64](repeating: 0, count: inputs.count + 1)
        for at in inputs.indices.reversed() { following[at] = following[at + 1] + self.inputs[at] }
        self.following = following
        let all = changes + [UInt64](repeating: 0, count: participants - changes.count)
        owed = all.map { Int64($0 + denomination) }.sorted(by: >)
        tolerance = Int64(
            max(denomination / 100 * Self.tolerancePercent, min(Self.leastTolerance, denomination / 10)))
        // Amounts are below 2^62 in all, a hundredth of them and the fee below 2^63.
        excess = tolerance * Int64(participants) + Int64(fee)
        brought = [Int64](repeating: 0, count: participants)
    }

    /// Gives the inputs from `at` on to participants, largest first; `nil` when the steps run out.
    private mutating func place(_ at: Int) -> Bool? {
        stepsLeft -= owed.count
        if stepsLeft < 0 { return nil }
        var missing: Int64 = 0
        var takers = 0
        for place in owed.indices {
            missing += max(0, owed[place] - tolerance - brought[place])
            if brought[place] > owed[place] + tolerance { takers += 1 }
        }
        if missing > following[at] || takers > 1 { return false }
        if at == inputs.count { return true }
        // To the one who lacks most first; those who owe and brought the same are the same.
        let order = owed.indices.sorted { owed[$0] - brought[$0] > owed[$1] - brought[$1] }
        for (rank, place) in order.enumerated() {
            if rank > 0 {
                let before = order[rank - 1]
                if owed[before] == owed[place] && brought[before] == brought[place] { continue }
            }
            if brought[place] + inputs[at] > owed[place] + excess { continue }
            brought[place] += inputs[at]
            let answer = self.place(at + 1)
            brought[place] -= inputs[at]
            if answer != false { return answer }
        }
        return false
    }
}
