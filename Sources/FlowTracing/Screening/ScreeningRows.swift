/// The rows that move one asset, fees paid in it included, in ledger order, and the numbers of the keys they move it
/// between.
///
/// Where the rows touch few of the ledger's addresses, keys are numbered in order of appearance; else a key is its address.
final class ScreeningRows: Sendable {
    private let rows: Column<UInt32>
    private let senders: Column<UInt32>
    private let recipients: Column<UInt32>
    /// By key, where keys are numbered.
    private let addresses: Column<UInt32>
    let keyCount: Int

    /// - Complexity: O(rows).
    init(_ ledger: Ledger, _ rows: consuming Column<UInt32>) {
        var senders = Column<UInt32>()
        var recipients = Column<UInt32>()
        var addresses = Column<UInt32>()
        if rows.count * 4 < ledger.addressCount {
            var map = AddressMap()
            func number(_ address: AddressID, _ map: inout AddressMap, _ addresses: inout Column<UInt32>) -> UInt32 {
                if let known = map.find(address) { return UInt32(known) }
                addresses.append(address)
                return UInt32(map.add(address))
            }
            for place in 0..<rows.count {
                let row = Int(rows[place])
                senders.append(number(ledger.columns.senders[row], &map, &addresses))
                recipients.append(number(ledger.columns.recipients[row], &map, &addresses))
            }
            keyCount = addresses.count
        } else {
            keyCount = ledger.addressCount
        }
        self.rows = rows
        self.senders = senders
        self.recipients = recipients
        self.addresses = addresses
    }

    convenience init(_ ledger: Ledger, _ rows: [UInt32]) {
        var column = Column<UInt32>()
        rows.withUnsafeBufferPointer { if let base = $0.baseAddress { column.append(base, count: $0.count) } }
        self.init(ledger, column)
    }

    var count: Int { rows.count }
    var byteCount: Int { rows.byteCount + senders.byteCount + recipients.byteCount + addresses.byteCount }

    @inline(__always)
    func row(_ place: Int) -> Int { Int(rows.base[place]) }

    /// The key of the address that sends the row at `place`.
    @inline(__always)
    func sender(_ place: Int, _ address: AddressID) -> Int {
        Int(senders.isEmpty ? address : senders.base[place])
    }

    @inline(__always)
    func recipient(_ place: Int, _ address: AddressID) -> Int {
        Int(recipients.isEmpty ? address : recipients.base[place])
    }

    func address(ofKey key: Int) -> AddressID { addresses.isEmpty ? AddressID(key) : addresses[key] }

    /// The keys of some addresses, without those that these rows do not touch where keys are numbered.
    ///
    /// - Complexity: O(addresses), and O(keys) where they are numbered.
    func keys(of wanted: [AddressID]) -> [Int] {
        if addresses.isEmpty { return Set(wanted).sorted().map(Int.init) }
        let wanted = Set(wanted)
        return (0..<addresses.count).filter { wanted.contains(addresses[$0]) }
    }

    /// True where some row is between any of these addresses.
    func contains(_ wanted: Set<AddressID>, in ledger: Ledger) -> Bool {
        for place in 0..<count {
            let row = row(place)
            if wanted.contains(ledger.columns.senders[row]) || wanted.contains(ledger.columns.recipients[row]) {
                return true
            }
        }
        return false
    }
}

/// The rows of every asset, one after another: a counting sort.
struct RowsByAsset: ~Copyable {
    private var rows: Column<UInt32>
    private var ends: [Int]

    /// - Parameter end: the rows before it are read.
    /// - Complexity: O(rows + assets), 4 bytes a row and 4 more for one whose fee is paid in another asset.
    init(_ ledger: Ledger, before end: Int) {
        var counts = [Int](repeating: 0, count: ledger.assets.count)
        RowsByAsset.forEach(ledger, before: end) { _, asset in counts[Int(asset)] += 1 }
        ends = []
        var total = 0
        for count in counts {
            total += count
            ends.append(total)
        }
        rows = Column(zeros: total)
        var next = zip(ends, counts).map { $0 - $1 }
        let base = rows.base
        RowsByAsset.forEach(ledger, before: end) { row, asset in
            base[next[Int(asset)]] = UInt32(truncatingIfNeeded: row)
            next[Int(asset)] += 1
        }
    }

    private static func forEach(_ ledger: Ledger, before end: Int, _ body: (Int, AssetID) -> Void) {
        let hasFees = ledger.columns.fees.isPresent
        for row in 0..<end {
            let asset = ledger.columns.assets[row]
            body(row, asset)
            if hasFees, ledger.columns.fees[row] != 0 {
                let paid = ledger.columns.feeAsset(row)
                if paid != asset { body(row, paid) }
            }
        }
    }

    func count(_ asset: AssetID) -> Int { ends[Int(asset)] - (asset == 0 ? 0 : ends[Int(asset) - 1]) }

    /// The rows of `asset`, copied.
    subscript(asset: AssetID) -> Column<UInt32> {
        var column = Column<UInt32>()
        column.append(rows.base + (ends[Int(asset)] - count(asset)), count: count(asset))
        return column
    }
}
