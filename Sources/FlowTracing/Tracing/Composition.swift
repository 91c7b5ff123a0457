/// Value by where it came from, for backward questions: every origin is a label of its own. Slow and plain beside
/// `Holdings`, which know one claimant a lane; here every unit has a name.
struct Composition {
    struct Part: Equatable {
        var amount: Amount
        /// Number of an origin.
        var label: Int
    }

    /// Lot rules: in the order of arrival. Haircut: one part a label, ascending; what the floors left out of the labels
    /// is the balance less their sum.
    private(set) var parts: [Part] = []
    private(set) var balance: Amount = 0
    private var first = 0

    /// What leaves, in order; for haircut the labelled parts of `amount`, the rest being rounding.
    struct Departure {
        var amount: Amount
        var parts: [Part]
    }

    /// Nothing.
    init() {}

    /// What several holdings hold, put together in their order: no spend, lots stay as they are.
    ///
    /// - Complexity: O(parts), for haircut O(parts · log parts).
    init(pooling holdings: [Departure], rule: TaintRule) {
        for holding in holdings {
            balance += holding.amount
            parts += holding.parts
        }
        if rule == .haircut { parts.sort { $0.label < $1.label } }
        // Neighbours of one label are one part.
        var count = 0
        for part in parts where part.amount > 0 {
            if count > 0, parts[count - 1].label == part.label {
                parts[count - 1].amount += part.amount
            } else {
                parts[count] = part
                count += 1
            }
        }
        parts.removeLast(parts.count - count)
    }

    mutating func openWith(_ amount: Amount, label: Int, rule: TaintRule) {
        receive(Departure(amount: amount, parts: [Part(amount: amount, label: label)]), rule: rule)
    }

    /// What was missed is oldest.
    mutating func supply(_ amount: Amount, label: Int, rule: TaintRule) {
        if rule == .haircut {
            openWith(amount, label: label, rule: rule)
            return
        }
        parts.insert(Part(amount: amount, label: label), at: first)
        balance += amount
    }

    mutating func receive(_ departure: Departure, rule: TaintRule) {
        balance += departure.amount
        for part in departure.parts where part.amount > 0 {
            if rule == .haircut {
                let place = parts.firstIndex { $0.label >= part.label } ?? parts.endIndex
                if place < parts.endIndex, parts[place].label == part.label {
                    parts[place].amount += part.amount
                } else {
                    parts.insert(part, at: place)
                }
            } else if parts.count > first, parts[parts.count - 1].label == part.label {
                parts[parts.count - 1].amount += part.amount
            } else {
                parts.append(part)
            }
        }
    }

    /// - Precondition: `amount <= balance`.
    mutating func spend(_ amount: Amount, rule: TaintRule) -> Departure {
        var departure = Departure(amount: amount, parts: [])
        switch rule {
        case .haircut:
            if amount == balance {
                departure.parts = parts
                parts = []
            } else {
                for i in parts.indices {
                    let moved = parts[i].amount.scaled(by: amount, over: balance)
                    if moved == 0 { continue }
                    parts[i].amount -= moved
                    departure.parts.append(Part(amount: moved, label: parts[i].label))
                }
                parts.removeAll { $0.amount == 0 }
            }
        default:
            var left = amount
            while left > 0 {
                let place = rule == .fifo ? first : parts.count - 1
                let part = min(left, parts[place].amount)
                departure.parts.append(Part(amount: part, label: parts[place].label))
                left -= part
                parts[place].amount -= part
                if parts[place].amount == 0 {
                    if rule == .fifo { first += 1 } else { parts.removeLast() }
                }
            }
            if first > 64 && first * 2 > parts.count {
                parts.removeFirst(first)
                first = 0
            }
        }
        balance -= amount
        return departure
    }

    /// All of it, without spending.
    var held: Departure { Departure(amount: balance, parts: Array(parts[first...])) }
}
