/// What one case did on a UTXO chain, in ledger order: all that an answer is built from.
struct OutputRecord {
    /// An input of a transaction on the trace, with the tainted part it brought in.
    struct Entry: BitwiseCopyable {
        var output: UInt32
        /// Covered by a seed: all of it is tainted now, and `before` was already.
        var isSeed: Bool
        var tainted: UInt64
        var before: UInt64
    }

    /// An output that tainted value (or a seed) reached.
    struct Arrival: BitwiseCopyable {
        var output: UInt32
        var hop: UInt32
        var booking: Booking
        var isSeed: Bool
        var tainted: UInt64
        /// For a seed: what was the case's already.
        var before: UInt64
    }

    struct Step {
        var transaction: UInt32
        var entries: Range<Int>
        var arrivals: Range<Int>
        /// Tainted part booked as fee.
        var fee: Amount = 0
        /// Tainted value ends in this transaction: it is a coinjoin.
        var isMixer = false
        /// One more than the fewest hops of its tainted inputs.
        var hop: UInt32 = 0
        /// Its tainted fee goes on to the coinbase of its block, whose step comes after it.
        var passesFee = false
    }

    var steps: [Step] = []
    var entries: [Entry] = []
    var arrivals: [Arrival] = []
}

/// Who is told what moved on a UTXO chain.
protocol OutputSink {
    init()
    mutating func begin(_ transaction: Int)
    mutating func enter(_ entry: OutputRecord.Entry)
    mutating func arrive(_ arrival: OutputRecord.Arrival)
    mutating func end(fee: Amount, passesFee: Bool, isMixer: Bool, hop: UInt32)
}

/// Keeps everything, for an answer with all its lists.
struct OutputLog: OutputSink {
    private(set) var record = OutputRecord()
    private var firstEntry = 0
    private var firstArrival = 0
    private var transaction: UInt32 = 0

    mutating func begin(_ transaction: Int) {
        self.transaction = UInt32(transaction)
        (firstEntry, firstArrival) = (record.entries.count, record.arrivals.count)
    }

    mutating func enter(_ entry: OutputRecord.Entry) { record.entries.append(entry) }
    mutating func arrive(_ arrival: OutputRecord.Arrival) { record.arrivals.append(arrival) }

    mutating func end(fee: Amount, passesFee: Bool, isMixer: Bool, hop: UInt32) {
        record.steps.append(
            OutputRecord.Step(
                transaction: transaction, entries: firstEntry..<record.entries.count,
                arrivals: firstArrival..<record.arrivals.count, fee: fee, isMixer: isMixer, hop: hop,
                passesFee: passesFee))
    }
}

/// Keeps sums, for a balance without lists.
struct OutputSums: OutputSink {
    private(set) var injected: Amount = 0
    private(set) var fee: Amount = 0
    /// By booking; what rests is what was injected less all others.
    private(set) var amounts = [Amount](repeating: 0, count: Int(Booking.recaptured.rawValue) + 1)
    private(set) var arrivals = 0
    private var entered: Amount = 0

    mutating func begin(_ transaction: Int) { entered = 0 }

    @inline(__always)
    mutating func enter(_ entry: OutputRecord.Entry) {
        if entry.isSeed { injected += Amount(entry.tainted - entry.before) }
        entered += Amount(entry.tainted)
    }

    @inline(__always)
    mutating func arrive(_ arrival: OutputRecord.Arrival) {
        arrivals += 1
        if arrival.isSeed { injected += Amount(arrival.tainted - arrival.before) }
        if arrival.booking != .rests { amounts[Int(arrival.booking.rawValue)] += Amount(arrival.tainted) }
    }

    mutating func end(fee: Amount, passesFee: Bool, isMixer: Bool, hop: UInt32) {
        self.fee += fee
        if isMixer { amounts[Int(Booking.mixer.rawValue)] += entered }
    }
}
