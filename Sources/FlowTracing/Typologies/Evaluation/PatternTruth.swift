/// One instance of a pattern as a simulation planted it, found in a ledger: what findings are judged by.
public struct PatternTruth: Sendable, Equatable {
    /// As the file names it.
    public var id: String
    /// The typology where planted, else the kind of honest trade.
    public var kind: String
    /// Whose it is; `nil` for a decoy.
    public var operatorName: String?
    /// False for a decoy: an honest trade that looks like a typology.
    public var isPlanted: Bool
    /// Rows of the ledger, ascending.
    public var rows: [Int]
    /// Addresses of its transfers, ascending.
    public var members: [AddressID]
    /// Unix seconds of its first and last transfer.
    public var first: Int64
    public var last: Int64
    /// Base units moved by its transfers, by asset; an asset of which they moved nothing is in it with 0.
    public var value: [AssetID: Amount]
    /// What it counts: millionths of an instance.
    public var weight = 1_000_000

    public init(
        id: String, kind: String, operatorName: String?, isPlanted: Bool, rows: [Int] = [], members: [AddressID] = [],
        first: Int64, last: Int64, value: [AssetID: Amount] = [:]
    ) {
        (self.id, self.kind, self.operatorName, self.isPlanted) = (id, kind, operatorName, isPlanted)
        (self.rows, self.members, self.first, self.last, self.value) = (rows, members, first, last, value)
    }
}
