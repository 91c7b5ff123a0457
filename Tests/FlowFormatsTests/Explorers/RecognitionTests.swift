import FlowTracing
import Testing

@testable import FlowFormats

@Suite("Formats are told apart by their columns")
struct RecognitionTests {
    /// The format each header is read as.
    @Test(arguments: [
        ("tx,time,from,to,asset,amount", "canonical"),
        ("hash,timestamp,from,to,token,amount", "canonical"),
        ("transaction_hash,datetime,from,to,value,contract_address,token_symbol", "canonical"),
        ("tx_hash,date,from,to,token,amount,status", "canonical"),
        (
            "hash,nonce,block_number,transaction_index,from_address,to_address,value,gas,gas_price,block_timestamp",
            "ethereum-etl-transactions"
        ),
        (
            "token_address,from_address,to_address,value,transaction_hash,log_index,block_number",
            "ethereum-etl-token-transfers"
        ),
        ("number,hash,parent_hash,nonce,miner,timestamp", "ethereum-etl-blocks"),
        ("log_index,transaction_hash,transaction_index,block_number,address,data,topics", "ethereum-etl-logs"),
        ("address,bytecode,function_sighashes,is_erc20,is_erc721", "ethereum-etl-contracts"),
        ("address,symbol,name,decimals,total_supply,block_number", "ethereum-etl-tokens"),
        (
            "Txhash,Blockno,UnixTimestamp,DateTime,From,To,ContractAddress,Value_IN(ETH),Value_OUT(ETH),TxnFee(ETH)",
            "etherscan"
        ),
        (
            "Txhash,Blockno,UnixTimestamp,ParentTxFrom,ParentTxTo,From,TxTo,Value_IN(ETH),Value_OUT(ETH)",
            "etherscan-internal"
        ),
        ("Txhash,UnixTimestamp,DateTime,From,To,Value,ContractAddress,TokenName,TokenSymbol", "etherscan-tokens"),
        ("Txhash,UnixTimestamp,DateTime,From,To,ContractAddress,TokenId,TokenName,TokenSymbol", "etherscan-nfts"),
        ("Transaction Hash,Block,Time(UTC),From,To,Amount/TokenID,Token,Result", "tronscan"),
        ("Txn Hash,Block,Time,From,To,Amount,Token,Result,Confirmed", "tronscan"),
        ("Timestamp,Block,Tx_hash,From,From_label,To,To_label,Value_in_USD", "case-flows"),
    ])
    func header(columns: String, format: String) {
        let sample = Sample(shape: .csv, names: ColumnNames(header: columns.split(separator: ",").map(String.init)))
        let scores = BlockDecoders.all.map { (name: $0.name, score: $0.score(sample)) }
        let best = scores.map(\.score).max() ?? 0
        #expect(scores.filter { $0.score == best }.map(\.name) == [format])
    }

    @Test(arguments: [
        (
            "type,hash,nonce,transaction_index,from_address,to_address,value,gas_price,block_timestamp,block_number",
            "ethereum-etl-transactions"
        ),
        (
            "type,log_index,transaction_hash,transaction_index,address,data,topics.0,topics.1,block_number",
            "ethereum-etl-logs"
        ),
        (
            "transaction_id,block_ts,from_address,to_address,contract_address,quant,tokenInfo.tokenAbbr",
            "tron-transfers-json"
        ),
        (
            "transaction_id,token_info.symbol,token_info.address,block_timestamp,from,to,type,value",
            "tron-transfers-json"
        ),
        ("txID,block_timestamp,raw_data.contract.0.type,ret.0.fee", "tron-transactions-json"),
        ("tx,time,from,to,asset,amount", "canonical"),
        ("hash,from,to,amount,contract_address,block_timestamp", "canonical"),
    ])
    func keys(keys: String, format: String) {
        let sample = Sample(shape: .jsonLines, names: ColumnNames(header: keys.split(separator: ",").map(String.init)))
        let scores = BlockDecoders.all.map { (name: $0.name, score: $0.score(sample)) }
        let best = scores.map(\.score).max() ?? 0
        #expect(scores.filter { $0.score == best }.map(\.name) == [format])
    }

    @Test func namesAreDistinct() {
        #expect(Set(BlockDecoders.all.map(\.name)).count == BlockDecoders.all.count)
        #expect(BlockDecoders.all.allSatisfy { !$0.summary.isEmpty && !$0.summary.contains("\n") })
    }

    /// A symbol in Cyrillic is another asset than the one it imitates, and marked.
    @Test func disguisedSymbolOfACanonicalFile() throws {
        let rows = ["USDT", "USDТ", "usdt"].enumerated().map {
            "0x\(hash($0.offset)),1700000000,\(evm(1)),\(evm(2)),\($0.element),5"
        }
        let ledger = try ledger(of: "tx,time,from,to,asset,amount\n" + rows.joined(separator: "\n"))
        #expect(
            ledger.assets.map(\.symbol) == ["USDT", "USDТ", "usdt"]
                && ledger.assets.map(\.isLookalike) == [false, true, false])
    }
}
