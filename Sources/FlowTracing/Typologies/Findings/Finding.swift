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
    public var facts = FindingFacts()
    /// The finding with at least as many transfers, that has at least two thirds of this one's: this one adds
    /// little to it. Filled in by `SuspiciousCluster.group`.
    public var partOf: String?
    /// How much it is worth looking at, and why.
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
