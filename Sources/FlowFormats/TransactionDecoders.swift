/// The registered formats of transactions. **The** list: a new format is one file and one line here.
public enum TransactionDecoders {
    public static let all: [any TransactionDecoder] = [
        RawBlocks(),
        BitcoinETL(),
        ExplorerTransactions(),
        NodeBlocks(),
    ]

    public static func named(_ name: String) -> (any TransactionDecoder)? { all.first { $0.name == name } }
}

/// All formats that are read: rows and transactions.
public enum InputFormats {
    public static var all: [(name: String, summary: String)] {
        BlockDecoders.all.map { ($0.name, $0.summary) } + TransactionDecoders.all.map { ($0.name, $0.summary) }
    }

    public static func isKnown(_ name: String) -> Bool {
        BlockDecoders.named(name) != nil || TransactionDecoders.named(name) != nil
    }
}
