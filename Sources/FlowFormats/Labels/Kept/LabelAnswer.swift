import FlowTracing

/// What the lists of a label database say of one address, and which of them say nothing.
///
/// That an address is on no list is said of versions and their dates, never of the address: a list says nothing of what
/// happened after its date.
public struct LabelAnswer: Sendable {
    /// As it was asked.
    public var address: String
    /// Unix seconds; `nil` for the newest versions.
    public var asOf: Int64?
    /// Those that hold first, each in the order in which they decide.
    public var entries: [Entry]
    public var absences: [Absence]

    public struct Entry: Sendable, Equatable {
        public var tag: Tag
        /// False: a tag of another time.
        public var holds: Bool

        public init(tag: Tag, holds: Bool) { (self.tag, self.holds) = (tag, holds) }
    }

    /// A list that says nothing of the address.
    public struct Absence: Sendable, Equatable {
        public var list: String
        public var kind: ListKind
        /// The version that was in force; `nil` where the first one known is younger than the date asked for.
        public var version: String?
        public var date: Int64?
        /// Of the first version known.
        public var firstDate: Int64?

        public init(list: String, kind: ListKind, version: String?, date: Int64?, firstDate: Int64?) {
            (self.list, self.kind, self.version, self.date) = (list, kind, version, date)
            self.firstDate = firstDate
        }
    }

    public init(address: String, asOf: Int64?, entries: [Entry], absences: [Absence]) {
        (self.address, self.asOf, self.absences) = (address, asOf, absences)
        self.entries = entries
    }

    /// Owners' tags that hold.
    private var claims: [Tag] { entries.filter { $0.holds && $0.tag.relation == .owner }.map(\.tag) }

    /// Owners that lists name, where they do not agree.
    public var conflictingOwners: [String] {
        let owners = Set(claims.compactMap(\.entity))
        return owners.count > 1 ? owners.sorted() : []
    }

    /// Categories that end a trace in different ways.
    public var conflictingRoles: [Category] {
        let stopping = claims.filter { $0.role != .none }
        guard Set(stopping.map(\.role)).count > 1 else { return [] }
        return Set(stopping.compactMap(\.category)).sorted { $0.name < $1.name }
    }
}
