import FlowTracing

/// Compares a node's transaction with its own bytes, which stand beside it as `hex` where the node writes them: the id is
/// their hash, and inputs and outputs are theirs.
///
/// Not compared: Zcash, whose bytes have other forms; Litecoin's with an extension block's flag, and Dash's special ones.
struct NodeTransactionBytes {
    private let network: ScriptNetwork
    private var bytes: [UInt8] = []

    init(_ network: ScriptNetwork) { self.network = network }

    /// - Parameter cursor: at the value of `hex`.
    mutating func check(
        _ transaction: borrowing OutputTransaction, against cursor: JSONCursor
    ) throws(JSONFault) {
        guard network != .zcash else { return }
        var cursor = cursor
        _ = try cursor.peek()
        let at = cursor.i
        var decoded: [UInt8] = []
        swap(&decoded, &bytes)
        let count = try cursor.text { HexDigits.decode($0, into: &decoded) }
        swap(&decoded, &bytes)
        guard let count else { throw .bad(at, "is not hexadecimal") }
        let difference = bytes.withUnsafeBytes {
            NodeTransactionBytes.difference(transaction, UnsafeRawBufferPointer(rebasing: $0[..<count]), network)
        }
        if let difference { throw .bad(at, difference) }
    }

    /// Why the transaction is not that of `bytes`; `nil` where it is, or where that cannot be said.
    private static func difference(
        _ transaction: borrowing OutputTransaction, _ bytes: UnsafeRawBufferPointer, _ network: ScriptNetwork
    ) -> String? {
        guard bytes.count >= 6, let base = bytes.baseAddress else { return "is too short for a transaction" }
        let version = UInt32(littleEndian: base.loadUnaligned(as: UInt32.self))
        if network == .dash, version >> 16 != 0 { return nil }
        if network == .litecoin, bytes[4] == 0, bytes[5] & 8 != 0 { return nil }
        var cursor = RawCursor(bytes)
        let found: RawTransaction
        do throws(RawFault) {
            found = try cursor.transaction(0, mostMoney: UInt64(Int64.max))
        } catch {
            return "holds no transaction: '\(error.field)' at byte \(error.at) \(error.reason)"
        }
        guard found.end == bytes.count else { return "goes on behind the transaction" }
        let id = id(of: found, base)
        guard id == transaction.id else { return "has the id \(id.digits), not the one beside it" }
        return compare(transaction, CheckedCursor(base: base, i: found.body), isCoinbase: found.isCoinbase, network)
    }

    private static func id(of found: RawTransaction, _ base: UnsafeRawPointer) -> Hash32 {
        let hash = DoubleSHA256()
        hash.begin()
        hash.add(base + found.start, count: 4)
        hash.add(base + found.body, count: found.witness - found.body)
        hash.add(base + found.end - 4, count: 4)
        return hash.finish()
    }

    private static func compare(
        _ transaction: borrowing OutputTransaction, _ start: CheckedCursor, isCoinbase: Bool, _ network: ScriptNetwork
    ) -> String? {
        var cursor = start
        guard isCoinbase == transaction.isCoinbase else { return "is \(isCoinbase ? "a" : "no") coinbase" }
        let inputs = cursor.count()
        guard isCoinbase || inputs == transaction.inputs.count else { return "has \(inputs) inputs" }
        for number in 0..<inputs {
            let (previous, index) = (cursor.hash(), cursor.uint32())
            _ = (cursor.script(), cursor.uint32())
            guard !isCoinbase else { continue }
            let input = transaction.inputs[number]
            guard input.previous == previous, input.index == index else {
                return "spends \(previous.digits):\(index) as its input \(number)"
            }
        }
        let outputs = cursor.count()
        guard outputs == transaction.outputs.count else { return "has \(outputs) outputs" }
        for number in 0..<outputs {
            let (amount, script) = (cursor.uint64(), cursor.script())
            let output = transaction.outputs[number]
            guard output.amount == amount, output.owner == ScriptAddress(script: script, network: network) else {
                return "pays \(amount) base units to \(ScriptAddress(script: script, network: network).text) "
                    + "in its output \(number)"
            }
        }
        return nil
    }
}
