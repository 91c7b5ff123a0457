import CFlowKernels

/// What extractors see of a transfer: itself, and everything before it. Histories, holdings and windows hold the transfer
/// already; `senderBefore` and `recipientBefore` are what their histories were.
///
/// A transfer to oneself moves nothing: it gets its numbers and counts in none.
public final class FeatureStep {
    private(set) var ledger: Ledger
    let windows: [FeatureWindow]
    private(set) var holdings = FeatureHoldings()
    private(set) var histories = Column<AddressHistory>()
    private var labels: FeatureLabels

    private(set) var row = -1
    /// The newest time seen, Unix seconds: chains are not in time order to the second.
    private(set) var clock = Int64.min
    private(set) var sender: AddressID = 0
    private(set) var recipient: AddressID = 0
    private(set) var asset: AssetID = 0
    private(set) var amount: Amount = 0
    /// Numbers of the ends' holdings of the asset.
    private(set) var senderHolding: UInt32 = 0
    private(set) var recipientHolding: UInt32 = 0
    private(set) var senderBefore = AddressHistory()
    private(set) var recipientBefore = AddressHistory()
    private(set) var senderGroups: LabelGroups = []
    private(set) var recipientGroups: LabelGroups = []
    /// False for a transfer to oneself.
    private(set) var moves = false
    private let hasLabels: Bool

    private static var ahead: Int { 12 }

    init(_ ledger: Ledger, attribution: Attribution, windows: [Int64]) {
        self.ledger = ledger
        self.windows = windows.map(FeatureWindow.init)
        labels = FeatureLabels(attribution)
        hasLabels = !attribution.isEmpty
    }

    func follow(_ ledger: Ledger) {
        self.ledger = ledger
        histories.resize(to: max(histories.count, ledger.addressCount), filling: AddressHistory())
        labels.extend(in: ledger)
    }

    /// Takes the next row in.
    func move(to row: Int, time: Int64, chain: ChainID) {
        let end = row + FeatureStep.ahead
        if end < ledger.columns.count {
            let (payer, payee) = (ledger.columns.senders.base[end], ledger.columns.recipients.base[end])
            flow_prefetch_write(histories.base + Int(payer))
            flow_prefetch_write(histories.base + Int(payee))
            holdings.prefetch(payer, ledger.columns.assets[end])
            holdings.prefetch(payee, ledger.columns.assets[end])
        }
        self.row = row
        if time > clock { clock = time }
        (sender, recipient) = (ledger.columns.senders.base[row], ledger.columns.recipients.base[row])
        asset = ledger.columns.assets[row]
        amount = ledger.columns.amounts[row]
        senderHolding = holdings.number(sender, asset)
        recipientHolding = holdings.number(recipient, asset)
        senderBefore = histories.base[Int(sender)]
        recipientBefore = histories.base[Int(recipient)]
        if hasLabels {
            senderGroups = labels.groups(sender, chain)
            recipientGroups = labels.groups(recipient, chain)
        }
        moves = sender != recipient
        if moves {
            histories.base[Int(sender)].pay(at: clock)
            histories.base[Int(recipient)].receive(at: clock)
            holdings.note(amount, from: senderHolding, to: recipientHolding)
        }
        let isPayment = moves && !ledger.isNull(sender) && !ledger.isNull(recipient)
        for window in windows {
            window.take(row: row, time: clock, from: sender, to: recipient, isPayment: isPayment)
        }
    }

    @inline(__always)
    func history(_ address: AddressID) -> AddressHistory { histories.base[Int(address)] }

    @inline(__always)
    func holding(_ number: UInt32) -> FeatureHolding { holdings.list.base[Int(number)] }

    func groups(_ holding: FeatureHolding) -> LabelGroups {
        labels.groups(holding.address, ledger.assets[Int(holding.asset)].chain)
    }

    var windowBytes: Int { windows.reduce(0) { $0 + $1.graph.byteCount } }
    var addressBytes: Int { histories.byteCount + holdings.byteCount + labels.byteCount }
}
