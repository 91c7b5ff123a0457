/// The truth about a world: every instance, and every transfer of each.
struct PatternBook {
    /// What one instance came to so far.
    private struct Entry {
        var first: Int64 = 0
        var last: Int64 = 0
        var transfers: UInt32 = 0
        /// Transfers and base units of each coin that occurs.
        var sums: [(coin: Coin, transfers: UInt32, value: UInt128)] = []

        /// The coin of most transfers, the first of equals.
        var main: (coin: Coin, transfers: UInt32, value: UInt128)? {
            sums.max { ($0.transfers, $1.coin.rawValue) < ($1.transfers, $0.coin.rawValue) }
        }
    }

    private let options: PatternWorld.Options
    private let coinTexts: [String]
    private var entries: [Entry]
    private var planted = (instances: 0, transfers: 0)
    private var decoys = (instances: 0, transfers: 0)
    private var isPlanted: [Bool]
    /// Lines of `patternTransfers.csv` not yet handed over.
    var rows = TransferWriter()

    init(_ options: PatternWorld.Options, _ coinTexts: [String], _ schedule: PatternSchedule) {
        (self.options, self.coinTexts) = (options, coinTexts)
        entries = [Entry](repeating: Entry(), count: schedule.appearances.count)
        isPlanted = schedule.appearances.map { $0.operatorNumber != nil }
    }

    func sum(isPlanted: Bool) -> (instances: Int, transfers: Int) { isPlanted ? planted : decoys }

    mutating func begin() { rows.append("instance,transaction,index,from,to,asset,amount\n".utf8) }

    /// Notes the row just written as one of instance `number`.
    mutating func note(
        _ number: Int, _ economy: borrowing ScamEconomy, index: Int, _ from: Int, _ to: Int, _ coin: Coin,
        _ amount: UInt128
    ) {
        let time = economy.options.start + economy.block * economy.coinage.secondsPerBlock
        if entries[number].transfers == 0 {
            entries[number].first = time
            count(number) { $0.instances += 1 }
        }
        count(number) { $0.transfers += 1 }
        entries[number].last = time
        entries[number].transfers += 1
        let place = entries[number].sums.firstIndex { $0.coin == coin } ?? entries[number].sums.count
        if place == entries[number].sums.count { entries[number].sums.append((coin, 0, 0)) }
        entries[number].sums[place].transfers += 1
        entries[number].sums[place].value += amount

        appendName(number, to: &rows)
        rows.comma()
        rows.hash(ofTransaction: economy.transactions, seed: economy.options.seed, form: economy.coinage.form)
        rows.comma()
        rows.decimal(UInt128(index))
        rows.comma()
        rows.append(economy.cast.text(from))
        rows.comma()
        rows.append(economy.cast.text(to))
        rows.comma()
        rows.append(economy.coinage.texts[coin.rawValue])
        rows.comma()
        rows.decimal(amount)
        rows.newline()
    }

    private mutating func count(_ number: Int, _ body: (inout (instances: Int, transfers: Int)) -> Void) {
        if isPlanted[number] { body(&planted) } else { body(&decoys) }
    }

    private func appendName(_ number: Int, to out: inout TransferWriter) {
        out.append((isPlanted[number] ? "planted-" : "decoy-").utf8)
        out.decimal(UInt128(number + 1))
    }

    /// `patterns.csv`, see `PatternFiles`; instances in the order of their beginning.
    func writePatterns<Failure: Error>(
        of schedule: PatternSchedule, to sink: (_ chunk: [UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var out = TransferWriter()
        out.append("instance,typology,operator,isPlanted,firstTime,lastTime,transfers,value,asset\n".utf8)
        for number in entries.indices {
            let (entry, one) = (entries[number], schedule.appearances[number])
            guard let main = entry.main else { continue }
            appendName(number, to: &out)
            out.append(",\(schedule.name(of: one)),".utf8)
            if let who = one.operatorNumber { out.append("operator-\(who + 1)".utf8) }
            out.append(",\(isPlanted[number]),\(entry.first),\(entry.last),\(entry.transfers),".utf8)
            out.decimal(main.value)
            out.append(",\(coinTexts[main.coin.rawValue])\n".utf8)
            if out.buffer.count >= options.chunkBytes {
                try sink(out.buffer)
                out.removeAll()
            }
        }
        try sink(out.buffer)
    }
}
