/// One list's statement about one address.
public struct Tag: Hashable, Sendable {
    /// `nil`: the address on any chain.
    public var chain: String?
    public var address: Address
    public var label: String
    public var category: Category?
    public var entity: String?
    /// ISO 3166 country code, upper case.
    public var jurisdiction: String?
    /// 0…100; a list that gives none means 100.
    public var confidence: Int
    /// Where the list has it from, as it says.
    public var source: String
    /// Which kind of list says so; kinds are never merged.
    public var kind: ListKind
    /// Name of the list and its version, as `LabelListVersion.id` gives it; empty where nobody keeps lists.
    public var list: String
    /// When it begins and ceases to hold, Unix seconds, first included, last not; `nil`: always did, still does.
    public var validFrom: Int64?
    public var validTo: Int64?
    /// What the address has to do with the entity.
    public var relation: Relation

    /// Only an owner's tag names an address, ends a trace or counts as exposure.
    public enum Relation: String, Sendable, CaseIterable {
        case owner
        /// Somebody who dealt with the entity: a lead, not an attribution.
        case counterparty
    }

    public init(
        chain: String? = nil, address: Address, label: String, category: Category? = nil, entity: String? = nil,
        jurisdiction: String? = nil, confidence: Int = 100, source: String = "", kind: ListKind = .community,
        list: String = "", validFrom: Int64? = nil, validTo: Int64? = nil, relation: Relation = .owner
    ) {
        (self.chain, self.address, self.label, self.category) = (chain, address, label, category)
        (self.entity, self.jurisdiction, self.confidence, self.source) = (entity, jurisdiction, confidence, source)
        (self.kind, self.list, self.validFrom, self.validTo) = (kind, list, validFrom, validTo)
        self.relation = relation
    }

    /// Whether it held at `time` (Unix seconds).
    public func holds(at time: Int64) -> Bool {
        (validFrom.map { $0 <= time } ?? true) && (validTo.map { time < $0 } ?? true)
    }

    /// Only tags of at least this confidence stop a trace.
    public static let stoppingConfidence = 60

    /// What this tag alone does to a trace.
    public var role: Role {
        confidence >= Tag.stoppingConfidence && relation == .owner ? (category?.role ?? .none) : .none
    }

    /// Highest confidence first, then endpoint before mixer before bridge, then text, so that the order of lists never matters.
    package static func precedes(_ a: Tag, _ b: Tag) -> Bool {
        if a.confidence != b.confidence { return a.confidence > b.confidence }
        if a.role != b.role { return a.role.rawValue > b.role.rawValue }
        func text(_ tag: Tag) -> (String, String, String, String) {
            (tag.entity ?? tag.label, tag.category?.name ?? "", tag.label, tag.source)
        }
        func rest(_ tag: Tag) -> (String, Int, String, String, Int64, Int64) {
            (
                tag.list, tag.kind.rank * 2 + (tag.relation == .owner ? 0 : 1), tag.jurisdiction ?? "", tag.chain ?? "",
                tag.validFrom ?? .min, tag.validTo ?? .max
            )
        }
        return text(a) == text(b) ? rest(a) < rest(b) : text(a) < text(b)
    }
}
