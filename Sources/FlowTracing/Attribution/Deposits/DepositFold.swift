/// When a row was.
struct Moment: BitwiseCopyable {
    var time: Int64
    /// `Run.noBlock` where the format has none.
    var block: UInt64
}

/// The heuristic on account chains: rows of addresses under suspicion, in ledger order, are told to it one by one. It
/// keeps a fixed number of bytes an address and an asset of it, whatever passes. A scan of a whole ledger and the look at
/// one address tell it the same rows, and so hear the same.
///
/// A sweep is a transfer to the service of all that arrived since the address last sent, soon after the last receipt and
/// to the unit (`DepositRules`).
struct DepositFold {
    typealias Service = ServiceDirectory.Number

    /// An address under suspicion.
    struct Account {
        var address: AddressID
        /// Whose hot wallet it first sent to, and which.
        var service: Service
        var hotWallet: AddressID
        var sweeps: UInt32 = 0
        var firstAsset: Int32 = -1
        /// The first recipient besides the service.
        var otherRecipient = AddressID.max
        var otherRecipients: UInt8 = 0
        var servesOthers = false
        var isFuelled = false
        var senderCount: UInt8 = 0
        /// The first distinct senders.
        var senders = SIMD8<UInt32>(repeating: .max)

        mutating func note(sender: AddressID) {
            if Int(senderCount) == DepositRules.manySenders { return }
            for place in 0..<Int(senderCount) where senders[place] == sender { return }
            senders[Int(senderCount)] = sender
            senderCount += 1
        }

        mutating func note(recipient: AddressID) {
            if recipient == otherRecipient { return }
            if otherRecipients == 0 { otherRecipient = recipient }
            otherRecipients = min(otherRecipients + 1, UInt8(DepositRules.mostOtherRecipients + 1))
        }
    }

    /// One asset of an account.
    private struct Holding: BitwiseCopyable {
        var asset: AssetID
        /// The account's next asset.
        var next: Int32
        /// What a sweep may miss.
        var slack: Amount
        /// Received since the address last sent, its receipts, and the last of them.
        var pending: Amount = 0
        var receipts: UInt32 = 0
        var receipt: UInt32 = 0
        var moment = Moment(time: 0, block: Run.noBlock)
        /// Received before the address last sent.
        var settled: Amount = 0
        var forwarded: Amount = 0
        var elsewhere: Amount = 0
    }

    /// It may grow; addresses and assets keep their numbers.
    var ledger: Ledger
    private let countsBlocks: Bool
    private let chain: Chain
    private(set) var accounts: [Account] = []
    private var holdings: [Holding] = []
    /// The holding of an account's asset.
    private var places: [UInt64: Int32] = [:]
    private(set) var evidence: [(account: Int32, sweep: DepositSweep)] = []

    init(_ ledger: Ledger, chain: ChainID) {
        self.ledger = ledger
        self.chain = ledger.chains[Int(chain)]
        countsBlocks = self.chain.name == "eip155:1"
    }

    /// Puts an address under suspicion: before any of its rows is told.
    mutating func add(_ address: AddressID, service: Service, hotWallet: AddressID) -> Int {
        accounts.append(Account(address: address, service: service, hotWallet: hotWallet))
        return accounts.count - 1
    }

    /// The account receives `row`.
    ///
    /// - Parameter service: the sender's.
    mutating func receive(_ account: Int, _ row: Int, from sender: AddressID, service: Service, at moment: Moment) {
        // What the service itself sends is no customer's money: it pays for the sweep.
        if service == accounts[account].service {
            accounts[account].isFuelled = true
            return
        }
        if !ledger.isNull(sender) { accounts[account].note(sender: sender) }
        let place = place(account, ledger.columns.assets[row])
        holdings[place].pending.addClamping(ledger.columns.amounts[row])
        holdings[place].receipts = min(holdings[place].receipts, .max - 1) + 1
        holdings[place].receipt = UInt32(row)
        holdings[place].moment = moment
    }

