/// One number of a transfer or of an address, and what it means: the documentation is made from it.
public struct FeatureColumn: Sendable, Equatable {
    public var name: String
    public var meaning: String
    public var unit: FeatureUnit
    /// Seconds that it looks back; `nil` where it looks at everything up to its transfer.
    public var window: Int64?

    public init(_ name: String, _ unit: FeatureUnit, _ meaning: String) {
        (self.name, self.unit, self.meaning, window) = (name, unit, meaning, nil)
    }

    /// A number of a window, whose length its name ends with: `sender_payments_1d`.
    init(_ name: String, _ unit: FeatureUnit, _ meaning: String, within seconds: Int64) {
        self.init(name + "_" + SpanText.name(seconds), unit, meaning)
        window = seconds
    }
}

/// What a number of a transfer or an address counts.
public enum FeatureUnit: String, Sendable {
    case count
    case seconds
    /// Unix seconds.
    case time
    /// Thousandths, rounded down.
    case permille
    /// 0 or 1.
    case flag
    /// The sum of the bits of what holds.
    case bits
}

/// The numbers of one line, filled from left to right in the order of the columns.
public struct FeatureCells {
    private let base: UnsafeMutablePointer<Int64>
    let capacity: Int
    private(set) var count = 0

    /// What a cell holds where there is no number: what never happened has no age.
    public static var empty: Int64 { .min }

    init(_ base: UnsafeMutablePointer<Int64>, capacity: Int) { (self.base, self.capacity) = (base, capacity) }

    @inline(__always)
    mutating func add(_ value: Int64) {
        precondition(count < capacity, "a feature group writes the columns it names")
        base[count] = value
        count += 1
    }

    @inline(__always)
    mutating func add(_ value: some BinaryInteger) { add(Int64(clamping: value)) }

    @inline(__always)
    mutating func add(_ flag: Bool) { add(flag ? Int64(1) : 0) }

    @inline(__always)
    mutating func addNothing() { add(FeatureCells.empty) }

    var values: UnsafeBufferPointer<Int64> { UnsafeBufferPointer(start: base, count: count) }
}
