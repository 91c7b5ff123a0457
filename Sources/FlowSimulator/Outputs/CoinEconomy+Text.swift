import FlowTracing

/// The economy as files have it.
extension CoinEconomy {
    mutating func write(
        _ number: Int, _ inputs: [Unspent], _ outputs: [Payment], hasData: Bool, block: Int, place: Int, time: Int64
    ) {
        var text = "{\"type\":\"transaction\",\"hash\":\"\(hash(number))\",\"block_number\":\(block)"
        text += ",\"block_timestamp\":\(time),\"index\":\(place),\"is_coinbase\":\(inputs.isEmpty),\"inputs\":["
        for (at, coin) in inputs.enumerated() {
            text += at == 0 ? "{" : ",{"
            text += "\"index\":\(at),\"spent_transaction_hash\":\"\(hash(coin.transaction))\""
            text += ",\"spent_output_index\":\(coin.index)," + ending(coin.address, coin.amount)
        }
        text += "],\"outputs\":["
        if hasData {
            text += "{\"index\":0,\"type\":\"nulldata\",\"script_hex\":\"6a0400000000\",\"addresses\":[],\"value\":0}"
        }
        for (at, output) in outputs.enumerated() {
            text += at == 0 && !hasData ? "{" : ",{"
            text += "\"index\":\(at + (hasData ? 1 : 0))," + ending(output.address, output.amount)
        }
        text += "]}\n"
        out += text.utf8
    }

    private func ending(_ address: Int, _ amount: UInt64) -> String {
        "\"type\":\"\(CoinAddresses.type(addresses.kinds[address]))\",\"addresses\":[\"\(addresses.text(address))\"]"
            + ",\"value\":\(amount)}"
    }

    /// 64 hex digits.
    private func hash(_ transaction: Int) -> String {
        var writer = TransferWriter()
        writer.hash(ofTransaction: UInt64(transaction), seed: options.seed, form: .tron)
        return String(decoding: writer.buffer, as: UTF8.self)
    }

    /// Label list as CSV: every exchange's address for receiving, and one deposit address in ten.
    public func writeLabels<Failure: Error>(to sink: (_ chunk: [UInt8]) throws(Failure) -> Void) throws(Failure) {
        var text = "chain,address,label,category,entity,jurisdiction,confidence,source\n"
        for address in addresses.labelled.sorted() {
            let wallet = wallets[addresses.wallets[address]]
            let isHot = wallet.role == .exchangeHot
            let country = CoinEconomy.houses.first { $0.name == wallet.owner }?.country ?? ""
            text += "\(ScriptNetwork.bitcoin.chainName),\(addresses.text(address)),\(wallet.owner) "
            text +=
                "\(isHot ? "hot wallet" : "deposit"),exchange,\(wallet.owner),\(country),\(isHot ? 95 : 70),simulation\n"
        }
        try sink(Array(text.utf8))
    }

    /// CSV `address,owner,role`, one line an address.
    public func writeOwners<Failure: Error>(to sink: (_ chunk: [UInt8]) throws(Failure) -> Void) throws(Failure) {
        var writer = TransferWriter()
        writer.append("address,owner,role\n".utf8)
        for address in 0..<addresses.count {
            let wallet = wallets[addresses.wallets[address]]
            writer.append("\(addresses.text(address)),\(wallet.owner),\(wallet.role.rawValue)\n".utf8)
            guard writer.buffer.count >= options.chunkBytes else { continue }
            try sink(writer.buffer)
            writer.removeAll()
        }
        if !writer.buffer.isEmpty { try sink(writer.buffer) }
    }
}
