/// What one typology found: an inference, with what made it so.
public struct Finding: Sendable, Equatable {
    /// The typology and 12 hexadecimal digits of a hash of the transfers: the same transfers have the same name in every run.
    public var id: String
    /// Registered name.
    public var typology: String
    /// Those the finding is about.
    public var subjects: [AddressID]
    /// Everybody in its transfers, subjects included, and those whom it is about without them, ascending.
    public var members: [AddressID]
    /// Transfers, ascending.
    public var rows: [Int]
    /// Transfers that belong to it and were not kept: more than `FindingBook.mostRows`.
    public var rowsLeftOut: Int
    /// Of its transfers, Unix seconds.
    public var firstTime: Int64
    public var lastTime: Int64
    /// What its transfers move, by asset in the ledger's numbering; at most 2¹²⁸ − 1.
    public var values: [AssetValue]
    /// The numbers that made it fire, each as far beyond its threshold as it came.
    public var measures: [Measure]
    /// When it first fired: the ledger up to this row is enough to say so.
    public var firedAt: Int
    public var firedTime: Int64
    /// What it is worth looking at, and why.
    public var score = FindingScore()

    public struct AssetValue: Sendable, Equatable {
        public var asset: AssetID
        public var amount: Amount
    }

    public struct Measure: Sendable, Equatable {
        public var description: MeasureDescription
        public var value: Int
    }
}

/// Points out of what a finding was made of. Never one opaque number: the parts are shown, and they add up.
public struct FindingScore: Sendable, Equatable {
    public struct Part: Sendable, Equatable {
        public var name: String
        public var points: Int
        /// The number behind it.
        public var value: Int
    }
    public var parts: [Part] = []
    public var total: Int { parts.reduce(0) { $0 + $1.points } }
}
