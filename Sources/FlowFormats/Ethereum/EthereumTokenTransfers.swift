import FlowTracing

/// ethereum-etl `token_transfers`, CSV or JSON lines: one row a `Transfer` log.
///
/// Time comes from the row, else from a blocks or transactions file beside it; the transaction's position from a
/// transactions or logs file. The table mixes ERC-20 amounts with ERC-721 token numbers and does not say which is which;
/// a row is dropped and counted as ERC-721 where a logs file beside shows that its number is indexed (four topics), a
/// contracts file calls its contract ERC-721, or the contract is on the short list below. Otherwise it cannot be told,
/// and a token number is taken for an amount of that contract, which touches no other asset.
public struct EthereumTokenTransfers: BlockDecoder {
    public let name = "ethereum-etl-token-transfers"
    public let summary = "ethereum-etl token_transfers (CSV or JSON lines): ERC-20 transfers"

    public init() {}

    public func score(_ sample: Sample) -> Int {
        sample.hasAll("token_address", "from_address", "to_address", "value", "transaction_hash", "log_index") ? 100 : 0
    }

    public func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder {
        try EthereumTokenTransfersDecoder(&file)
    }
}

final class EthereumTokenTransfersDecoder: FileDecoder {
    let hasIndex = true
    let needsContext = true

    private let contract, sender, recipient, value, hash, index, block, time: ColumnSlot
    private let reader: FieldReader
    private let chainName: String
    private let context: ReadingContext
    private let knownCollections: Set<Address>
    private var assets: AssetBook
    private var nonFungibleRows = 0
    private var rows = 0

    init(_ file: inout OpenedFile) throws(RowFault) {
        contract = try file.columns.required("token_address")
        sender = try file.columns.required("from_address")
        recipient = try file.columns.required("to_address")
        value = try file.columns.required("value")
        hash = try file.columns.required("transaction_hash")
        index = try file.columns.required("log_index")
        block = file.columns.column("block_number")
        time = file.columns.column("block_timestamp", "timestamp")
        assets = AssetBook(chain: Chain(name: file.chain ?? "eip155:1"), options: file.options)
        chainName = assets.chain.name
        reader = FieldReader(columns: file.columns, form: assets.chain.form)
        context = file.context
        knownCollections = chainName == "eip155:1" ? NonFungibleContracts.ethereum : []
    }

    func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
        let token = try reader.address(contract, record)
        let transaction = try reader.hash(hash, record)
        guard let log = try reader.ordinalIfAny(index, record) else { throw reader.fault(index, nil, "is blank") }
        rows += 1
        if knownCollections.contains(token) || context.nonFungible[chainName]?.contains(token) == true
            || context.nonFungibleLogs[chainName]?.contains(.init(transaction: transaction, index: log)) == true
        {
            nonFungibleRows += 1
            return
        }
        let asset = assets.token(at: token, in: &builder) {
            let description = context.tokens[chainName]?[token]
            return (description?.symbol ?? "", description?.decimals)
        }
        let place = context.transactions[chainName]?[transaction]
        let number = try reader.unsignedIfAny(block, record) ?? place?.block
        let transfer = Transfer(
            transaction: transaction, index: log, block: number, position: place?.position,
            time: try seconds(record, block: number, place: place),
            sender: builder.address(try reader.address(sender, record)),
            recipient: builder.address(try reader.address(recipient, record)), asset: asset,
            amount: try reader.baseUnits(value, of: asset, record), kind: .log, line: record.line,
            fingerprint: record.fingerprint)
        try builder.appending(transfer)
    }

    private func seconds(
        _ record: borrowing Record, block: UInt64?, place: ReadingContext.TransactionPlace?
    ) throws(RowFault) -> Int64 {
        if let seconds = try reader.timeIfAny(time, record) ?? place?.time { return seconds }
        if let block, let seconds = context.blockTimes[chainName]?[block] { return seconds }
        throw reader.fault(
            time, nil,
            "no time: give the transactions or blocks file that holds "
                + (block.map { "block \($0)" } ?? "this transaction") + " beside this one")
    }

    var notes: [String] {
        nonFungibleRows == 0 ? [] : ["\(nonFungibleRows) of \(rows) rows move ERC-721 tokens and were left out"]
    }
}

/// Contracts on Ethereum that issue ERC-721 tokens and are moved a lot, so that their token numbers are not taken for
/// amounts even where nothing but `token_transfers` is given. Source: etherscan.io token pages.
enum NonFungibleContracts {
    static let ethereum: Set<Address> = {
        let names: KeyValuePairs = [
            "0xBC4CA0EdA7647A8aB7C2061c2E118A18a936f13D": "Bored Ape Yacht Club",
            "0x60E4d786628Fea6478F785A6d7e704777c86a7c6": "Mutant Ape Yacht Club",
            "0xED5AF388653567Af2F388E6224dC7C4b3241C544": "Azuki",
            "0x57f1887a8BF19b14fC0dF6Fd9B2acc9Af147eA85": "Ethereum Name Service",
            "0xC36442b4a4522E871399CD717aBDD847Ab11FE88": "Uniswap v3 positions",
            "0xBd3531dA5CF5857e7CfAA92426877b022e612cf8": "Pudgy Penguins",
            "0x49cF6f5d44E70224e2E23fDcdd2C053F30aDA28B": "CloneX",
            "0x8a90CAb2b38dba80c64b7734e58Ee1dB38B8992e": "Doodles",
            "0x23581767a106ae21c074b2276D25e5C3e136a68b": "Moonbirds",
            "0x34d85c9CDeB23FA97cb08333b511ac86E1C4E258": "Otherdeed",
        ]
        return Set(names.compactMap { Address($0.key, form: .evm) })
    }()
}
