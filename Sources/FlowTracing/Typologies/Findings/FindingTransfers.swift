/// The transfers of one finding, read from the ledger once.
struct FindingTransfers {
    struct One {
        var row: Int
        var sender: AddressID
        var recipient: AddressID
        var asset: AssetID
        var amount: Amount
        var time: Int64

        var pair: UInt64 { UInt64(sender) << 32 | UInt64(recipient) }
        var pairBack: UInt64 { UInt64(recipient) << 32 | UInt64(sender) }
    }

    /// By row.
    let list: [One]
    /// By asset and amount.
    let amounts: [(asset: AssetID, amount: Amount)]
    /// Payer and payee, ascending, each pair once.
    let pairs: [UInt64]

    /// - Parameter rows: ascending.
    /// - Complexity: O(rows · log rows).
    init(_ rows: [UInt32], _ ledger: Ledger) {
        var list: [One] = []
        list.reserveCapacity(rows.count)
        for row in rows {
            let row = Int(row)
            list.append(
                One(
                    row: row, sender: ledger.columns.senders[row], recipient: ledger.columns.recipients[row],
                    asset: ledger.columns.assets[row], amount: ledger.columns.amounts[row], time: ledger.time(row)))
        }
        self.list = list
        amounts = list.map { ($0.asset, $0.amount) }.sorted { ($0.asset, $0.amount) < ($1.asset, $1.amount) }
        var pairs = list.map(\.pair)
        pairs.orderDistinct()
        self.pairs = pairs
    }

    /// Everybody who pays or is paid, ascending.
    var parties: [AddressID] {
        var parties = list.flatMap { [$0.sender, $0.recipient] }
        parties.orderDistinct()
        return parties
    }

    /// Blocks need not be in order of their times.
    var times: (first: Int64, last: Int64) {
        list.reduce((list.first?.time ?? 0, list.first?.time ?? 0)) { (min($0.0, $1.time), max($0.1, $1.time)) }
    }

    /// What is moved of each asset, at most 2¹²⁸ − 1.
    var values: [Finding.AssetValue] {
        stretches.map { stretch in
            Finding.AssetValue(
                asset: amounts[stretch.lowerBound].asset,
                amount: amounts[stretch].reduce(0) { $0.addingClamped($1.amount) })
        }
    }

    /// The places in `amounts` of each asset.
    var stretches: [Range<Int>] {
        var stretches: [Range<Int>] = []
        var first = 0
        for place in 1..<max(1, amounts.count) where amounts[place].asset != amounts[first].asset {
            stretches.append(first..<place)
            first = place
        }
        if !amounts.isEmpty { stretches.append(first..<amounts.count) }
        return stretches
    }

    /// Transfers of the commonest amount of their asset.
    var commonest: Int {
        stretches.reduce(0) { sum, stretch in
            var (most, own) = (0, 0)
            for place in stretch {
                own = place > stretch.lowerBound && amounts[place].amount == amounts[place - 1].amount ? own + 1 : 1
                most = max(most, own)
            }
            return sum + most
        }
    }

    /// Transfers whose payee pays their payer too.
    var mutual: Int {
        pairs.withUnsafeBufferPointer { pairs in
            guard let base = pairs.baseAddress else { return 0 }
            let sorted = Column(viewing: base, count: pairs.count)
            return list.count { sorted.contains(sorted: $0.pairBack) }
        }
    }

    /// The share in thousandths that members pay on of what they are paid, of the asset of which it is most.
    var passedOn: Int {
        // By asset and address: what came and what went.
        var sides: [(key: UInt64, into: Amount, out: Amount)] = []
        sides.reserveCapacity(2 * list.count)
        for one in list {
            sides.append((UInt64(one.asset) << 32 | UInt64(one.recipient), one.amount, 0))
            sides.append((UInt64(one.asset) << 32 | UInt64(one.sender), 0, one.amount))
        }
        sides.sort { $0.key < $1.key }
        var (most, place) = (0, 0)
        while place < sides.count {
            let asset = sides[place].key >> 32
            var (into, out): (Amount, Amount) = (0, 0)
            while place < sides.count, sides[place].key >> 32 == asset {
                let key = sides[place].key
                var (came, went): (Amount, Amount) = (0, 0)
                while place < sides.count, sides[place].key == key {
                    came = came.addingClamped(sides[place].into)
                    went = went.addingClamped(sides[place].out)
                    place += 1
                }
                into = into.addingClamped(came)
                out = out.addingClamped(min(came, went))
            }
            most = max(most, Permille.share(out, of: into))
        }
        return most
    }
}
