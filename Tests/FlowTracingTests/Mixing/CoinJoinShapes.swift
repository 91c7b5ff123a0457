@testable import FlowTracing

/// Shapes of coinjoins, built by hand.
enum Shapes {
    static func owner(_ number: Int, _ kind: ScriptKind = .witnessPubkeyHash) -> ScriptAddress {
        ScriptAddress(network: .bitcoin, kind: kind, payload: Hash32(UInt64(number), 0, 0, 0))
    }

    /// Every coin has an address of its own.
    static func shape(
        _ inputs: [UInt64?], _ outputs: [UInt64], kind: ScriptKind = .witnessPubkeyHash, block: UInt64? = nil
    ) -> TransactionShape {
        TransactionShape(
            inputs: inputs.enumerated().map { TransactionShape.Coin(amount: $1, owner: owner($0, kind)) },
            outputs: outputs.enumerated().map { TransactionShape.Coin(amount: $1, owner: owner(10_000 + $0, kind)) },
            block: block)
    }

    static let whirlpool = shape(
        [5_010_000, 5_000_000, 5_010_000, 5_000_000, 5_010_000], [UInt64](repeating: 5_000_000, count: 5))

    /// A taker and four makers; the makers earn 500 each, the taker pays 3,000 to the miners.
    static let joinMarket = shape(
        [3_000_000, 2_200_000, 1_700_000, 900_000, 600_000, 5_000_000],
        [
            1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 2_000_500, 1_200_500, 700_500, 500_500,
            4_000_000 - 5_000,
        ])

    static let wasabi1 = shape(
        (0..<12).map { 11_000_000 + UInt64($0) * 1_234 },
        [UInt64](repeating: 9_990_000, count: 12) + (0..<11).map { 900_000 + UInt64($0) * 1_234 } + [120_000])

    static let wabiSabi: TransactionShape = {
        let outputs = WabiSabi.standardAmounts.reversed().filter { $0 < 50_000_000 }.prefix(30)
            .flatMap { [$0, $0] }
        return shape(
            outputs.map { $0 + 500 } + [5_000, 5_000], outputs + [4_900])
    }()
}
