/// The coins of a transaction by amount, and parts of it as one word: a field per class, a guard bit above each, inputs
/// before outputs. A part fits into another if taking it away clears no guard bit.
struct CoinClasses {
    struct Side {
        /// Ascending; inputs that are marked stand apart from those of the same amount that are not.
        var amounts: [UInt64] = []
        var counts: [Int] = []
        var isMarked: [Bool] = []
        /// Class of each coin in listed order; `nil` for coins of amount 0.
        var classOf: [Int?] = []
        var firstField = 0
        var coins: Int { counts.reduce(0, +) }
    }
    struct Field {
        var shift: UInt64
        var mask: UInt64
    }
    struct Part {
        var code: UInt64
        var sum: Int64
    }

    private(set) var inputs: Side
    private(set) var outputs: Side
    private(set) var fields: [Field] = []
    private(set) var whole: UInt64 = 0
    private(set) var inputMask: UInt64 = 0
    private var guards: UInt64 = 0
    /// No class has two coins: picking is never a choice.
    let areDistinct: Bool

    var inputClasses: Int { inputs.amounts.count }

    /// Links that are worth a table: a hostile transaction can have thousands of coins of nothing on both sides.
    private static let mostLinks = 1 << 20

    /// `nil` if the classes do not fit a word, the amounts 2⁶², or the links a table.
    init?(inputs: [UInt64], outputs: [UInt64], marked: [Bool]) {
        let links = inputs.count.multipliedReportingOverflow(by: outputs.count)
        if links.overflow || links.partialValue > Self.mostLinks { return nil }
        guard let inputs = Self.side(inputs, marked), let outputs = Self.side(outputs, []) else { return nil }
        (self.inputs, self.outputs) = (inputs, outputs)
        areDistinct = (inputs.counts + outputs.counts).allSatisfy { $0 == 1 }
        self.outputs.firstField = inputs.counts.count
        var shift: UInt64 = 0
        for (index, count) in (inputs.counts + outputs.counts).enumerated() {
            let bits = UInt64(Int.bitWidth - count.leadingZeroBitCount)
            if count > 63 || shift + bits + 1 > 64 { return nil }
            let field = Field(shift: shift, mask: (1 << bits) - 1)
            fields.append(field)
            whole |= UInt64(count) << shift
            guards |= 1 << (shift + bits)
            if index < inputs.counts.count { inputMask |= field.mask << shift }
            shift += bits + 1
        }
    }

    private static func side(_ amounts: [UInt64], _ marked: [Bool]) -> Side? {
        var side = Side()
        side.classOf = [Int?](repeating: nil, count: amounts.count)
        var total: UInt64 = 0
        func isMarked(_ coin: Int) -> Bool { marked.isEmpty ? false : marked[coin] }
        let order = amounts.indices.filter { amounts[$0] > 0 }.sorted {
            amounts[$0] != amounts[$1]
                ? amounts[$0] < amounts[$1] : !isMarked($0) && isMarked($1)
        }
        for coin in order {
            let sum = total.addingReportingOverflow(amounts[coin])
            if sum.overflow || sum.partialValue >= 1 << 62 { return nil }
            total = sum.partialValue
            if side.amounts.last == amounts[coin], side.isMarked.last == isMarked(coin) {
                side.counts[side.counts.count - 1] += 1
            } else {
                side.amounts.append(amounts[coin])
                side.counts.append(1)
                side.isMarked.append(isMarked(coin))
            }
            side.classOf[coin] = side.amounts.count - 1
        }
        return side
    }

    /// All parts of one side but the empty one, by ascending sum; `nil` if there are more than `limit`.
    func parts(_ side: Side, limit: Int) -> [Part]? {
        var parts = [Part(code: 0, sum: 0)]
        for (index, amount) in side.amounts.enumerated() {
            let size = parts.count.multipliedReportingOverflow(by: side.counts[index] + 1)
            if size.overflow || size.partialValue > limit { return nil }
            let before = parts.count
            let shift = fields[side.firstField + index].shift
            for count in 1...side.counts[index] {
                for part in parts[..<before] {
                    parts.append(
                        Part(code: part.code | UInt64(count) << shift, sum: part.sum + Int64(amount) * Int64(count)))
                }
            }
        }
        parts.removeFirst()
        return parts.sorted { $0.sum != $1.sum ? $0.sum < $1.sum : $0.code < $1.code }
    }

    @inline(__always)
    func holds(_ rest: UInt64, _ pair: UInt64) -> Bool { ((rest | guards) - pair) & guards == guards }

    @inline(__always)
    func count(_ part: UInt64, _ field: Int) -> Int { Int(part >> fields[field].shift & fields[field].mask) }

    /// Of a part that holds inputs.
    func firstInputClass(_ part: UInt64) -> Int {
        var index = 0
        while count(part, index) == 0 { index += 1 }
        return index
    }

    func holdsMarked(_ part: UInt64) -> Bool {
        inputs.isMarked.indices.contains { inputs.isMarked[$0] && count(part, $0) > 0 }
    }

    /// Gives each coin its class's share of the sums. Exact: exchangeable coins have equal shares.
    func spread(_ sums: [UInt128], marked: [UInt128], mappings: UInt128) -> LinkCounts {
        let columns = outputs.amounts.count
        var links = LinkCounts(mappings: mappings, outputs: outputs.classOf.count, counts: [], marked: [])
        links.marked = outputs.classOf.map { $0.map { marked[$0] / UInt128(outputs.counts[$0]) } ?? 0 }
        for row in inputs.classOf {
            for column in outputs.classOf {
                guard let row, let column else {
                    links.counts.append(0)
                    continue
                }
                let share = UInt128(inputs.counts[row]) * UInt128(outputs.counts[column])
                assert(sums[row * columns + column] % share == 0)
                links.counts.append(sums[row * columns + column] / share)
            }
        }
        return links
    }
}
