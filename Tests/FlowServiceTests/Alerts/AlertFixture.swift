@testable import FlowTracing

/// An alert that never happened.
func alert(
    _ number: Int, state: Alert.State = .provisional, kind: AlertKind = .moved, tainted: Amount = 5, depth: UInt64 = 1
) -> Alert {
    func address(_ byte: UInt8) -> Address { .bytes(AddressBytes([UInt8](repeating: byte, count: 20))) }
    let seed = Route(Alert.Step(transaction: .bytes(Hash32(1, 2, 3, 4)), index: 0), after: nil)
    let hop = Route(Alert.Step(transaction: .bytes(Hash32(1, 2, 3, 5)), index: 3), after: seed)
    let transaction = TransactionHash.bytes(Hash32(1, 2, 3, UInt64(number)))
    return Alert(
        kind: kind, state: state, caseID: "case \"\(number)\"", rule: .fifo, opening: "observed",
        chain: Chain(name: "eip155:1"), asset: Asset(chain: 0, identity: .native, symbol: "ETH", decimals: 18),
        assetName: "ETH", transaction: transaction, index: 7, block: 18_000_000,
        time: 1_700_000_000, from: address(0x61), to: address(0x62), tainted: tainted,
        amount: Amount(1) << 100, outcome: .rests, isSeed: false, left: 10, injected: 20, end: nil, endTag: nil,
        path: Route(Alert.Step(transaction: transaction, index: 7), after: hop), depth: depth)
}
