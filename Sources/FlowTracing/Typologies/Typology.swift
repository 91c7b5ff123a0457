/// A pattern of transfers by which laundering and fraud show themselves. What it says is an inference: honest people make the
/// same patterns, and `knownFalsePositives` says who.
///
/// A typology is a value: its settings, which a configuration may change, and a detector for one pass. Adding one is one
/// file and one line in `Typologies.all`.
public protocol Typology: Heuristic {
    /// What it is a sign of, in the words of `Crosswalk`.
    var category: Category { get }
    /// Every setting, in the order in which people read them.
    static var settings: [TypologySetting<Self>] { get }
    /// The numbers that make it fire, as findings show them beside their thresholds.
    var measures: [MeasureDescription] { get }
    /// Addresses that a finding is about; the others dealt with them.
    var subject: String { get }
    /// Seconds of silence after which a finding is whole, and how long one lasts at most; `nil` for what the configuration says.
    var patience: FindingPatience? { get }
    /// It looks for what the typology before it in the registry looks for, and finds it for nothing in the same pass.
    var sharesSearch: Bool { get }
    /// A detector for one pass over a ledger.
    func detector() -> Detector
}

/// When a finding is whole.
public struct FindingPatience: Sendable, Equatable {
    /// Seconds for which it did not fire.
    public var silence: Int
    /// Seconds since it first fired.
    public var longest: Int
}

extension Typology {
    public var patience: FindingPatience? { nil }
    public var sharesSearch: Bool { false }
}

/// One threshold or limit of a typology.
public struct TypologySetting<Owner>: Sendable {
    public var name: String
    public var unit: MeasureUnit
    /// What a configuration may set it to.
    public var range: ClosedRange<Int>
    let path: WritableKeyPath<Owner, Int> & Sendable

    init(_ name: String, _ path: WritableKeyPath<Owner, Int> & Sendable, _ unit: MeasureUnit, _ range: ClosedRange<Int>)
    {
        (self.name, self.path, self.unit, self.range) = (name, path, unit, range)
    }
}

/// What a number counts.
public enum MeasureUnit: String, Sendable {
    case count
    case seconds
    /// Thousandths.
    case permille
    /// Hexadecimal digits or characters of an address.
    case characters
    /// Whole units of an asset, by its decimals.
    case units
}

/// A number that made a typology fire.
public struct MeasureDescription: Sendable, Equatable {
    public var name: String
    public var unit: MeasureUnit
    public var threshold: Int
    /// The typology fires at the threshold and above; or at and below it.
    public var isAtLeast: Bool

    public init(_ name: String, _ unit: MeasureUnit, atLeast threshold: Int) {
        (self.name, self.unit, self.threshold, isAtLeast) = (name, unit, threshold, true)
    }

    public init(_ name: String, _ unit: MeasureUnit, atMost threshold: Int) {
        (self.name, self.unit, self.threshold, isAtLeast) = (name, unit, threshold, false)
    }
}

/// What looks for a typology in one pass, transfer by transfer in ledger order. It knows what is in the window and what it
/// remembers itself, which is bounded.
///
/// One thread has a pass and all that belongs to it, and nobody looks at a detector while it looks at a row: so what is marked
/// `@exclusivity(unchecked)` here, in the window and in the book need not be guarded at every access, which would take a fifth
/// of all instructions.
public class Detector {
    /// The typology's place among those that run: what `FindingBook.fire` wants.
    @exclusivity(unchecked) final var place = 0

    /// Looks at a transfer of value, which has just entered the window.
    ///
    /// - Complexity: amortised O(1); walks are cut at `DetectionStep.walkLimit`, and cuts counted.
    func see(_ step: DetectionStep) {}
    /// Looks at a row that moves nothing of worth: an amount of 0, or a token that only looks like a well-known one.
    func seeDecoy(_ step: DetectionStep) {}
    /// Bytes it remembers.
    var byteCount: Int { 0 }
}

extension Typology {
    public var parameters: [HeuristicParameter] {
        Self.settings.map { HeuristicParameter($0.name, $0.unit.text(self[keyPath: $0.path])) }
    }

    /// Every setting and its value.
    public var settings: [(name: String, unit: MeasureUnit, value: Int, range: ClosedRange<Int>)] {
        Self.settings.map { ($0.name, $0.unit, self[keyPath: $0.path], $0.range) }
    }

    /// - Throws: `FlowError.malformed` for a setting that there is not or a value out of its range.
    public mutating func set(_ name: String, to value: Int) throws(FlowError) {
        guard let setting = Self.settings.first(where: { $0.name == name }) else {
            let names = Self.settings.map(\.name).joined(separator: ", ")
            throw .malformed(what: "a setting of \(self.name)", value: name, expected: names)
        }
        guard setting.range.contains(value) else {
            throw .malformed(
                what: "a value of \(self.name)'s \(name)", value: "\(value)",
                expected: "\(setting.range.lowerBound) to \(setting.range.upperBound)")
        }
        self[keyPath: setting.path] = value
    }
}

extension MeasureUnit {
    /// A number with its unit, for people.
    public func text(_ value: Int) -> String {
        switch self {
        case .count, .characters, .units: "\(value)"
        case .permille: value % 10 == 0 ? "\(value / 10) %" : "\(value / 10).\(value % 10) %"
        case .seconds: SpanText.exact(value)
        }
    }
}
