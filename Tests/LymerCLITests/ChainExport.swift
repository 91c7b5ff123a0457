import Foundation
import LocalServers
import Testing

/// What ethereum-etl would have exported of a node's blocks, made from what the node answers and nothing else.
struct ChainExport {
    let chain: String
    /// Transactions of the chain, and token transfers among their logs.
    private(set) var transactionCount = 0
    private(set) var tokenTransferCount = 0

    /// `keccak256("Transfer(address,address,uint256)")`
    private static let transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"

    /// Writes `transactions.csv`, `token_transfers.csv` and `tokens.csv` into `folder`.
    ///
    /// - Parameter token: the chain's only token.
    init(of node: LiveNode, token: (address: String, symbol: String, decimals: Int), into folder: Scratch) throws {
        chain = "eip155:\(try ChainExport.number(try node.call("eth_chainId")))"
        var transactions =
            "hash,nonce,block_number,transaction_index,from_address,to_address,value,block_timestamp,"
            + "receipt_gas_used,receipt_effective_gas_price,receipt_status,receipt_contract_address\n"
        var transfers =
            "token_address,from_address,to_address,value,transaction_hash,log_index,block_number,block_timestamp\n"
        let head = try ChainExport.number(try node.call("eth_blockNumber"))
        for number in 0...head {
            let name = "0x" + String(number, radix: 16)
            let block = try #require(try node.call("eth_getBlockByNumber", name, true) as? [String: Any])
            let receipts = try #require(try node.call("eth_getBlockReceipts", name) as? [[String: Any]])
            let time = try ChainExport.number(block["timestamp"])
            for (fields, receipt) in zip(try #require(block["transactions"] as? [[String: Any]]), receipts) {
                func text(_ name: String) -> String { fields[name] as? String ?? "" }
                func figure(_ name: String) throws -> String { "\(try ChainExport.number(fields[name]))" }
                func told(_ name: String) throws -> String { "\(try ChainExport.number(receipt[name]))" }
                let paid = [try told("gasUsed"), try told("effectiveGasPrice"), try told("status")]
                transactions +=
                    [
                        text("hash"), try figure("nonce"), "\(number)", try figure("transactionIndex"), text("from"),
                        text("to"), try figure("value"), "\(time)", paid[0], paid[1], paid[2],
                        receipt["contractAddress"] as? String ?? "",
                    ].joined(separator: ",") + "\n"
                transactionCount += 1
                for log in receipt["logs"] as? [[String: Any]] ?? [] {
                    let topics = log["topics"] as? [String] ?? []
                    guard topics.count == 3, topics[0] == ChainExport.transfer else { continue }
                    transfers +=
                        [
                            log["address"] as? String ?? "", "0x" + topics[1].suffix(40), "0x" + topics[2].suffix(40),
                            "\(try ChainExport.number(log["data"]))", text("hash"),
                            "\(try ChainExport.number(log["logIndex"]))", "\(number)", "\(time)",
                        ].joined(separator: ",") + "\n"
                    tokenTransferCount += 1
                }
            }
        }
        try folder.write(transactions, to: "transactions.csv")
        try folder.write(transfers, to: "token_transfers.csv")
        try folder.write(
            "address,symbol,decimals,total_supply\n\(token.address),\(token.symbol),\(token.decimals),\n",
            to: "tokens.csv")
    }

    static let files = ["transactions.csv", "token_transfers.csv", "tokens.csv"]

    private static func number(_ answer: Any?) throws -> UInt128 {
        let digits = try #require(answer as? String).dropFirst(2).drop { $0 == "0" }
        return try #require(digits.isEmpty ? 0 : UInt128(digits, radix: 16))
    }
}
