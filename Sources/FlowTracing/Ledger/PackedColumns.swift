// Columns that take less memory than their element does.

/// A column that takes no memory until a row differs from the default.
struct OptionalColumn<Element: BitwiseCopyable & Equatable & Sendable>: ~Copyable, Sendable {
    var values = Column<Element>()
    let defaultValue: Element

    init(default value: Element) { defaultValue = value }

    var view: OptionalColumn {
        var view = OptionalColumn(default: defaultValue)
        view.values = values.view
        return view
    }

    var isPresent: Bool { !values.isEmpty }

    @inline(__always)
    mutating func append(_ value: Element, row: Int) {
        if values.isEmpty {
            if value == defaultValue { return }
            values.resize(to: row, filling: defaultValue)
        }
        values.append(value)
    }

    /// Fills up to `count` rows where the column is present: batches that lack it skip `append`.
    mutating func pad(to count: Int) {
        if !values.isEmpty && values.count < count { values.resize(to: count, filling: defaultValue) }
    }

    /// Appends `extra` values, the first of them for row `row`.
    mutating func append(_ source: UnsafePointer<Element>, count extra: Int, row: Int) {
        guard values.isEmpty else {
            values.append(source, count: extra)
            return
        }
        guard let first = (0..<extra).first(where: { source[$0] != defaultValue }) else { return }
        values.resize(to: row + first, filling: defaultValue)
        values.append(source + first, count: extra - first)
    }

    @inline(__always)
    subscript(row: Int) -> Element { values.isEmpty ? defaultValue : values[row] }
}

/// Amounts in 8 bytes each; those of 2⁶³ or more (about an eighth of an ETH ledger) point into a table of 16-byte values.
struct PackedAmounts: ~Copyable, Sendable {
    var packed = Column<UInt64>()
    var wide = Column<UInt128>()
    static var wideFlag: UInt64 { 1 << 63 }

    var view: PackedAmounts {
        var view = PackedAmounts()
        view.packed = packed.view
        view.wide = wide.view
        return view
    }

    var byteCount: Int { packed.byteCount + wide.byteCount }

    @inline(__always)
    mutating func append(_ amount: Amount) {
        if amount < UInt128(PackedAmounts.wideFlag) {
            packed.append(UInt64(truncatingIfNeeded: amount))
        } else {
            packed.append(PackedAmounts.wideFlag | UInt64(wide.count))
            wide.append(amount)
        }
    }

    /// Appends `count` amounts.
    mutating func append(_ source: UnsafePointer<Amount>, count: Int) {
        let packed = packed.extend(by: count)
        let known = wide.count
        let wide = wide.extend(by: count)
        var new = 0
        // An eighth of some ledgers is wide and nothing foretells which: no branch.
        for i in 0..<count {
            let amount = source[i]
            let isWide = amount >= UInt128(PackedAmounts.wideFlag)
            wide[new] = amount
            packed[i] =
                isWide
                ? PackedAmounts.wideFlag | UInt64(truncatingIfNeeded: known + new) : UInt64(truncatingIfNeeded: amount)
            new += isWide ? 1 : 0
        }
        self.wide.truncate(to: known + new)
    }

    @inline(__always)
    subscript(row: Int) -> Amount { unpack(packed[row]) }

    /// The amount that `packed` stands for.
    @inline(__always)
    func unpack(_ value: UInt64) -> Amount {
        if value & PackedAmounts.wideFlag == 0 { return UInt128(value) }
        return wide[Int(value & ~PackedAmounts.wideFlag)]
    }
}

struct OptionalAmounts: ~Copyable, Sendable {
    var amounts = PackedAmounts()

    var view: OptionalAmounts {
        var view = OptionalAmounts()
        view.amounts = amounts.view
        return view
    }

    var isPresent: Bool { !amounts.packed.isEmpty }

    @inline(__always)
    mutating func append(_ amount: Amount, row: Int) {
        if amounts.packed.isEmpty {
            if amount == 0 { return }
            pad(to: row, always: true)
        }
        amounts.append(amount)
    }

    /// Appends `extra` amounts, the first of them for row `row`.
    mutating func append(_ source: UnsafePointer<Amount>, count extra: Int, row: Int) {
        if !isPresent {
            guard (0..<extra).contains(where: { source[$0] != 0 }) else { return }
            pad(to: row, always: true)
        }
        amounts.append(source, count: extra)
    }

    mutating func pad(to count: Int, always: Bool = false) {
        guard always || isPresent else { return }
        while amounts.packed.count < count { amounts.append(0) }
    }

    @inline(__always)
    subscript(row: Int) -> Amount { amounts.packed.isEmpty ? 0 : amounts[row] }
}

/// Asset numbers: one byte each while every number fits, else four.
struct AssetColumn: ~Copyable, Sendable {
    var narrow = Column<UInt8>()
    var wide = Column<UInt32>()
    private var isWide: Bool { !wide.isEmpty }

    var view: AssetColumn {
        var view = AssetColumn()
        view.narrow = narrow.view
        view.wide = wide.view
        return view
    }

    var count: Int { isWide ? wide.count : narrow.count }
    var byteCount: Int { narrow.byteCount + wide.byteCount }

    @inline(__always)
    subscript(row: Int) -> AssetID { isWide ? wide[row] : AssetID(narrow[row]) }

    @inline(__always)
    mutating func append(_ asset: AssetID) {
        if isWide {
            wide.append(asset)
        } else if asset <= UInt8.max {
            narrow.append(UInt8(truncatingIfNeeded: asset))
        } else {
            widen()
            wide.append(asset)
        }
    }

    /// Appends `count` numbers.
    mutating func append(_ source: UnsafePointer<AssetID>, count: Int) {
        var all: UInt32 = 0
        if !isWide { for i in 0..<count { all |= source[i] } }
        if isWide {
            wide.append(source, count: count)
        } else if all > UInt8.max {
            widen()
            wide.append(source, count: count)
        } else {
            let target = narrow.extend(by: count)
            for i in 0..<count { target[i] = UInt8(truncatingIfNeeded: source[i]) }
        }
    }

    private mutating func widen() {
        let target = wide.extend(by: narrow.count)
        for i in 0..<narrow.count { target[i] = UInt32(narrow[i]) }
        narrow = Column()
    }
}
