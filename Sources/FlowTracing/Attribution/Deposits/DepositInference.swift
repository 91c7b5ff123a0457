/// What a trace does with deposit addresses by inference.
struct DepositInference: Sendable {
    let addresses: DepositAddresses
    /// The user lets them end a trace.
    let ends: Bool

    /// The deposit address that ends value arriving at `address`.
    func end(at address: AddressID, chain: ChainID) -> InferredDeposit? {
        guard ends, let deposit = addresses.deposit(at: address, chain: chain), deposit.ends else { return nil }
        return deposit
    }

    /// Lists the deposit addresses that held value of the case. What such an address received it has sent to its service,
    /// or holds; so those who paid an endpoint and those who hold value are all that need be asked.
    ///
    /// - Complexity: O(endpoints' arrivals + resting addresses) answers of `DepositAddresses`, and O(flows) where it finds
    ///   any.
    func list(
        _ holders: borrowing Holders, _ ledger: Ledger, chain: ChainID, into trace: inout AssetTrace
    ) {
        var asked: Set<AddressID> = []
        var found: [AddressID: PossibleEndpoint] = [:]
        func ask(_ address: AddressID, _ holders: borrowing Holders) {
            guard asked.insert(address).inserted, holders.contains(address),
                let deposit = addresses.deposit(at: address, chain: chain)
            else { return }
            found[address] = PossibleEndpoint(deposit: deposit, amount: 0, transfers: 0, first: 0, last: 0)
        }
        for endpoint in trace.endpoints where endpoint.kind == .endpoint && endpoint.tag != nil {
            for arrival in endpoint.arrivals {
                if ledger.isOutput(Int(arrival.row)) {
                    for sender in ledger.senders(Int(arrival.row)) { ask(sender, holders) }
                } else {
                    ask(ledger.sender(Int(arrival.row)), holders)
                }
            }
        }
        for resting in trace.resting where resting.outgoing > 0 { ask(resting.address, holders) }
        if found.isEmpty { return }
        for flow in trace.flows where flow.tainted > 0 {
            let address = ledger.recipient(Int(flow.row))
            guard var one = found[address] else { continue }
            if one.transfers == 0 { one.first = flow.row }
            one.amount.addClamping(flow.tainted)
            one.transfers += 1
            one.last = flow.row
            found[address] = one
        }
        trace.possibleEndpoints = found.values.filter { $0.transfers > 0 }
    }
}
