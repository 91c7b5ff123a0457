/// What an address moved of one asset, up to some transfer.
public struct FeatureHolding: BitwiseCopyable, Sendable {
    public var address: AddressID
    public var asset: AssetID
    /// Base units, at most 2¹²⁸ − 1.
    public var received: Amount = 0
    public var sent: Amount = 0
    public var receipts: UInt32 = 0
    public var payments: UInt32 = 0
    /// Its number in order of first appearance in the ledger.
    var number: UInt32
}

/// Numbers every address and asset that a transfer moved, in ledger order, with what was moved in all: 56 bytes and some
/// 16 of look-up each.
struct FeatureHoldings: ~Copyable {
    private(set) var list = Column<FeatureHolding>()
    private var table = SlotTable()
    private let hash = WindowHash()

    var count: Int { list.count }
    var byteCount: Int { list.byteCount + table.byteCount }

    @inline(__always)
    mutating func number(_ address: AddressID, _ asset: AssetID) -> UInt32 {
        let prefix = hash(address, UInt32(asset))
        if let known = table.find(
            prefix, where: { list.base[Int($0)].address == address && list.base[Int($0)].asset == asset })
        {
            return known
        }
        let number = UInt32(list.count)
        list.append(FeatureHolding(address: address, asset: asset, number: number))
        table.insert(prefix, number)
        return number
    }

    @inline(__always)
    func prefetch(_ address: AddressID, _ asset: AssetID) { table.prefetch(hash(address, UInt32(asset))) }

    @inline(__always)
    func note(_ amount: Amount, from sender: UInt32, to recipient: UInt32) {
        let (payer, payee) = (list.base + Int(sender), list.base + Int(recipient))
        payer.pointee.sent.addClamping(amount)
        if payer.pointee.payments != .max { payer.pointee.payments += 1 }
        payee.pointee.received.addClamping(amount)
        if payee.pointee.receipts != .max { payee.pointee.receipts += 1 }
    }
}

/// What an address did in all, whatever the asset: 32 bytes.
struct AddressHistory: BitwiseCopyable {
    /// Times of the ledger's clock, Unix seconds; `never` where there was none.
    var first = AddressHistory.never
    var lastReceipt = AddressHistory.never
    var lastPayment = AddressHistory.never
    /// At most 2³² − 1.
    var receipts: UInt32 = 0
    var payments: UInt32 = 0

    static var never: Int64 { .min }

    @inline(__always)
    mutating func receive(at time: Int64) {
        if first == AddressHistory.never { first = time }
        lastReceipt = time
        if receipts != .max { receipts += 1 }
    }

    @inline(__always)
    mutating func pay(at time: Int64) {
        if first == AddressHistory.never { first = time }
        lastPayment = time
        if payments != .max { payments += 1 }
    }
}
