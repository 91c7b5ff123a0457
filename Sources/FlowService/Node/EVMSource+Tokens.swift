import FlowFormats
import FlowTracing

extension EVMSource {
    /// Asks contracts that appear for the first time what they call themselves. What they answer names nothing: it is for
    /// people, and shows lookalikes.
    func describeTokens(in blocks: [EVMBlockAnswers]) throws(NodeTrouble) {
        guard options.asksTokens, let tokens = rows?.undescribed(in: blocks), !tokens.isEmpty else { return }
        let calls = tokens.flatMap { token -> [RPCCall] in
            let address = Address.bytes(token).text(form: .evm)
            return [
                NodeCalls.contract(address, data: TokenDescription.symbolCall),
                NodeCalls.contract(address, data: TokenDescription.decimalsCall),
            ]
        }
        let replies = try client.ask(calls)
        for (place, token) in tokens.enumerated() {
            rows?.describe(
                token, symbol: EVMSource.data(replies[2 * place]).map(TokenDescription.symbol) ?? "",
                decimals: EVMSource.data(replies[2 * place + 1]).flatMap(TokenDescription.decimals))
        }
    }

    /// `nil` where the contract has no such method, or answered more than a symbol can be.
    private static func data(_ reply: RPCReply) -> [UInt8]? {
        guard case .result(let text) = reply else { return nil }
        return try? NodeAnswer.data(text, atMost: 4_096)
    }
}

extension EVMSourceOptions.TokenChoice {
    var bytes: AddressBytes? {
        if case .bytes(let bytes) = contract { bytes } else { nil }
    }
}