    /// The account sends `row`.
    ///
    /// - Parameter service: the recipient's.
    /// - Returns: true where the row is a sweep within all limits.
    @discardableResult
    mutating func send(
        _ account: Int, _ row: Int, to recipient: AddressID, service: Service, at moment: Moment
    ) -> Bool {
        let amount = ledger.columns.amounts[row]
        let place = place(account, ledger.columns.assets[row])
        var isSwept = false
        if service == accounts[account].service {
            isSwept = isSweep(holdings[place], row, amount, at: moment)
            if isSwept { note(holdings[place], account, row) }
            holdings[place].forwarded.addClamping(amount)
        } else {
            if service != ServiceDirectory.none { accounts[account].servesOthers = true }
            accounts[account].note(recipient: recipient)
            holdings[place].elsewhere.addClamping(amount)
        }
        holdings[place].settled.addClamping(holdings[place].pending)
        (holdings[place].pending, holdings[place].receipts) = (0, 0)
        return isSwept
    }

    private func isSweep(_ holding: Holding, _ row: Int, _ amount: Amount, at moment: Moment) -> Bool {
        guard holding.receipts > 0, isSoon(holding.moment, moment) else { return false }
        var left = amount
        // Paid out of the same holding, so it is missing from what arrives.
        if holding.slack > 0, ledger.feeAsset(row) == holding.asset { left.addClamping(ledger.columns.fees[row]) }
        let difference = left > holding.pending ? left - holding.pending : holding.pending - left
        return difference <= holding.slack
    }

    private func isSoon(_ receipt: Moment, _ sweep: Moment) -> Bool {
        if countsBlocks, receipt.block != Run.noBlock, sweep.block != Run.noBlock {
            return sweep.block >= receipt.block && sweep.block - receipt.block <= DepositRules.mostBlocks
        }
        let (seconds, overflow) = sweep.time.subtractingReportingOverflow(receipt.time)
        return !overflow && seconds <= DepositRules.mostSeconds
    }

    private mutating func note(_ holding: Holding, _ account: Int, _ row: Int) {
        accounts[account].sweeps += 1
        if accounts[account].sweeps > UInt32(DepositRules.keptSweeps) { return }
        let sweep = DepositSweep(receipt: holding.receipt, receipts: holding.receipts, sweep: UInt32(row))
        evidence.append((Int32(account), sweep))
    }

    private mutating func place(_ account: Int, _ asset: AssetID) -> Int {
        // Most addresses have one asset, or one at a time.
        let first = accounts[account].firstAsset
        if first >= 0, holdings[Int(first)].asset == asset { return Int(first) }
        let key = UInt64(account) << 32 | UInt64(asset)
        if let known = places[key] { return Int(known) }
        let place = holdings.count
        places[key] = Int32(place)
        let slack = DepositRules.slack(ledger.assets[Int(asset)], chain: chain)
        holdings.append(Holding(asset: asset, next: first, slack: slack))
        accounts[account].firstAsset = Int32(place)
        return place
    }

    /// Bytes that are kept, about.
    var byteCount: Int {
        accounts.capacity * MemoryLayout<Account>.stride + holdings.capacity * MemoryLayout<Holding>.stride
            + places.capacity * 16 + evidence.capacity * 16
    }

    /// True where nothing but a customer's account explains the address.
    ///
    /// - Parameter end: of the chain's rows; what then still waits, and has not waited long, speaks neither way.
    /// - Complexity: O(assets of the account).
    func isDeposit(_ number: Int, end: Moment) -> Bool {
        let account = accounts[number]
        guard account.sweeps > 0, !account.servesOthers,
            account.otherRecipients <= DepositRules.mostOtherRecipients
        else { return false }
        var place = account.firstAsset
        while place >= 0 {
            let holding = holdings[Int(place)]
            place = holding.next
            if holding.forwarded == 0 { continue }
            var received = holding.settled
            if holding.receipts > 0, !isSoon(holding.moment, end) { received.addClamping(holding.pending) }
            var sent = holding.forwarded
            sent.addClamping(holding.elsewhere)
            guard DepositRules.isShare(holding.forwarded, of: max(received, sent)) else { return false }
        }
        return true
    }
}
