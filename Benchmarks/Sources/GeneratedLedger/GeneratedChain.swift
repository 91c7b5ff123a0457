import FlowTracing

/// A UTXO chain made from a seed, and big enough to measure on: blocks of 2,500 transactions, 2.2 inputs and 2.4 outputs
/// each, nine of ten outputs spent again.
///
/// The shapes are those of Bitcoin blocks 702861 and 437303 (`../shared/data/bitcoin/raw-blocks`): three of four
/// transactions have one input and four of five two outputs, the others up to hundreds; 5% of the inputs spend an output of
/// their own block, 0.4% of the outputs are `OP_RETURN`. Within one of those blocks 96% and 58% of the outputs go to an
/// address that the block has not paid before; here 75% go to one that the chain has not. Ages of spent outputs beyond the
/// block are log-uniform up to the age of the chain: half are spent within a day, and no cache holds what the others need.
public struct GeneratedChain {
    /// All value is created here, so that a few seeds taint much of the chain.
    static let firstBlocks = 10
    static let transactionsPerBlock = 2_500

    private(set) var outputEnds: [UInt32] = []
    private(set) var inputEnds: [UInt32] = []
    /// Numbers of the outputs spent.
    private(set) var sources: [UInt32] = []
    private(set) var amounts: [UInt64] = []
    private(set) var owners: [UInt32] = []
    private(set) var blockEnds: [UInt32] = []
    /// The owner of `OP_RETURN` outputs.
    static let nobody = UInt32.max

    public var transactionCount: Int { outputEnds.count }
    public var outputCount: Int { amounts.count }
    public var inputCount: Int { sources.count }

    /// - Complexity: O(outputs); 20 bytes an output.
    public init(outputs count: Int, seed: UInt64 = 1) {
        var plan = ChainPlan(seed: seed, outputs: count)
        for block in 0..<Self.firstBlocks {
            plan.coinbase(outputs: max(1, min(600, count / 100)), each: UInt64(block + 1) * 500_000_000, &self)
            blockEnds.append(UInt32(transactionCount))
        }
        while outputCount < count {
            plan.coinbase(outputs: 1, each: 625_000_000, &self)
            for _ in 1..<Self.transactionsPerBlock where outputCount < count { plan.payment(&self) }
            blockEnds.append(UInt32(transactionCount))
        }
    }

    mutating func add(_ amount: UInt64, to owner: UInt32) {
        amounts.append(amount)
        owners.append(owner)
    }

    mutating func spend(_ output: UInt32) { sources.append(output) }

    mutating func endTransaction() {
        outputEnds.append(UInt32(amounts.count))
        inputEnds.append(UInt32(sources.count))
    }

    public func id(of transaction: Int) -> Hash32 {
        let word = ChainPlan.mix(UInt64(transaction))
        return Hash32(word, ChainPlan.mix(word), ChainPlan.mix(word &+ 1), ChainPlan.mix(word &+ 2))
    }

    public func outputs(of transaction: Int) -> Range<Int> {
        Int(transaction == 0 ? 0 : outputEnds[transaction - 1])..<Int(outputEnds[transaction])
    }

    private func script(_ owner: UInt32) -> ScriptAddress {
        if owner == Self.nobody {
            return ScriptAddress(network: .bitcoin, kind: .data, payload: Hash32(0, 0, 0, 0))
        }
        let word = ChainPlan.mix(UInt64(owner) | 1 << 40)
        let kind: ScriptKind =
            switch word % 100 {
            case ..<40: .witnessPubkeyHash
            case ..<70: .scriptHash
            case ..<98: .pubkeyHash
            default: .witnessScriptHash
            }
        let third = ChainPlan.mix(word &+ 1)
        let isLong = kind == .witnessScriptHash
        return ScriptAddress(
            network: .bitcoin, kind: kind,
            payload: Hash32(word, ChainPlan.mix(word), isLong ? third : third & ~0xFFFF_FFFF, isLong ? third : 0))
    }

    /// Hands all transactions to a builder, as a decoder would.
    public func append() throws -> LedgerBuilder {
        var builder = LedgerBuilder()
        let chain = builder.chain(ScriptNetwork.bitcoin.chainName)
        builder.beginFile(SourceFile(name: "generated", format: "generated", hasIndex: true))
        var transaction = OutputTransaction(chain: chain)
        // The transaction that created each output would be a search an input: it is looked up in a table instead.
        var creators = [UInt32](repeating: 0, count: outputCount)
        for number in 0..<transactionCount { for output in outputs(of: number) { creators[output] = UInt32(number) } }
        var number = 0
        for (block, end) in blockEnds.enumerated() {
            let first = number
            while number < end {
                transaction.removeAll()
                transaction.id = id(of: number)
                (transaction.block, transaction.time) = (UInt64(block), 1_600_000_000 + 600 * Int64(block))
                (transaction.position, transaction.line) = (UInt32(number - first), number + 1)
                transaction.isCoinbase = number == first
                for input in Int(number == 0 ? 0 : inputEnds[number - 1])..<Int(inputEnds[number]) {
                    let creator = Int(creators[Int(sources[input])])
                    transaction.inputs.append(
                        OutputTransaction.Input(
                            previous: id(of: creator), index: sources[input] - UInt32(outputs(of: creator).lowerBound)))
                }
                for output in outputs(of: number) {
                    transaction.outputs.append(
                        OutputTransaction.Output(amount: amounts[output], owner: script(owners[output])))
                }
                try builder.append(transaction)
                number += 1
            }
        }
        builder.endFile()
        return builder
    }

    /// Every second of the first coinbases as one case: half of all money there was.
    public var wideCase: Case {
        Case(id: "wide", seeds: stride(from: 0, to: Self.firstBlocks, by: 2).map { seed($0, .all) })
    }

    /// `count` cases of one output each, spread evenly over the middle half of the chain.
    public func singleOutputs(_ count: Int) -> [Case] {
        (0..<count).map { number in
            let transaction = transactionCount / 4 + transactionCount / 2 * number / count
            return Case(id: "output-\(number)", seeds: [seed(transaction, .at(0))])
        }
    }

    private func seed(_ transaction: Int, _ index: Seed.Index) -> Seed {
        let id = id(of: transaction).bytes.map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
        return Seed(text: "tx:\(id):\(index)", chain: nil, asset: nil, form: .transaction(id, index))
    }
}
