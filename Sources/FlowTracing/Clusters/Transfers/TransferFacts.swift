/// What cluster heuristics remember of every address of the account chains: 28 bytes an address, whatever the number of its
/// transfers.
///
/// All of it says when something first or last was, so that it can be taken back to an earlier row.
struct TransferFacts: ~Copyable {
    /// Rows; `never` for none.
    /// The first native coin that the address received.
    var funding = Column<UInt32>()
    /// Its first payment of a token after that.
    var firstTokenSent = Column<UInt32>()
    /// The last token and the last native coin that it received.
    var lastTokenReceived = Column<UInt32>()
    var lastNativeReceived = Column<UInt32>()
    /// Its first payment.
    var firstSent = Column<UInt32>()
    /// Its first payment to another than the first recipient; one service after another is none.
    var firstStray = Column<UInt32>()
    /// How many addresses got their first native coin from it.
    var funded = Column<UInt32>()
    /// Into how many supposed deposit addresses somebody paid.
    var depositsUsed: [AddressID: UInt32] = [:]
    /// Supposed deposit addresses: whose payments were swept from there, with the row of the first such sweep.
    var depositors: [AddressID: [Depositor]] = [:]
    /// Addresses that forwarded their first payment to one hub with gas from one funder, with the row.
    var sweeps: [SweepKey: [Depositor]] = [:]

    static var never: UInt32 { .max }

    struct Depositor: BitwiseCopyable {
        var address: AddressID
        var row: UInt32
    }

    struct SweepKey: Hashable {
        var hub: AddressID
        var funder: AddressID
    }

    mutating func grow(to addresses: Int) {
        funding.resize(to: addresses, filling: Self.never)
        firstTokenSent.resize(to: addresses, filling: Self.never)
        lastTokenReceived.resize(to: addresses, filling: Self.never)
        lastNativeReceived.resize(to: addresses, filling: Self.never)
        firstSent.resize(to: addresses, filling: Self.never)
        firstStray.resize(to: addresses, filling: Self.never)
        funded.resize(to: addresses, filling: 0)
    }

    /// Back to what was known before `row`. `lastTokenReceived` and `lastNativeReceived` have to be filled again by reading
    /// the rows before it.
    ///
    /// - Complexity: O(addresses).
    mutating func truncate(to row: Int, in ledger: Ledger) {
        let row = UInt32(row)
        for address in 0..<funding.count {
            if funding[address] >= row { funding[address] = Self.never }
            if firstTokenSent[address] >= row { firstTokenSent[address] = Self.never }
            if firstStray[address] >= row { firstStray[address] = Self.never }
            if firstSent[address] >= row { firstSent[address] = Self.never }
            funded[address] = 0
            lastTokenReceived[address] = Self.never
            lastNativeReceived[address] = Self.never
        }
        for address in 0..<funding.count {
            if funding[address] != Self.never { funded[ledger.sender(Int(funding[address]))] += 1 }
        }
        depositors = depositors.compactMapValues { list in
            let kept = list.filter { $0.row < row }
            return kept.isEmpty ? nil : kept
        }
        depositsUsed.removeAll()
        for list in depositors.values { for one in list { depositsUsed[one.address, default: 0] += 1 } }
        sweeps = sweeps.compactMapValues { list in
            let kept = list.filter { $0.row < row }
            return kept.isEmpty ? nil : kept
        }
    }

    var byteCount: Int {
        funding.byteCount + firstTokenSent.byteCount + lastTokenReceived.byteCount + lastNativeReceived.byteCount
            + firstSent.byteCount + firstStray.byteCount + funded.byteCount
            + (depositsUsed.capacity + depositors.capacity + sweeps.capacity) * 24
            + depositors.values.reduce(0) { $0 + 32 + $1.capacity * MemoryLayout<Depositor>.stride }
            + sweeps.values.reduce(0) { $0 + 32 + $1.capacity * MemoryLayout<Depositor>.stride }
    }
}
