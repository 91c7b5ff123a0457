/// Puts the exposures of keys together from what the passes over groups of sources leave. Keys come in one order in every
/// pass; with one pass nothing is kept.
struct ExposureGathering {
    /// What one key met of one source.
    private struct Entry {
        /// The key's place in the order.
        var number: UInt32
        var source: UInt8
        var minHops: UInt8
        var direct: Amount
        var indirect: Amount
    }

    /// Of earlier passes, each with the place of the next key in it.
    private var earlier: [(entries: [Entry], next: Int)] = []
    /// Of the pass now.
    private var current: [Entry] = []
    /// By class, 0 but while an exposure is made.
    private var rows: [Exposure.Row]

    init(_ sources: ExposureSources) {
        rows = sources.classes.map { Exposure.Row(exposure: $0, direct: 0, indirect: 0, minHops: .max) }
    }

    /// What was added so far is an earlier pass'.
    private mutating func beginPass() {
        if current.isEmpty { return }
        earlier.append((current, 0))
        current = []
    }

    /// Adds what the key, the `number`-th, met in the pass over the sources `batch`.
    private mutating func add<Cell: ShareCell>(
        _ holdings: borrowing ScreeningHoldings<Cell>, key: Int, number: Int, batch: Range<Int>
    ) {
        if holdings.states[key].reached == 0 { return }
        for source in 0..<batch.count {
            let (direct, indirect) = holdings.met(key, source: source)
            if direct | indirect == 0 { continue }
            current.append(
                Entry(
                    number: UInt32(truncatingIfNeeded: number),
                    source: UInt8(truncatingIfNeeded: batch.lowerBound + source),
                    minHops: UInt8(truncatingIfNeeded: holdings.minHops(key, source: source) ?? 0), direct: direct,
                    indirect: indirect))
        }
    }

    /// What is put together of the `number`-th key, the last that was added.
    struct Found {
        var rows: [Exposure.Row] = []
        /// All of the rows, each amount once.
        var attributed: Amount = 0
        /// What the rows count beyond that.
        var overlap: Amount = 0
    }

    /// Adds what the keys met in one pass; where it is the last, hands over what every key met that received (sent)
    /// anything.
    mutating func gather<Cell: ShareCell>(
        _ holdings: borrowing ScreeningHoldings<Cell>, _ keys: [Int], batch: Range<Int>, _ sources: ExposureSources,
        _ body: (_ key: Int, _ total: Amount, Found) -> Void
    ) {
        beginPass()
        for (number, key) in keys.enumerated() where holdings.states[key].total != 0 {
            add(holdings, key: key, number: number, batch: batch)
            if batch.upperBound < sources.sources.count { continue }
            body(key, Amount(truncatingIfNeeded: holdings.states[key].total), take(number, sources))
        }
    }

    /// Hands over what was found of the `number`-th key and forgets it.
    private mutating func take(_ number: Int, _ sources: ExposureSources) -> Found {
        var attributed: Amount = 0
        var met: UInt64 = 0
        for place in earlier.indices {
            while earlier[place].next < earlier[place].entries.count {
                let entry = earlier[place].entries[earlier[place].next]
                if entry.number != number { break }
                count(entry, sources, &attributed, &met)
                earlier[place].next += 1
            }
        }
        for entry in current { count(entry, sources, &attributed, &met) }
        current.removeAll(keepingCapacity: true)
        if met == 0 { return Found() }

        var found = Found(attributed: attributed)
        found.rows.reserveCapacity(met.nonzeroBitCount)
        var counted: Amount = 0
        while met != 0 {
            let place = met.trailingZeroBitCount
            met &= met &- 1
            counted += rows[place].value
            found.rows.append(rows[place])
            (rows[place].direct, rows[place].indirect, rows[place].minHops) = (0, 0, .max)
        }
        found.overlap = counted - attributed
        if found.rows.count > 1 {
            found.rows.sort { $0.value != $1.value ? $0.value > $1.value : $0.exposure < $1.exposure }
        }
        return found
    }

    private mutating func count(
        _ entry: Entry, _ sources: ExposureSources, _ attributed: inout Amount, _ met: inout UInt64
    ) {
        attributed += entry.direct + entry.indirect
        var classes = sources.sources[Int(entry.source)]
        met |= classes
        while classes != 0 {
            let place = classes.trailingZeroBitCount
            classes &= classes &- 1
            rows[place].direct += entry.direct
            rows[place].indirect += entry.indirect
            rows[place].minHops = min(rows[place].minHops, Int(entry.minHops))
        }
    }
}
