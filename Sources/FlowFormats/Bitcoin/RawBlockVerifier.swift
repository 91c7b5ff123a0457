import FlowTracing

/// Checks single blocks of Bitcoin's main chain against their own headers, without a ledger.
public struct RawBlockVerifier: ~Copyable {
    private var decoder = RawBlockDecoder(.bitcoin, chain: 0)

    public init() {}

    /// What a block that is as it says consists of.
    public struct Finding: Sendable, Equatable {
        public var transactions: Int
        /// Bytes that had to be hashed for it, padding included: 64 for each compression.
        public var bytesHashed: Int
    }

    /// - Parameter name: what messages call the block.
    /// - Throws: `InputError.bytes` for the first thing wrong.
    /// - Complexity: O(bytes).
    public mutating func verify(_ block: UnsafeRawBufferPointer, name: String) throws(InputError) -> Finding {
        do throws(RawFault) {
            let transactions = try decoder.check(block)
            return Finding(transactions: transactions, bytesHashed: decoder.compressions * 64)
        } catch {
            throw .bytes(
                name: name, offset: error.at, place: "block 1\(error.part.text)", field: error.field,
                value: error.value, reason: error.reason)
        }
    }
}

extension RawBlockDecoder {
    /// Compressions of SHA-256 that checking the last block took.
    fileprivate var compressions: Int {
        func compressions(_ bytes: Int) -> Int { (bytes + 9 + 63) / 64 }
        // A node hashes 64 bytes in two compressions, and the digest in one.
        func tree(_ leaves: Int) -> Int {
            var (nodes, width) = (0, leaves)
            while width > 1 {
                width = (width + 1) / 2
                nodes += width
            }
            return nodes * 3
        }
        var count = compressions(RawHeader.length) + 1 + tree(found.count)
        for transaction in found {
            let full = transaction.end - transaction.start
            guard transaction.hasWitness else {
                count += compressions(full) + 1
                continue
            }
            count += compressions(8 + transaction.witness - transaction.body) + 1
            if !transaction.isCoinbase { count += compressions(full) + 1 }
        }
        return found.contains(where: \.hasWitness) ? count + tree(found.count) + 3 : count
    }
}
