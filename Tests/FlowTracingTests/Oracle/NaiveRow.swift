/// One line of a ledger as plain text and numbers: what the oracle reads, and what `EngineLedger` feeds the engine.
struct NaiveRow: Equatable {
    var file = 0
    var chain = "eip155:1"
    var tx: String
    var kind = Kind.native
    var index: UInt32?
    var block: UInt64?
    var time: Int64
    var from: String
    var to: String
    var asset: String
    var amount: UInt128
    var fee: UInt128 = 0
    /// `nil`: blank, the row's own asset.
    var feeAsset: String?
    /// Stands for the columns that mean nothing to a trace; rows of one file equal in every column agree in it.
    var otherColumns: UInt64 = 0

    enum Kind: Int { case native, `internal`, log }

    static let null = "0x0000000000000000000000000000000000000000"

    var effectiveFeeAsset: String { feeAsset ?? asset }
    /// A self-transfer or a zero value moves nothing; only its fee counts.
    var movesValue: Bool { from != to && amount > 0 }
}

/// How one input file is described.
struct NaiveFile: Equatable {
    /// The account whose history an account export is; `nil` for a file that is not one.
    var account: String?
}
